"""What is told of a result within its own file: which preset made it, when and where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a result came to be. No token, no owner and no path is in it."""

    result: str
    """SHA-256 (hex) of the file as the server sent it, before anything was added."""
    photo_name: str
    """The photo's, without folders."""
    preset: str
    """The variant's name when it was pressed."""
    version: int | None
    """The preset's number in the library; None where it was never saved there."""
    fingerprint: str
    """Of the payload."""
    server: str
    made_at: datetime
    """UTC; when the result came."""
    simulated: bool = False
    """Mixed here from layers, not rendered by a server."""
