"""What may stand between two brackets, for each way to write an object or a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from retouch_lib.presets.bounded_json import Json, show
from retouch_lib.presets.importing.literals.strings import COMMON, KOTLIN, PHP, POWERSHELL, Quoting


class Keys(Enum):
    """Whether the items have keys; SOMETIMES: the first one decides for all."""

    ALWAYS = 1
    SOMETIMES = 2
    NEVER = 3


class Pair(NamedTuple):
    """An item that is a key and its value: C#'s `{ "Plugin", "Heal" }`, Java's `entry("Plugin", "Heal")`."""

    key: Json
    value: Json


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands between a key and its value, and what that tells about the value."""

    quoting: Quoting | None = None
    braces: Callable[[], Kind] | None = None
    """How a plain `{` is read that begins the value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How a group in brackets is written. Where a field is None, that of the group around it holds."""

    end: str
    keys: Keys = Keys.ALWAYS
    marks: Mapping[str, Mark] = field(default_factory=dict)
    bare: bool = False
    """A word before a mark is a key as it stands; else it is a name, and stands for something."""
    indexed: bool = False
    """A string in square brackets before a mark is a key."""
    quoting: Quoting | None = None
    separators: str = ","
    lines: bool = False
    """The end of a line separates, too."""
    commas_list: bool = False
    """Values with a comma between them are one list (PowerShell)."""
    braces: Callable[[], Kind] | None = None
    """How a plain `{` is read that begins an item without a key."""
    pairs: bool = False
    """Whether items may be a Pair."""
    alone: bool = False
    """One item in it, without a comma, is that item: (x)."""
    fold: Callable[[list[Json]], Json] | None = None
    """What a list of items stands for; None where it can't stand there."""

    @property
    def empty_is_list(self) -> bool:
        return self.keys is Keys.NEVER or (self.keys is Keys.SOMETIMES and self.end != "}")


def _two(items: list[Json]) -> Json:
    return Pair(*items) if len(items) == 2 else None


def _only(items: list[Json]) -> Json:
    return items[0] if len(items) == 1 else None


def _alternating(items: list[Json]) -> Json:
    """Java's `Map.of(key, value, key, value)`."""
    keys = items[::2]
    if len(items) % 2 or len(set(map(show, keys))) < len(keys) or not all(isinstance(key, str) for key in keys):
        return None
    return dict(zip(keys, items[1::2], strict=True))


OBJECT: Kind = Kind(
    "}",
    marks={":": Mark(), "=>": Mark(PHP), "=": Mark(braces=lambda: TABLE)},
    bare=True,
    indexed=True,
)
"""JSON, Python, JavaScript; Ruby and Perl with `=>`; Lua, C# and TOML with `=`."""
TABLE: Kind = Kind(
    "}",
    Keys.SOMETIMES,
    {"=": Mark(braces=lambda: TABLE)},
    bare=True,
    indexed=True,
    separators=",;",
    braces=lambda: TABLE,
)
"""Behind a `=`: Lua writes its lists in braces, too."""
LIST = Kind("]", Keys.SOMETIMES, {"=>": Mark(PHP), ":": Mark()})
"""With keys in PHP and in Swift."""
PARENTHESES = Kind(")", Keys.SOMETIMES, {"=>": Mark(PHP)}, alone=True)
PHP_ARRAY = Kind(")", Keys.SOMETIMES, {"=>": Mark(PHP)}, quoting=PHP)
SAME = Kind(")", Keys.NEVER, alone=True, fold=_only)
"""A function that gives what it is given."""

KEYWORDS = Kind(")", marks={"=": Mark()}, bare=True, quoting=COMMON)
"""Python's `dict(Plugin="Heal")`."""

HASH_TABLE = Kind("}", marks={"=": Mark()}, bare=True, quoting=POWERSHELL, separators=";", lines=True, commas_list=True)
"""PowerShell's `@{ Plugin = 'Heal'; Scale = 0 }`."""


def _apart(items: list[Json]) -> Json:
    """A list alone in `@( … )` melts into it: refused, as it is not what is written."""
    return None if any(isinstance(item, list) for item in items) else items


ARRAY = Kind(")", Keys.NEVER, quoting=POWERSHELL, separators=",;", lines=True, fold=_apart)
"""PowerShell's `@( … )`."""

KOTLIN_MAP = Kind(")", marks={"to": Mark()}, quoting=KOTLIN)
KOTLIN_LIST = Kind(")", Keys.NEVER, quoting=KOTLIN)

FLAT_MAP = Kind(")", Keys.NEVER, quoting=COMMON, fold=_alternating)
"""Java's `Map.of("Plugin", "Heal", "Scale", 0)`."""
ENTRIES = Kind(")", quoting=COMMON, pairs=True)
ENTRY = Kind(")", Keys.NEVER, quoting=COMMON, fold=_two)
ITEMS = Kind(")", Keys.NEVER, quoting=COMMON)
"""Java's `List.of(…)`."""

CHAIN = Kind("}", Keys.SOMETIMES, pairs=True)
"""Java's `new JSONObject().put("Plugin", "Heal").put("Scale", 0)`: the whole of it, and one of its calls."""
PUT = Kind(")", Keys.NEVER, quoting=COMMON, fold=lambda items: _two(items) if len(items) == 2 else _only(items))

INITIALIZER: Kind = Kind(
    "}",
    Keys.SOMETIMES,
    {"=": Mark(braces=lambda: INITIALIZER)},
    bare=True,
    indexed=True,
    quoting=COMMON,
    braces=lambda: ADDED,
    pairs=True,
)
"""C#: behind `new Dictionary<string, object>`, `new List<object>`, `new Task`, `new()`, `new`."""
ADDED: Kind = Kind("}", Keys.NEVER, fold=_two)
ARRAY_ITEMS = Kind("}", Keys.NEVER, quoting=COMMON)
"""C#: behind `new[]`."""


def of_go(type_name: str) -> Kind:
    """What stands in the braces behind one of Go's types, such as `[]map[string]any`."""
    type_name = type_name.lstrip("*&")
    _, bracket, inner = type_name.partition("]")
    if not bracket:
        return Kind("}", marks={":": Mark()}, bare=True, quoting=COMMON)
    if type_name.startswith("map["):
        return Kind("}", marks={":": Mark(braces=lambda: of_go(inner))}, quoting=COMMON)
    return Kind("}", Keys.NEVER, quoting=COMMON, braces=lambda: of_go(inner))
