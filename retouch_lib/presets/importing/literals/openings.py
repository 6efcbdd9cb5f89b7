"""What may stand before a bracket and tells how the group behind it is written; and what may stand around a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from retouch_lib.presets.importing.literals import kinds
from retouch_lib.presets.importing.literals.kinds import Kind

_TYPES = r"(?:<[\w\s.,?<>\[\]]{0,100}>)?"
"""`<String, Any>`"""
_OF_GO = r"(?:\[(?:\d{1,4}|\.\.\.)?\]\*?|map\[[\w.]{1,40}\]\*?)"
_OF_CSHARP = rf"[A-Za-z_][\w.]{{0,80}}+{_TYPES}\??"

_WORDS: Mapping[str, Kind | Callable[[str], Kind]] = {
    r"array\(": kinds.PHP_ARRAY,
    r"dict\(": kinds.KEYWORDS,
    r"Object\.freeze\(|json!\(": kinds.SAME,
    rf"map\[[\w.]{{1,40}}\]\*?{_OF_GO}{{0,4}}(?:interface ?\{{\}}|[A-Za-z_][\w.]{{0,80}})\{{": kinds.of_go,
    rf"(?:mutableMapOf|hashMapOf|linkedMapOf|mapOf) ?{_TYPES}\(": kinds.KOTLIN_MAP,
    rf"(?:mutableListOf|arrayListOf|arrayOf|listOf) ?{_TYPES}\(": kinds.KOTLIN_LIST,
    rf"(?:Map|ImmutableMap)\.{_TYPES}of\(": kinds.FLAT_MAP,
    rf"(?:List|ImmutableList)\.{_TYPES}of\(|Arrays\.{_TYPES}asList\(": kinds.ITEMS,
    rf"Map\.{_TYPES}ofEntries\(": kinds.ENTRIES,
    r"new JSON(?:Object|Array)\(\)(?=\s*+\.put\()": kinds.CHAIN,
    rf"new\b\s*+(?:{_OF_CSHARP})?\s*+\[\d{{0,4}}\]\s*+\{{": kinds.ARRAY_ITEMS,
    rf"new\b\s*+(?:{_OF_CSHARP})?\s*+(?:\(\))?\s*+\{{": kinds.INITIALIZER,
}
_INSIDE: Mapping[str, Kind | Callable[[str], Kind]] = {
    r"@\{": kinds.HASH_TABLE,
    r"@\(": kinds.ARRAY,
    rf"&?{_OF_GO}{{1,4}}(?:interface ?\{{\}}|[A-Za-z_][\w.]{{0,80}})\{{": kinds.of_go,
    r"&?(?:[a-z]\w{0,80}\.)?[A-Z]\w{0,80}\{": kinds.of_go,
    r"(?:Map\.)?entry\(": kinds.ENTRY,
}
_OPENINGS = {**_WORDS, **_INSIDE}
_KINDS = tuple(_OPENINGS.values())

OPENING = re.compile("|".join(f"(?P<of{index}>{pattern})" for index, pattern in enumerate(_OPENINGS)))
"""Up to its bracket and with it."""
BEGIN = re.compile(rf"[{{\[]|@[{{(]|@?\"(?=\s*+[{{\[])|'(?=\s*+[{{\[])|(?<![\w$.@])(?:{'|'.join(_WORDS)})")
"""Where an outermost object or list may begin, or a text that holds one."""
PUT = re.compile(r"\s*+\.put\(")

BEFORE = re.compile(
    r"(?:<[\w\s.,?|<>\[\]]{1,80}>\s*+(?=[{\[])"  # <const>, <String, dynamic>
    r"|(?:const|final)\s++(?=[{\[<])"
    r"|\((?:object|array|Object)\)\s*+"
    r"|\((?:float|double)\)\s*+(?=[-+.\d])|\(string\)\s*+(?=[\"'])"
    r"|\[(?:ordered|pscustomobject|hashtable|array|object\[\])\]\s*+(?=@)"
    r"|\[(?:double|float)\]\s*+(?=[-+.\d])|\[string\]\s*+(?=[\"'])){1,3}",
    re.IGNORECASE,
)
"""A type before a value, which leaves the value as it is."""
_NAMED_TYPE = r"[A-Z_a-z][\w.]{0,80}(?:<[\w\s.,'\"|<>\[\]]{0,120}>)?(?:\[\]){0,3}"
AFTER = re.compile(
    r"(?:\s*+(?:!(?![=\w])"
    rf"|as\s++(?:const|any|unknown|object|string|number|boolean|[A-Z][\w.]{{0,80}}{_TYPES}(?:\[\]){{0,3}}"
    r"|\[{1,2}[\w\s:.]{1,60}\]{1,2})(?![\w<])"
    rf"|satisfies\s++(?:readonly\s++)?{_NAMED_TYPE}(?![\w<])))+"
)
"""The same behind it: `as const satisfies Payload` (TypeScript), `as [String: Any]` (Swift), `!`."""


def kind_of(match: re.Match[str]) -> Kind:
    """How the group behind a match of OPENING is written."""
    kind = _KINDS[int((match.lastgroup or "of0")[2:])]
    return kind if isinstance(kind, Kind) else kind(match[0][:-1])
