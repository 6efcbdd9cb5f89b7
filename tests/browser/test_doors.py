"""A foreign page beside the app in one browser: it frames, fetches, opens a WebSocket, posts forms, opens a window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.tune_page import settled
from tests.browser.watch import Watch
from tests.engines import HEAL, TOKEN

NOTHING = "chrome-error://chromewebdata/"
FRAME = (
    "<!doctype html><title>foreign</title><link rel=icon href=data:,>"
    '<iframe id=frame src="{app}" width=1200 height=800></iframe>'
)
FOREIGN = (
    FRAME
    + """
<a id=link href="{app}/presets?share=x">open</a>
<button onclick="opened = window.open('{app}/')">window</button>
<form id=form method=post enctype=multipart/form-data target=sink action="{engine}/api/v1/retoucher/start">
<input name=token value="{token}"><input name=payload value='{payload}'><input type=file name=file></form>
<iframe name=sink id=sink></iframe>"""
)
ATTEMPTS = """async ([app, engine]) => {
  const of = (promise) => promise.then((answer) => `answered: ${answer.type || answer}`, (error) => "refused");
  const socket = (url) => new Promise((resolve, reject) => {
    const open = new WebSocket(url, ["streamlit"]);
    open.onopen = () => resolve("open");
    open.onerror = reject;
  });
  const picture = (url) => new Promise((resolve, reject) => {
    Object.assign(new Image(), { onload: () => resolve("seen"), onerror: reject, src: url });
  });
  return {
    socket: await of(socket(app.replace("http", "ws") + "/_stcore/stream")),
    read: await of(fetch(app + "/_stcore/host-config")),
    blind: await of(fetch(app + "/_stcore/health", { mode: "no-cors" })),
    put: await of(fetch(app + "/upload/x", { method: "PUT", body: "x" })),
    icon: await of(picture(app + "/favicon.png")),
    balance: await of(fetch(engine + "/api/v1/balance", { method: "POST", body: "{}" })),
  };
}"""


class Neighbour:
    """Another web server of this computer: one page at every path."""

    def __init__(self) -> None:
        self.html = ""
        neighbour = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(neighbour.html.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = int(self.server.server_address[1])


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    neighbour = Neighbour()
    thread = threading.Thread(target=neighbour.server.serve_forever, daemon=True)
    thread.start()
    yield neighbour
    neighbour.server.shutdown()
    neighbour.server.server_close()
    thread.join()


def test_a_foreign_page_gets_nowhere_but_may_link(
    start_app: Callable[..., AppServer],
    engine: EngineServer,
    new_page: Callable[..., Page],
    watch: Watch,
    neighbour: Neighbour,
    portrait: Path,
) -> None:
    watch.allow("")  # a console says much when all is refused
    app = start_app(RETOUCH_ENGINE_URL=engine.url)
    neighbour.html = FOREIGN.format(app=app.url, engine=engine.url, token=TOKEN, payload=HEAL)
    for name in ("127.0.0.1", "localhost"):  # a neighbour's port, and another site
        page = new_page()
        page.goto(f"http://{name}:{neighbour.port}/")
        assert framed(page) == NOTHING
        assert set(page.evaluate(ATTEMPTS, [app.url, engine.url]).values()) == {"refused"}
        page.locator("input[type=file]").set_input_files(portrait)
        with page.expect_response(f"{engine.url}/**") as answer:
            page.evaluate("document.getElementById('form').submit()")
        assert answer.value.status == 403
    assert engine.tasks.starts == 0
    with page.expect_popup() as opened:
        page.get_by_role("button", name="window").click()
    expect(opened.value.get_by_role("link", name="Presets")).to_be_visible()
    assert page.evaluate("opened.closed"), "the foreign page has no hold of the window it opened"
    page.locator("#link").click()
    expect(page.get_by_role("link", name="Presets")).to_be_visible()
    settled(page)


def test_the_one_origin_that_is_named_may_frame_the_app(
    start_app: Callable[..., AppServer], visited: Path, page: Page, watch: Watch, neighbour: Neighbour
) -> None:
    app = start_app(data=visited, RETOUCH_FRAME_ORIGIN=f"http://localhost:{neighbour.port}")
    neighbour.html = FRAME.format(app=app.url)
    page.goto(f"http://localhost:{neighbour.port}/")
    expect(page.frame_locator("#frame").get_by_role("link", name="Compare")).to_be_attached()
    watch.allow("frame-ancestors")
    page.goto(f"http://127.0.0.1:{neighbour.port}/")
    assert framed(page) == NOTHING


def framed(page: Page) -> str:
    """The address that the frame shows once it has loaded."""
    frame = page.query_selector("#frame")
    inside = frame and frame.content_frame()
    assert inside
    inside.wait_for_load_state()
    return inside.url
