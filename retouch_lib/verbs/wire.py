"""How a verb travels to the lab that runs on a data folder: lines of JSON over a Unix socket in that folder.

One line asks: {"version": …, "verb": …, "arguments": {…}, "token_ref": …}. Each line of the answer is an event; the
last is {"kind": "end"} or {"kind": "error", …}. The socket's mode is 0600 in a folder of mode 0700: whoever can open it
could read the folder as well. A token never travels, only the keyed hash by which rows name it.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from retouch_lib.errors import RetouchError

NAME = "lab.sock"
END, ERROR = "end", "error"
LONGEST_LINE = 20_000_000
"""Bytes; a thousand rows of the history have about one million."""
_LONGEST_PATH = 100
"""Bytes of a socket's path: Linux takes 107, macOS 103."""


class BadLine(RetouchError):
    """What came over the socket is no line of this protocol."""


def has_sockets() -> bool:
    """Whether this system's Python knows sockets that are files."""
    return hasattr(socket, "AF_UNIX")


@contextmanager
def address(data_dir: Path) -> Iterator[str]:
    """The path by which the socket is bound or reached; Linux reaches a long one by way of its open folder.

    Raises OSError.
    """
    path = str(data_dir / NAME)
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield path
        return
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{NAME}"
    finally:
        os.close(folder)


def line_of(message: Mapping[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def read_line(stream: BinaryIO) -> Mapping[str, Any] | None:
    """The next message; None at the end. Raises BadLine, OSError."""
    line = stream.readline(LONGEST_LINE + 1)
    if not line:
        return None
    if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
        raise BadLine("A line was cut off, or is too long.")
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("A line is no JSON.") from None
    if not isinstance(message, dict):
        raise BadLine("A line is no object.")
    return message
