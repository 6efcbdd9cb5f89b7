"""The engine's one public function on pixels: photos go in as PNG, so that what is measured is the effects' alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.faces.plan import Task
from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.files import colours, photo, png, png_chunks


class Bench:
    """Works in a folder, which is the caller's to remove; holds no picture."""

    def __init__(self, folder: Path) -> None:
        self._source, self._target = folder / "source.png", folder / "target"

    def put(self, pixels: photo.Pixels, profile: bytes | None = None) -> None:
        """The picture that the next runs work on. RGB uint8 (H, W, 3), by that profile or in sRGB."""
        chunks = [png_chunks.profile(profile)] if profile else []
        self._source.write_bytes(png_chunks.insert(png.encode(np.ascontiguousarray(pixels)), *chunks))

    def run(self, tasks: Sequence[Task]) -> photo.Pixels:
        """The result, in sRGB."""
        retouch(self._source, tasks, self._target, lambda plugin, fraction: None)
        return in_srgb(photo.load(self._target))

    def seconds(self, source: Path, tasks: Sequence[Task]) -> float:
        """How long a file takes as it is."""
        began = time.perf_counter()
        retouch(source, tasks, self._target, lambda plugin, fraction: None)
        return time.perf_counter() - began


def in_srgb(picture: photo.Picture) -> photo.Pixels:
    """Its pixels as they are where its profile can't be followed."""
    seen = colours.in_srgb(picture.pixels, picture.icc)
    return picture.pixels if seen is None else seen
