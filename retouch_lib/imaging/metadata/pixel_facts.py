"""What is known of a result's pixels by its header and its photo's: size, turn, colours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from retouch_lib.imaging.files import icc
from retouch_lib.imaging.files.headers import Header

_SRGB, _UNCALIBRATED = 1, 0xFFFF
"""Of Exif's ColorSpace (Exif 2.32, 4.6.5)."""
_ON_ITS_SIDE = 5
"""Orientations from here on swap width and height."""
_SAME_SHAPE = 0.01


@dataclass(frozen=True, slots=True)
class PixelFacts:
    """What has to stand in a result's metadata, whatever its photo's says."""

    size: tuple[int, int]
    """Width and height as stored."""
    orientation: int
    moved: bool
    """Whether a place in the photo's stored rows is another one in the result's: turned, or cut otherwise."""
    colour_space: int | None
    """Exif's ColorSpace; None where the photo's holds."""
    adobe_rgb: bool
    """Whether Exif's mark of Adobe RGB is true."""
    remarks: tuple[str, ...] = ()


def facts_of(result: Header, photo: Header | None) -> PixelFacts:
    """By the result's own header, which is how it is shown.

    One exception: a server that drops the mark of a turn, and doesn't turn the pixels, sends a picture on its side. It
    is known by its size, as the photo's is stored, and gets the mark back.
    """
    size, orientation, remarks = (result.width, result.height), result.orientation, list[str]()
    if photo is not None and orientation == 1 and _lies(size, photo):
        orientation = photo.orientation
        remarks.append("It came on its side, without the photo’s mark that says how to turn it: the mark is back.")
    if photo is not None:
        remarks += _of_colours(result, photo)
    return PixelFacts(
        size=size,
        orientation=orientation,
        moved=photo is None or orientation != photo.orientation or not _same_shape(size, photo),
        colour_space=_colour_space(result, photo),
        adobe_rgb=result.adobe_rgb or "Adobe RGB" in _profile(result),
        remarks=tuple(remarks),
    )


def _lies(size: tuple[int, int], photo: Header) -> bool:
    return photo.orientation >= _ON_ITS_SIDE and size == (photo.width, photo.height) and size[0] != size[1]


def _same_shape(size: tuple[int, int], photo: Header) -> bool:
    return abs(size[0] * photo.height / (size[1] * photo.width) - 1) < _SAME_SHAPE


def _colour_space(result: Header, photo: Header | None) -> int | None:
    if result.profile is not None or result.srgb:
        return _SRGB if _is_srgb(result) else _UNCALIBRATED
    if result.adobe_rgb:
        return _UNCALIBRATED
    return None if photo is None or _is_srgb(photo) else _UNCALIBRATED


def _of_colours(result: Header, photo: Header) -> Iterator[str]:
    """Where they differ from the photo's. No pixel is given a profile that it came without: who knows its numbers?"""
    was, now = _profile(photo), _profile(result)
    if photo.adobe_rgb and not result.adobe_rgb and not now:
        yield "The photo’s EXIF says Adobe RGB; it came without that mark and stays so: it shows as sRGB."
    elif was and not now and not _is_srgb(photo) and not result.srgb:
        yield f"It came without the photo’s colour profile ({was}) and stays so: it shows as sRGB."
    elif now and now != was and not (_is_srgb(photo) and _is_srgb(result)):
        yield f"Its colour profile is {now}, as it came; the photo’s is {was or 'none, shown as sRGB'}."


def _is_srgb(header: Header) -> bool:
    return _profile(header).startswith("sRGB") if header.profile is not None else not header.adobe_rgb


def _profile(header: Header) -> str:
    """Its name; empty without one."""
    if header.profile is None or not icc.is_whole(header.profile):
        return ""
    return icc.description(header.profile) or "one without a name"
