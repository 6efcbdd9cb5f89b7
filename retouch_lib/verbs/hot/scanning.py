"""Photos in a folder and those below it, one after the other: of ten thousand none is held in memory."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_PHOTOS = {"jpg", "jpeg", "jpe", "png", "heic", "heif"}
_OTHERS = {"tif", "tiff", "psd", "psb", "webp", "gif", "bmp", "avif", "jxl"}
_RAW = {"dng", "cr2", "cr3", "crw", "nef", "nrw", "arw", "srf", "raf", "orf", "rw2", "pef", "iiq", "3fr", "fff", "mos"}
_PICTURES = frozenset(_PHOTOS | _OTHERS | _RAW)
"""Whoever puts one in that can't be sent is told why; sidecars, databases and half downloads are no pictures."""
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it was seen."""

    path: str
    """Below the folder, with / between."""
    bytes: int
    changed_ns: int

    @property
    def folder(self) -> str:
        """That it lies in, below the hot one; empty for that one itself."""
        parent = str(PurePosixPath(self.path).parent)
        return "" if parent == "." else parent


def photos_below(folder: Path, but: Path) -> Iterator[Found]:
    """Links, hidden files and folders, and the folder `but` are left out. Raises OSError where `folder` can't be read;
    one below it that can't is passed over.
    """
    yield from _in(str(folder), "", but.resolve(), _DEEPEST)


def _in(folder: str, above: str, but: Path, deeper: int) -> Iterator[Found]:
    with os.scandir(folder) as entries:
        for entry in entries:
            try:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if deeper and Path(entry.path).resolve() != but:
                        yield from _in(entry.path, f"{above}{entry.name}/", but, deeper - 1)
                elif _is_picture(entry.name) and entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    yield Found(f"{above}{entry.name}", stat.st_size, stat.st_mtime_ns)
            except OSError:  # gone meanwhile, or not ours to read: the next look sees it
                continue


def _is_picture(name: str) -> bool:
    return name.rpartition(".")[2].lower() in _PICTURES


def as_seen_now(folder: Path, path: str) -> Found | None:
    """None where it is no longer there."""
    try:
        stat = (folder / path).stat(follow_symlinks=False)
    except OSError:
        return None
    return Found(path, stat.st_size, stat.st_mtime_ns)
