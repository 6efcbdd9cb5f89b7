"""One result measured against what was sent, whatever its type: a layered one by what its layers make of the photo."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from retouch_lib.errors import InvalidArchive, InvalidPhoto
from retouch_lib.imaging.archive.read import layer_pixels, read_archive
from retouch_lib.imaging.composite import compose
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.measures import measuring, seen_picture
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.seen_picture import SeenPicture
from retouch_lib.measuring.stepping_back import limit

LAYERED = "zip"


def measure_result(source: Path, result: Path, result_type: str, plugins: Collection[str]) -> Measured:
    """`source`: the picture that was sent. `result_type`: "jpeg", "png" or "zip". `plugins`: the keys of its payload's.

    Raises InvalidPhoto, InvalidArchive with a sentence; OSError, MemoryError.
    """
    own = photo.inspect(source, max_bytes=None)
    pixels = own.width * own.height
    if result_type == LAYERED:
        limit(2 * pixels)
        return measuring.measure(seen_picture.load(source), _composed(source, result), plugins)
    other = photo.inspect(result, max_bytes=None)
    limit(pixels + other.width * other.height)
    return measuring.measure_files(source, result, plugins)


def _composed(source: Path, result: Path) -> SeenPicture:
    """In memory: a file made here could outlive the result's deletion."""
    picture = photo.load(source)
    height, width = picture.pixels.shape[:2]
    archive = read_archive(result, size=(width, height))
    layers = ((layer_pixels(archive, layer), layer.blend, 1.0) for layer in archive.layers if layer.blend)
    return SeenPicture(compose(picture.pixels, layers), picture.icc)


def trouble_in_words(error: Exception) -> str:
    """Why a result could not be measured."""
    if isinstance(error, InvalidPhoto | InvalidArchive):
        return f"This result could not be measured: {error}"
    if isinstance(error, MemoryError):
        return "This result could not be measured: it takes more memory than its size should."
    if isinstance(error, FileNotFoundError):
        return "This result could not be measured: its file, or its photo's, is no longer in the data folder."
    return f"This result could not be measured ({type(error).__name__})."
