"""What a photo's owner should know of the file: sentences, told by its header and by what is odd about its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from retouch_lib.imaging.files import icc, profiles
from retouch_lib.imaging.files.headers import Header
from retouch_lib.imaging.files.oddities import Oddities
from retouch_lib.imaging.files.origin import Origin
from retouch_lib.words.sizes import size_in_words

_LONG = 1 << 16
"""Bytes behind a picture from which on they are told of: every photo of some phones has a few."""
_CHUNKS = {
    b"cICP": "colours",
    b"iCCP": "colour profile",
    b"sRGB": "colours",
    b"gAMA": "colours",
    b"cHRM": "colours",
    b"eXIf": "camera data",
    b"tRNS": "transparency",
    b"pHYs": "print size",
    b"tEXt": "text",
    b"zTXt": "text",
    b"iTXt": "text",
    b"tIME": "date",
}
"""Of a PNG, in words."""


def remarks(header: Header) -> tuple[str, ...]:
    """What of the file is left out, or comes otherwise than one may think; the most telling first."""
    return tuple(_remarks(header))


def of_bytes(header: Header, odd: Oddities) -> tuple[str, ...]:
    """What is odd about the bytes of a file whose picture is whole."""
    return tuple(_of_bytes(header, odd))


def _of_bytes(header: Header, odd: Oddities) -> Iterator[str]:
    flaws = list(_flaws(header, odd))
    if flaws:
        yield from flaws
        yield "The picture itself is whole. The file is sent as it is; a server may judge it otherwise."
    if odd.unfinished:
        yield "It ends before its last passes (progressive): the picture is coarser than it was meant to be."
    if odd.behind > _LONG and header.pictures == 1:
        size = size_in_words(odd.behind)
        yield f"{size} of other data, such as a phone's film, stand behind the picture and are sent too."


def _flaws(header: Header, odd: Oddities) -> Iterator[str]:
    name = header.format.upper()
    if odd.no_end:
        yield f"The {name}'s end mark is missing or damaged."
    if odd.stray:
        yield f"Stray bytes stand between the parts of the {name}."
    if odd.wrong_picture_sum:
        yield "A part of its data has a wrong check sum, but all of it together has the right one."
    if odd.wrong_sums:
        kinds = dict.fromkeys(_CHUNKS.get(kind, "other data") for kind in odd.wrong_sums)
        yield f"Left out, because a check sum is wrong: its {', '.join(kinds)}."


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
    if header.adobe_rgb:
        yield (
            "Its EXIF says Adobe RGB, but no profile is embedded: shown as sRGB here and in browsers, paler than meant."
            " Local results keep that mark; a server may drop it. Export it with its profile embedded to be sure."
        )


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
