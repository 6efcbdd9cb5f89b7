"""Files on disk: what one needs to outlast a power cut beside its bytes, how much a folder holds, and what is wrong."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from retouch_lib.errors import DataUnusable, FilesAway

_FULL = (errno.ENOSPC, errno.EDQUOT)
_NOT_YOURS = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_ROOM = 64 * 1024
"""Bytes free below which a disk is full: SQLite writes that much beside a database that it opens."""


def sync_folder(folder: Path) -> None:
    """Make a new name in that folder last, as fsync does for a file's bytes; Windows has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_file(path: Path) -> None:
    """Make the bytes of a finished file last."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def take_name(part: Path, name: Path) -> bool:
    """Give a finished file that name in its folder, unless anything has it already: then False, and it stays `part`.

    Of several processes that ask for one name at once, one gets it. Raises OSError.
    """
    try:
        os.link(part, name)
    except FileExistsError:
        return False
    except (
        OSError
    ):  # a disk without links, as memory cards and some network drives are: the name is held by an empty file
        return _take_empty(part, name)
    part.unlink()
    return True


def _take_empty(part: Path, name: Path) -> bool:
    try:
        name.touch(exist_ok=False)
    except FileExistsError:
        return False
    try:
        part.replace(name)
    except OSError:
        name.unlink(missing_ok=True)
        raise
    return True


def bytes_in(folder: Path) -> int:
    """Bytes of all files in that folder and those below; 0 where it doesn't exist. Links are not followed."""
    total, waiting = 0, [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:  # removed meanwhile, or not ours to read
            continue
    return total


def tells_of_a_full_disk(error: BaseException) -> bool:
    """Whether that is what the system says: no room, or the person's share of it is used up."""
    return isinstance(error, OSError) and error.errno in _FULL


def is_full(folder: Path) -> bool:
    """Whether next to nothing can be written there."""
    try:
        return shutil.disk_usage(folder).free < _NO_ROOM
    except OSError:
        return False


def full_at_start(where: Path | str) -> str:
    """That the disk with that file or folder is full, while nothing runs yet."""
    return f"The disk with {where} is full. Nothing is lost. Make room there and start Retouch Lab again."


def unusable(path: Path, error: OSError) -> DataUnusable:
    """What keeps the lab from using its data folder, or a file in it, as a sentence with a way on."""
    where = error.filename or path
    if tells_of_a_full_disk(error):
        return DataUnusable(full_at_start(where))
    if error.errno in _NOT_YOURS:
        return DataUnusable(
            f"{where} can't be used: {error.strerror}. Nothing is lost. Give yourself the right to read and write it, "
            "or name another folder in RETOUCH_DATA_DIR, and start Retouch Lab again."
        )
    return DataUnusable(
        f"{where} can't be used: {error.strerror or type(error).__name__}. Nothing was changed. See to that, or name "
        "another folder in RETOUCH_DATA_DIR, and start Retouch Lab again."
    )


def not_kept(error: OSError) -> DataUnusable:
    """Why a photo could not be written to the data folder, or to the file store, while the lab runs."""
    if isinstance(error, FilesAway):
        return DataUnusable(f"{error} Nothing was kept. Add the photo again when it works.")
    full = tells_of_a_full_disk(error)
    why = "is full" if full else f"can't be written to ({error.strerror or type(error).__name__})"
    way_on = "Make room there" if full else "See to that"
    return DataUnusable(f"The disk with the data folder {why}. Nothing was kept. {way_on} and add the photo again.")
