"""How a verb travels to the lab that runs on a data folder: lines of JSON (`endpoint` says over what).

One line asks: {"version": …, "verb": …, "arguments": {…}, "token_ref": …}. Each line of the answer is an event; the
first is a tick, once the verb is taken, and the last is {"kind": "end"}, {"kind": "error", …}, or {"kind": "over"}
where a lab that ends hands the rest back. A token never travels, only the keyed hash by which rows name it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, BinaryIO

from retouch_lib.errors import RetouchError

END, ERROR, OVER = "end", "error", "over"
LONGEST_LINE = 20_000_000
"""Bytes; a thousand rows of the history have about one million."""


class BadLine(RetouchError):
    """What came over the socket is no line of this protocol."""


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
