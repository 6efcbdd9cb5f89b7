"""What a measure looked at, to be shown over the picture: a photo's parts, and spots that a result no longer has."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from retouch_lib.imaging.faces import find
from retouch_lib.imaging.faces.find import find_faces
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.measures import mask_pictures, seen_picture, version
from retouch_lib.imaging.measures.marks import SkinMark
from retouch_lib.imaging.measures.measuring import WHOLE_PIXELS, measure
from retouch_lib.imaging.measures.parts import PARTS, Part, PhotoParts, find_parts
from retouch_lib.imaging.measures.seen_picture import WHOLE, SeenPicture, fitting
from retouch_lib.media.files import Files
from retouch_lib.media.making import Making
from retouch_lib.media.whole_pictures import PictureName, WholePictures, digest
from retouch_lib.media.writing import write

ALL_PARTS = "all"
_VERSION = f"{find.VERSION}-{version.VERSION}"


class Masks:
    """Made once, kept with the previews. All methods may be called from any thread.

    They raise InvalidPhoto or InvalidArchive when a file is no readable picture, and OSError when it does not exist.
    """

    def __init__(self, files: Files, pictures: WholePictures, making: Making) -> None:
        self._files = files
        self._pictures = pictures
        self._making = making

    def parts(self, photo_sha256: str, part: str) -> Path:
        """One part of a photo (a `Part`'s value), or `ALL_PARTS`: a PNG to lay over it, as `mask_pictures` draws it.

        Raises LookupError for what is no part.
        """
        if part not in (ALL_PARTS, *PARTS):
            raise LookupError("no part of a photo")
        wanted = self._parts_target(photo_sha256, part)
        return self._making.once(wanted, [photo_sha256], lambda: self._make_parts(photo_sha256))

    def spots(self, result: PictureName, photo_sha256: str) -> Path:
        """Where a result no longer has what was on the photo's skin, as JSON.

        {"at_risk": [[x, y, radius], …], "healed": […]}: moles and freckles, and all others; at most 100 each, the
        plainest first. x and y are shares (0-1) of the sides, the radius is one of the width.
        """
        of, mixed = [*result.files, photo_sha256], result.mixed is not None
        kind = f"-{digest(result)}" if mixed else len(result.files)  # a result may lie over the photo
        target = self._making.target(of, f"spots{kind}.{_VERSION}.json", passing=mixed)
        if target.is_file():
            return target
        pair = [self._pictures.path(name) for name in (PictureName(photo_sha256), result)]
        return self._making.once(target, of, lambda: _make_spots(pair, target))

    def _parts_target(self, photo_sha256: str, part: str) -> Path:
        return self._making.target([photo_sha256], f"parts-{part}.{_VERSION}.png")

    def _make_parts(self, photo_sha256: str) -> None:
        """All of them: to find one takes as long."""
        found = _parts_of(self._files.path(photo_sha256))
        for part in Part:
            write(self._parts_target(photo_sha256, part), mask_pictures.picture(found, part))
        write(self._parts_target(photo_sha256, ALL_PARTS), mask_pictures.picture(found))


def _make_spots(pair: Iterable[Path], target: Path) -> None:
    before, after = map(seen_picture.load, pair)
    found = measure(before, after, ())
    healed = [mark for mark in found.healed.places if not mark.at_risk]
    write(target, json.dumps({"at_risk": _rings(found.at_risk.places), "healed": _rings(healed)}).encode())


def _parts_of(path: Path) -> PhotoParts:
    info = photo.inspect(path, max_bytes=None)
    size = fitting((info.width, info.height), WHOLE_PIXELS)
    picture = photo.load(path, least=max(size))
    rgb = SeenPicture(picture.pixels, picture.icc).srgb(WHOLE, size)
    return find_parts(rgb, find_faces(rgb))


def _rings(marks: Iterable[SkinMark]) -> list[tuple[float, float, float]]:
    return [(round(mark.x, 5), round(mark.y, 5), round(mark.radius, 5)) for mark in marks]
