"""Channels of a document, packed one after the other into a file beside it: of many layers only one is in memory.

psd-tools keeps each channel as packed bytes until it writes them. `Shelf.put` gives it something in their place that is
as long, and `Target` writes what lies on the shelf.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray
from psd_tools.compression import compress
from psd_tools.constants import Compression

Plane = NDArray[np.uint8] | NDArray[np.uint16]
"""One channel: (H, W)."""
_PIECE = 1 << 20


class Stored:
    """Packed bytes that lie on a shelf, in one piece or several."""

    def __init__(self, file: IO[bytes], spans: Sequence[tuple[int, int]]) -> None:
        """`spans`: where each piece begins and ends."""
        self._file, self._spans = file, spans

    def __len__(self) -> int:
        return sum(end - begin for begin, end in self._spans)

    def followed_by(self, others: Iterable[Stored]) -> Stored:
        """All of them, one behind the other; of the same shelf."""
        return Stored(self._file, [*self._spans, *(span for other in others for span in other._spans)])

    def pieces(self) -> Iterator[bytes]:
        """Raises OSError."""
        for begin, end in self._spans:
            for at in range(begin, end, _PIECE):
                self._file.seek(at)
                yield self._file.read(min(_PIECE, end - at))


class Shelf:
    """A file without a name, in the target's folder; gone when it is left."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, data: bytes) -> Stored:
        """Raises OSError where there is no room."""
        begin = self._file.seek(0, os.SEEK_END)
        return Stored(self._file, [(begin, begin + self._file.write(data))])


class Target:
    """As much of a binary file as psd-tools writes to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.tell, self.seek = file.tell, file.seek

    def write(self, data: bytes | Stored) -> None:
        for piece in data.pieces() if isinstance(data, Stored) else (data,):
            self._file.write(piece)


class Packing:
    """Into the rows of a document of that depth (8 or 16) and version (1 PSD, 2 PSB), packed by PackBits."""

    def __init__(self, shelf: Shelf, depth: int, version: int) -> None:
        self._shelf, self.depth, self.version = shelf, depth, version

    def channel(self, plane: Plane) -> Stored:
        """One channel of a layer."""
        return self._shelf.put(self._packed(plane))

    def flattened(self, planes: Iterable[Plane]) -> Stored:
        """All channels of the flattened picture: first the lengths of the rows of all of them, then the rows."""
        lengths, rows = [], []
        for plane in planes:
            packed = self._packed(plane)
            split = len(plane) * 2 * self.version
            lengths.append(packed[:split])
            rows.append(self._shelf.put(packed[split:]))
        return self._shelf.put(b"".join(lengths)).followed_by(rows)

    def _packed(self, plane: Plane) -> bytes:
        height, width = plane.shape
        return compress(self._rows(plane), Compression.RLE, width, height, self.depth, self.version)

    def _rows(self, plane: Plane) -> bytes:
        """8 bits become 16 by 257, so that white stays white; bytes in a document's order, the high one first."""
        if self.depth == 8:
            return plane.tobytes()
        wide = plane if plane.dtype == np.uint16 else plane.astype(np.uint16) * np.uint16(257)
        return wide.astype(">u2").tobytes()
