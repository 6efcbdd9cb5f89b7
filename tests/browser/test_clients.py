"""A client's evening: a page opened from disk without a network, on a phone; the code comes back and becomes picks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store.records import Run, Verdict
from retouch_lib.store.store import Store
from retouch_lib.ui import preferences
from tests.browser.app_server import AppServer
from tests.browser.axe import serious
from tests.browser.conftest import WIDE
from tests.browser.first_visit import as_measured
from tests.browser.tune_page import RUN_MILLISECONDS, settled
from tests.browser.watch import Watch
from tests.engines import wait_until
from tests.pages.done_run import done_run

ABOUT = {"Contact sheet": "Photos beside", "Pick page": "One file for a phone", "Answer": "Paste what came back"}
PHONE = {"width": 390, "height": 844}
FROM_DISK = r"request to another host: file:///.*\.html$"
OpenPage = Callable[..., Page]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Three photos with three looks, in the folder `lab`."""
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    run = done_run(lab, LOOKS)
    lab.store.set_preference("local", preferences.RUN, run.id)
    as_measured(lab)
    lab.close()
    return run


def dialog(page: Page, part: str) -> Locator:
    """Its part of that name, open: a press in the one before it is none in this one."""
    found = page.get_by_role("dialog")
    found.get_by_text(part, exact=True).click()
    expect(found.get_by_text(ABOUT[part])).to_be_visible()
    settled(page)
    return found


def made(page: Page, part: str, target: Path) -> Path:
    """The file that this part of the dialog makes, downloaded."""
    form = dialog(page, part)
    form.get_by_role("button", name="Make the file").click()
    link = form.get_by_role("link", name=re.compile("Download"))
    expect(link).to_be_visible(timeout=RUN_MILLISECONDS)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(target)
    return target


def from_disk(new_page: OpenPage, path: Path, **options: object) -> Page:
    """Opened as a client opens it; whatever it asks for beside itself fails the test."""
    page = new_page(offline=True, **options)
    asked: list[Request] = []
    page.on("request", lambda request: None if request.url.startswith("data:") else asked.append(request))
    page.goto(path.as_uri())
    assert [request.url for request in asked] == [path.as_uri()]
    return page


def answered(page: Page) -> str:
    """The code after the second picture of the first photo, none of the second and a tie on the third."""
    photos = page.locator(".photo")
    expect(photos).to_have_count(3)
    photos.nth(0).get_by_role("button", name="B", exact=True).click()
    photos.nth(0).get_by_role("button", name="Face", exact=True).click()
    photos.nth(0).get_by_role("button", name="This one").click()
    photos.nth(1).get_by_role("button", name="None of these").click()
    photos.nth(1).get_by_text("Comment on this photo").click()
    photos.nth(1).get_by_role("textbox", name="Comment on").fill("too <b>smooth</b> 🙂")
    expect(page.locator("details.said")).to_have_count(1)
    page.get_by_role("link", name="Finish").click()
    expect(page.get_by_text("1 photo has no answer yet: ")).to_be_visible()
    page.get_by_role("link", name="3 · ").click()
    expect(photos.nth(2).get_by_role("heading")).to_be_in_viewport()
    photos.nth(2).get_by_role("button", name="Equally good").click()
    expect(page.locator(".unanswered")).to_be_empty()
    expect(page.get_by_text("3 of 3 answered")).to_be_visible()
    page.get_by_role("link", name="Finish").click()
    page.get_by_label("Your name").fill("Anna Müller")
    page.get_by_label("Comment", exact=True).fill("<img src=x onerror=alert(1)> **Спасибо** 🙂")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], "nothing reaches beyond the phone"
    return page.get_by_label("Code to send back").input_value()


def test_a_clients_evening(
    run: Run, app_with: Callable[[Path], AppServer], new_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    watch.allow(FROM_DISK)
    app, desk = app_with(tmp_path / "lab"), new_page()
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(f"{app.url}/survey")
    expect(desk.get_by_role("radio", name="Point 1:1")).to_be_in_viewport(ratio=1)  # it has a line of its own
    desk.set_viewport_size(WIDE)
    desk.get_by_role("button", name="Show a client").click()
    file = made(desk, "Pick page", tmp_path / "choose.html")

    phone = from_disk(new_page, file, viewport=PHONE, color_scheme="dark")
    assert serious(phone) == []
    code = answered(phone)
    phone.reload()
    assert phone.get_by_label("Code to send back").input_value() == code, "closed by mistake, nothing is lost"

    form = dialog(desk, "Answer")
    form.get_by_label("Paste an answer").fill(f"Here it is:\n> {code[:40]}\n> {code[40:]}\nA.")
    form.get_by_role("button", name="Look at it").click()
    expect(form.get_by_text("1 pick, 1 × none, 1 tie, 2 comments from Anna Müller")).to_be_visible()
    expect(form.get_by_text("too <b>smooth</b> 🙂")).to_be_visible()
    expect(form.get_by_text("<img src=x onerror=alert(1)> **Спасибо** 🙂")).to_be_visible()
    form.get_by_role("button", name="Take over: 1 winner, 1 × none, 1 tie").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(desk.get_by_text("3 of 3 photos judged")).to_be_visible()  # the tie, too
    store = Store.open(app.data_dir / "lab.sqlite")
    photos = list(dict.fromkeys(item.job.photo for item in run.items))
    wait_until(lambda: len(store.picks("local", photos)) == 4, seconds=20)
    (page,) = store.client_pages("local")
    chosen = next(item.job for item in page.items if (item.photo_place, item.place) == (0, 2))
    picks = store.picks("local", photos).values()
    assert [pick.job for pick in picks if pick.verdict is Verdict.PICKED] == [chosen]
    assert [pick.photo for pick in picks if pick.verdict is Verdict.REJECTED] == [photos[1]] * 3
    store.close()


def test_a_contact_sheet_from_disk(
    run: Run, app_with: Callable[[Path], AppServer], new_page: OpenPage, watch: Watch, tmp_path: Path
) -> None:
    watch.allow(FROM_DISK)
    app, desk = app_with(tmp_path / "lab"), new_page()
    desk.goto(f"{app.url}/survey")
    desk.get_by_role("button", name="Show a client").click()
    file = made(desk, "Contact sheet", tmp_path / "sheet.html")

    sheet = from_disk(new_page, file)
    expect(sheet.get_by_role("heading", level=2)).to_have_count(3)
    sheet.get_by_role("button", name=re.compile("balanced")).first.click()
    large = sheet.get_by_role("dialog")
    expect(large.locator(".look-name")).to_have_text("balanced")
    before = large.locator(".frame .before")
    box = large.locator(".frame").bounding_box()
    assert box is not None
    sheet.mouse.click(box["x"] + box["width"] / 4, box["y"] + 50)
    assert before.evaluate("each => getComputedStyle(each).clipPath") == "inset(0px 75% 0px 0px)"
    large.get_by_role("button", name="Cheek 1:1").click()
    assert before.evaluate("each => each.naturalWidth") == 440
    sheet.keyboard.press("ArrowRight")
    expect(large.locator(".look-name")).to_have_text("heavy")
    sheet.keyboard.press("ArrowDown")
    expect(large.locator(".photo-name")).not_to_have_text(run.items[0].photo_name)
    assert serious(sheet) == []
    sheet.keyboard.press("Escape")
    expect(large).to_have_count(0)

    printed = sheet.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert boxes
    assert all(abs(float(wide) - 595) < 1 and abs(float(high) - 842) < 1 for wide, high in boxes)

    grounds = [
        from_disk(new_page, file, color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert grounds[0] != grounds[1]
    watch.allow("Content Security Policy")
    told = sheet.evaluate("address => fetch(address, { mode: 'no-cors' }).then(() => 'sent', () => 'refused')", app.url)
    assert told == "refused"
