"""What a result is called when it is saved: the photo's name when it was sent, the look, the right extension."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from retouch_lib.imaging.archive.read import Layer
from retouch_lib.media.files import Files
from retouch_lib.names import in_file_names
from retouch_lib.store.records import Job

_EXTENSIONS = {"jpeg": ".jpg", "png": ".png", "zip": ".zip", "json": ".json"}
_MAX_STEM = 120
_MAX_LAYER = 40


def result_name(job: Job) -> str:
    """DSC_6229.jpg and the variant "balanced (edited)" → DSC_6229_balanced-edited.jpg."""
    return f"{_stem(job)}{_EXTENSIONS.get(job.result_type or '', '')}"


def composite_name(job: Job) -> str:
    """What a layered result is called as one picture: DSC_6229_balanced_composed.jpg."""
    return f"{_stem(job)}_composed.jpg"


def layer_names(job: Job, layers: Iterable[Layer]) -> list[str]:
    """What the layers are called when they are saved one by one: DSC_6229_balanced_Heal_normal.png."""
    taken: set[str] = set()
    names = []
    for layer in layers:
        kind = "mask" if layer.is_mask else layer.blend.value if layer.blend else ""
        parts = (_stem(job), in_file_names(layer.name)[:_MAX_LAYER] or "layer", kind)
        names.append(_unique(f"{'_'.join(part for part in parts if part)}.png", taken))
    return names


def _stem(job: Job) -> str:
    stem = Path(job.photo_name).stem[:_MAX_STEM] or "photo"
    return f"{stem}_{in_file_names(job.variant) or 'result'}"


def zipped(files: Files, jobs: Iterable[Job]) -> bytes:
    """A ZIP of results, stored as they are (they are compressed already), no two under one name."""
    buffer = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for job in jobs:
            if job.result is not None:
                archive.write(files.path(job.result), _unique(result_name(job), taken))
    return buffer.getvalue()


def _unique(name: str, taken: set[str]) -> str:
    path = Path(name)
    number = 2
    while name in taken:
        name = f"{path.stem}-{number}{path.suffix}"
        number += 1
    taken.add(name)
    return name
