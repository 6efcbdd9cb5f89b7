"""A result as it leaves: with what its photo says beside the pixels, which are those of the result, byte for byte.

outgoing(files.path(job.photo), files.path(job.result), Wishes(without_place=True))
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.imaging.files import formats
from retouch_lib.imaging.files.headers import Header
from retouch_lib.imaging.files.photo import Picture
from retouch_lib.imaging.metadata import jpeg_said, png_said, psd_said
from retouch_lib.imaging.metadata.carrying import Carried, Carrying
from retouch_lib.imaging.metadata.pixel_facts import facts_of
from retouch_lib.imaging.metadata.provenance import Provenance, put_provenance, put_stars
from retouch_lib.imaging.metadata.reading import READERS, followed
from retouch_lib.imaging.metadata.reading import said_of as said_of  # for those who ask of a file
from retouch_lib.imaging.metadata.said import Said, Span
from retouch_lib.imaging.metadata.small_picture import Room, small_picture
from retouch_lib.imaging.metadata.tiff import Tiff
from retouch_lib.imaging.metadata.wishes import Wishes as Wishes  # for those who ask for a file
from retouch_lib.imaging.metadata.xmp import Xmp

Copy = Callable[[], Path]
"""Brings a smaller copy of a picture, upright, with its profile; called only when the file is sent."""
_CHUNK = 1 << 20
_PARTERS = {"jpeg": jpeg_said.part, "png": png_said.part}
_WRITERS = {"jpeg": jpeg_said.segments, "png": png_said.chunks}
_UNTOUCHED = "It goes as it came, with whatever stands in it: {}"
_NO_PHOTO = "Its photo can’t be read any more: what the photo said of itself is not in it."

AS_IT_IS = Wishes()


@dataclass(frozen=True, slots=True)
class _ToSay:
    """What is put into a file; it is made anew each time, so that a parcel of thousands takes no memory for it."""

    head: int
    """Between the first so many of the file's spans and the rest."""
    made: Callable[[], bytes]
    length: int
    """Of what is made."""
    remarks: tuple[str, ...] = ()


class Outgoing:
    """One file that leaves. What it says is made; the pixels are read from disk while it is sent."""

    def __init__(self, path: Path, spans: Sequence[Span], said: _ToSay | None = None) -> None:
        """`spans`: what of the file goes."""
        self._path, self._spans = path, spans
        self._said = said or _ToSay(0, bytes, 0)
        self.length = self._said.length + sum(end - begin for begin, end in spans)
        """Bytes of the whole file."""
        self.remarks = self._said.remarks
        """What could not be kept, in sentences."""

    def pieces(self) -> Iterator[bytes]:
        """The file's bytes, from the first to the last, at most a megabyte at once. May be called again.

        Raises OSError where the result can't be read to its end.
        """
        head = self._said.head
        yield from self._read(self._spans[:head])
        yield self._said.made()
        yield from self._read(self._spans[head:])

    def _read(self, spans: Sequence[Span]) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            for begin, end in spans:
                file.seek(begin)
                left = end - begin
                while left:
                    chunk = file.read(min(_CHUNK, left))
                    if not chunk:
                        raise OSError(f"{self._path.name} ends early")
                    left -= len(chunk)
                    yield chunk


def outgoing(photo: Path, result: Path, wishes: Wishes = AS_IT_IS, copy: Copy | None = None) -> Outgoing:
    """The result with its photo's metadata; the same files and wishes always make the same bytes.

    Its small picture in Exif is made of a `copy`, or else of the result, which takes longer (a second for a large PNG).

    What is no JPEG or PNG (layers, JSON), and what can't be read (a result kept as it came), goes as it is: nothing
    that was paid for stays behind. Of the latter a remark says so. Raises OSError where the result is gone.
    """
    length = result.stat().st_size
    try:
        header, parted = followed(result, _PARTERS)
    except InvalidPhoto as error:
        remarks = (_UNTOUCHED.format(error),) if _is_picture(result) else ()
        return Outgoing(result, [(0, length)], _ToSay(0, bytes, 0, remarks))

    def carried() -> Carried:
        return _carried(photo, header, parted.said, wishes)

    def written(told: Carried) -> bytes:
        return _WRITERS[header.format](told.said, told.xmp)

    def made() -> bytes:
        told = carried()
        if told.room:
            told.said.exif = _filled(told.said.exif, _small_picture(copy or (lambda: result), told.room, header))
        return written(told)

    first = carried()
    return Outgoing(result, parted.spans, _ToSay(parted.head, made, len(written(first)), first.remarks))


def in_document(photo: Path, picture: Picture, wishes: Wishes, copy: Copy) -> dict[int, bytes]:
    """What a Photoshop document of that upright picture says: image resources by number.

    As for all that leaves: without a place where that is wished, with how it came to be, and with a small picture of
    its own, made of a `copy`, where the photo had one.
    """
    height, width = picture.pixels.shape[:2]
    header = Header("png", width, height, 8, 3, profile=picture.icc, adobe_rgb=picture.adobe_rgb)
    told = _carried(photo, header, Said(), wishes)
    if told.room:
        told.said.exif = _filled(told.said.exif, _small_picture(copy, told.room, header))
    return psd_said.by_number(told.said, told.xmp)


def _small_picture(copy: Copy, room: Room, header: Header) -> bytes:
    """Empty where none can be made: no file stays behind for it."""
    try:
        return small_picture(copy(), room, header.orientation)
    except (InvalidPhoto, InvalidArchive, OSError, MemoryError):
        return b""


def _filled(exif: bytes, small: bytes) -> bytes:
    """As long as before."""
    tiff = Tiff(exif)
    tiff.fill_small_picture(small)
    return tiff.to_bytes()


def takes_stars(result_type: str | None) -> bool:
    """Whether stars stand in the file itself ("jpeg", "png"); else they go into a `sidecar` beside it."""
    return result_type in _PARTERS


def sidecar(stars: int, added: Provenance | None = None) -> bytes:
    """An .xmp file to lie beside one that can't hold its stars: DSC_1_balanced.zip → DSC_1_balanced.xmp."""
    packet = Xmp()
    if stars:
        put_stars(packet, stars, overwrite=True)
    if added is not None:
        put_provenance(packet, added)
    return packet.packet()


def same_picture(one: Path, other: Path) -> bool:
    """Whether two files hold the same coded picture, byte for byte, whatever else they say; no where one can't be
    read."""
    try:
        return _digest(one) == _digest(other)
    except (InvalidPhoto, OSError):
        return False


def _digest(path: Path) -> bytes:
    digest, (_, parted) = hashlib.sha256(), followed(path, _PARTERS)
    for piece in Outgoing(path, parted.spans).pieces():
        digest.update(piece)
    return digest.digest()


def _is_picture(path: Path) -> bool:
    with path.open("rb") as file:
        return formats.name(file.read(formats.HEAD_BYTES)) in ("JPEG", "PNG")


def _carried(photo: Path, header: Header, own: Said, wishes: Wishes) -> Carried:
    try:
        before, told = followed(photo, READERS)
    except (InvalidPhoto, OSError):
        made = Carrying(Said(), own, facts_of(header, None), wishes).into(header.format, second_pictures=False)
        return replace(made, remarks=(_NO_PHOTO, *made.remarks))
    carrying = Carrying(told, own, facts_of(header, before), wishes)
    return carrying.into(header.format, second_pictures=before.pictures > 1)
