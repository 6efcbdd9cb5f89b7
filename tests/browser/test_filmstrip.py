"""The filmstrip in the real app: photos dropped on the picture, chosen by clicks and keys, and found again after F5."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.app_server import AppServer
from tests.browser.tune_page import REFUSED_FILE, frame, has_ticked, settled, tick, viewer_ready, wait_until_done
from tests.browser.watch import Watch

DROP = """([where, files]) => {
  const transfer = new DataTransfer();
  for (const [name, text] of files) {
    transfer.items.add(new File([Uint8Array.from(atob(text), (each) => each.charCodeAt(0))], name));
  }
  const options = { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer };
  const roots = [document, ...[...document.querySelectorAll("*")].map((each) => each.shadowRoot).filter(Boolean)];
  const target = roots.map((root) => root.querySelector(where)).find(Boolean);
  for (const type of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(type, options));
}"""


def drop_on_the_picture(page: Page, **files: bytes) -> None:
    rows = [[f"{name}.jpg", base64.b64encode(data).decode()] for name, data in files.items()]
    page.evaluate(DROP, [".stage", rows])


def test_photos_dropped_on_the_picture_are_chosen_in_the_strip(
    done_app: AppServer, page: Page, watch: Watch, glasses: Path
) -> None:
    watch.allow(REFUSED_FILE)
    page.goto(done_app.url)
    wait_until_done(page)
    viewer_ready(page)
    picture = glasses.read_bytes()
    drop_on_the_picture(page, a=picture + b"a", b=picture + b"b", no=b"II*\0" + bytes(99))
    has_ticked(page, "a.jpg", "b.jpg")  # the sample has left the run
    expect(page.get_by_text("Not added: 1 file")).to_be_visible()
    page.get_by_role("button", name="Hide all").click()
    expect(page.get_by_text("Not added: 1 file")).to_have_count(0)

    drop_on_the_picture(page, c=picture + b"c")
    expect(page.get_by_text("1 new photo: added to the run.")).to_be_visible()
    has_ticked(page, "a.jpg", "b.jpg", "c.jpg")
    page.get_by_role("button", name="Only these instead").click()
    has_ticked(page, "c.jpg")
    page.get_by_role("button", name="Undo").click()
    has_ticked(page, "a.jpg", "b.jpg")

    tick(page, "c.jpg")
    frame(page, "a.jpg").click(modifiers=["Control"])
    has_ticked(page, "b.jpg", "c.jpg")
    expect(page.get_by_text("3 variants × 2 photos = 6")).to_be_visible()
    frame(page, "portrait.jpg").click()
    expect(page.get_by_text("portrait.jpg · not in the run")).to_be_visible()
    frame(page, "c.jpg").click(modifiers=["Shift"])
    has_ticked(page, "portrait.jpg", "a.jpg", "b.jpg", "c.jpg")

    frame(page, "c.jpg").focus()
    page.keyboard.press("Space")
    has_ticked(page, "portrait.jpg", "a.jpg", "b.jpg")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 of 3 in the run · b.jpg")).to_be_visible()
    settled(page)
    page.reload()
    has_ticked(page, "portrait.jpg", "a.jpg", "b.jpg")
