"""What users get: tasks sent to the local engine's one public function, on samples stored as PNG, each asked once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine import retouch
from retouch_lib.imaging.archive.read import layer_pixels, read_archive
from retouch_lib.imaging.files import photo, png
from tests.effects import scenes

Pixels = NDArray[np.uint8]
Tasks = Sequence[Mapping[str, Any]]


class Results:
    """Pictures and archives in a folder, which is the caller's to remove."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Path] = {}

    def before(self, sample: str) -> Pixels:
        """RGB uint8 (H, W, 3)."""
        return scenes.pixels(sample)

    def after(self, sample: str, tasks: Tasks) -> Pixels:
        """The flat result; the photo itself when there are no tasks."""
        return photo.load(self._file(sample, tasks)).pixels if tasks else self.before(sample)

    def mask(self, sample: str, tasks: Tasks) -> Pixels:
        """(H, W): the first mask in the archive."""
        layers = read_archive(self._file(sample, tasks))
        return layer_pixels(layers, next(layer for layer in layers.layers if layer.is_mask))[..., 0]

    def faces(self, sample: str, tasks: Tasks) -> list[Mapping[str, Any]]:
        """As result.json tells them."""
        reports = read_archive(self._file(sample, tasks)).plugins
        return [face for report in reports for face in report.faces]

    def _file(self, sample: str, tasks: Tasks) -> Path:
        key = json.dumps((sample, list(tasks)), sort_keys=True)
        if key not in self._files:
            target = self._folder / f"{len(self._files)}.result"
            retouch.retouch(self._source(sample), tasks, target, lambda plugin, share: None)
            self._files[key] = target
        return self._files[key]

    def _source(self, sample: str) -> Path:
        path = self._folder / f"{sample}.png"
        if not path.exists():
            path.write_bytes(png.encode(self.before(sample)))
        return path
