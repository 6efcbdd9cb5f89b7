"""A photo's file from its first byte to its header, or a sentence that says what it is and what to do."""

from __future__ import annotations

import io
from typing import BinaryIO

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import formats, jpeg_head, limits, png_head
from retouch_lib.imaging.files.headers import DamagedFile, Format, Header
from retouch_lib.words.sizes import size_in_words

MAX_BUFFERED = 1 << 30
"""Bytes of coefficients that a progressive JPEG may need to be read at all: 178 megapixels of 4:4:4, 357 of 4:2:0."""

WHAT_TO_DO = "The API takes JPEG or PNG. Export a full-size JPEG, quality 95 or more, profile embedded."


def read_header(file: BinaryIO, max_bytes: int | None) -> Header:
    """The header of a file that the API would take. Raises InvalidPhoto."""
    count = length_of(file)
    file.seek(0)
    head = file.read(formats.HEAD_BYTES)
    what = formats.name(head)
    if not head:
        raise InvalidPhoto("The file is empty (0 bytes). Export or copy it again.")
    if what not in ("JPEG", "PNG"):
        raise InvalidPhoto(f"This is {what}. {WHAT_TO_DO}" if what else f"This is no picture we can read. {WHAT_TO_DO}")
    if max_bytes is not None:
        limits.refuse_long(count, max_bytes)
    try:
        found = jpeg_head.read_jpeg(file) if what == "JPEG" else png_head.read_png(file)
    except DamagedFile as damage:
        raise damaged("jpeg" if what == "JPEG" else "png", damage) from None
    _refuse_sizes(found)
    _refuse_kinds(found)
    return found


def _refuse_sizes(header: Header) -> None:
    if header.width < 1 or header.height < 1:
        raise damaged(header.format, DamagedFile("its header says that it has no pixels"))
    limits.refuse_large(header.width, header.height)


def _refuse_kinds(header: Header) -> None:
    if header.format == "png":
        return
    if header.samples == 4:
        colours = "YCCK" if header.ycck else "CMYK"
        raise InvalidPhoto(
            f"This JPEG is in {colours} colours, for print. Convert it to RGB (sRGB) and export it again."
        )
    if header.bits != 8:
        raise InvalidPhoto(f"This JPEG has {header.bits} bits per colour. Export an ordinary JPEG with 8 bits.")
    if header.lossless or header.samples not in (1, 3):
        raise InvalidPhoto("This JPEG is of a kind that almost no program reads. Export an ordinary JPEG.")
    if header.buffered > MAX_BUFFERED:
        raise InvalidPhoto(
            "This JPEG is stored in several passes (progressive), and reading it takes"
            f" {size_in_words(header.buffered)} of memory. Export it without “progressive”."
        )


def damaged(file_format: Format, damage: DamagedFile) -> InvalidPhoto:
    """The damage in a sentence."""
    return InvalidPhoto(f"This {file_format.upper()} can't be read: {damage}. Export or copy it again.")


def length_of(file: BinaryIO) -> int:
    """The file's length; the next read is at its end."""
    return file.seek(0, io.SEEK_END)
