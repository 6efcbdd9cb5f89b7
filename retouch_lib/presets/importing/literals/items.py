"""What one group in brackets holds, gathered item by item."""

from __future__ import annotations

from dataclasses import dataclass, field

from retouch_lib.presets.bounded_json import Json, show
from retouch_lib.presets.importing.literals.kinds import Kind, Pair
from retouch_lib.presets.importing.literals.tokens import Stuck

NO_KEY = object()
"""Stands where an item has no key."""


@dataclass(slots=True)
class Items:
    """What a group was found to hold so far."""

    kind: Kind
    pairs: dict[str, Json] = field(default_factory=dict)
    items: list[Json] = field(default_factory=list)
    mark: str = ""

    def add(self, key: Json, value: Json, at: int) -> None:
        if isinstance(value, Pair):
            if not self.kind.pairs or key is not NO_KEY:
                raise Stuck("a key with its value, where a value is expected,", at)
            key, value = value
        if key is NO_KEY:
            self.items.append(value)
        elif not isinstance(key, str):
            raise Stuck(f"the key {show(key)} is no text", at)
        elif key in self.pairs:
            raise Stuck(f"{show(key)} stands twice in one object; keep one of them:", at)
        else:
            self.pairs[key] = value
        if self.pairs and self.items:
            raise Stuck("some items have a key and some have none", at)

    def marked(self, mark: str, at: int) -> None:
        """No language writes `:` here and `=` there."""
        if "=" in (mark, self.mark) and self.mark not in ("", mark):
            raise Stuck(f'"{self.mark}" is expected after the key', at)
        self.mark = mark

    @property
    def separators(self) -> str:
        return ",;" if self.mark == "=" and self.kind.lines is False else self.kind.separators

    def value(self, at: int, *, comma: bool) -> Json:
        if self.pairs:
            return self.pairs
        if not self.items:
            return [] if self.kind.empty_is_list else {}
        if self.kind.alone and len(self.items) == 1 and not comma:
            return self.items[0]
        folded = self.kind.fold(self.items) if self.kind.fold else self.items
        if folded is None:
            raise Stuck("these values can't be put together to one", at)
        return folded
