"""Thirty results out of the door in two clicks: the winners under their photos' names, with what the photos say."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.work.picks import Judgement
from tests.browser.app_server import AppServer
from tests.browser.done_batch import ARTIST, COPYRIGHT, NAMES, PHOTOS, PROJECT, done_batch, plain_shot
from tests.browser.first_visit import as_measured

GREY_OF_A_RESULT = 200


def prepare(folder: Path) -> None:
    """Thirty photos with a copyright × balanced and heavy; heavy won everywhere."""
    lab = Lab.open(Settings(data_dir=folder))
    run = done_batch(lab, [plain_shot(number, GREY_OF_A_RESULT) for number in range(PHOTOS)])
    lab.picks.judge("local", [item.job for item in run.items if item.variant == "heavy"], Judgement("pick"))
    as_measured(lab)
    lab.close()


def downloaded_winners(dialog: Locator) -> Path:
    """The ZIP of the thirty, by the second press."""
    with dialog.page.expect_download() as waiting:
        dialog.get_by_role("link", name="Download 30 files").click()
    assert waiting.value.suggested_filename == f"{PROJECT}.zip"
    return waiting.value.path()


def winners(archive: zipfile.ZipFile) -> list[bytes]:
    """Its files: under their photos' names, with what the photos say, and without a word of ours."""
    assert archive.namelist() == [f"{PROJECT}/{name}" for name in NAMES]
    assert archive.testzip() is None
    contents = [archive.read(name) for name in archive.namelist()]
    for content in contents:
        exif = Image.open(BytesIO(content)).getexif()
        assert (exif[COPYRIGHT], exif[ARTIST]) == ("(c) Anna", "Anna")
        assert b"heavy" not in content
        assert b"retouchlab" not in content
    return contents


@pytest.fixture
def page(app_with: Callable[[Path], AppServer], new_page: Callable[..., Page], tmp_path: Path) -> Page:
    prepare(tmp_path / "lab")
    app = app_with(tmp_path / "lab")
    page = new_page()
    page.goto(app.url)
    return page


def test_thirty_winners_leave_in_two_clicks(page: Page) -> None:
    page.get_by_role("button", name="Download…").click()
    dialog = page.get_by_role("dialog", name="Download")
    expect(dialog.get_by_text("DSC_0000.JPG, DSC_0001.JPG, DSC_0002.JPG … DSC_0029.JPG")).to_be_visible()
    with zipfile.ZipFile(downloaded_winners(dialog)) as archive:
        for content in winners(archive):
            assert Image.open(BytesIO(content)).getpixel((40, 30)) == (GREY_OF_A_RESULT,) * 3, (
                "the result, not the photo"
            )
    expect(dialog.get_by_text("30 files, ").and_(dialog.get_by_text("sent to your browser"))).to_be_visible()
