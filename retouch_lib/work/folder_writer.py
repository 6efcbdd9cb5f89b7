"""A parcel written into a folder of this computer, beside the page: nothing that is there is touched unasked."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile

from retouch_lib.errors import InvalidFolder, MissingFolder, RetouchError
from retouch_lib.machine.disk import sync_folder, take_name, tells_of_a_full_disk
from retouch_lib.media.parcel import Parcel, ParcelFile, ParcelReader
from retouch_lib.names import file_name
from retouch_lib.owners import Owner
from retouch_lib.settings import NO_FOLDERS
from retouch_lib.words.sizes import size_in_words
from retouch_lib.words.text import is_whole
from retouch_lib.work.transfers import Transfer, TransferState

_LONGEST = 1_000
"""Letters of a path."""
_SPARE = 50_000_000
"""Bytes that stay free on the disk."""
_LEAVES_WITHIN = 1.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands in the way of a parcel in a folder."""

    there: int
    """Files of the parcel's names that are there already."""
    needed: int
    """Bytes, about."""
    free: int
    """Bytes that may be used."""

    @property
    def fits(self) -> bool:
        return self.needed <= self.free


class _Stopped(Exception):
    """Its owner stopped it, or the lab closes."""


@dataclass(slots=True)
class Writing:
    """One parcel on its way into a folder."""

    folder: Path
    """The parcel's own one."""
    parcel: Parcel
    transfer: Transfer
    stop: threading.Event = field(default_factory=threading.Event)
    id: str = field(default_factory=lambda: uuid.uuid4().hex)


class FolderWriter:
    """One parcel at a time for each owner. All methods may be called from any thread."""

    def __init__(self, reader: ParcelReader, data_dir: Path, root: str) -> None:
        """`root`: as in `Settings.delivery_root`."""
        self._reader = reader
        self._data_dir = data_dir
        self._root = root
        self._lock = threading.Lock()
        self._writings: dict[str, Writing] = {}
        self._threads: list[threading.Thread] = []

    @property
    def allowed(self) -> bool:
        """Whether anything may be written into folders here."""
        return self._root != NO_FOLDERS

    @property
    def usual(self) -> Path:
        """Where to write to, where nobody has said."""
        return Path(self._root).resolve() if self._root else Path.home() / "Pictures"

    def folder(self, text: str, *, make: bool = False) -> Path:
        """The folder that somebody typed. Raises InvalidFolder, a sentence, where nothing can be written there.

        `make`: the folders in which it lies are made with it when something is written; else MissingFolder is raised
        where there are none. Nothing is made here.
        """
        path = _path(text)
        if path.is_relative_to(self._data_dir.resolve()):
            raise InvalidFolder("That is where Retouch Lab keeps its own files. Name a folder of your own.")
        if not self.allowed or (self._root and not path.is_relative_to(Path(self._root).resolve())):
            allowed = f"below {self._root}" if self.allowed else "nowhere"
            raise InvalidFolder(f"Results may be written {allowed}: so says RETOUCH_DELIVERY_ROOT.")
        if not make and not path.exists() and not path.parent.is_dir():
            raise MissingFolder(f"There is no folder {path.parent}: correct the path, or have it made.")
        _require_writable(path)
        return path

    def look(self, folder: Path, parcel: Parcel) -> Outlook:
        """What stands in the way there. Raises InvalidFolder."""
        own = folder / parcel.name
        try:
            there = sum((own / file.path).exists() for file in parcel.files) if own.exists() else 0
            free = shutil.disk_usage(_nearest(folder)).free
        except OSError as error:
            raise _unwritable(folder, error) from None
        return Outlook(there, parcel.bytes, max(0, free - _SPARE))

    def begin(self, owner: Owner, parcel: Parcel, folder: Path, *, replace: bool) -> Writing:
        """Set it going. `replace`: what is there under the same name goes; else the new file gets a number.

        Raises InvalidFolder where it can't be, or one is under way.
        """
        outlook = self.look(folder, parcel)
        if not outlook.fits:
            needed, free = size_in_words(outlook.needed), size_in_words(outlook.free)
            raise InvalidFolder(f"{needed} are needed, and {free} are free on that disk. Nothing was written.")
        with self._lock:
            if self.under_way(owner):
                raise InvalidFolder("Another download is being written. Wait until it is done, or stop it.")
            transfer = Transfer(len(parcel.files), parcel.bytes, TransferState.MOVING)
            writing = Writing(folder / parcel.name, parcel, transfer)
            self._writings[owner] = writing
            work = threading.Thread(target=self._write, args=(writing, replace), daemon=True, name="deliver")
            self._threads = [*(thread for thread in self._threads if thread.is_alive()), work]
            work.start()
        return writing

    def last(self, owner: Owner) -> Writing | None:
        """The owner's last one, under way or ended."""
        return self._writings.get(owner)

    def under_way(self, owner: Owner) -> bool:
        writing = self._writings.get(owner)
        return writing is not None and writing.transfer.state is TransferState.MOVING

    def stop(self, owner: Owner) -> None:
        """What is written whole by then stays."""
        writing = self._writings.get(owner)
        if writing is not None:
            writing.stop.set()

    def close(self) -> None:
        for writing in list(self._writings.values()):
            writing.stop.set()
        for thread in self._threads:
            thread.join(_LEAVES_WITHIN)

    def _write(self, writing: Writing, replace: bool) -> None:
        parcel, transfer = writing.parcel, writing.transfer
        try:
            with self._reader.holding(parcel):
                for file in parcel.files:
                    self._write_one(file, writing, replace)
                    transfer.files += 1
            sync_folder(writing.folder)
            transfer.state = TransferState.DONE
        except _Stopped:
            transfer.state = TransferState.STOPPED
        except (OSError, RetouchError) as error:
            transfer.why = _why(error)
            transfer.state = TransferState.BROKEN
            _log.error("a delivery broke off: %s", type(error).__name__)

    def _write_one(self, file: ParcelFile, writing: Writing, replace: bool) -> None:
        source = self._reader.opened(file)
        writing.transfer.remark(source.remarks)
        target = writing.folder / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{uuid.uuid4().hex}.part")
        try:
            with part.open("xb") as out:
                for piece in source.pieces():
                    if writing.stop.is_set():
                        raise _Stopped
                    out.write(piece)
                    writing.transfer.bytes += len(piece)
                out.flush()
                os.fsync(out.fileno())
            _settle(part, target, replace)
        finally:
            part.unlink(missing_ok=True)


def _settle(part: Path, target: Path, replace: bool) -> None:
    """Give the finished part its name; where it may not replace what is there, with a number that nobody has."""
    if replace:
        part.replace(target)
        return
    number, name = 1, target
    while not take_name(part, name):
        number += 1
        name = target.with_name(file_name(target.stem, f"-{number}{target.suffix}"))


def _path(text: str) -> Path:
    text = text.strip().strip('"')
    if not text:
        raise InvalidFolder("Name a folder.")
    if len(text) > _LONGEST or "\0" in text or not is_whole(text):
        raise InvalidFolder("That is no path of a folder.")
    try:
        path = Path(text).expanduser()
        if not path.is_absolute():
            raise InvalidFolder(f"Give the whole path, such as {Path.home() / 'Pictures' / 'delivered'}.")
        return path.resolve()
    except (OSError, RuntimeError):  # a home that there is none of, links in a circle
        raise InvalidFolder("That path leads nowhere.") from None


def _require_writable(path: Path) -> None:
    try:
        there = _nearest(path)
        if not there.is_dir():
            what = "That" if there == path else str(there)
            raise InvalidFolder(f"{what} is a file, not a folder.")
        with TemporaryFile(dir=there):  # what is allowed is known by trying only
            pass
    except PermissionError:
        raise InvalidFolder("You have no right to write there.") from None
    except OSError as error:
        raise _unwritable(path, error) from None


def _nearest(path: Path) -> Path:
    """It or, where it isn't there, the one nearest to it in which it would lie."""
    return next((each for each in (path, *path.parents) if each.exists()), path)


def _unwritable(path: Path, error: OSError) -> InvalidFolder:
    return InvalidFolder(f"{path} can’t be used: {error.strerror or type(error).__name__}.")


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "A result is not here any more, or the folder went away."
    if tells_of_a_full_disk(error):
        return "The disk is full."
    return (error.strerror or type(error).__name__) if isinstance(error, OSError) else str(error)
