"""Reports are made in a thread of their own, one after the other, and wait in a folder until they are fetched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from retouch_lib import names
from retouch_lib.media.made_files import FileMaking, MadeFiles, Troubles
from retouch_lib.owners import Owner
from retouch_lib.reports import drawing, pages
from retouch_lib.reports.allowance import Fit, fit
from retouch_lib.reports.answers import Answers
from retouch_lib.reports.pictures import Pictures
from retouch_lib.reports.sheet import Sheet, shuffled
from retouch_lib.store.store import Store

_TROUBLES = Troubles(
    what="a report",
    no_memory="There is not enough memory for it. Choose fewer photos.",
    unforeseen="It could not be made. Choose other photos; the log says more.",
)


class ReportForm(StrEnum):
    """What a report is made as."""

    HTML = "html"
    PDF = "pdf"
    PNG = "png"
    PICK_PAGE = "pick"
    """HTML too, to choose on."""

    @property
    def ending(self) -> str:
        """Of its file's name."""
        return "_choose.html" if self is ReportForm.PICK_PAGE else f"_contact-sheet.{self.value}"


@dataclass(slots=True, kw_only=True)
class ReportMaking(FileMaking):
    """One report; its steps are pictures."""

    form: ReportForm
    asked: Sheet
    sheet: Sheet
    """The same, with its looks shuffled where that was asked for."""
    fit: Fit
    page: str
    """Of a pick page its id; else empty."""

    @property
    def file_name(self) -> str:
        """What it is saved under."""
        return names.file_name(self.sheet.title, self.form.ending, "sheet")


class Reports(MadeFiles[ReportMaking]):
    """Of one lab. All methods may be called from any thread; none of them waits for a file."""

    def __init__(self, folder: Path, store: Store, pictures: Pictures, clock: Callable[[], datetime]) -> None:
        super().__init__(folder, clock, store.owns, thread="report", troubles=_TROUBLES)
        self.answers = Answers(store)
        self._pictures = pictures

    def start(self, owner: Owner, form: ReportForm, sheet: Sheet, *, seed: str = "") -> ReportMaking:
        """Have it made. `seed`: of a pick page whose looks are shuffled. Raises DataUnusable, StoreTrouble.

        A pick page is kept before it is made, so that no answer comes to a page that nobody knows.
        """
        shown = shuffled(sheet, seed) if seed else sheet
        found = fit(shown)
        page = ""
        if form is ReportForm.PICK_PAGE:
            page = self.answers.send(owner, replace(shown, photos=found.photos), seed).id
        making = ReportMaking(
            owner=owner, path=self.new_path(), asked_at=self._clock(), shows=_shown(shown),
            total=_steps(form, shown, found), form=form, asked=sheet, sheet=shown, fit=found, page=page,
        )  # fmt: skip
        return self.begin(making, lambda done: _write(making, self._pictures, done))


def _shown(sheet: Sheet) -> frozenset[str]:
    return frozenset(
        sha256 for photo in sheet.photos for sha256 in (photo.sha256, *(result.sha256 for result in photo.results))
    )


def _steps(form: ReportForm, sheet: Sheet, found: Fit) -> int:
    return sheet.pictures if form in (ReportForm.PDF, ReportForm.PNG) else found.pictures


def _write(making: ReportMaking, pictures: Pictures, done: pages.Done) -> None:
    match making.form:
        case ReportForm.HTML:
            pages.write_contact_sheet(making.path, making.sheet, making.fit, pictures, done)
        case ReportForm.PICK_PAGE:
            pages.write_pick_page(making.path, making.page, making.sheet, making.fit, pictures, done)
        case ReportForm.PDF:
            drawing.write_pdf(making.path, making.sheet, pictures, done)
        case ReportForm.PNG:
            drawing.write_png(making.path, making.sheet, pictures, done)
