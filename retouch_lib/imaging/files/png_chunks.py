"""The pieces a PNG is made of, as every PNG of ours is written (https://www.w3.org/TR/png-3/, 5)."""

from __future__ import annotations

import struct
import zlib

from retouch_lib.imaging.files.formats import PNG_START

GREY, RGB, RGBA = 0, 2, 6
"""Colour types (table 8)."""


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of four letters with its length before and its checksum behind it."""
    return b"".join((struct.pack(">I", len(data)), kind, data, struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))))


def head(width: int, height: int, bits: int, colour: int) -> bytes:
    """A file's first bytes with its header, of a picture that is not interlaced."""
    return PNG_START + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0))


def profile(icc: bytes) -> bytes:
    """The chunk that embeds an ICC profile; it stands before the picture."""
    return chunk(b"iCCP", b"ICC profile\x00\x00" + zlib.compress(icc))


def insert(plain: bytes, *chunks: bytes) -> bytes:
    """The same PNG with these chunks behind its header."""
    return b"".join((plain[:HEAD_BYTES], *chunks, plain[HEAD_BYTES:]))


HEAD_BYTES = len(head(1, 1, 8, RGB))
END = chunk(b"IEND", b"")
