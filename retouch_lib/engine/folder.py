"""The engine's data folder: one folder for each task, one for uploads that are still coming in."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path


class Folder:
    """Names and moves the files; it decides nothing. Everything stands on one disk, so that renaming is atomic."""

    def __init__(self, root: Path) -> None:
        self.database = root / "engine.sqlite"
        self._uploads = root / "parts"
        self._tasks = root / "tasks"
        for path in (self._uploads, self._tasks):
            path.mkdir(parents=True, exist_ok=True)

    def new_upload(self) -> Path:
        """A fresh name for a photo that comes in."""
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
        self.photo(task_id).parent.mkdir()
        upload.replace(self.photo(task_id))

    def save(self, task_id: str, part: Path) -> None:
        """Give a result its name, once its bytes are on disk."""
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(self.result(task_id))

    def has(self, task_id: str) -> bool:
        """Whether the task's folder is there: whoever owns the data folder may delete it, with the photo in it."""
        return (self._tasks / task_id).is_dir()

    def remove(self, task_id: str) -> None:
        """Delete a task's files, as far as there are any."""
        shutil.rmtree(self._tasks / task_id, ignore_errors=True)

    def sweep(self, known: frozenset[str]) -> None:
        """Delete what a killed engine left: uploads, folders of no task, results half made."""
        for upload in self._uploads.iterdir():
            upload.unlink()
        for folder in self._tasks.iterdir():
            if folder.name not in known:
                shutil.rmtree(folder)
                continue
            for part in folder.glob("*.part"):
                part.unlink()
