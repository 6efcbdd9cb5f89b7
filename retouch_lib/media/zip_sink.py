"""What a ZIP is written into that is sent while it is made."""

from __future__ import annotations


class ZipSink:
    """Keeps the bytes until they are taken. It can't be moved in, so `zipfile` writes each entry's CRC behind it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
