"""What a preset that is being saved was made from; and what one is compared with at first, with why."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.presets.made_from import MadeFrom
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import workspace
from retouch_lib.ui.shared.preset_sides import Place, place_of
from retouch_lib.ui.variants import Variant, names_of
from retouch_lib.work.library import (
    LibraryEntry,
    Version,
    fingerprints,
    nearest_of_vendor,
    version_like,
)


def of_variant(variant: Variant) -> MadeFrom | None:
    """What it was when it was put on the board; None where the library has no such version."""
    start = variant.start
    entries = workspace.preset_entries()
    alike = [pair for pair in _versions(entries) if pair[1].fingerprint in fingerprints(start)]
    return _said(next((pair for pair in alike if start.name in names_of(*pair)), alike[0] if alike else None))


def of_winner(sent: Preset) -> MadeFrom | None:
    """Of what a run sent: what its variant was made from, while it is on the board; else the preset it is called by."""
    for variant in workspace.variants():
        if variant.preset.fingerprint in fingerprints(sent):
            return of_variant(variant)
    return _said(next((pair for pair in _versions(workspace.preset_entries()) if sent.name in names_of(*pair)), None))


def _versions(entries: Sequence[LibraryEntry]) -> list[tuple[LibraryEntry, Version]]:
    return [(entry, version) for entry in entries for version in reversed(entry.versions)]


def _said(found: tuple[LibraryEntry, Version] | None) -> MadeFrom | None:
    if found is None:
        return None
    entry, version = found
    return MadeFrom(entry.name, None if entry.vendor else version.number, version.fingerprint)


def made_from_in_words(made_from: MadeFrom) -> str:
    """ "“wedding”, version 2" """
    number = f", version {made_from.version}" if made_from.version else ""
    return f"“{made_from.name}”{number}"


def compared_at_first(entries: Sequence[LibraryEntry], preset: Preset) -> tuple[Place, str]:
    """What to set against a preset that has no version before it; a sentence where that isn't what it was made from."""
    found = version_like(entries, preset.made_from) if preset.made_from else None
    if found is not None:
        entry, version = found
        return place_of(entry.name, version.number), ""
    nearest = nearest_of_vendor(preset)
    why = (
        f"It was made from {made_from_in_words(preset.made_from)}, which isn’t in this library"
        if preset.made_from
        else "What it was made from isn’t known"
    )
    return place_of(nearest.name, 1), f"{why}: compared with the nearest of Retouch4me’s, “{nearest.name}”."
