"""What of a photo's XMP is not true of a result, or not wanted: coordinates, second pictures, sizes and turns."""

from __future__ import annotations

import re

from retouch_lib.imaging.metadata.xmp import EXIF, TIFF, XMP, Xmp

_PLACE = re.compile(r"gps|latitude|longitude|geohash", re.IGNORECASE)
"""In the name of a property of any namespace: exif:GPSLatitude, drone-dji:GpsLongitude, drone-dji:Longitude."""
_PICTURES = (
    "http://ns.adobe.com/hdr-gain-map/",
    "http://ns.apple.com/HDRGainMap/",
    "http://ns.apple.com/pixeldatainfo/",
    "http://ns.google.com/photos/1.0/",
    "http://ns.google.com/photos/dd/",
)
"""Namespaces of pictures, films and depth maps behind the picture, or in the XMP itself: the photo's, unretouched.
Google's hold the camera's, container's, depth's, image's, audio's and panorama's tags."""
_KEPT_OF_PICTURES = ("http://ns.google.com/photos/1.0/panorama/",)
_THUMBNAILS = (XMP, "Thumbnails")
_REGIONS = "http://www.metadataworkinggroup.com/schemas/regions/"
_SIZES = {
    (TIFF, "ImageWidth"): 0,
    (TIFF, "ImageLength"): 1,
    (EXIF, "PixelXDimension"): 0,
    (EXIF, "PixelYDimension"): 1,
}


def drop_place(xmp: Xmp) -> None:
    """Take coordinates away, within structures too."""
    xmp.drop(lambda _namespace, name: names_a_place(name))


def names_a_place(name: str) -> bool:
    """Whether a property of that name tells coordinates."""
    return _PLACE.search(name) is not None


def drop_second_pictures(xmp: Xmp) -> bool:
    """Take away what describes them, and small copies of the photo. Returns whether there were any but those."""
    xmp.drop(lambda *found: found == _THUMBNAILS)
    return xmp.drop(
        lambda namespace, _name: namespace.startswith(_PICTURES) and not namespace.startswith(_KEPT_OF_PICTURES)
    )


def drop_regions(xmp: Xmp) -> bool:
    """Take away where faces are (MWG regions), which is told in parts of the stored picture."""
    return xmp.drop(lambda namespace, _name: namespace.startswith(_REGIONS))


def set_size(xmp: Xmp, size: tuple[int, int], orientation: int) -> None:
    """Where it names a size or a turn, name these; `size`: width and height as stored."""
    for (namespace, name), side in _SIZES.items():
        if xmp.value(namespace, name) is not None:
            xmp.put(namespace, name, str(size[side]))
    if xmp.value(TIFF, "Orientation") is not None:
        xmp.put(TIFF, "Orientation", str(orientation))
