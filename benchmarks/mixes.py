"""A mix of eight layers over 12 megapixels: the first preview, each further one, tiles at 1:1, and the files to save.

The baseline, in the same run, is decoding the photo. One thread, best of 3: seconds of one processor.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import cv2

from benchmarks.engine_pictures import write_portrait
from benchmarks.processor_time import processor_seconds
from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.presets.layer_request import layers_for
from retouch_lib.presets.vendor import LOOKS

MEGAPIXELS = 12
REPEATS = 3


def main() -> None:
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        files = Files(Path(scratch) / "files")
        name, count = _rendered(files)
        decoded = min(processor_seconds(lambda: photo.load(files.path(name.below))) for _ in range(REPEATS))
        rounds = [_round(files, Path(scratch) / "previews", name, count) for _ in range(REPEATS)]
    print(f"{MEGAPIXELS} MP, {count} layers; the photo decoded: {decoded:5.2f} s")
    for what in rounds[0]:
        seconds = min(one[what] for one in rounds)
        print(f"{what:>24}: {seconds:5.2f} s, {seconds / decoded:4.1f} × the decoding")


def _rendered(files: Files) -> tuple[PictureName, int]:
    """A portrait, and the layers of all three looks."""
    source, target = files.new_part(), files.new_part()
    write_portrait(source, MEGAPIXELS)
    tasks = [task.as_dict() for task in layers_for([*reversed(LOOKS)]).preset.tasks]
    retouch(source, tasks, target, lambda *told: None)
    return PictureName(files.adopt(target), files.adopt(source)), len(tasks)


def _round(files: Files, previews: Path, name: PictureName, count: int) -> dict[str, float]:
    shutil.rmtree(previews, ignore_errors=True)
    mixes = Mixes(files, Making(files, previews), previews)
    softer = [Strengths((FULL // 2 + step,) * count) for step in range(4)]
    return {
        "first preview": processor_seconds(lambda: mixes.preview(name, softer[0])),
        "each further preview": processor_seconds(lambda: mixes.preview(name, softer[1])),
        "first tile at 1:1": processor_seconds(lambda: mixes.tile(name, softer[0], 1, 1)),
        "each further tile": processor_seconds(lambda: mixes.tile(name, softer[1], 1, 1)),
        "the JPEG to save": processor_seconds(lambda: mixes.whole(name, softer[2])),
    }


if __name__ == "__main__":
    main()
