"""Names for work files by a pattern: "{photo}_{look}_{version}", or with folders "{look}/{photo}"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from retouch_lib.errors import InvalidName
from retouch_lib.words.text import one_line

FIELDS: Mapping[str, str] = {
    "photo": "the photo’s name",
    "look": "the preset’s name",
    "version": "its version, or the beginning of its fingerprint",
    "run": "day and time of the run",
    "project": "the project",
    "folder": "the folder the photo was dropped from, with those in it",
    "date": "the day on which the result came",
    "stars": "its stars, where it has any",
}
"""What may stand in braces, and what it becomes."""
DEFAULT = "{photo}_{look}_{version}"
LONGEST = 200
_MOST_FOLDERS = 4
_PARTING = " _.-"
"""What only parts two values; it goes where one of them is empty."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern that can be used; `read_pattern` makes it."""

    text: str
    segments: tuple[tuple[tuple[str, str], ...], ...]
    """Folders, then the file: each is a list of (text, name of the field that follows it, or empty)."""

    def path(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Folders and the file's name, without an extension. A folder that nothing is left of is left out."""
        *folders, name = ("".join(_filled(segment, values)).strip() for segment in self.segments)
        return (*filter(None, folders), name)


def read_pattern(text: str) -> Pattern:
    """Raises InvalidName, with a sentence for who typed it."""
    text = one_line(text)
    if len(text) > LONGEST:
        raise InvalidName(f"The pattern is longer than {LONGEST} characters.")
    segments = tuple(_segment(part) for part in text.split("/"))
    if len(segments) > _MOST_FOLDERS + 1:
        raise InvalidName(f"The pattern makes more than {_MOST_FOLDERS} folders, one in the other.")
    if not any(field == "photo" for segment in segments for _, field in segment):
        raise InvalidName("The pattern needs {photo}, or a file’s name would not say what it shows.")
    if any(not segment for segment in segments):
        raise InvalidName("Beside a / of the pattern there must be a name.")
    return Pattern(text, segments)


def _segment(text: str) -> tuple[tuple[str, str], ...]:
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise InvalidName("A brace of the pattern is not closed, or not opened.") from None
    for _, field, form, conversion in parts:
        if field is not None and (field not in FIELDS or form or conversion):
            known = ", ".join(f"{{{name}}}" for name in FIELDS)
            raise InvalidName(f"The pattern has a field that there is none of. There are {known}.")
    return tuple((literal, field or "") for literal, field, _, _ in parts)


def _filled(segment: tuple[tuple[str, str], ...], values: Mapping[str, str]) -> Iterator[str]:
    """A value that is empty takes what parts it from its neighbour with it: no name ends in "__"."""
    begun = False
    for literal, field in segment:
        value = values[field] if field else ""
        parts = not literal.strip(_PARTING)
        if field and not value and parts:
            continue
        yield literal if begun or not parts else ""
        yield value
        begun = True
