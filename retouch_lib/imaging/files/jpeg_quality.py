"""How finely a JPEG is stored, so that what is made of it is stored as finely, and takes about as many bytes.

Told by its quantisation tables (ITU-T T.81, A.3.4 and B.2.4.1) and the sampling of its components (A.1.1). The encoder
takes a number from 1 to 100 in place of tables: the least is wanted that rounds no coefficient more coarsely.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import simplejpeg

Table = tuple[int, ...]
"""The steps to which 64 coefficients are rounded, in the order in which a JPEG has them."""
Subsampling = Literal["444", "440", "422", "420", "411"]

LEAST = 75
"""Below, the mean of 64 pixels goes in steps of more than one level: what is retouched softly shows as blocks."""
_COEFFICIENTS = 64
_SUBSAMPLINGS: dict[tuple[int, int], Subsampling] = {(1, 2): "440", (2, 1): "422", (2, 2): "420", (4, 1): "411"}
"""By how many times fewer columns and rows colour has than light; whatever else there is is written as 4:4:4."""
_COARSEST: Table = (1 << 16,) * _COEFFICIENTS
"""Stands for the colour of a grey picture."""
_TABLES = 0xDB


@dataclass(frozen=True, slots=True)
class Quality:
    """What an encoder is asked for."""

    number: int
    """1-100, as libjpeg counts it."""
    subsampling: Subsampling


BEST = Quality(95, "444")
"""For what comes from no JPEG: a PNG."""


@dataclass(frozen=True, slots=True)
class Quantisation:
    """What a JPEG's head tells of its steps."""

    light: Table
    colour: Table
    """Of several tables the finer steps."""
    subsampling: Subsampling


def quantisation(components: bytes, tables: Mapping[int, Table]) -> Quantisation | None:
    """Of a frame's components, three bytes each, and all tables before the first scan; None where one is missing."""
    numbers = list(components[2::3])
    if not numbers or any(number not in tables for number in numbers):
        return None
    light, *others = (tables[number] for number in numbers)
    colour = tuple(min(steps) for steps in zip(*(others or [_COARSEST]), strict=True))
    return Quantisation(light, colour, _subsampling(components[1::3]))


def read_tables(segment: bytes) -> Iterator[tuple[int, Table]]:
    """The tables of one segment, each with its number; one that is cut is left out."""
    at = 0
    while at < len(segment):
        width = 2 if segment[at] >> 4 else 1
        end = at + 1 + _COEFFICIENTS * width
        if end <= len(segment):
            yield segment[at] & 15, tuple(int(step) for step in np.frombuffer(segment[at + 1 : end], f">u{width}"))
        at = end


def as_fine_as(sent: Quantisation | None) -> Quality:
    """The least quality that is nowhere below that one, and never below `LEAST`; `BEST` where nothing is known."""
    if sent is None:
        return BEST
    number = bisect.bisect_left(range(LEAST, 100), True, key=lambda quality: _is_as_fine(quality, sent))
    return Quality(LEAST + number, sent.subsampling)


def upright(quality: Quality, orientation: int) -> Quality:
    """The same for the picture as it stands upright, 1-8 as Exif counts: on its side, columns become rows."""
    turned: dict[Subsampling, Subsampling] = {"422": "440", "440": "422", "411": "444"}
    if orientation < 5:
        return quality
    return Quality(quality.number, turned.get(quality.subsampling, quality.subsampling))


def _is_as_fine(quality: int, sent: Quantisation) -> bool:
    light, colour = _written(quality)
    return all(
        own <= other
        for steps, others in ((light, sent.light), (colour, sent.colour))
        for own, other in zip(steps, others, strict=True)
    )


@cache
def _written(quality: int) -> tuple[Table, Table]:
    """The tables that the encoder itself writes for it, of light and colour."""
    data: bytes = simplejpeg.encode_jpeg(np.zeros((8, 8, 3), np.uint8), quality, "RGB", "444")
    tables: dict[int, Table] = {}
    at = 2
    while data[at + 1] != 0xDA:
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if data[at + 1] == _TABLES:
            tables.update(read_tables(data[at + 4 : at + 2 + length]))
        at += 2 + length
    return tables[0], tables[1]


def _subsampling(factors: bytes) -> Subsampling:
    """By the components' factors of sampling, columns in the upper four bits and rows in the lower."""
    columns, rows = ([factor >> 4 for factor in factors], [factor & 15 for factor in factors])
    if len(factors) < 3 or not min(*columns, *rows):
        return "444"
    ratio = columns[0] / max(columns[1:]), rows[0] / max(rows[1:])
    return next((name for fewer, name in _SUBSAMPLINGS.items() if fewer == ratio), "444")
