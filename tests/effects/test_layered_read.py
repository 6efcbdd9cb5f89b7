"""The engine's archives through the reader that pages and downloads use: without a note, and to the flat result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.engine import PLUGINS
from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.archive.read import check_archive, layer_pixels
from retouch_lib.imaging.composite import compose
from retouch_lib.imaging.files import photo
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import default_task
from retouch_lib.presets.vendor import LAYERED
from tests.unit.imaging.pictures import GLASSES, HALF_BODY, PORTRAIT

Tasks = Sequence[Mapping[str, Any]]
VENDORS = [task.as_dict() for task in LAYERED.tasks if task.plugin in PLUGINS]
EVERY = [{**default_task(BY_KEY[plugin]).as_dict(), "Layer": 1} for plugin in PLUGINS]
MIXED = [{**task, "Layer": number % 2} for number, task in enumerate(EVERY)]
"""Among others a flattened Skin Tone below a Portrait Volumes of its own."""


def made(folder: Path, sample: Path, tasks: Tasks) -> tuple[Path, NDArray[np.uint8]]:
    """The sample as PNG, so that no JPEG comes between the results, and what the engine makes of it."""
    source, target = folder / "photo.png", folder / "result"
    picture = photo.load(sample)
    picture.format = "png"
    photo.save(picture, source)
    retouch(source, tasks, target, lambda plugin, fraction: None)
    return target, picture.pixels


@pytest.mark.parametrize(
    ("tasks", "sample"),
    [(VENDORS, GLASSES), (EVERY, HALF_BODY), (MIXED, PORTRAIT), (MIXED[::-1], HALF_BODY)],
    ids=["vendor's", "every", "mixed", "mixed backwards"],
)
def test_an_archive_is_read_without_a_note_and_gives_the_flat_result(
    tmp_path: Path, tasks: Tasks, sample: Path
) -> None:
    path, before = made(tmp_path, sample, tasks)
    height, width = before.shape[:2]
    found = check_archive(path, size=(width, height))
    assert found.notes == ()
    assert found.size == (width, height)
    assert [report.name for report in found.plugins] == [task["Plugin"] for task in tasks]
    drawn = [layer for layer in found.layers if layer.blend is not None]
    assert {layer.name for layer in found.layers if layer.blend is None} <= {"Skin Mask"}
    composed = compose(before, ((layer_pixels(found, layer), layer.blend, 1.0) for layer in drawn if layer.blend))
    flat = photo.load(made(tmp_path, sample, [{**task, "Layer": 0} for task in tasks])[0]).pixels
    off = np.abs(composed.astype(np.int16) - flat)
    assert off.max() <= 2
    assert np.abs(flat.astype(np.int16) - before).max() > 20, "something was retouched"
