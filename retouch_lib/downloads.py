"""What a result is called when it is saved: the photo's own name, a suffix that tells the look, the right extension."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from retouch_lib.files import Files
from retouch_lib.store.records import Job, Photo

_EXTENSIONS = {"jpeg": ".jpg", "png": ".png", "zip": ".zip", "json": ".json"}
_MAX_STEM = 120


def result_name(photo: Photo, job: Job) -> str:
    """DSC_6229.jpg and the variant "balanced (edited)" → DSC_6229_balanced-edited.jpg."""
    stem = Path(photo.name).stem[:_MAX_STEM] or "photo"
    suffix = re.sub(r"[^\w-]+", "-", job.variant).strip("-") or "result"
    return f"{stem}_{suffix}{_EXTENSIONS.get(job.result_type or '', '')}"


def zipped(files: Files, results: Iterable[tuple[Photo, Job]]) -> bytes:
    """A ZIP of results, stored as they are (they are compressed already), no two under one name."""
    buffer = io.BytesIO()
    taken: set[str] = set()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for photo, job in results:
            if job.result is not None:
                archive.write(files.path(job.result), _unique(result_name(photo, job), taken))
    return buffer.getvalue()


def _unique(name: str, taken: set[str]) -> str:
    path = Path(name)
    number = 2
    while name in taken:
        name = f"{path.stem}-{number}{path.suffix}"
        number += 1
    taken.add(name)
    return name
