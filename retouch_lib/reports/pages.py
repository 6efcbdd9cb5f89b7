"""Sheets as one HTML file each: style, script and pictures are in it, and it can reach nothing outside of itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from retouch_lib.imaging.files.photo import Pixels
from retouch_lib.reports.allowance import DETAILS, Allowance, Fit
from retouch_lib.reports.answer_code import LONGEST_PHOTO_COMMENT, MOST_COMMENT_BYTES
from retouch_lib.reports.pictures import Pictures
from retouch_lib.reports.sheet import Sheet, SheetPhoto, SheetResult, photo_count
from retouch_lib.store.records import Verdict

ORIGINAL = "Original"
_MARKS = {Verdict.PICKED: "Winner", Verdict.REJECTED: "Rejected", Verdict.NONE: ""}
Done = Callable[[int], None]
"""Told how many pictures are made; what it raises ends the making."""


@dataclass(frozen=True, slots=True)
class SheetCell:
    """One picture with its words."""

    name: str
    version: str
    mark: str
    """ "Winner", "Rejected" or nothing."""
    stars: int
    labels: tuple[str, ...]
    whole: str
    """A data address; empty where the picture can't be read."""
    width: int
    height: int
    details: Mapping[str, str]
    """By region, the same; without those that there are not."""


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    """One photo's cells, the original first."""

    name: str
    cells: tuple[SheetCell, ...]


def write_contact_sheet(path: Path, sheet: Sheet, fit: Fit, pictures: Pictures, done: Done) -> None:
    """Write it, picture by picture, so that it takes no memory to speak of. Raises OSError."""
    _write(path, "contact_sheet", sheet, fit, pictures, done, {})


def write_pick_page(path: Path, page_id: str, sheet: Sheet, fit: Fit, pictures: Pictures, done: Done) -> None:
    """The same for one to choose on; `page_id`, 12 hexadecimal digits, stands in the code of the answer."""
    bounds = {"longest_comment": LONGEST_PHOTO_COMMENT, "most_comment_bytes": MOST_COMMENT_BYTES}
    _write(path, "pick_page", sheet, fit, pictures, done, {"page": page_id, **bounds})


def _write(
    path: Path, kind: str, sheet: Sheet, fit: Fit, pictures: Pictures, done: Done, more: Mapping[str, Any]
) -> None:
    style, script = _text("shared.css") + _text(f"{kind}.css"), _text("shared.js") + _text(f"{kind}.js")
    words = {
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "sheet": sheet,
        "left_out": fit.left_out,
        "count": photo_count(fit.photos),
        "columns": min(sheet.columns, _MOST_COLUMNS),
        "details": [] if not fit.sizes.detail else [*DETAILS],
        "photos": _shown(fit, pictures, done),
        **more,
    }
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for piece in _templates().get_template(f"{kind}.html").generate(words):
            file.write(piece)


_MOST_COLUMNS = 13
"""An original and the most looks that are surveyed at once."""


def _policy(style: str, script: str) -> str:
    """Nothing is loaded, sent or run but what stands in the file, by its hash (CSP Level 3, 2.3.1)."""
    style_hash, script_hash = (
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)
    )
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{style_hash}'; script-src 'sha256-{script_hash}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _shown(fit: Fit, pictures: Pictures, done: Done) -> Iterator[ShownPhoto]:
    allowance, made = Allowance(fit.photos, fit.sizes), 0
    for photo in fit.photos:
        cells = []
        for result in (None, *photo.results):
            cells.append(_cell(photo, result, fit, pictures, allowance))
            made += 1
            done(made)
        yield ShownPhoto(photo.name, tuple(cells))


def _cell(
    photo: SheetPhoto, result: SheetResult | None, fit: Fit, pictures: Pictures, allowance: Allowance
) -> SheetCell:
    whole = pictures.whole(photo, result, fit.sizes.whole)
    regions = DETAILS if fit.sizes.detail and whole is not None else ()
    found = {region: pictures.detail(photo, result, region, fit.sizes.detail) for region in regions}
    return SheetCell(
        name=ORIGINAL if result is None else result.look,
        version="" if result is None else result.version,
        mark="" if result is None else _MARKS[result.verdict],
        stars=0 if result is None else result.stars,
        labels=() if result is None else result.labels,
        whole="" if whole is None else _address(whole, allowance),
        width=0 if whole is None else whole.shape[1],
        height=0 if whole is None else whole.shape[0],
        details={region: _address(pixels, allowance) for region, pixels in found.items() if pixels is not None},
    )


def _address(pixels: Pixels, allowance: Allowance) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(allowance.encode(pixels)).decode()}"


@cache
def _text(name: str) -> str:
    return (files("retouch_lib.reports") / "templates" / name).read_text(encoding="utf-8")


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("retouch_lib.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
