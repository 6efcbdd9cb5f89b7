"""The difference of two pictures of 24 megapixels: fitted, the first tile at 1:1, each further one, and FLIP.

The baseline, in the same run, is decoding both files. A process of its own, one thread, best of 3: seconds of one
processor.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import cv2
import simplejpeg

from benchmarks.engine_pictures import write_portrait
from benchmarks.processor_time import processor_seconds
from retouch_lib.imaging.files import photo
from retouch_lib.measuring import flip
from retouch_lib.measuring.flip import Flip
from retouch_lib.media.differences import Differences
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName, WholePictures

MEGAPIXELS = 24
REPEATS = 3
_QUALITY = 92


def main() -> None:
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        files = Files(Path(scratch) / "files")
        one, other = _pair(files)
        paths = [files.path(name.file) for name in (one, other)]
        previews = Path(scratch) / "previews"

        def fresh() -> Differences:
            shutil.rmtree(previews, ignore_errors=True)
            making = Making(files, previews)
            pictures = WholePictures(files, LayerViews(files, previews), Mixes(files, making, previews).picture)
            return Differences(pictures, making)

        decoded = min(processor_seconds(lambda: [photo.load(path) for path in paths]) for _ in range(REPEATS))
        fitted, first, further = (
            min(each) for each in zip(*(_made(fresh(), one, other) for _ in range(REPEATS)), strict=True)
        )
        flipped = min(_seconds_of_children(lambda: _flip(fresh(), one, other)) for _ in range(REPEATS))
    print(f"{MEGAPIXELS} MP, both files decoded: {decoded:5.2f} s")
    for what, seconds in (
        ("fitted", fitted),
        ("first tile at 1:1", first),
        ("each further tile", further),
        ("FLIP's process", flipped),
    ):
        print(f"{what:>18}: {seconds:5.2f} s, {seconds / decoded:4.1f} × the decoding")


def _pair(files: Files) -> tuple[PictureName, PictureName]:
    """A portrait, and the same saved once more."""
    first = files.new_part()
    write_portrait(first, MEGAPIXELS)
    pixels = simplejpeg.decode_jpeg(first.read_bytes())
    second = files.new_part()
    second.write_bytes(simplejpeg.encode_jpeg(pixels, _QUALITY, "RGB", "444"))
    return PictureName(files.adopt(first)), PictureName(files.adopt(second))


def _made(differences: Differences, one: PictureName, other: PictureName) -> tuple[float, float, float]:
    return (
        processor_seconds(lambda: differences.whole(one, other)),
        processor_seconds(lambda: differences.tile(one, other, 1, 1)),
        processor_seconds(lambda: differences.tile(one, other, 2, 1)),
    )


def _flip(differences: Differences, one: PictureName, other: PictureName) -> None:
    """Of half a megapixel at 1:1."""
    pixels = flip.MOST_PIXELS
    Flip().of(*differences.cuts(one, other, (1000, 1000, 2000, 1000 + pixels // 1000), pixels))


def _seconds_of_children(work: Callable[[], object]) -> float:
    began = os.times()
    work()
    ended = os.times()
    return ended.children_user + ended.children_system - began.children_user - began.children_system


if __name__ == "__main__":
    main()
