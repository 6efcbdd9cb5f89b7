"""An afternoon: thirty photos are back; what needs a look, the winners out of the door, and what the client says."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from retouch_lib.imaging.files import photo
from retouch_lib.imaging.measures import measuring
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.lab import Lab
from retouch_lib.measuring.child import Child, MeasureAnswer
from retouch_lib.measuring.measurer import Measurer
from retouch_lib.settings import Settings
from retouch_lib.store.records import Pick, Run, Verdict
from retouch_lib.store.store import Store
from retouch_lib.work.picks import Judgement
from tests.browser.app_server import AppServer
from tests.browser.done_batch import GREY_SIZE, NAMES, PHOTOS, Shot, done_batch, jpeg, plain_shot
from tests.browser.test_clients import FROM_DISK, PHONE, dialog, from_disk, made
from tests.browser.test_download import downloaded_winners, winners
from tests.browser.tune_page import settled
from tests.browser.watch import Watch
from tests.engines import wait_until
from tests.unit.imaging.measures import retouched

BRIDE = 12
"""Of the photos: heavy took her mole."""
ALIKE = 102
"""A grey so near the photos' that it asks for no look."""


class MeasuringHere(Child):
    """In this process: in one of its own, which gives way to all others, it might come to its turn after the test.

    The grey ones differ by a pixel: the first is measured for all of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self._of_grey: Measured | None = None

    def ask(
        self, source: Path, result: Path, result_type: str, plugins: Collection[str], *, looked_at: bool = False
    ) -> MeasureAnswer:
        info = photo.inspect(source)
        if (info.width, info.height) != GREY_SIZE:
            return MeasureAnswer(measuring.measure_files(source, result, plugins).to_json(), "")
        self._of_grey = self._of_grey or measuring.measure_files(source, result, plugins)
        return MeasureAnswer(self._of_grey.to_json(), "")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """All done and measured, in the folder `lab`; but for the bride, heavy won already."""
    lab = Lab.open(Settings(data_dir=tmp_path / "lab"))
    shots = [plain_shot(number, ALIKE) for number in range(PHOTOS)]
    shots[BRIDE] = bride()
    run = done_batch(lab, shots)
    measurer = Measurer(lab.store, lab.files, MeasuringHere())
    while measurer.measure_next():
        pass
    won = [item.job for item in run.items if item.variant == "heavy" and item.photo_name != NAMES[BRIDE]]
    lab.picks.judge("local", won, Judgement("pick"))
    lab.close()
    return run


def bride() -> Shot:
    """The portrait with a mole, which balanced kept."""
    with_mole, without = (Image.fromarray(pixels) for pixels in (retouched.with_mole(), retouched.original()))
    return Shot(jpeg(with_mole, copyrighted=True), jpeg(with_mole), jpeg(without))


@pytest.mark.timeout(180)
def test_an_afternoon(
    run: Run, app_with: Callable[[Path], AppServer], new_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    watch.allow(FROM_DISK)
    app, desk = app_with(tmp_path / "lab"), new_page()
    desk.goto(app.url)
    look_at_the_bride(desk)

    desk.get_by_role("button", name="Download…").click()
    with zipfile.ZipFile(downloaded_winners(desk.get_by_role("dialog", name="Download"))) as archive:
        contents = winners(archive)
    sizes = {Image.open(BytesIO(content)).size for place, content in enumerate(contents) if place != BRIDE}
    assert sizes == {GREY_SIZE}
    bride_out = Image.open(BytesIO(contents[BRIDE])).convert("RGB")
    assert darkest_at_mole(bride_out) < darkest_at_mole(Image.fromarray(retouched.original())) - 10, "she has it"

    desk.goto(f"{app.url}/survey")
    desk.get_by_role("button", name="Show a client").click()
    phone = from_disk(new_page, made(desk, "Pick page", tmp_path / "choose.html"), viewport=PHONE)
    form = dialog(desk, "Answer")
    form.get_by_label("Paste an answer").fill(f"Thank you!\n{answered(phone)}")
    form.get_by_role("button", name="Look at it").click()
    expect(form.get_by_text("1 pick, 1 × none from Ben")).to_be_visible()
    form.get_by_role("button", name="Take over").click()
    expect(desk.get_by_role("dialog")).to_have_count(0)
    with_the_clients_say(app, run)


def look_at_the_bride(page: Page) -> None:
    """She is the one of sixty; what took her mole is rejected, and balanced becomes her winner."""
    expect(page.get_by_text(f"1 of {2 * PHOTOS} needs a look")).to_be_visible()
    page.get_by_text("Worst first").click()
    expect(page.get_by_text("a mole is gone")).to_be_visible()
    page.get_by_role("button", name="Open at 1:1").click()
    page.wait_for_url("**/compare*")
    expect(page.get_by_text("What differs", exact=True)).to_be_visible()
    settled(page)
    expect(page.get_by_role("button", name="1:1", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="Rejected", exact=True)).to_be_visible()
    settled(page)

    page.get_by_role("link", name="Tune").click()
    expect(page.get_by_text(f"{BRIDE + 1} of {PHOTOS} in the run ·")).to_be_visible()
    settled(page)
    page.keyboard.press("Alt+2")
    page.get_by_role("button", name="Pick balanced").click()
    expect(page.get_by_text(f"balanced 1 of {PHOTOS}")).to_be_visible()
    settled(page)


def darkest_at_mole(picture: Image.Image) -> int:
    """Of 255, in grey."""
    x, y = (round(share * length) for share, length in zip(retouched.MOLE, picture.size, strict=True))
    darkest, _ = picture.convert("L").crop((x - 4, y - 4, x + 5, y + 5)).getextrema()
    assert isinstance(darkest, int)
    return darkest


def answered(page: Page) -> str:
    """The code after the other look of the first photo, and none of the second; the rest is left open."""
    photos = page.locator(".photo")
    expect(photos).to_have_count(PHOTOS)
    photos.nth(0).get_by_role("button", name="A", exact=True).click()
    photos.nth(0).get_by_role("button", name="This one").click()
    photos.nth(1).get_by_role("button", name="None of these").click()
    expect(page.get_by_text(f"2 of {PHOTOS} answered")).to_be_visible()
    page.get_by_role("link", name="Finish").click()
    page.get_by_label("Your name").fill("Ben")
    return page.get_by_label("Code to send back").input_value()


def with_the_clients_say(app: AppServer, run: Run) -> None:
    """Both answers are picks; all others stand as they did."""
    store = Store.open(app.data_dir / "lab.sqlite")
    photos = list(dict.fromkeys(item.job.photo for item in run.items))

    def of_photo(place: int) -> list[Pick]:
        return [pick for pick in store.picks("local", photos).values() if pick.photo == photos[place]]

    wait_until(lambda: {pick.verdict for pick in of_photo(1)} == {Verdict.REJECTED}, seconds=20)
    (page,) = store.client_pages("local")
    chosen = next(item.job for item in page.items if (item.photo_place, item.place) == (0, 1))
    assert [pick.job for pick in of_photo(0) if pick.verdict is Verdict.PICKED] == [chosen]
    looks = {item.job.id: item.variant for item in run.items}
    for place in range(2, PHOTOS):
        won = [looks[pick.job] for pick in of_photo(place) if pick.verdict is Verdict.PICKED]
        assert won == ["balanced" if place == BRIDE else "heavy"]
    store.close()
