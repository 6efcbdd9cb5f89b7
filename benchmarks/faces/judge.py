"""One photo: every run, one after the other, measured and dropped. What stays is figures and a few crops."""

from __future__ import annotations

import re
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.faces import crops, measured, variants
from benchmarks.faces.crops import Window
from benchmarks.faces.engine import Bench, in_srgb
from benchmarks.faces.figures.change import Value
from benchmarks.faces.picture import Judged
from benchmarks.faces.plan import Run, runs
from benchmarks.faces.truth import Truth
from retouch_lib.imaging.files import photo
from retouch_lib.presets.vendor import BALANCED, HEAVY


@dataclass
class Look:
    """The crops of one group: the same window of the original and of each run."""

    title: str
    cells: list[tuple[str, str]] = field(default_factory=list)
    """A label, and the file's name in the photo's folder of crops."""


class Judge:
    """Of one photo, whose crops it writes into a folder of its own."""

    def __init__(self, path: Path, truth: Truth, folder: Path) -> None:
        self._path, self._folder = path, folder
        self.before = Judged(in_srgb(photo.load(path)), truth)
        self.figures: dict[str, Value] = measured.found(self.before)
        self.looks: dict[str, Look] = {}
        self._windows: dict[str, Window | None] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def run(self) -> None:
        """Everything; the presets' strongest result is the only one that is kept for a while."""
        began = time.perf_counter()
        with tempfile.TemporaryDirectory() as scratch:
            bench = Bench(Path(scratch))
            bench.put(self.before.pixels)
            heavy = self._take(runs()[0], bench)
            for run in runs()[1:]:
                self._take(run, bench)
            heavy_tasks, balanced = ([task.as_dict() for task in preset.tasks] for preset in (HEAVY, BALANCED))
            self.figures |= variants.measured(self.before, heavy, heavy_tasks, bench)
            self.figures["seconds balanced"] = bench.seconds(self._path, balanced)
        self.figures |= measured.over_looks(self.figures)
        self.figures["seconds"] = time.perf_counter() - began

    def _take(self, run: Run, bench: Bench) -> photo.Pixels:
        result = bench.run(run.tasks)
        self.figures |= measured.of_run(run.name, self.before, result)
        if run.group:
            self._show(run, result)
        return result

    def _show(self, run: Run, result: photo.Pixels) -> None:
        """The group's first run, its strongest, says where."""
        if run.group not in self._windows:
            self._windows[run.group] = crops.worst(self.before.pixels, result)
        self._cell(run, result, f"{run.group}: the worst place", self._windows[run.group])
        if run.group == "presets" and self.before.faces:
            face = self.before.whole_face(self.before.faces[0])
            x, y = face.points.mean(0)
            self._cell(run, result, "presets: the largest face", crops.around(result, x, y, crops.HEAD))

    def _cell(self, run: Run, result: photo.Pixels, title: str, window: Window | None) -> None:
        if window is None:
            return
        if title not in self.looks:
            self.looks[title] = Look(title)
            self._put(title, "original", self.before.pixels, window)
        self._put(title, run.name, result, window)

    def _put(self, title: str, label: str, pixels: photo.Pixels, window: Window) -> None:
        name = re.sub(r"[^a-z0-9]+", "-", f"{title} {label}".lower()) + ".jpg"
        crops.write(pixels, window, self._folder / name)
        self.looks[title].cells.append((label, name))


def judged(path: Path, truth: Truth, folder: Path) -> dict[str, Any]:
    """What is kept of a photo: its figures by name, and its crops. Raises what the engine raises."""
    judge = Judge(path, truth, folder)
    judge.run()
    looks = [{"title": look.title, "cells": _rising(look.cells)} for look in judge.looks.values()]
    return {"figures": judge.figures, "looks": looks}


def _rising(cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The original, then from the weakest to the strongest: they came the other way round."""
    return [cells[0], *reversed(cells[1:])]
