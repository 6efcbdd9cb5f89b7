"""Where YAML or TOML stands in a text: the whole of it, between fences, or a paragraph of a message."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.data_files import from_toml, from_yaml
from retouch_lib.presets.importing.open_text import OpenText

_YAML = re.compile(
    r"^[ \t]{0,99}(?:- {1,9})?(?:(?:tasks|plugin)[ \t]{0,9}:(?:\s|\Z)|[\"']tasks[\"'][ \t]{0,9}:[ \t]{0,9}(?:[#|>&!]|$)"
    r"|- {1,9}[\"']plugin[\"'][ \t]{0,9}:)",
    re.MULTILINE | re.IGNORECASE,
)
"""A key at the beginning of a line; in quotes only where no bracket follows, for that is JSON."""
_TOML = re.compile(
    r"^[ \t]{0,99}(?:\[\[[^\]\n]{0,200}tasks\]\]|tasks[ \t]{0,9}=[ \t]{0,9}\[)", re.MULTILINE | re.IGNORECASE
)
_BEGIN = re.compile(r"(?:\s|#[^\n]*+\n)*+(?:---|- |\[{1,2}[\w.]|[\w\"' -]{1,60}(?::\s|=))")
"""How a file of either kind begins, rather than a letter or a script."""
_FENCES = re.compile(r"^[ \t]{0,99}(?:```|~~~)[^\n]{0,99}\n", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n(?:[ \t]{0,99}\n)+")
_MAX_BLOCKS = 50


@dataclass(frozen=True, slots=True)
class _Block:
    """A value that was read, and where it stands."""

    form: str
    """ "YAML" or "TOML"."""
    value: Json
    start: int
    end: int


def data(opened: OpenText) -> None:
    """Read what can be read as YAML or TOML, where a place with tasks is left."""
    for block in _blocks(opened):
        trial = Collected()
        opened.walk(trial).through(block.value, opened.at(opened.source.line(block.start), block.form))
        if len(trial):
            opened.into.extend(trial)
            opened.source.take(block.start, block.end)


def _blocks(opened: OpenText) -> Iterator[_Block]:
    """What in the text is YAML or TOML and might hold tasks; a part only where the whole is none."""
    text, rest = opened.source.text, opened.source.rest()
    if not _readers(rest):
        return
    whole, problem = _block(text, 0)
    if whole is not None:
        yield whole
        return
    opened.not_data = problem if _BEGIN.match(text) else ""
    for at, part in _parts(rest, _FENCES) if _FENCES.search(rest) else _parts(rest, _BLANK_LINES):
        block, _ = _block(part, at)
        if block is not None:
            yield block


def _parts(text: str, between: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The parts that might be read, with where they begin."""
    at = 0
    count = 0
    for start, end in [*((match.start(), match.end()) for match in between.finditer(text)), (len(text), len(text))]:
        part = text[at:start]
        if _readers(part):
            yield at, part
            count += 1
        if count == _MAX_BLOCKS:
            return
        at = end


def _block(text: str, start: int) -> tuple[_Block | None, str]:
    """The block, or why it is none."""
    problem = ""
    for form, read in _readers(text):
        try:
            value = read(textwrap.dedent(text))
        except InvalidPayload as error:
            problem = str(error)
        else:
            return _Block(form, value, start, start + len(text)), ""
    return None, problem


def _readers(text: str) -> list[tuple[str, Callable[[str], Json]]]:
    found: list[tuple[str, Callable[[str], Json]]] = []
    if _TOML.search(text):
        found.append(("TOML", from_toml))
    if _YAML.search(text):
        found.append(("YAML", from_yaml))
    return found
