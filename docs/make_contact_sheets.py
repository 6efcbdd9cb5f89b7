"""Make the contact sheets and the figures of docs/effects.md anew: `make sheets`.

Every plugin of the local engine on every sample, before and after at several values, at 1:1: docs/effects/<plugin>.jpg.
The tables between the marks in docs/effects.md are measured on the same results. Names after the command confine it to
those plugins; `--figures` leaves the pictures as they are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))  # this is a script: the project's packages lie one folder up

import cv2  # noqa: E402

from docs.contact_sheets import drawing, figures, plan  # noqa: E402
from docs.contact_sheets.plan import Column, Place, Sheet  # noqa: E402
from docs.contact_sheets.results import Pixels, Results  # noqa: E402
from retouch_lib.engine import PLUGINS  # noqa: E402
from retouch_lib.imaging.faces.find import find_faces  # noqa: E402
from tests.effects.truth.draw import DRAWINGS  # noqa: E402

PAGE = DOCS / "effects.md"
QUALITIES = (88, 84, 80)
SMALL_FACE = 150
"""Pixels of a face's height up to which a landmark is one pixel."""
MOST_BYTES = 480_000
"""The first quality is taken whose file stays below; its colours are stored at full size."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", help="only these, for example: Heal looks")
    parser.add_argument("--figures", action="store_true", help="only the tables")
    options = parser.parse_args(arguments)
    chosen = [sheet for sheet in plan.sheets(PLUGINS) if not options.names or sheet.name in options.names]
    with tempfile.TemporaryDirectory() as folder:
        results = Results(Path(folder))
        for sheet in chosen:
            if not options.figures:
                make(sheet, results, DOCS / "effects")
            text = figures.table(sheet.name, results)
            PAGE.write_text(figures.put(PAGE.read_text(), sheet.name, text))
            sys.stdout.write(f"{sheet.name}\n")


def make(sheet: Sheet, results: Results, folder: Path) -> None:
    """Draw one sheet into the folder."""
    rows = [
        (_title(place), [(column.label, crop(place, column, results)) for column in sheet.columns])
        for place in sheet.places
    ]
    folder.mkdir(exist_ok=True)
    page, path = drawing.sheet(rows), folder / sheet.file
    for quality in QUALITIES:
        page.save(path, quality=quality, subsampling=0, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            return


def crop(place: Place, column: Column, results: Results) -> Pixels:
    """What one cell shows: a window of the picture as wide and high as the place, never scaled."""
    shown = _shown(place.sample, column, results)
    return shown[place.y : place.y + place.height, place.x : place.x + place.width]


def _shown(sample: str, column: Column, results: Results) -> Pixels:
    before = results.before(sample)
    if column.show == "faces":
        return _faces(sample, column, results)
    if column.show == "mask":
        return cv2.merge([results.mask(sample, column.tasks)] * 3)  # type: ignore[return-value]
    if column.show == "outlines":
        return _outlines(sample, column, results)
    after = results.after(sample, column.tasks)
    if column.show == "change":
        return drawing.change(before, after)
    return drawing.spots(before, after) if column.show == "spots" else after


def _outlines(sample: str, column: Column, results: Results) -> Pixels:
    """Where the mask is above half, and the skin as drawn by hand if somebody drew it."""
    selected = results.mask(sample, column.tasks) > 127
    shown = drawing.outlined(results.before(sample), selected, drawing.MAGENTA)
    drawn = DRAWINGS.get(sample.partition(".")[0])
    return shown if drawn is None else drawing.outlined(shown, drawn.mask() > 0, drawing.GREEN)


def _faces(sample: str, column: Column, results: Results) -> Pixels:
    """Boxes and eyes' middles as result.json tells them; the landmarks behind them as points."""
    shown = results.before(sample).copy()
    for face in find_faces(shown):
        dot = 2 if face.height > SMALL_FACE else 1
        for x, y in face.points.round().astype(int).clip(0):
            shown[y : y + dot, x : x + dot] = drawing.CYAN
    for told in results.faces(sample, column.tasks):
        left, top, width, height = (round(value) for value in told["box"])
        cv2.rectangle(shown, (left, top), (left + width, top + height), drawing.MAGENTA)
        eyes = round(told["eyes"][0]), round(told["eyes"][1])
        cv2.drawMarker(shown, eyes, drawing.MAGENTA, markerSize=9)
    return shown


def _title(place: Place) -> str:
    return f"{place.sample}   {place.width} by {place.height} pixels at {place.x}, {place.y}"


if __name__ == "__main__":
    main(sys.argv[1:])
