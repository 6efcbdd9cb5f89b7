"""What a PNG's chunks say of its colours, as one profile (https://www.w3.org/TR/png-3/, 4.3 and 13.13).

Browsers follow all of these chunks when they show the file itself; the same profile in previews and results keeps the
colours where they are.
"""

from __future__ import annotations

import struct
import zlib

import numpy as np

from retouch_lib.imaging.files import hdr, icc, profiles

CHUNKS = (b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM")
"""In the order in which they count."""
_USUAL_GAMMA = 45_455
"""1 / 2.2 in the chunk's unit, 1/100,000: as sRGB for all that the eye sees."""
_GAMMAS = (10_000, 1_000_000)
_SRGB_CURVE = 13


def profile(chunks: dict[bytes, bytes]) -> bytes | None:
    """The profile in these chunks' data, or one made of their numbers; None for sRGB, and where they say nothing."""
    if numbers := chunks.get(b"cICP"):
        return profiles.by_number(numbers[0], numbers[1]) if is_known(chunks) else None
    if b"iCCP" in chunks:
        return _unpacked(chunks[b"iCCP"])
    if b"sRGB" in chunks:
        return None
    return _by_gamma(chunks.get(b"gAMA", b""), chunks.get(b"cHRM", b""))


def hdr_curve(chunks: dict[bytes, bytes]) -> str:
    """PQ or HLG when the colours are named by numbers and are HDR, else empty."""
    numbers = chunks.get(b"cICP", b"")
    return hdr.CURVES.get(numbers[1], "") if len(numbers) == 4 else ""


def is_known(chunks: dict[bytes, bytes]) -> bool:
    """False when the colours are named by numbers (cICP; ITU-T H.273) that are HDR or rare."""
    numbers = chunks.get(b"cICP")
    if numbers is None:
        return True
    return (
        len(numbers) == 4
        and numbers[1] == _SRGB_CURVE
        and numbers[2:] == b"\x00\x01"  # RGB, full range
        and profiles.by_number(numbers[0], numbers[1]) is not None
    )


def _unpacked(data: bytes) -> bytes | None:
    """An iCCP chunk's profile; None when it can't be unpacked, or only to too much."""
    _, _, packed = data.partition(b"\x00")
    if not packed:
        return None
    try:
        unpacked = zlib.decompressobj().decompress(packed[1:], icc.MAX_BYTES)
    except zlib.error:
        return None
    return unpacked if len(unpacked) < icc.MAX_BYTES else None


def _by_gamma(gamma: bytes, chromaticities: bytes) -> bytes | None:
    """One of a plain curve; None for what is sRGB as good as exactly, and for numbers that make no sense."""
    if len(gamma) != 4:
        return None
    (value,) = struct.unpack(">I", gamma)
    if not _GAMMAS[0] <= value <= _GAMMAS[1]:
        return None
    white, primaries = profiles.D65, profiles.BT709
    if len(chromaticities) == 32:
        points = np.array(struct.unpack(">8I", chromaticities)).reshape(4, 2) / 100_000
        white, *rest = ((float(x), float(y)) for x, y in points)
        primaries = (rest[0], rest[1], rest[2])
    elif value == _USUAL_GAMMA:
        return None
    exponent = 100_000 / value
    try:
        return profiles.make(f"Gamma {exponent:.2f}, as the PNG says", primaries, profiles.gamma(exponent), white)
    except ValueError:
        return None
