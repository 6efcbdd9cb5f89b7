"""Small ICC profiles made here: for HEICs that name their colours by numbers, and for grey pictures that become RGB.

Layout: ICC.1:2010 (version 4.3), class "mntr" with three primaries and one curve (8.3.3). Primaries and curves by
number: ITU-T H.273, tables 2 and 3.
"""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import icc

Point = tuple[float, float]
"""A colour's place in the CIE 1931 diagram: x, y."""

D50 = (0.9642, 1.0, 0.8249)
"""The white of the profile connection space (ICC.1:2010, 7.2.16), as XYZ."""
D65: Point = (0.3127, 0.3290)
BT709: tuple[Point, Point, Point] = ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060))
"""The primaries of sRGB too."""
P3: tuple[Point, Point, Point] = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
BT2020: tuple[Point, Point, Point] = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))

_BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
"""Cone responses, in which one white is adapted to another (ICC.1:2010, annex E)."""

_MOST = 20.0
"""Of any number in a profile's matrices; those of real colours are below 2."""

_BY_NUMBER = {1: ("sRGB", BT709), 9: ("BT.2020", BT2020), 12: ("Display P3", P3)}
"""H.273, ColourPrimaries."""
_PLAIN_CURVES = {1, 2, 6, 13, 14, 15}
"""H.273, TransferCharacteristics, of pictures that are not HDR. Stills that name video's curve (1, 6) are shown by
sRGB's everywhere: video's own reckons with a dark room."""


def by_number(primaries: int, transfer: int) -> bytes | None:
    """The profile of these H.273 numbers; None when they name nothing common, or are HDR."""
    if primaries not in _BY_NUMBER or transfer not in _PLAIN_CURVES:
        return None
    name, points = _BY_NUMBER[primaries]
    return make(name, points, srgb_curve())


def for_rgb(profile: bytes) -> bytes | None:
    """The profile for RGB pixels that a picture with this profile is decoded to.

    One for RGB is kept byte for byte. One for grey is put on three equal colours: the same curve, so that every grey
    looks as before. None for any other (CMYK, Lab), and for one that is damaged.
    """
    if not icc.is_whole(profile):
        return None
    if icc.fits_rgb(profile):
        return profile
    curve = icc.tag(profile, b"kTRC") if profile[16:20] == b"GRAY" else None
    if not curve or curve[:4] not in (b"curv", b"para"):
        return None
    return make(icc.description(profile) or "Grey", BT709, curve)


def make(name: str, primaries: tuple[Point, Point, Point], curve: bytes, white: Point = D65) -> bytes:
    """A profile of three primaries. `curve`: the tag for all three colours, as `gamma` and `srgb_curve` make it.

    Raises ValueError for points that span no colours.
    """
    matrix, adaptation = _to_d50(primaries, white)
    columns = [_xyz(matrix[:, index]) for index in range(3)]
    tags: list[tuple[bytes, bytes]] = [
        (b"desc", _text(name)),
        (b"cprt", _text("CC0")),
        (b"wtpt", _xyz(np.array(D50))),
        (b"chad", b"sf32\x00\x00\x00\x00" + _fixed(adaptation)),
        *zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True),
        *((kind, curve) for kind in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    return _assembled(tags)


def gamma(value: float) -> bytes:
    """The curve light = level ** value (parametricCurveType 0; ICC.1:2010, 10.16)."""
    return b"para\x00\x00\x00\x00\x00\x00\x00\x00" + _fixed(np.array([value]))


def srgb_curve() -> bytes:
    """The curve of sRGB (IEC 61966-2-1), which is straight near black (parametricCurveType 3)."""
    numbers = np.array([2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045])
    return b"para\x00\x00\x00\x00\x00\x03\x00\x00" + _fixed(numbers)


def srgb_matrix() -> NDArray[np.float64]:
    """(3, 3): the XYZ under D50 of sRGB's red, green and blue, as columns."""
    return _to_d50(BT709, D65)[0]


def _to_d50(primaries: tuple[Point, Point, Point], white: Point) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The primaries' XYZ under D50 as columns, and the 3 × 3 adaptation from `white` that brought them there."""
    if min(y for _, y in (*primaries, white)) <= 0:
        raise ValueError("a colour without light")
    points = np.array([_xyz_of(point) for point in primaries]).T
    seen = _BRADFORD @ _xyz_of(white)
    try:
        light = np.linalg.solve(points, _xyz_of(white))
    except np.linalg.LinAlgError:
        raise ValueError("the primaries lie on one line") from None
    adaptation = (
        np.linalg.inv(_BRADFORD) @ np.diag(_BRADFORD @ np.array(D50) / np.where(seen, seen, np.inf)) @ _BRADFORD
    )
    matrix = adaptation @ (points * light)
    if max(np.abs(matrix).max(), np.abs(adaptation).max()) > _MOST:
        raise ValueError("primaries beyond all colours")
    return matrix, adaptation


def _xyz_of(point: Point) -> NDArray[np.float64]:
    x, y = point
    return np.array([x / y, 1.0, (1 - x - y) / y])


def _assembled(tags: list[tuple[bytes, bytes]]) -> bytes:
    """Header, table and data; equal data is stored once, as the standard allows (7.3.1)."""
    at = 128 + 4 + 12 * len(tags)
    table, body, places = b"", b"", dict[bytes, int]()
    for kind, data in tags:
        if data not in places:
            places[data] = at + len(body)
            body += data + bytes(-len(data) % 4)
        table += struct.pack(">4sII", kind, places[data], len(data))
    size = at + len(body)
    head = struct.pack(">I4s4s4s4s4s", size, b"", b"\x04\x30\x00\x00", b"mntr", b"RGB ", b"XYZ ")
    date = struct.pack(">6H", 2026, 1, 1, 0, 0, 0)
    head = (head + date + b"acsp").ljust(68, b"\x00") + _fixed(np.array(D50))
    return head.ljust(128, b"\x00") + struct.pack(">I", len(tags)) + table + body


def _text(words: str) -> bytes:
    """A multiLocalizedUnicode in English (10.13)."""
    text = words.encode("utf-16-be")
    return b"mluc\x00\x00\x00\x00" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(text), 28) + text


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \x00\x00\x00\x00" + _fixed(values)


def _fixed(values: NDArray[np.float64]) -> bytes:
    """s15Fixed16Number (4.6)."""
    return np.round(values.ravel() * 65536).astype(">i4").tobytes()
