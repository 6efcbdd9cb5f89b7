"""How far a parcel has come on its way out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from retouch_lib.words.counted import counted
from retouch_lib.words.sizes import size_in_words


class TransferState(StrEnum):
    WAITING = "waiting"
    """Nobody has asked for it yet."""
    MOVING = "moving"
    DONE = "done"
    BROKEN = "broken"
    """It ended early; nothing half is called whole."""
    STOPPED = "stopped"
    """Its owner stopped it."""


@dataclass(slots=True)
class Transfer:
    """Written by the thread that moves the parcel, read by the page."""

    files_of: int
    """How many files the parcel has."""
    bytes_of: int
    """About how many bytes."""
    state: TransferState = TransferState.WAITING
    files: int = 0
    """Moved so far; so are the bytes."""
    bytes: int = 0
    why: str = ""
    """Where it broke, a sentence."""

    @property
    def share(self) -> float:
        """0–1, by files: of composed pictures the bytes are not known before."""
        if self.state is TransferState.DONE:
            return 1.0
        return min(1.0, self.files / self.files_of) if self.files_of else 0.0


def size_of_parcel_in_words(files: int, count: int) -> str:
    """ "30 files · 212 MB" """
    return f"{counted(files, 'file')} · {size_in_words(count)}"


def moving_in_words(transfer: Transfer) -> str:
    """ "12 of 30 files, 84 MB" """
    return f"{transfer.files:,} of {counted(transfer.files_of, 'file')}, {size_in_words(transfer.bytes)}"
