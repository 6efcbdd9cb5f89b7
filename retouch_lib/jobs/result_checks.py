"""Whether a result that came is whole: nothing else is known of it yet."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.archive.read import check_archive
from retouch_lib.imaging.files.photo import verify_result

MAX_PARSED = 4 << 20
"""Bytes of a JSON that are parsed to see whether it is whole, which takes up to 30 times as many; real ones have some
hundred kB. Of a longer one only its two ends are looked at."""


class Damaged(RetouchError):
    """A result whose bytes don't make the file they claim to be. Its name stands in jobs' rows."""


def check(path: Path, kind: str) -> None:
    """Raise (Damaged, InvalidPhoto, …) unless the whole file is what its first bytes promise."""
    _CHECKS[kind](path)


def _check_picture(path: Path) -> None:
    verify_result(path)


def _check_archive(path: Path) -> None:
    check_archive(path)


def _check_json(path: Path) -> None:
    if path.stat().st_size > MAX_PARSED:
        _check_brackets(path)
        return
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise Damaged("the JSON is damaged") from None


def _check_brackets(path: Path) -> None:
    """Of a JSON too long to be parsed: whether it ends with the bracket that it begins with."""
    blank = b"\xef\xbb\xbf \t\r\n\0"
    with path.open("rb") as file:
        begin = file.read(512).lstrip(blank)[:1]
        file.seek(-512, io.SEEK_END)
        end = file.read().rstrip(blank)[-1:]
    if (begin, end) not in ((b"{", b"}"), (b"[", b"]")):
        raise Damaged("the JSON has no end")


_CHECKS: dict[str, Callable[[Path], None]] = {
    "jpeg": _check_picture,
    "png": _check_picture,
    "zip": _check_archive,
    "json": _check_json,
}
