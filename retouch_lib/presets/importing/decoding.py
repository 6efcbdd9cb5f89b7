"""The bytes of a text file as text, whatever program saved it."""

from __future__ import annotations

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import MAX_TEXT

_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOOKED_AT = 200


def decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 and UTF-32 with their mark, as Windows PowerShell and spreadsheets write them, or UTF-16
    without one. Raises InvalidPayload for anything else."""
    if len(data) > 4 * MAX_TEXT:
        raise InvalidPayload(f"the file is too large to hold presets: over {4 * MAX_TEXT:,} bytes")
    try:
        return data.decode(_encoding(data))
    except UnicodeDecodeError:
        raise InvalidPayload("the file is no text in UTF-8, and no ZIP; save it as UTF-8 and try again") from None


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    head = data[:_LOOKED_AT]
    if len(head) > 3 and head[1::2].count(0) > len(head) // 3 and not head[::2].count(0):
        return "utf-16-le"
    if len(head) > 3 and head[::2].count(0) > len(head) // 3 and not head[1::2].count(0):
        return "utf-16-be"
    return "utf-8-sig"
