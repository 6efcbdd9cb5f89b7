"""RGB colour spaces of three primaries and a curve, there and back in floats: nothing is rounded, and nothing cut off.

sRGB is extended here: what it can't show has numbers below 0 or above 1 (as in scRGB, IEC 61966-2-2). The model is that
of a profile's matrix and curves, ICC.1:2010, annex F.3; both spaces meet in XYZ under D50.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.files import icc, profiles
from retouch_lib.imaging.floats import Floats

_STEPS = 65535.0
_GRID = np.linspace(0, 1, 65536)
_MOST = 20.0
"""Of any number in the matrix, either way: beyond, the three primaries are next to one colour."""


@dataclass(frozen=True, slots=True)
class RgbSpace:
    """One of three primaries. Pictures are float32 (H, W, 3)."""

    _matrix: Floats
    """(3, 3): from its linear light to that of sRGB."""
    _light: tuple[Floats, Floats, Floats]
    """Of each channel: linear light by level, both 0-1."""
    _levels: tuple[Floats, Floats, Floats]
    """The other way, by the square root of the light: near black, levels are close together."""

    def in_numbers(self) -> tuple[tuple[float, ...], tuple[tuple[float, ...], ...]]:
        """The matrix, row by row, to sRGB's linear light; and each channel's linear light by level of 8 bits."""
        matrix = tuple(round(float(each), 7) for each in self._matrix.ravel())
        return matrix, tuple(tuple(round(float(each), 7) for each in light[::257]) for light in self._light)

    def to_srgb(self, rgb: Floats) -> Floats:
        """Its own numbers, 0-1, in extended sRGB."""
        linear = cv2.transform(_looked_up(rgb, self._light), self._matrix)
        return _encoded(np.asarray(linear, np.float32))

    def from_srgb(self, rgb: Floats) -> Floats:
        """Extended sRGB in its own numbers; what they can't hold is cut off to 0-1."""
        linear = np.asarray(cv2.transform(_decoded(rgb), np.linalg.inv(self._matrix)), np.float32)
        return _looked_up(np.sqrt(np.maximum(linear, 0)), self._levels)


@lru_cache(maxsize=4)
def of(profile: bytes) -> RgbSpace | None:
    """The space that a profile describes; None for one that has tables, is damaged, or is not for RGB."""
    if not icc.is_whole(profile) or not icc.fits_rgb(profile) or profile[20:24] != b"XYZ ":
        return None
    tags = dict(icc.tags(profile))
    if any(kind.startswith((b"A2B", b"D2B")) for kind in tags):
        return None
    try:
        columns = [_xyz(tags[kind]) for kind in (b"rXYZ", b"gXYZ", b"bXYZ")]
        red, green, blue = (_curve(tags[kind]) for kind in (b"rTRC", b"gTRC", b"bTRC"))
        matrix = _to_srgb(np.column_stack(columns))
    except (KeyError, ValueError, struct.error, np.linalg.LinAlgError):
        return None
    levels = (_inverse(red), _inverse(green), _inverse(blue))
    return RgbSpace(matrix, (_single(red), _single(green), _single(blue)), levels)


def _to_srgb(own: NDArray[np.float64]) -> Floats:
    """Grey stays grey, to the last digit: the numbers in profiles are rounded."""
    matrix = np.linalg.solve(profiles.srgb_matrix(), own)
    matrix /= matrix.sum(axis=1, keepdims=True)
    most = max(np.abs(matrix).max(), np.abs(np.linalg.inv(matrix)).max())
    if not most <= _MOST:
        raise ValueError("no three primaries")
    return np.asarray(matrix, np.float32)


def _xyz(data: bytes) -> NDArray[np.float64]:
    return np.array(struct.unpack_from(">3i", data, 8)) / 65536


def _curve(data: bytes) -> NDArray[np.float64]:
    """Linear light at 65,536 levels. Raises ValueError for what is no rising curve from black to white."""
    with np.errstate(all="ignore"):
        light = _parametric(data) if data[:4] == b"para" else _tabled(data)
    if not (np.isfinite(light).all() and (np.diff(light) >= 0).all() and light[-1] > light[0]):
        raise ValueError("no curve")
    return np.clip(light, 0, 1)


def _tabled(data: bytes) -> NDArray[np.float64]:
    """curveType (10.5): none, a gamma, or a table."""
    kind, count = struct.unpack_from(">4s4xI", data)
    if kind != b"curv" or count > len(data) // 2:
        raise ValueError("no curve")
    numbers = np.array(struct.unpack_from(f">{count}H", data, 12))
    if count < 2:
        return np.asarray(_GRID ** (numbers[0] / 256 if count else 1.0))
    return np.interp(_GRID, np.linspace(0, 1, count), numbers / 65535)


def _parametric(data: bytes) -> NDArray[np.float64]:
    """parametricCurveType (10.16): a power, and of kinds 3 and 4 a straight part below `d`."""
    (kind,) = struct.unpack_from(">8xH", data)
    numbers = np.frombuffer(data, ">i4", offset=12) / 65536
    match kind, *numbers.tolist():
        case 0, gamma, *_:
            return np.asarray(_GRID**gamma)
        case 1, gamma, a, b, *_:
            return np.asarray(np.maximum(a * _GRID + b, 0) ** gamma)
        case 2, gamma, a, b, c, *_:
            return np.asarray(np.maximum(a * _GRID + b, 0) ** gamma + c)
        case 3, gamma, a, b, c, d, *_:
            curved, straight = np.maximum(a * _GRID + b, 0) ** gamma, c * _GRID
        case 4, gamma, a, b, c, d, e, f, *_:
            curved, straight = np.maximum(a * _GRID + b, 0) ** gamma + e, c * _GRID + f
        case _:
            raise ValueError("no curve")
    return np.asarray(np.where(d <= _GRID, curved, straight))


def _single(light: NDArray[np.float64]) -> Floats:
    return np.asarray(light, np.float32)


def _inverse(light: NDArray[np.float64]) -> Floats:
    return np.asarray(np.interp(_GRID**2, light, _GRID), np.float32)


def _looked_up(picture: Floats, tables: tuple[Floats, Floats, Floats]) -> Floats:
    """Each channel by its table; 0-1, what is beyond counts as the nearest."""
    places = np.asarray(cv2.addWeighted(picture, _STEPS, picture, 0, 0, dtype=cv2.CV_16U), np.uint16)
    channels = [table.take(plane) for table, plane in zip(tables, np.moveaxis(places, -1, 0), strict=True)]
    return np.asarray(cv2.merge(channels), np.float32)


def _decoded(rgb: Floats) -> Floats:
    """Linear light of extended sRGB (IEC 61966-2-1, and point-symmetric below 0)."""
    size = np.abs(rgb)
    curved = np.asarray(cv2.pow(cv2.addWeighted(size, 1 / 1.055, size, 0, 0.055 / 1.055), 2.4), np.float32)
    return _signed(_straight(curved, size, size <= 0.04045, 1 / 12.92), rgb)


def _encoded(linear: Floats) -> Floats:
    size = np.abs(linear)
    power = cv2.pow(size, 1 / 2.4)
    curved = np.asarray(cv2.addWeighted(power, 1.055, power, 0, -0.055), np.float32)
    return _signed(_straight(curved, size, size <= 0.0031308, 12.92), linear)


def _straight(curved: Floats, size: Floats, dark: NDArray[np.bool_], slope: float) -> Floats:
    """The curve, straight where it is dark; few pixels are."""
    curved[dark] = np.float32(slope) * size[dark]
    return curved


def _signed(size: Floats, like: Floats) -> Floats:
    below = like < 0
    if below.any():
        size[below] *= -1
    return size
