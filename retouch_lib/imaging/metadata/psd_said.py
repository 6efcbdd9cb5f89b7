"""What a photo says, as image resources of a PSD (Adobe Photoshop File Formats Specification, "Image Resource IDs")."""

from __future__ import annotations

from retouch_lib.imaging.metadata import resources
from retouch_lib.imaging.metadata.said import Said
from retouch_lib.imaging.metadata.xmp import Xmp

EXIF, XMP = 1058, 1060


def by_number(told: Said, packet: Xmp | None) -> dict[int, bytes]:
    """Exif from its TIFF header on, the XMP's packet, and IPTC with what goes along; texts of a PNG have no place."""
    made = dict(resources.each(told.resources))
    if told.exif:
        made[EXIF] = told.exif
    if packet is not None:
        made[XMP] = packet.packet()
    return made
