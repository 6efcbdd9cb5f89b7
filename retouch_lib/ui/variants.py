"""The variants a person works on: presets with a tick "in the run", kept over F5 and restarts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.words.text import composed, folded
from retouch_lib.work.library import LibraryEntry, Version

_BY_NAME = {preset.name: preset for preset in LOOKS}
MAX_VARIANTS = 12
MAX_NAME = 40
EDITED = " (edited)"
"""Behind the name of a variant whose values were changed."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One preset on the board."""

    id: str
    preset: Preset
    start: Preset
    """What it was when it was made; changed values are marked against it, and reset goes back to it."""
    chosen: bool
    """Whether the next run includes it."""

    @property
    def edited(self) -> bool:
        return self.preset.fingerprint != self.start.fingerprint

    @property
    def name(self) -> str:
        return f"{self.preset.name}{EDITED}" if self.edited else self.preset.name

    def with_preset(self, preset: Preset) -> Variant:
        return replace(self, preset=preset)


def first_variants() -> tuple[Variant, ...]:
    """The vendor's three looks, all in the run."""
    return tuple(Variant(preset.name, preset, preset, chosen=True) for preset in LOOKS)


def new_variant(variants: Sequence[Variant], preset: Preset) -> Variant:
    """A variant with a name that none of the others has."""
    name = _free_name(composed(preset.name) or "variant", {folded(variant.preset.name) for variant in variants})
    start = replace(preset, name=name, note="", author="", made_from=None)
    return Variant(uuid.uuid4().hex[:8], start, start, chosen=True)


def duplicate(variants: Sequence[Variant], source: Variant) -> Variant:
    return new_variant(variants, source.preset)


def names_of(entry: LibraryEntry, version: Version) -> tuple[str, ...]:
    """What a version may be called on the board: the newest by its preset's name, each by its number."""
    numbered = f"{entry.name[: MAX_NAME - 5]} v{version.number}"
    return (entry.name, numbered) if version == entry.newest else (numbered,)


def as_saved(variant: Variant, version: Version, others: Sequence[Variant]) -> Variant:
    """The variant as the version it was saved as: under a name that none of the others has, and unedited."""
    taken = {folded(other.preset.name) for other in others}
    wanted = version.preset.name
    name = wanted if folded(wanted) not in taken else _free_name(f"{wanted[: MAX_NAME - 5]} v{version.number}", taken)
    preset = replace(variant.preset, name=name, note="", author="")
    return replace(variant, preset=preset, start=preset)


def merged(before: Sequence[Variant], now: Sequence[Variant], stored: Sequence[Variant]) -> tuple[Variant, ...]:
    """`stored`, which another tab has written, with what this tab changed from `before` to `now`."""
    old = {variant.id: variant for variant in before}
    new = {variant.id: variant for variant in now}
    touched = {key: variant for key, variant in new.items() if variant != old.get(key)}
    there = [touched.pop(variant.id, variant) for variant in stored if variant.id in new or variant.id not in old]
    return (*there, *touched.values()) or tuple(now)


def to_json(variants: Sequence[Variant]) -> list[dict[str, Any]]:
    """For the store's preferences."""
    return [
        {
            "id": variant.id,
            "name": variant.preset.name,
            "payload": variant.preset.payload(),
            "start": variant.start.payload(),
            "chosen": variant.chosen,
        }
        for variant in variants
    ]


def from_json(value: Any) -> tuple[Variant, ...]:
    """Variants from the store; what can't be read is left out, and an empty board starts anew."""
    rows = value if isinstance(value, list) else []
    variants = {variant.id: variant for row in rows if (variant := _variant(row)) is not None}
    return tuple(variants.values()) or first_variants()


def all_readable(value: Any) -> bool:
    """Whether `from_json` leaves nothing out."""
    return isinstance(value, list) and all(_variant(row) is not None for row in value)


def _variant(row: Any) -> Variant | None:
    if not isinstance(row, Mapping) or not isinstance(row.get("payload"), Mapping):
        return None
    if not isinstance(row.get("start", {}), Mapping):
        return None
    name = str(row.get("name", ""))[:MAX_NAME]
    try:
        preset = Preset.from_json(row["payload"], name)
        start = Preset.from_json(row["start"], name)
    except (KeyError, InvalidPayload):
        return _emptied(row, name)
    vendor = _BY_NAME.get(name)
    if vendor is not None and vendor.fingerprint == start.fingerprint:
        preset = replace(preset, note=vendor.note, author=vendor.author)
        start = vendor
    return Variant(str(row.get("id", uuid.uuid4().hex[:8])), preset, start, bool(row.get("chosen", True)))


def _emptied(row: Mapping[str, Any], name: str) -> Variant | None:
    """A variant whose every plugin was switched off has no payload the reader accepts; it is kept all the same."""
    payload = row.get("payload")
    if not isinstance(payload, Mapping) or payload.get("tasks") != []:
        return None
    try:
        start = Preset.from_json(row.get("start") or {}, name)
    except InvalidPayload:
        start = Preset(name, ())
    return Variant(str(row.get("id", uuid.uuid4().hex[:8])), Preset(name, ()), start, bool(row.get("chosen", True)))


def _free_name(wanted: str, taken: set[str]) -> str:
    """`taken`: folded."""
    wanted = wanted[:MAX_NAME]
    if folded(wanted) not in taken:
        return wanted
    stem = re.sub(r" \d+$", "", wanted)[: MAX_NAME - 4]
    number = 2
    while folded(f"{stem} {number}") in taken:
        number += 1
    return f"{stem} {number}"
