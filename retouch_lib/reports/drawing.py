"""Contact sheets drawn: pages of A4 as a PDF, or one long picture as a PNG."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from retouch_lib.imaging.files.photo import Pixels
from retouch_lib.reports.lettering import Letters, letters
from retouch_lib.reports.pages import ORIGINAL, Done
from retouch_lib.reports.pictures import Pictures
from retouch_lib.reports.sheet import Sheet, SheetPhoto, SheetResult, photo_count
from retouch_lib.store.records import Verdict
from retouch_lib.words.counted import counted

DPI = 200
_PAGE = (1654, 2339)
"""A4 at 200 dpi (ISO 216: 210 × 297 mm), in pixels."""
_MARGIN, _GAP = 94, 16
_BODY, _HEAD, _FOOT, _FOOT_GAP = 24, 40, 18, 8
_ROW_SHARE = 0.3
"""The most of a page's height that a picture takes."""
MOST_ROWS = 24
"""Of pictures on one PNG: it is one picture, which takes up to 100 MB of memory here and wherever it is opened."""
_MOST_COLUMNS = 6
_PAPER, _INK, _QUIET = "#ffffff", "#111111", "#555555"
_PDF_QUALITY = 88


@dataclass(frozen=True, slots=True)
class _Row:
    """Some pictures beside one another, with the name of their photo above."""

    photo: SheetPhoto
    results: tuple[SheetResult | None, ...]
    """None is the original."""
    first: bool


def left_out_of_png(sheet: Sheet) -> int:
    """Rows of pictures that have no room on it: photos, or more of one with many looks."""
    return max(0, len(_rows(sheet)) - MOST_ROWS)


def write_pdf(path: Path, sheet: Sheet, pictures: Pictures, done: Done) -> None:
    """Write it, page by page. Type is drawn, and can't be searched. Raises OSError."""
    for number, page in enumerate(_pages(sheet, pictures, done)):
        page.save(
            path,
            "PDF",
            append=number > 0,
            resolution=DPI,
            quality=_PDF_QUALITY,
            title=sheet.title,
            creationDate=None,
            modDate=None,
        )


def write_png(path: Path, sheet: Sheet, pictures: Pictures, done: Done) -> None:
    """Write it as one picture, as high as it needs; of more than MOST_ROWS rows the first ones. Raises OSError."""
    rows = _rows(sheet)[:MOST_ROWS]
    drawn = _Drawn(sheet, pictures, done)
    heights = [drawn.height(row) for row in rows]
    top = drawn.head_height
    whole = Image.new("RGB", (_PAGE[0], top + sum(heights) + _MARGIN), _PAPER)
    drawn.head(whole)
    for row, height in zip(rows, heights, strict=True):
        drawn.row(whole, row, top)
        top += height
    drawn.foot(whole)
    whole.save(path, "PNG")


def _pages(sheet: Sheet, pictures: Pictures, done: Done) -> Iterator[Image.Image]:
    drawn = _Drawn(sheet, pictures, done)
    page, top = Image.new("RGB", _PAGE, _PAPER), drawn.head_height
    drawn.head(page)
    for row in _rows(sheet):
        height = drawn.height(row)
        if top + height > _PAGE[1] - _MARGIN // 2:
            drawn.foot(page)
            yield page
            page, top = Image.new("RGB", _PAGE, _PAPER), _MARGIN
        drawn.row(page, row, top)
        top += height
    drawn.foot(page)
    yield page


def _rows(sheet: Sheet) -> list[_Row]:
    """At most _MOST_COLUMNS beside one another; what follows of a photo begins with its original again."""
    rows = []
    for photo in sheet.photos:
        step = _MOST_COLUMNS - 1
        parts = [photo.results[at : at + step] for at in range(0, len(photo.results), step)] or [()]
        rows += [_Row(photo, (None, *part), number == 0) for number, part in enumerate(parts)]
    return rows


class _Drawn:
    """Draws the parts of one sheet."""

    def __init__(self, sheet: Sheet, pictures: Pictures, done: Done) -> None:
        self._sheet = sheet
        self._pictures = pictures
        self._done = done
        self._made = 0
        self._body: Letters = letters(_BODY)
        self._head: Letters = letters(_HEAD)
        self._foot: Letters = letters(_FOOT)
        columns = min(_MOST_COLUMNS, sheet.columns)
        self._across = (_PAGE[0] - 2 * _MARGIN - (columns - 1) * _GAP) // columns
        self._kept: dict[tuple[str, str], Pixels | None] = {}

    @property
    def head_height(self) -> int:
        """Down to the first row."""
        return _MARGIN + self._head.height + 2 * self._body.height

    def head(self, page: Image.Image) -> None:
        width = _PAGE[0] - 2 * _MARGIN
        self._head.write(page, (_MARGIN, _MARGIN), self._sheet.title, width, _INK)
        labels = self._sheet.labels if self._sheet.for_studio else ()
        said = [counted(photo_count(self._sheet.photos), "photo"), self._sheet.made_on, *labels]
        self._body.write(page, (_MARGIN, _MARGIN + self._head.height), " · ".join(said), width, _QUIET)

    def foot(self, page: Image.Image) -> None:
        """What must be said of all results: for a client in the margin below, as on a sheet in HTML."""
        if not self._sheet.for_studio:
            at = (_MARGIN, page.height - _MARGIN // 2 + _FOOT_GAP)
            self._foot.write(page, at, " · ".join(self._sheet.labels), _PAGE[0] - 2 * _MARGIN, _QUIET)

    def height(self, row: _Row) -> int:
        """Of the whole row, with its words."""
        sizes = [self._picture(row.photo, result) for result in row.results]
        highest = max((self._size(pixels)[1] for pixels in sizes if pixels is not None), default=self._body.height)
        return self._body.height + highest + 3 * self._body.height + _GAP

    def row(self, page: Image.Image, row: _Row, top: int) -> None:
        name = row.photo.name if row.first else f"{row.photo.name} (more)"
        self._body.write(page, (_MARGIN, top), name, _PAGE[0] - 2 * _MARGIN, _INK)
        for place, result in enumerate(row.results):
            left, below = _MARGIN + place * (self._across + _GAP), top + self._body.height
            pixels = self._picture(row.photo, result)
            if pixels is not None:
                picture = Image.fromarray(pixels).resize(self._size(pixels), Image.Resampling.LANCZOS)
                page.paste(picture, (left, below))
                below += picture.height
            for line, ink in self._words(result, readable=pixels is not None):
                self._body.write(page, (left, below), line, self._across, ink)
                below += self._body.height
        self._kept.clear()

    def _words(self, result: SheetResult | None, *, readable: bool) -> list[tuple[str, str]]:
        """At most three lines, and one more in place of the picture."""
        name = ORIGINAL if result is None else result.look
        missing = [] if readable else [("This picture can’t be read any more.", _QUIET)]
        if result is None:
            return [*missing, (name, _INK)]
        judged = {Verdict.PICKED: "✓ Winner", Verdict.REJECTED: "✕ Rejected", Verdict.NONE: ""}[result.verdict]
        marks = " ".join(each for each in (judged, "★" * result.stars) if each)
        own = [label for label in result.labels if label not in self._sheet.labels]
        lines = [(result.version, _QUIET), (" ".join((marks, *own)).strip(), _QUIET)]
        return [*missing, (name, _INK), *(line for line in lines if line[0])]

    def _picture(self, photo: SheetPhoto, result: SheetResult | None) -> Pixels | None:
        """Once for a row: its height is asked for first."""
        key = (photo.sha256, "" if result is None else result.job)
        if key not in self._kept:
            self._kept[key] = self._pictures.whole(photo, result, max(self._across, round(_PAGE[1] * _ROW_SHARE)))
            self._made += 1
            self._done(self._made)
        return self._kept[key]

    def _size(self, pixels: Pixels) -> tuple[int, int]:
        """In which it is drawn: as wide as a column, and not too high."""
        height, width = pixels.shape[:2]
        scale = min(self._across / width, _PAGE[1] * _ROW_SHARE / height)
        return max(1, round(width * scale)), max(1, round(height * scale))
