"""A brush that gives the original back, at 24 megapixels: its strokes as pixels, and laid over an amount of a result.

The baseline, in the same run, is the same amount without a brush. One thread, best of 3: seconds of one processor.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from benchmarks.processor_time import processor_seconds
from retouch_lib.imaging.files.photo import Pixels
from retouch_lib.imaging.guard import ALL, NO_GUARD, Guard
from retouch_lib.imaging.mix import blended
from retouch_lib.imaging.strokes import UNIT, Stroke
from retouch_lib.media.previews import PREVIEW_SIDE

SIZE = 6000, 4000
PREVIEW = PREVIEW_SIDE, PREVIEW_SIDE * SIZE[1] // SIZE[0]
TILE = 2048, 1024, 1024, 1024
COUNTS = (1, 20, 200)
POINTS = 40
"""Of a stroke; the browser sets one each third of the radius."""
RADIUS = UNIT // 60
"""The brush as it is at first."""
AMOUNT = 0.7
REPEATS = 3
_PIXELS = ("as pixels at full size", "in a preview", "in a tile at 1:1")
_TO_SAVE = "the file to save"


def main() -> None:
    cv2.setNumThreads(1)
    below, above = (np.full((SIZE[1], SIZE[0], 3), level, np.uint8) for level in (90, 140))
    plain = _best(lambda: blended(below, above, AMOUNT))
    print(f"{SIZE[0] * SIZE[1] // 10**6} MP; an amount of a result, no brush: {plain:5.2f} s")
    for count in COUNTS:
        for what, seconds in _figures(drawing(count), below, above).items():
            each = f", {seconds / count * 1000:6.1f} ms a stroke" if what in _PIXELS else ""
            print(f"{count:>4} strokes, {what:>22}: {seconds:6.3f} s, {seconds / plain:5.2f} × the amount alone{each}")


def drawing(count: int) -> Guard:
    """Strokes of a hand that goes to and fro, all over the photo."""
    random = np.random.default_rng(6229)
    return NO_GUARD.add(ALL, "kept", *(_stroke(random) for _ in range(count)))


def _stroke(random: np.random.Generator) -> Stroke:
    steps = random.normal(0, RADIUS / 3, (POINTS, 2)).cumsum(axis=0) + random.uniform(0, UNIT, 2)
    return Stroke(tuple((int(x), int(y)) for x, y in steps.clip(0, UNIT)), RADIUS)


def _figures(guard: Guard, below: Pixels, above: Pixels) -> dict[str, float]:
    def mask(size: tuple[int, int], box: tuple[int, int, int, int]) -> Pixels | None:
        return guard.mask(ALL, size, box, lambda: None)

    whole = (0, 0, *SIZE)
    return {
        _PIXELS[0]: _best(lambda: mask(SIZE, whole)),
        _PIXELS[1]: _best(lambda: mask(PREVIEW, (0, 0, *PREVIEW))),
        _PIXELS[2]: _best(lambda: mask(SIZE, TILE)),
        _TO_SAVE: _best(lambda: blended(below, above, AMOUNT, mask(SIZE, whole))),
    }


def _best(work: Callable[[], object]) -> float:
    return min(processor_seconds(work) for _ in range(REPEATS))


if __name__ == "__main__":
    main()
