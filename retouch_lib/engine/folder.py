"""The engine's data folder: one folder for each task, one for uploads that are still coming in."""

from __future__ import annotations

import logging
import os
import re
import secrets
import shutil
from pathlib import Path

log = logging.getLogger(__name__)

_PART = re.compile(r"[0-9a-f]{16}\.part")
_TASK = re.compile(r"[0-9a-f]{32}")
"""The names given here. Files of other names are left alone: the folder may be one that is used for something else."""


def new_task_id() -> str:
    """The name of a task, and of its folder."""
    return secrets.token_hex(16)


class Folder:
    """Names and moves the files; it decides nothing. Everything stands on one disk, so that renaming is atomic."""

    def __init__(self, root: Path) -> None:
        """Raises OSError where the folder can't be made."""
        self.database = root / "engine.sqlite"
        self._uploads = root / "parts"
        self._tasks = root / "tasks"
        for path in (self._uploads, self._tasks):
            path.mkdir(parents=True, exist_ok=True)

    def new_upload(self) -> Path:
        """A fresh name for a photo that comes in. Its folder is made again where somebody took it away."""
        self._uploads.mkdir(parents=True, exist_ok=True)
        return self._uploads / f"{secrets.token_hex(8)}.part"

    def new_part(self, task_id: str) -> Path:
        """A fresh name for a result in the making; a thread that was left behind writes to another."""
        return self._tasks / task_id / f"{secrets.token_hex(8)}.part"

    def photo(self, task_id: str) -> Path:
        return self._tasks / task_id / "photo"

    def result(self, task_id: str) -> Path:
        """Where the result stands once it is whole."""
        return self._tasks / task_id / "result"

    def take_in(self, task_id: str, upload: Path) -> None:
        """Make the task's folder and move its photo there."""
        self.photo(task_id).parent.mkdir(parents=True)
        upload.replace(self.photo(task_id))

    def save(self, task_id: str, part: Path) -> None:
        """Give a result its name, once its bytes are on disk."""
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(self.result(task_id))

    def has(self, task_id: str) -> bool:
        """Whether the task's folder is there: whoever owns the data folder may delete it, with the photo in it."""
        return (self._tasks / task_id).is_dir()

    def has_photo(self, task_id: str) -> bool:
        return self.photo(task_id).is_file()

    def has_result(self, task_id: str) -> bool:
        return self.result(task_id).is_file()

    def remove(self, task_id: str) -> None:
        """Delete a task's files, as far as there are any."""
        shutil.rmtree(self._tasks / task_id, ignore_errors=True)

    def sweep(self, known: frozenset[str]) -> None:
        """Delete what a killed engine left: uploads, folders of no task, results half made.

        Only what was named here is deleted. What can't be stays: it is no reason not to start.
        """
        for task_id in known:
            _discard_parts(self._tasks / task_id)
        _discard_parts(self._uploads)
        for folder in self._tasks.iterdir():
            if _TASK.fullmatch(folder.name) and folder.name not in known:
                _discard(folder)


def _discard_parts(folder: Path) -> None:
    for part in folder.glob("*.part"):
        if _PART.fullmatch(part.name):
            _discard(part)


def _discard(path: Path) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    except OSError as error:
        log.warning("%s can't be deleted: %s.", path.name, error.strerror)
