"""What a preset in the midst of a text is called: a variable, a key, or the heading before it."""

from __future__ import annotations

import re

from retouch_lib.presets.importing.walk import tells

_LOOKED_BACK = 300
_TYPE = r"(?:new\b|json\.dumps\(|JSON\.stringify\(|json!\(|&)?\s*[\w.<>\[\], *]{0,80}"
_ASSIGNED = re.compile(
    r"([A-Za-z_$][\w$]{0,60})\s{0,9}(?::[^=\n]{0,80})?=\s{0,9}(?:[rRbBuU]?(?:\"\"\"|'''|[\"'`]|@[\"']\s{0,9}))?"
    + _TYPE
    + r"\Z"
)
"""A name before a literal: `PRESET_V3 = `, `const payload: Payload = `, `m := map[string]any`."""
_KEYED = re.compile(
    r"(?:([\"'`])([^\"'`\n]{1,60})\1|(?:\A|[{,(\[\n])\s{0,40}([A-Za-z_$][\w-]{0,60}))"
    r"[ \t]{0,9}(?::|=>|\bto\b)[ \t]{0,9}\Z"
)
"""A key before a value of an object that can't be read whole: `heavy: `, `'v3' => `."""
_HEADING = re.compile(
    r"(?:^|\n)(?:#{1,6}[ \t]{1,9}([^\n]{1,60}?)#{0,6}|(?:\*\*)?(\w[\w +&.-]{0,39}?)(?:\*\*)?:(?:\*\*)?)"
    r"\s{1,9}(?:(?:```|~~~)[\w -]{0,20}\s{1,9})?\Z"
)
"""A line of its own before a literal or its fence: `## Heavy`, `Heavy:`."""
_GENERAL = frozenset(["const", "let", "var", "payload", "the", "json", "example", "request", "body", "response"])


def name_before(text: str, start: int) -> str:
    """The name that stands before an offset, or nothing."""
    before = text[max(0, start - _LOOKED_BACK) : start]
    if start > _LOOKED_BACK:
        before = before.partition("\n")[2] or before
    for pattern in (_ASSIGNED, _KEYED, _HEADING):
        match = pattern.search(before)
        if match is not None:
            name = next((part for part in reversed(match.groups()) if part and part not in "\"'`"), "").strip(" :*_$")
            return name if tells(name) and name.casefold() not in _GENERAL else ""
    return ""
