"""What a photo's owner should know of the file: sentences, told by the header alone."""

from __future__ import annotations

from collections.abc import Iterator

from retouch_lib.imaging.files import icc, profiles
from retouch_lib.imaging.files.headers import Header
from retouch_lib.imaging.files.origin import Origin


def remarks(header: Header) -> tuple[str, ...]:
    """What of the file is left out, or comes otherwise than one may think; the most telling first."""
    return tuple(_remarks(header))


def _remarks(header: Header) -> Iterator[str]:
    if header.origin is not None:
        yield from _of_heic(header.origin)
    if header.animated:
        yield "Animated: only its first picture is used."
    if header.pictures > 1:
        yield f"The file holds {header.pictures} pictures: only the first is used."
    if header.format == "png" and header.bits == 16:
        yield "16 bits per colour: previews and the local engine work with 8."
    if header.transparent:
        yield "Has transparency: previews and the local engine leave it out, so what lies under it shows."
    if not header.known_colours:
        yield "It names its colours in a way (cICP) that previews and the local engine can't follow: shown as sRGB."
    if header.profile is not None:
        yield from _of_profile(header.profile)


def _of_heic(origin: Origin) -> Iterator[str]:
    yield "Converted from HEIC to JPEG (4:4:4, quality 96) when it was added; the JPEG is what is sent."
    if origin.bits > 8:
        yield f"Its {origin.bits} bits per colour became 8."
    if origin.pictures > 1:
        yield f"The HEIC held {origin.pictures} pictures: the main one was taken."
    if origin.transparent:
        yield "The HEIC had transparency, which a JPEG can't hold."
    if origin.exif_lost:
        yield "Its camera data (EXIF) was too long for a JPEG and was left out."


def _of_profile(profile: bytes) -> Iterator[str]:
    if not icc.is_whole(profile):
        yield "Its colour profile is damaged: shown as sRGB."
    elif profiles.for_rgb(profile) is None:
        yield "Its colour profile is not for RGB or grey pictures: previews and local results are shown as sRGB."
