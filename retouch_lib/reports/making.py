"""Reports are made in a thread of their own, one after the other, and wait in a folder until they are fetched."""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from retouch_lib import names
from retouch_lib.errors import RetouchError
from retouch_lib.machine.disk import not_kept
from retouch_lib.reports import drawing, pages
from retouch_lib.reports.allowance import Fit, fit
from retouch_lib.reports.answers import Answers
from retouch_lib.reports.pictures import Pictures
from retouch_lib.reports.sheet import Sheet, shuffled
from retouch_lib.store.store import Store

KEPT_FOR = timedelta(hours=1)
"""After that the file goes, fetched or not."""
MOST_KEPT = 4
"""Of one owner; the oldest goes."""
_LEAVES_WITHIN = 1.0
_log = logging.getLogger(__name__)


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


@dataclass(slots=True)
class ReportMaking:
    """One report, waiting, being made, or made. Its thread writes it, pages read it."""

    owner: str
    form: ReportForm
    asked: Sheet
    sheet: Sheet
    """The same, with its looks shuffled where that was asked for."""
    fit: Fit
    page: str
    """Of a pick page its id; else empty."""
    path: Path
    asked_at: datetime
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    made: int = 0
    """Pictures so far."""
    finished: bool = False
    trouble: str = ""
    """Why there will be no file, as a sentence."""
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def total(self) -> int:
        return self.sheet.pictures if self.form in (ReportForm.PDF, ReportForm.PNG) else self.fit.pictures

    @property
    def ended(self) -> bool:
        return self.finished or bool(self.trouble)

    @property
    def file_name(self) -> str:
        """What it is saved under."""
        return names.file_name(self.sheet.title, self.form.ending, "sheet")

    @property
    def bytes(self) -> int:
        """Of the finished file; 0 where it is gone."""
        try:
            return self.path.stat().st_size if self.finished else 0
        except FileNotFoundError:
            return 0


class _Stopped(Exception):
    """Nobody wants it any more."""


class Reports:
    """Of one lab. All methods may be called from any thread; none of them waits for a file."""

    def __init__(self, folder: Path, store: Store, pictures: Pictures, clock: Callable[[], datetime]) -> None:
        """`folder`: emptied now; what is in it is gone with the process that could have given it out."""
        self.answers = Answers(store)
        self._folder = folder
        self._store = store
        self._pictures = pictures
        self._clock = clock
        self._makings: dict[str, ReportMaking] = {}
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._closed = False

    def start(self, owner: str, form: ReportForm, sheet: Sheet, *, seed: str = "") -> ReportMaking:
        """Have it made. `seed`: of a pick page whose looks are shuffled. Raises DataUnusable, StoreTrouble.

        A pick page is kept before it is made, so that no answer comes to a page that nobody knows.
        """
        shown = shuffled(sheet, seed) if seed else sheet
        found = fit(shown)
        page = ""
        if form is ReportForm.PICK_PAGE:
            page = self.answers.send(owner, replace(shown, photos=found.photos), seed).id
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise not_kept(error) from None
        path = self._folder / secrets.token_hex(16)
        making = ReportMaking(owner, form, sheet, shown, found, page, path, self._clock())
        with self._lock:
            self._makings[making.ticket] = making
        self.sweep()
        threading.Thread(target=self._make, args=(making,), name="report", daemon=True).start()
        return making

    def made(self, owner: str, ticket: str) -> ReportMaking | None:
        """None for what is not this owner's, or gone."""
        making = self._makings.get(ticket)
        return making if making is not None and making.owner == owner else None

    def file(self, owner: str, ticket: str) -> ReportMaking | None:
        """The finished one; None where there is none, or one of its photos or results was deleted meanwhile."""
        making = self.made(owner, ticket)
        if making is None or not making.finished:
            return None
        shown = {photo.sha256 for photo in making.sheet.photos}
        shown |= {result.sha256 for photo in making.sheet.photos for result in photo.results}
        if not all(self._store.owns(owner, sha256) for sha256 in shown):
            self._drop(making)
            return None
        return making if making.bytes else None

    def stop(self, making: ReportMaking) -> None:
        """It is not wanted any more."""
        self._drop(making)

    def sweep(self) -> None:
        """Remove what is past its hour, and of each owner all but the latest few."""
        now, mine = self._clock(), dict[str, int]()
        for making in sorted(self._makings.values(), key=lambda one: one.asked_at, reverse=True):
            mine[making.owner] = mine.get(making.owner, 0) + 1
            if now - making.asked_at >= KEPT_FOR or mine[making.owner] > MOST_KEPT:
                self._drop(making)

    def clear(self) -> None:
        """Remove what an earlier process left."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def close(self) -> None:
        """End what is being made, and remove all files."""
        self._closed = True
        for making in list(self._makings.values()):
            self._drop(making)
        if self._turn.acquire(timeout=_LEAVES_WITHIN):
            self._turn.release()
        self.clear()

    def _drop(self, making: ReportMaking) -> None:
        making.stop.set()
        with self._lock:
            self._makings.pop(making.ticket, None)
        _remove(making.path)

    def _make(self, making: ReportMaking) -> None:
        def done(count: int) -> None:
            making.made = count
            if making.stop.is_set() or self._closed:
                raise _Stopped

        try:
            with self._turn:
                done(0)
                _write(making, self._pictures, done)
            making.finished = True
        except _Stopped:
            _remove(making.path)
        except OSError as error:
            making.trouble = str(not_kept(error))
        except (RetouchError, MemoryError) as error:
            making.trouble = str(error) or "There is not enough memory for it. Choose fewer photos."
        except Exception as error:  # noqa: BLE001 - of a thread nobody would hear of it
            making.trouble = "It could not be made. Choose other photos; the log says more."
            _log.error("a report failed: %s", type(error).__name__)
        if making.trouble:
            _remove(making.path)


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


def _remove(path: Path) -> None:
    """What is in use at the moment goes when the lab starts the next time."""
    with suppress(OSError):
        path.unlink()
