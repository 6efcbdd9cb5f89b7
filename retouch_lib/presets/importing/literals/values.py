"""Puts the values of a text together: objects, lists, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from retouch_lib.presets.bounded_json import MAX_DEPTH, Json
from retouch_lib.presets.importing.literals import kinds
from retouch_lib.presets.importing.literals.items import NO_KEY, Items
from retouch_lib.presets.importing.literals.kinds import Keys, Kind, Mark, Pair
from retouch_lib.presets.importing.literals.numbers import NUMBER
from retouch_lib.presets.importing.literals.openings import AFTER, BEFORE, OPENING, PUT, kind_of
from retouch_lib.presets.importing.literals.scalars import Scalars
from retouch_lib.presets.importing.literals.strings import COMMON, OPEN, Quoting
from retouch_lib.presets.importing.literals.tokens import WORD, Stuck

_DEPTH = MAX_DEPTH + 4
"""An envelope or a list stands around a payload."""
_GROUP = 15
"""What an object or a list costs: it takes the time of so many letters."""

_QUOTES = frozenset(('"', "'"))
_PREFIXED = frozenset("rRuU`@")
"""How a text may begin that doesn't begin with a quote."""
_BEFORE = frozenset("<([cf")
"""How a type before a value begins."""
_ENDS = frozenset((",", "}", "]", ")", ""))
"""What stands behind most values."""
_PLAIN: Mapping[str, Kind] = {"[": kinds.LIST, "(": kinds.PARENTHESES}
_MARK = re.compile(r"=>|:(?![:=])|=(?![=>~])|to\b")
_SYMBOL = re.compile(r":[A-Za-z_]\w*+(?=\s*+=>)")


class _Whole(NamedTuple):
    kind: Kind
    quoting: Quoting
    value: Json
    end: int


class Values(Scalars):
    """Reads values from a text; recursion ends at a depth of 20."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._whole: dict[int, _Whole] = {}
        """Groups that were read, by their bracket: where a group around them fails, they aren't read again."""

    def value(
        self, at: int, depth: int = 1, quoting: Quoting = COMMON, braces: Kind = kinds.OBJECT
    ) -> tuple[Json, int]:
        """The value there, and where it ends. Raises Stuck."""
        at = self._scanner.skip(at)
        letter = self._text[at : at + 1]
        if letter in _QUOTES:
            value, end = self._quoted(at, quoting)
        else:
            begin = self._past_type(at) if letter in _BEFORE else at
            value, end = self._read(begin, depth, quoting, braces)
        self._noticed(value, at)
        return value, end if self._text[end : end + 1] in _ENDS else self._past_types(end)

    def _noticed(self, value: Json, at: int) -> None:
        """For those who want to know where a value begins."""

    def _require_key(self, word: str, at: int) -> None:
        """Raise Stuck where a word before a colon may stand for something else than itself."""

    def _past_type(self, at: int) -> int:
        before = self._scanner.match(BEFORE, at)
        return at if before is None else before.end()

    def _past_types(self, at: int) -> int:
        if self._scanner.letter(self._scanner.skip(at)) not in ("!", "a", "s"):
            return at
        after = self._scanner.match(AFTER, at)
        return at if after is None else after.end()

    def _read(self, at: int, depth: int, quoting: Quoting, braces: Kind) -> tuple[Json, int]:
        letter = self._scanner.letter(at)
        if letter == "{":
            return self._group(at, at + 1, braces, depth, quoting)
        if (match := self._scanner.match(OPENING, at)) is not None:
            kind = kind_of(match)
            if kind is kinds.CHAIN:
                return self._chain(match.end(), depth, quoting)
            return self._group(at, match.end(), kind, depth, quoting)
        if self._text.startswith("[:]", at):  # Swift's empty one
            return {}, at + 3
        if letter in _PLAIN:
            return self._group(at, at + 1, _PLAIN[letter], depth, quoting)
        if letter in _PREFIXED and (match := self._scanner.match(quoting.pattern, at, OPEN)) is not None:
            return self._strings(match, quoting)
        if (match := self._scanner.match(NUMBER, at)) is not None:
            return self._number(match)
        if (match := self._scanner.match(WORD, at)) is not None:
            return self._word(match)
        raise Stuck("a value is expected" if letter else "it ends too early", at)

    def _group(self, begun: int, at: int, kind: Kind, depth: int, quoting: Quoting) -> tuple[Json, int]:
        """An object where its first item has a key, else a list."""
        if depth > _DEPTH:
            raise Stuck(f"the payload is nested too deeply; at most {MAX_DEPTH} levels are read,", begun)
        self._scanner.charge(_GROUP)
        quoting = kind.quoting or quoting
        whole = self._whole.get(begun)
        if whole is not None and whole.kind is kind and whole.quoting is quoting:
            return whole.value, whole.end
        items, comma, names = Items(kind), False, self._names
        at = self._scanner.skip(at)
        while self._scanner.letter(at) != kind.end:
            key, value, end = self._item(at, items, depth, quoting)
            items.add(key, value, at)
            at, comma = self._after(end, items)
        value = items.value(begun, comma=comma)
        if self._names == names:
            self._whole[begun] = _Whole(kind, quoting, value, at + 1)
        return value, at + 1

    def _chain(self, at: int, depth: int, quoting: Quoting) -> tuple[Json, int]:
        """What is put into an object or a list, call by call."""
        items = Items(kinds.CHAIN)
        while (put := self._scanner.match(PUT, at)) is not None:
            value, at = self._group(put.start(), put.end(), kinds.PUT, depth + 1, quoting)
            items.add(NO_KEY, value, put.start())
        return items.value(at, comma=True), at

    def _item(self, at: int, items: Items, depth: int, quoting: Quoting) -> tuple[Json, Json, int]:
        """Key (or NO_KEY), value, and where it ends."""
        kind = items.kind
        bare = self._bare(at, kind) if kind.bare else None
        key, end = bare or self._first(at, kind, depth, quoting)
        after = self._scanner.skip(end)
        marked = _MARK.match(self._text, after) if kind.marks else None
        if marked and marked[0] in kind.marks:
            items.marked(marked[0], after)
            if bare and marked[0] != "=":
                self._require_key(bare[0], at)
            return (key, *self._marked(marked.end(), kind, kind.marks[marked[0]], depth, quoting))
        if kind.keys is Keys.ALWAYS and not isinstance(key, Pair):
            mark = "a colon" if ":" in kind.marks else f'"{next(iter(kind.marks), ",")}"'
            raise Stuck(f"{mark} is expected after the key", after)
        return NO_KEY, key, end

    def _first(self, at: int, kind: Kind, depth: int, quoting: Quoting) -> tuple[Json, int]:
        """A key that is no bare word, or the value of an item that has none."""
        letter = self._scanner.letter(at)
        if kind.indexed and letter == "[":
            value, end = self.value(at, depth + 1, quoting)
            mark = _MARK.match(self._text, self._scanner.skip(end))
            if isinstance(value, list) and len(value) == 1 and mark and mark[0] in kind.marks:
                return value[0], end
            if kind.keys is not Keys.ALWAYS:
                return value, end
        if kind.keys is Keys.ALWAYS and letter in ("{", "[", "(") and kind.marks:
            raise Stuck("a key is expected", at)
        return self.value(at, depth + 1, quoting, kind.braces() if kind.braces else kinds.OBJECT)

    def _bare(self, at: int, kind: Kind) -> tuple[str, int] | None:
        """A word as a key, and where it ends; None where it is none, and a value may stand there."""
        letter = self._text[at : at + 1]
        if letter in _QUOTES:
            return None
        if letter == ":" and "=>" in kind.marks and (symbol := self._scanner.match(_SYMBOL, at)) is not None:
            return symbol[0][1:], symbol.end()
        word = self._scanner.match(WORD, at)
        if word is None:
            return None
        if kind.keys is Keys.SOMETIMES:
            mark = _MARK.match(self._text, self._scanner.skip(word.end()))
            if mark is None or mark[0] not in kind.marks:
                return None
        return word[0], word.end()

    def _marked(self, at: int, kind: Kind, mark: Mark, depth: int, quoting: Quoting) -> tuple[Json, int]:
        """The value behind a mark."""
        quoting, braces = mark.quoting or quoting, mark.braces() if mark.braces else kinds.OBJECT
        value, end = self.value(at, depth + 1, quoting, braces)
        values = [value]
        while kind.commas_list and self._scanner.letter(self._scanner.skip(end)) == ",":
            value, end = self.value(self._scanner.skip(end) + 1, depth + 1, quoting, braces)
            values.append(value)
        return (value if len(values) == 1 else values), end

    def _after(self, end: int, items: Items) -> tuple[int, bool]:
        """Before the next item or at the ending, and whether a comma was passed."""
        kind = items.kind
        at = self._scanner.skip(end)
        letter = self._scanner.letter(at)
        if letter and letter in items.separators:
            at = self._scanner.skip(at + 1)
            while kind.lines and self._scanner.letter(at) == ";":
                at = self._scanner.skip(at + 1)
            return at, True
        if letter == kind.end or (letter and kind.lines and "\n" in self._text[end:at]):
            return at, False
        raise Stuck(f"a comma or {kind.end} is expected" if letter else "it ends too early", at)
