"""Names of files: as their owners gave them, made safe to show, and those of the files that we write."""

from __future__ import annotations

import re
from itertools import islice

from retouch_lib.words.text import composed, folded, one_line, visible, within_bytes

_LONGEST = 200
MOST_BYTES = 255
"""Of a file's name in UTF-8: what the file systems of Linux, macOS and Windows all take."""
MOST_FOLDERS = 8
"""In which a photo lies, one in the other; `drop_zone/folders.js` looks no deeper."""
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]+')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|\Z)", re.IGNORECASE)
"""What Windows takes for a device, whatever follows the first dot:
https://learn.microsoft.com/windows/win32/fileio/naming-a-file"""


def clean(name: str) -> str:
    """The last part of a path, composed (see `words.text`), without control characters; "photo" when nothing is left.

    >>> clean("../../etc/pass\\nwd.jpg")
    'passwd.jpg'
    """
    kept = composed(visible(name.replace("\\", "/").rsplit("/", 1)[-1])).strip()
    if len(kept) > _LONGEST:
        stem, dot, extension = kept.rpartition(".")
        kept = (
            f"{stem[: _LONGEST - len(extension) - 1]}.{extension}" if dot and len(extension) < 10 else kept[:_LONGEST]
        )
        kept = kept.strip()
    return kept if kept.strip(". ") else "photo"


def folders(path: str) -> str:
    """The folders of a relative path with / between them, each as `file_name` would call it; empty for none.

    What leads nowhere or upward is left out; of more than MOST_FOLDERS the first ones stay.

    >>> folders("Wedding/../Ceremony"), folders("/etc//nul"), folders("C:\\\\temp")
    ('Wedding/Ceremony', 'etc/_nul', 'C-temp')
    """
    named = (file_name(part, "", "") for part in path.split("/"))
    return "/".join(islice(filter(None, named), MOST_FOLDERS))


def in_file_names(text: str) -> str:
    """Letters, digits, - and _ only; empty when nothing is left.

    >>> in_file_names("balanced (edited)")
    'balanced-edited'
    """
    return re.sub(r"[^\w-]+", "-", composed(text)).strip("-")


def file_name(text: str, end: str, otherwise: str = "photo") -> str:
    """The name of a file that we write: `text` as far as there is room, then `end`, which tells what is in it, whole.

    Every system takes it, and every program that unpacks it from an archive: composed, at most 255 bytes in UTF-8,
    without control characters and any of \\ / : * ? " < > |, no device of Windows. `end`: at most 200 bytes, with the
    extension. `otherwise`: where nothing of `text` is left.

    >>> file_name("ASS 642 #11 50% off?", "_balanced.jpg"), file_name("nul.2026", ".json")
    ('ASS 642 #11 50% off_balanced.jpg', '_nul.2026.json')
    """
    end = _allowed(end).rstrip(" .")
    stem = _allowed(text).strip(" .-") or otherwise
    if _DEVICE.match(f"{stem}{end}"):
        stem = f"_{stem}"
    kept = within_bytes(stem, MOST_BYTES - len(end.encode())).rstrip(" .")
    return f"{kept or otherwise}{end}"


class FolderNames:
    """Names for the files of one folder or archive, of which no two differ in nothing but upper and lower case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._numbers: dict[str, int] = {}

    def add(self, text: str, end: str, otherwise: str = "photo") -> str:
        """`file_name`, with a number before its extension where that name is taken."""
        first = name = file_name(text, end, otherwise)
        dot = end.rfind(".") if "." in end else len(end)
        number = self._numbers.get(folded(first), 1)
        while folded(name) in self._taken:
            number += 1
            name = file_name(text, f"{end[:dot]}-{number}{end[dot:]}", otherwise)
        self._numbers[folded(first)] = number
        self._taken.add(folded(name))
        return name


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("-", composed(one_line(text)))
