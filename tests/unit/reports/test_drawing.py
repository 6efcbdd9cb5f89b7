"""Drawn contact sheets: A4 pages and a long picture, with every letter that the font has, and no secret in them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from retouch_lib.reports import drawing
from retouch_lib.reports.lettering import REPLACED, Letters, letters
from retouch_lib.reports.sheet import APPROXIMATION, Sheet, SheetPhoto
from tests.unit.reports.conftest import SECRETS, Shelf


def nothing(_: int) -> None:
    """Nobody waits for it."""


def of(sheet: Sheet, photos: int) -> Sheet:
    return replace(sheet, photos=sheet.photos * photos)


def boxes(pdf: bytes) -> list[tuple[float, ...]]:
    return [tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^]]+)\]", pdf)]


def test_a_pdf_has_pages_of_a4(shelf: Shelf, sheet: Sheet, target: Path) -> None:
    made: list[int] = []
    drawing.write_pdf(target, of(sheet, 4), shelf.pictures, made.append)
    assert len(made) == 4 * 4
    data = target.read_bytes()
    pages = boxes(data)
    assert re.findall(rb"/Count (\d+)", data)[-1] == b"2"
    assert all(abs(width - 595.3) < 1 and abs(height - 841.9) < 1 for _, _, width, height in pages)


def test_a_png_is_as_high_as_it_needs_and_no_higher_than_allowed(shelf: Shelf, sheet: Sheet, target: Path) -> None:
    heights = []
    for count in (1, 2):
        drawing.write_png(target, of(sheet, count), shelf.pictures, nothing)
        with Image.open(target) as picture:
            heights.append(picture.height)
            assert picture.format == "PNG"
            assert picture.convert("L").resize((1, 1)).getpixel((0, 0)) < 250, "there are pictures on it"
    assert heights[1] > heights[0]
    assert drawing.left_out_of_png(of(sheet, drawing.MOST_ROWS)) == 0
    assert drawing.left_out_of_png(of(sheet, drawing.MOST_ROWS + 3)) == 3


def test_a_photo_with_many_looks_takes_several_rows(sheet: Sheet) -> None:
    photo = sheet.photos[0]
    many = replace(sheet, photos=(SheetPhoto(photo.sha256, photo.name, photo.results * 4),))
    assert drawing.left_out_of_png(replace(many, photos=many.photos * 10)) == 3 * 10 - drawing.MOST_ROWS


@pytest.mark.parametrize("write", [drawing.write_pdf, drawing.write_png])
def test_no_secret_leaves(shelf: Shelf, sheet: Sheet, target: Path, write: Callable[..., None]) -> None:
    write(target, sheet, shelf.pictures, nothing)
    data = target.read_bytes()
    streams = [data, *(_opened(stream) for stream in re.findall(rb"stream\r?\n(.*?)endstream", data, re.S))]
    for secret in (*SECRETS, str(shelf.files.root), str(target.parent), "Exif", "http://"):
        assert not any(secret.encode() in stream for stream in streams), secret
        assert not any(secret.encode("utf-16-be") in stream for stream in streams), secret
    assert b"CreationDate" not in data
    if write is drawing.write_png:
        with Image.open(target) as picture:
            assert picture.info == {}


def _opened(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


@pytest.mark.parametrize("for_studio", [False, True])
def test_a_client_reads_below_what_the_local_engine_made_and_the_studio_in_the_head(
    shelf: Shelf, sheet: Sheet, target: Path, monkeypatch: pytest.MonkeyPatch, for_studio: bool
) -> None:
    local = replace(sheet, photos=tuple(map(_made_here, sheet.photos)), for_studio=for_studio)
    written: list[tuple[int, str]] = []
    monkeypatch.setattr(Letters, "write", lambda _, __, at, text, *___: written.append((at[1], text)))
    drawing.write_png(target, local, shelf.pictures, nothing)
    (place,) = [top for top, text in written if APPROXIMATION in text]
    places = [top for top, _ in written]
    assert place == (max(places) if not for_studio else sorted(places)[1])


def _made_here(photo: SheetPhoto) -> SheetPhoto:
    return replace(photo, results=tuple(replace(result, approximation=True) for result in photo.results))


def test_what_cannot_be_read_is_said_in_its_place(shelf: Shelf, sheet: Sheet, target: Path) -> None:
    photo = sheet.photos[0]
    gone = replace(photo, results=(replace(photo.results[0], sha256="e" * 64),))
    drawing.write_png(target, replace(sheet, photos=(gone,)), shelf.pictures, nothing)


def test_letters_that_the_font_has_are_drawn_and_others_are_marked() -> None:
    type_ = letters(24)
    for text in ("Müller & Söhne", "Élodie Ğ ł Š ž", "Жанна Їжак", "Ωmega", "★★★ ✓ ✕ …"):
        assert type_.drawable(text) == text
    assert type_.drawable("花 🙂 a") == f"{REPLACED} {REPLACED} a"
    assert type_.has(REPLACED)


def test_a_long_line_is_cut_where_it_is_full() -> None:
    type_ = letters(24)
    assert type_.fitted("short", 400) == "short"
    cut = type_.fitted("a very long name of a photo" * 20, 400)
    assert cut.endswith("…")
    assert len(cut) < 60
    assert type_.fitted("x", 1) == "…"
