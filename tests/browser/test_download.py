"""Thirty results out of the door in two clicks: the winners under their photos' names, with what the photos say."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, HEAVY
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from retouch_lib.ui import preferences
from retouch_lib.work.picks import Judgement
from tests.browser.app_server import AppServer

PHOTOS = 30
COPYRIGHT, ARTIST = 0x8298, 0x013B
GREY_OF_A_RESULT = 200


def jpeg(grey: int, number: int, exif: Image.Exif | None = None) -> bytes:
    picture = Image.new("L", (64, 48), grey).convert("RGB")
    picture.putpixel((number, 0), (255, 0, 0))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=95, **({"exif": exif} if exif else {}))
    return buffer.getvalue()


def prepare(folder: Path) -> None:
    """Thirty photos with a copyright × balanced and heavy, all done by a server that drops it; heavy won everywhere."""
    lab = Lab.open(Settings(data_dir=folder))
    photos = []
    for number in range(PHOTOS):
        said = Image.Exif()
        said[COPYRIGHT], said[ARTIST] = "(c) Anna", "Anna"
        part = lab.files.new_part()
        part.write_bytes(jpeg(100, number, said))
        photos.append(lab.add_photo("local", part, f"DSC_{number:04}.JPG").sha256)
    plan = lab.plan("local", photos, [BALANCED, HEAVY], "local")
    run = lab.store.make_run("local", "local", plan.wanted(), engine_version="x", token_ref="", project="Anna & Ben")
    for number, item in enumerate(run.items):
        content = jpeg(GREY_OF_A_RESULT, number)
        part = lab.files.new_part()
        part.write_bytes(content)
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            lab.store.set_job(item.job.id, state=state)
        kept = {"result": lab.files.adopt(part), "result_type": "jpeg", "result_bytes": len(content)}
        done = lab.store.set_job(item.job.id, state=JobState.DONE, **kept)
        if item.variant == "heavy":
            lab.picks.judge("local", [done], Judgement("pick"))
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, photos)
    lab.store.set_preference("local", preferences.RUN, run.id)
    lab.close()


@pytest.fixture
def page(start_app: Callable[..., AppServer], new_page: Callable[..., Page], tmp_path: Path) -> Page:
    prepare(tmp_path / "app-0")
    app = start_app()
    page = new_page()
    page.goto(app.url)
    return page


def test_thirty_winners_leave_in_two_clicks(page: Page) -> None:
    page.get_by_role("button", name="Download…").click()
    dialog = page.get_by_role("dialog", name="Download")
    expect(dialog.get_by_text("DSC_0000.JPG, DSC_0001.JPG, DSC_0002.JPG … DSC_0029.JPG")).to_be_visible()
    with page.expect_download() as waiting:
        dialog.get_by_role("link", name="Download 30 files").click()
    download = waiting.value
    assert download.suggested_filename == "Anna & Ben.zip"
    with zipfile.ZipFile(download.path()) as archive:
        assert archive.namelist() == [f"Anna & Ben/DSC_{number:04}.JPG" for number in range(PHOTOS)]
        assert archive.testzip() is None
        for name in archive.namelist():
            content = archive.read(name)
            picture = Image.open(BytesIO(content))
            exif = picture.getexif()
            assert (exif[COPYRIGHT], exif[ARTIST]) == ("(c) Anna", "Anna")
            assert picture.getpixel((40, 30)) == (GREY_OF_A_RESULT,) * 3, "the result, not the photo"
            assert b"heavy" not in content
            assert b"retouchlab" not in content
    expect(dialog.get_by_text("30 files, ").and_(dialog.get_by_text("sent to your browser"))).to_be_visible()
