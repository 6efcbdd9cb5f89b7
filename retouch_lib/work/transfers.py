"""How far a parcel has come on its way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_MOST_REMARKS = 20


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
    remarks: dict[str, int] = field(default_factory=dict)
    """What of the photos' metadata could not be kept → in how many files."""

    def begin(self) -> None:
        """From the first file on, also once more."""
        self.state, self.files, self.bytes, self.remarks = TransferState.MOVING, 0, 0, {}

    def remark(self, sentences: Iterable[str]) -> None:
        """Add what was said of one file."""
        for sentence in sentences:
            if sentence in self.remarks or len(self.remarks) < _MOST_REMARKS:
                self.remarks[sentence] = self.remarks.get(sentence, 0) + 1

    @property
    def ended(self) -> bool:
        return self.state not in (TransferState.WAITING, TransferState.MOVING)

    @property
    def share(self) -> float:
        """0–1, by files: of composed pictures the bytes are not known before."""
        if self.state is TransferState.DONE:
            return 1.0
        return min(1.0, self.files / self.files_of) if self.files_of else 0.0
