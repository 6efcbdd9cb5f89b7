"""Reports are made beside the pages: told how far, stopped, kept for an hour, and gone with what they show."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from retouch_lib.media.made_files import KEPT_FOR, MOST_KEPT
from retouch_lib.reports import making as making_room
from retouch_lib.reports.allowance import fit
from retouch_lib.reports.making import ReportForm, ReportMaking, Reports
from retouch_lib.reports.sheet import Sheet, sheet_of
from retouch_lib.store.records import JobState, Wanted
from retouch_lib.store.store import Store
from tests.unit.reports.conftest import NOON, Shelf, with_secrets
from tests.unit.store.conftest import OWNER, make_run, photo, wanted
from tests.unit.store.conftest import store as store  # the fixture


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def advance(self, time: timedelta) -> None:
        self.now += time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reports(tmp_path: Path, store: Store, shelf: Shelf, clock: Clock) -> Iterator[Reports]:
    reports = Reports(tmp_path / "reports", store, shelf.pictures, clock)
    yield reports
    reports.close()


@pytest.fixture
def sheet(store: Store, shelf: Shelf, clock: Clock) -> Sheet:
    """One photo of the owner's with one result."""
    original, result = (shelf.keep(with_secrets(np.full((90, 60, 3), tone, np.uint8))) for tone in (90, 120))
    store.add_photo(photo(original))
    run = make_run(store, wanted_of(original))
    job = run.items[0].job
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    done = store.set_job(job.id, state=JobState.DONE, result=result, result_type="jpeg", result_bytes=9)
    return sheet_of([done], clock(), title="Spring: 1/2")


def wanted_of(sha256: str) -> Wanted:
    return replace(wanted("soft"), photo=sha256)


def ended(making: ReportMaking) -> ReportMaking:
    for thread in threading.enumerate():
        if thread.name == "report":
            thread.join(30)
    assert making.ended
    return making


@pytest.mark.parametrize("form", list(ReportForm))
def test_each_form_is_made_and_given_to_its_owner_alone(reports: Reports, sheet: Sheet, form: ReportForm) -> None:
    making = ended(reports.start(OWNER, form, sheet))
    assert making.trouble == ""
    assert making.made == making.total == 2
    assert making.bytes > 1000
    assert making.file_name.startswith("Spring- 1-2_")
    assert making.file_name.endswith(f".{'html' if form is ReportForm.PICK_PAGE else form.value}")
    assert reports.file(OWNER, making.ticket) is making
    assert reports.file("somebody else", making.ticket) is None
    assert reports.file(OWNER, "x") is None


def test_a_pick_page_is_known_before_it_is_made(reports: Reports, sheet: Sheet) -> None:
    making = reports.start(OWNER, ReportForm.PICK_PAGE, sheet, seed="seed")
    (page,) = reports.answers.pages(OWNER)
    assert (page.id, page.seed) == (making.page, "seed")
    assert making.page in ended(making).path.read_text("utf-8")


def test_a_pick_page_knows_only_what_had_room_on_it(
    reports: Reports, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making_room, "fit", lambda shown: replace(fit(shown), photos=shown.photos[:1], left_out=2))
    reports.start(OWNER, ReportForm.PICK_PAGE, replace(sheet, photos=sheet.photos * 3))
    (page,) = reports.answers.pages(OWNER)
    assert page.photos == len(page.items) == 1


def test_it_goes_after_an_hour_and_when_others_come(reports: Reports, sheet: Sheet, clock: Clock) -> None:
    first = ended(reports.start(OWNER, ReportForm.HTML, sheet))
    for _ in range(MOST_KEPT):
        clock.advance(timedelta(seconds=1))
        last = ended(reports.start(OWNER, ReportForm.HTML, sheet))
    assert reports.file(OWNER, first.ticket) is None
    assert not first.path.exists()
    assert reports.file(OWNER, last.ticket) is last
    clock.advance(KEPT_FOR)
    reports.sweep()
    assert not last.path.exists()


def test_what_is_deleted_meanwhile_is_not_given_out(reports: Reports, store: Store, sheet: Sheet) -> None:
    making = ended(reports.start(OWNER, ReportForm.PDF, sheet))
    store.delete_runs(OWNER, [run.id for run in store.runs(OWNER)])
    assert reports.file(OWNER, making.ticket) is None
    assert not making.path.exists()


def test_a_disk_that_takes_nothing_is_said(reports: Reports, sheet: Sheet, tmp_path: Path) -> None:
    making = ended(reports.start(OWNER, ReportForm.HTML, sheet))
    making.finished, making.path = False, tmp_path / "not there" / "x"
    reports.make(making, lambda done: making_room._write(making, reports._pictures, done))
    assert making.trouble.endswith(".")
    assert reports.file(OWNER, making.ticket) is None


def test_closing_leaves_nothing(reports: Reports, sheet: Sheet, tmp_path: Path) -> None:
    reports.start(OWNER, ReportForm.HTML, sheet)
    reports.close()
    for thread in threading.enumerate():
        if thread.name == "report":
            thread.join(30)
    assert list((tmp_path / "reports").glob("*")) == []
