"""What a result says when it leaves: its photo's Exif, IPTC and XMP, made true of its pixels, and what is wished."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.imaging.files import exif
from retouch_lib.imaging.files.headers import Format
from retouch_lib.imaging.metadata import cleaning, tiff
from retouch_lib.imaging.metadata.pixel_facts import PixelFacts
from retouch_lib.imaging.metadata.provenance import drop_provenance, put_provenance, put_stars
from retouch_lib.imaging.metadata.said import Said
from retouch_lib.imaging.metadata.small_picture import Room, room_of
from retouch_lib.imaging.metadata.tiff import SMALL_PICTURE_COSTS, BadExif, Tiff
from retouch_lib.imaging.metadata.wishes import Wishes
from retouch_lib.imaging.metadata.xml_text import BadXml
from retouch_lib.imaging.metadata.xmp import Xmp, extension_of
from retouch_lib.words.text import one_line

_MOST_NAMED, _LONGEST_NAME = 5, 30
_SECOND_PICTURES = "The photo’s second picture, film or depth map stays behind: it shows the photo as it was."
_REGIONS = "Where faces are was told by the photo’s stored rows, which are others here: left out."
_CREDENTIALS = "Content credentials (C2PA) vouch for every byte of one file: left out."


@dataclass(frozen=True, slots=True)
class Carried:
    """What is written into a result."""

    said: Said
    """Exif, resources and texts; its XMP is in `xmp`."""
    xmp: Xmp | None
    remarks: tuple[str, ...]
    room: Room | None = None
    """In its Exif, for a small picture of the result; filled when the result is read."""


class Carrying:
    """One result's; collects the remarks on the way."""

    def __init__(self, photo: Said, own: Said, pixels: PixelFacts, wishes: Wishes) -> None:
        """`photo`: what its photo says, `own`: what it says itself, as it came."""
        self._photo, self._own, self._pixels, self._wishes = photo, own, pixels, wishes
        self._remarks: list[str] = []
        self._room: Room | None = None

    def into(self, form: Format, *, second_pictures: bool) -> Carried:
        """For a file of that form. `second_pictures`: whether the photo's file holds more than its picture."""
        self._remarks = list(self._pixels.remarks)
        packet = self._xmp()
        if packet is not None:
            second_pictures |= cleaning.drop_second_pictures(packet)
        said = Said(
            exif=self._exif(form),
            resources=self._photo.resources or self._own.resources,
            texts=self._texts(form),
        )
        if second_pictures:
            self._remarks.append(_SECOND_PICTURES)
        if self._photo.credentials or self._own.credentials:
            self._remarks.append(_CREDENTIALS)
        return Carried(said, self._wished(packet), tuple(self._remarks), self._room if said.exif else None)

    def _exif(self, form: Format) -> bytes:
        """The photo's, or else its own."""
        most = exif.MAX_IN_JPEG if form == "jpeg" else sys.maxsize
        for data in (self._photo.exif, self._own.exif):
            try:
                made = self._fitted(data, most) if data else b""
            except BadExif:
                self._remarks.append("Its camera data (EXIF) is damaged: left out.")
                continue
            if len(made) > most:
                self._remarks.append("The camera data (EXIF) is too long for a JPEG: left out.")
            elif made:
                return made
        return b""

    def _fitted(self, data: bytes, most: int) -> bytes:
        """True of the pixels, with room for a small picture where that fits into `most` bytes.

        Empty where it has no place to say how they are turned, and must.
        """
        made, pixels = Tiff(data), self._pixels
        if not made.put(made.main, tiff.ORIENTATION, pixels.orientation) and pixels.orientation != 1:
            return b""
        camera = made.within(tiff.EXIF_DIRECTORY)
        for directory, tags in (
            (made.main, (tiff.WIDTH, tiff.HEIGHT)),
            (camera, (tiff.PIXEL_WIDTH, tiff.PIXEL_HEIGHT)),
        ):
            for tag, length in zip(tags, pixels.size, strict=True):
                made.put(directory, tag, length)
        if pixels.moved:
            made.remove(camera, tiff.SUBJECT_AREA)
            made.remove(camera, tiff.SUBJECT_LOCATION)
        if pixels.colour_space is not None:
            made.put(camera, tiff.COLOUR_SPACE, pixels.colour_space)
        if not pixels.adobe_rgb and exif.is_adobe_rgb(data):
            made.remove_directory(tiff.INTEROPERABILITY, camera)
        old = made.remove_small_picture()
        if self._wishes.without_place:
            _without_place(made, camera)
        self._room = room_of(old, most - made.length - SMALL_PICTURE_COSTS)
        if self._room:
            made.add_small_picture(self._room.bytes)
        return made.to_bytes()

    def _xmp(self) -> Xmp | None:
        """The photo's, or else its own, true of the pixels; None without any."""
        packet = self._read(self._photo) or self._read(self._own)
        if packet is None:
            return None
        drop_provenance(packet)  # of another file
        cleaning.set_size(packet, self._pixels.size, self._pixels.orientation)
        if self._pixels.moved and cleaning.drop_regions(packet):
            self._remarks.append(_REGIONS)
        return packet

    def _read(self, said: Said) -> Xmp | None:
        if not said.xmp:
            return None
        try:
            packet = Xmp.read(said.xmp)
        except BadXml as error:
            self._remarks.append(f"Its XMP can’t be read ({one_line(str(error), 80)}): left out.")
            return None
        try:
            if packet.extension:
                packet.extend(Xmp.read(extension_of(said.extensions, packet.extension)))
        except BadXml as error:
            self._remarks.append(f"What goes on with its XMP can’t be read ({one_line(str(error), 80)}): left out.")
        packet.forget_extension()
        return packet

    def _wished(self, packet: Xmp | None) -> Xmp | None:
        """With what the owner wants of it; None where nothing is left to say."""
        wishes, packet = self._wishes, packet or Xmp()
        if wishes.without_place:
            cleaning.drop_place(packet)
        if wishes.stars and not put_stars(packet, wishes.stars, overwrite=wishes.overwrite_stars):
            self._remarks.append("The photo has a rating, which stays: the stars were not written.")
        if wishes.added is not None:
            put_provenance(packet, wishes.added)
        return None if packet.is_empty else packet

    def _texts(self, form: Format) -> dict[str, bytes]:
        """A PNG's own, and the photo's in the place of those of the same keyword."""
        texts = {**self._own.texts, **self._photo.texts}
        if self._wishes.without_place:
            texts = {name: text for name, text in texts.items() if not cleaning.names_a_place(name)}
        if form == "png" or not texts:
            return texts
        names = [one_line(name, _LONGEST_NAME) for name in texts]
        self._remarks.append(f"A PNG’s texts have no place in a JPEG: left out ({_named(names)}).")
        return {}


def _without_place(made: Tiff, camera: int | None) -> None:
    """Coordinates have a directory of their own; XMP within Exif may have them too, and is a copy."""
    for directory in (made.main, camera):
        while made.remove_directory(tiff.GPS_DIRECTORY, directory):
            pass
        while made.remove(directory, tiff.XMP_INSIDE):
            pass


def _named(names: Sequence[str]) -> str:
    more = [f"and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *more])
