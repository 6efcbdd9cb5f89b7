"""The token after a run with faults: in no file, no log, no page, no address."""

from __future__ import annotations

import base64
from collections.abc import Callable

from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.tune_page import RUN_MILLISECONDS, run_button, settled

TOKEN = "reto-secret-5Qm9vXz2LkP8-tail"


def test_the_token_stays_in_memory(start_app: Callable[..., AppServer], engine: EngineServer, page: Page) -> None:
    engine.faults.add("start", "drop_after")
    engine.faults.add("start", "461", skip=1)
    engine.faults.add("status", "html_502", count=2)
    app = start_app(
        RETOUCH_ENGINE_URL=engine.url,
        RETOUCH_CUSTOM_URL=f"{engine.url}/api/v1",
        RETOUCH_SERVER="custom",
        STREAMLIT_LOGGER_LEVEL="debug",
    )
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(f"{app.url}/?x=1")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("textbox", name="Retouch4me token").fill(TOKEN)
    page.get_by_role("button", name="Save token").click()
    expect(page.get_by_text("is kept in memory")).to_be_visible()
    settled(page)
    html = page.content()
    page.get_by_role("link", name="Tune").click()
    expect(page.get_by_role("button", name="I agree")).to_be_visible()
    settled(page)  # what is still drawn above it would move it from under the pointer
    page.get_by_role("button", name="I agree").click()
    run_button(page).click()
    expect(page.get_by_text("Sent, but no answer came", exact=True)).to_be_visible(timeout=RUN_MILLISECONDS)
    expect(page.get_by_text("Not sent").first).to_be_visible(timeout=RUN_MILLISECONDS)
    settled(page)
    html += page.content()
    assert "…tail" in html, "the token's end tells the user which one is in use"
    written = b"".join(path.read_bytes() for path in app.data_dir.rglob("*") if path.is_file())
    for needle in (TOKEN, base64.b64encode(TOKEN.encode()).decode().rstrip("=")):
        assert needle not in html
        assert needle not in app.log
        assert needle.encode() not in written
        assert not [address for address in addresses if needle in address]
