"""What a first visit leaves in the data folder: written, not really run, so that a page with results costs nothing."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences
from retouch_lib.ui.shared.first_visit import FIRST_SAMPLE
from tests.browser.done_batch import end_job, jpeg

LIGHTER = (8, 16, 24)
"""Levels by which each look is lighter than the photo, so that no two results are alike."""
FIGURES = Measured((30, 20))
"""As measured: nothing to look at."""


def visit(folder: Path) -> Path:
    """The sample in the vendor's three looks, each done and measured; returns the folder."""
    lab = Lab.open(Settings(data_dir=folder))
    photo = lab.add_sample("local", FIRST_SAMPLE)
    lab.previews.faces(photo.sha256)
    run = lab.run(lab.plan("local", [photo.sha256], LOOKS, "local"))
    for item, levels in zip(run.items, LIGHTER, strict=True):
        end_job(lab, item.job, lighter(lab.files.path(photo.sha256), levels))
    as_measured(lab)
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256])
    lab.store.set_preference("local", preferences.RUN, run.id)
    lab.close()
    return folder


def as_measured(lab: Lab) -> None:
    """Give every result figures, or a process would measure them beside the test."""
    while left := lab.store.to_measure(100):
        for one in left:
            lab.store.settle_measure(one, FIGURES.to_json())


def lighter(photo: Path, levels: int) -> bytes:
    return jpeg(Image.open(photo).point(lambda value: min(value + levels, 255)))
