"""A layered result's layers, decoded before anybody mixes them: most of what Mix waits for when it opens one."""

from __future__ import annotations

from pathlib import Path

from retouch_lib.imaging.files import photo
from retouch_lib.measuring.stepping_back import limit
from retouch_lib.media.files import Files
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName


def decode_layers(files: Path, previews: Path, name: str) -> None:
    """`name`: a `PictureName`; the folders are the lab's. Raises InvalidPhoto, InvalidArchive, OSError, MemoryError."""
    kept, picture = Files(files), PictureName.parse(name)
    size = photo.inspect(kept.path(picture.below), max_bytes=None)
    limit(2 * size.width * size.height)
    Mixes(kept, Making(kept, previews), previews).decode_layers(picture)
