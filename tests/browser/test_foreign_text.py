"""Foreign text on Streamlit's own Markdown, in a real browser: it is read as it is, links nowhere and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser import foreign_text
from tests.browser.app_server import ROOT, AppServer
from tests.browser.tune_page import settled
from tests.browser.watch import Watch

DRAWN = """keys => keys.map(key => {
  const all = [...document.querySelectorAll(`.st-key-${key} [data-testid=stMarkdownContainer],`
    + ` .st-key-${key} [data-testid=stCaptionContainer]`)];
  return all.map(part => [part.textContent, [...part.querySelectorAll("*")].map(tag => tag.tagName)]);
})"""
PARTS = 9
"""Texts drawn beside the caption: bar, table (head, cell), checkbox, button, pill and its label, expander, warning."""


def seen(text: str) -> str:
    """As a reader sees it: without what nobody sees, and with any space as one."""
    return " ".join(
        re.sub("[\\x00-\\x08\\x0b-\\x1f\\x7f\\u2060\\u200f\\u202e\\u2066\\u2069]", "", text.replace("\r", "\n")).split()
    )


def test_foreign_text_is_shown_as_it_is(start_app: Callable[..., AppServer], page: Page) -> None:
    app = start_app(Path(foreign_text.__file__), PYTHONPATH=str(ROOT))
    page.goto(app.url)
    settled(page)
    for index in range(len(foreign_text.HOSTILE)):  # they need not come in order
        parts = page.locator(f".st-key-parts_{index} [data-testid=stMarkdownContainer]")
        expect(parts).to_have_count(PARTS, timeout=30_000)
    texts = [*foreign_text.HOSTILE, *foreign_text.mixed(*foreign_text.MIXED)]
    for text, drawn in zip(
        texts, page.evaluate(DRAWN, [f"caption_{index}" for index in range(len(texts))]), strict=True
    ):
        check(text, drawn, 1)
    keys = [f"parts_{index}" for index in range(len(foreign_text.HOSTILE))]
    for text, drawn in zip(foreign_text.HOSTILE, page.evaluate(DRAWN, keys), strict=True):
        check(text, drawn, PARTS)


def check(text: str, drawn: list[tuple[str, list[str]]], count: int) -> None:
    assert len(drawn) == count or not seen(text), ascii(text)
    for shown, tags in drawn:
        assert ascii(seen(shown)) == ascii(seen(re.sub("[\ud800-\udfff]", "\ufffd", text)))
        assert set(tags) <= {"P", "BR"}, ascii(text)


def test_half_a_character_in_a_text_box_is_read(done_app: AppServer, page: Page, watch: Watch) -> None:
    """Streamlit's own answer is to close the connection, and the browser sends the same again."""
    watch.allow("/presets/_stcore/")  # the frontend tries a deep link as an app's address first
    page.goto(f"{done_app.url}/presets")
    settled(page)
    page.get_by_text("Import", exact=True).first.click()
    area = page.locator("textarea").first
    area.evaluate(
        """(box, text) => {
          Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text + "\\ud83d");
          box.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        'soft = {"tasks": [{"Plugin": "Heal", "Alpha1": 0.5}]} ',
    )
    area.press("Control+Enter")
    expect(page.get_by_label("Name here")).to_have_value("soft", timeout=30_000)
