"""Pixels in sRGB by their colour profile, for what looks at colours and knows only sRGB.

littlecms (Pillow's ImageCms) does the conversion. It takes the memory that a profile's counts ask for, and 300 bytes
can ask for half a gigabyte: so `_is_modest` looks first, and only what real profiles hold goes on to littlecms.
"""

from __future__ import annotations

import io
import math
import struct

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from retouch_lib.imaging.files import icc

Pixels = NDArray[np.uint8]

_CLASSES = (b"mntr", b"scnr", b"prtr", b"spac")
"""Profiles of devices and colour spaces (ICC.1:2010, 7.2.5); the others describe no picture's pixels."""
_SPACES = (b"XYZ ", b"Lab ")
"""Connection spaces (7.2.7)."""
_STRIP = 1 << 18
"""Pixels that are converted at a time: Pillow's copies take 8 bytes for each."""
_UNSEEN = 2
"""Levels of 255 by which a profile may differ from sRGB and be taken for it: they all round their numbers otherwise."""
_PROBE = np.mgrid[0:256:15, 0:256:15, 0:256:15].reshape(3, 1, -1).transpose(1, 2, 0).astype(np.uint8)


def in_srgb(pixels: Pixels, profile: bytes | None) -> Pixels | None:
    """The colours of RGB uint8 (H, W, 3) in sRGB: a new array, or the same one when they are sRGB or have no profile.

    What sRGB can't show is cut off. Profiles with tables are followed as their perceptual intent says. None when the
    profile can't be followed: damaged, not for RGB, or unlike any that programs write.
    """
    if profile is None:
        return pixels
    if not _is_modest(profile):
        return None
    try:
        transform = _transform(profile)
        probed = _converted(transform, _PROBE)
        if np.abs(probed.astype(np.int16) - _PROBE).max() <= _UNSEEN:
            return pixels
        return _converted(transform, pixels)
    except (ImageCms.PyCMSError, OSError, TypeError, ValueError):
        return None


def _transform(profile: bytes) -> ImageCms.ImageCmsTransform:
    """One for each call: littlecms keeps the last colour in it, so threads must not share one."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsTransform(ImageCms.ImageCmsProfile(io.BytesIO(profile)), srgb, "RGB", "RGB")


def _converted(transform: ImageCms.ImageCmsTransform, pixels: Pixels) -> Pixels:
    result = np.empty(pixels.shape, np.uint8)
    rows = max(1, _STRIP // pixels.shape[1])
    for top in range(0, len(pixels), rows):
        result[top : top + rows] = np.asarray(transform.apply(Image.fromarray(pixels[top : top + rows])))
    return result


def _is_modest(profile: bytes) -> bool:
    """Whether it is for RGB and sound, and littlecms needs no more memory and time for it than its length says."""
    if len(profile) > icc.MAX_BYTES or not icc.is_whole(profile) or not icc.fits_rgb(profile):
        return False
    if profile[12:16] not in _CLASSES or profile[20:24] not in _SPACES:
        return False
    return all(_is_modest_tag(kind, data) for kind, data in icc.tags(profile))


def _is_modest_tag(kind: bytes, data: bytes) -> bool:
    """False for chains of any number of steps (D2Bx: multiProcessElementsType), and tables larger than their data."""
    if kind.startswith(b"D2B"):
        return False
    return not kind.startswith(b"A2B") or 0 <= _table_bytes(data) <= len(data)


def _table_bytes(lut: bytes) -> int:
    """What the table of colours takes in a lut8Type, lut16Type (10.8, 10.9) or lutAToBType (10.10); -1 for another."""
    if len(lut) < 32 or lut[8] != 3:
        return -1
    if lut[:4] in (b"mft1", b"mft2"):
        width = 1 if lut[:4] == b"mft1" else 2
        return int(lut[10] ** 3 * lut[9] * width)
    if lut[:4] != b"mAB ":
        return -1
    (at,) = struct.unpack_from(">I", lut, 24)
    if not at:
        return 0
    if at + 20 > len(lut):
        return -1
    return int(math.prod(lut[at : at + 3]) * lut[9] * max(1, lut[at + 16]))
