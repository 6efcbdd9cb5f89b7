"""What presets can be compared with: every version of the library, and what the last runs really sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Tried
from retouch_lib.ui import session
from retouch_lib.words.times import day_of_year_and_time
from retouch_lib.work.library import LibraryEntry

Place = tuple[str, str]
"""A version, by its preset's name and number; or a run's variant, by the run and the payload's fingerprint."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison."""

    label: str
    note: str
    source: Preset | str
    """A preset, or the JSON text of a run's payload: there are many, and only a chosen one is read."""

    @property
    def preset(self) -> Preset:
        return self.source if isinstance(self.source, Preset) else Preset.from_json(self.source)


def place_of(name: str, number: int) -> Place:
    return name, str(number)


def place_label(name: str, number: int, entries: Sequence[LibraryEntry]) -> str:
    """ "wedding, version 2"; the name alone where there is one version only."""
    several = any(entry.name == name and len(entry.versions) > 1 for entry in entries)
    return f"{name}, version {number}" if several else name


def sides(entries: Sequence[LibraryEntry]) -> dict[Place, Side]:
    """Every version, each preset's newest first; then the variants of the last runs, the newest run first."""
    found = {
        place_of(entry.name, version.number): Side(
            place_label(entry.name, version.number, entries), version.note, version.preset
        )
        for entry in entries
        for version in reversed(entry.versions)
    }
    tried = session.lab().store.tried(session.owner())
    return {**found, **run_sides(tried, {side.label for side in found.values()})}


def run_sides(tried: Iterable[Tried], taken: Iterable[str] = ()) -> dict[Place, Side]:
    """ "Run of 22 Nov 14:03 · balanced (edited)"; numbered where two would read alike: the select box needs
    different labels."""
    labels = set(taken)
    found: dict[Place, Side] = {}
    for one in tried:
        first = label = f"Run of {day_of_year_and_time(one.asked_at)} · {one.variant}"
        number = 2
        while label in labels:
            label, number = f"{first} ({number})", number + 1
        labels.add(label)
        found[one.run, f"{one.variant}/{one.fingerprint}"] = Side(label, "", one.payload)
    return found
