"""New variants on the board, wherever they come from: its own menu, pasted code, the library."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retouch_lib.presets.preset import Preset
from retouch_lib.ui import workspace
from retouch_lib.ui.variants import MAX_VARIANTS, Variant, names_of, new_variant
from retouch_lib.work.library import LibraryEntry, Version


def add_variant(preset: Preset) -> None:
    """Add a variant and open it."""
    variants = workspace.variants()
    added = new_variant(variants, preset)
    workspace.set_variants([*variants, added])
    workspace.show_variant(added.id)


def use_version(entry: LibraryEntry, version: Version) -> str:
    """Open a version of a preset on the board, as a variant; returns why that can't be, or nothing."""
    variants = workspace.variants()
    names = names_of(entry, version)
    for variant in variants:
        if variant.preset.name in names and variant.preset.fingerprint == version.fingerprint:
            workspace.show_variant(variant.id)
            return ""
    if len(variants) >= MAX_VARIANTS:
        return f"There are {MAX_VARIANTS} variants on Tune already; remove one there first."
    taken = {variant.preset.name for variant in variants}
    name = next((name for name in names if name not in taken), names[-1])
    add_variant(replace(version.preset, name=name))
    return ""


def add_variants(presets: Sequence[Preset]) -> int:
    """Make variants of as many as there is room for, and open the first of them; returns how many."""
    variants = list(workspace.variants())
    added: list[Variant] = []
    for preset in presets[: MAX_VARIANTS - len(variants)]:
        added.append(new_variant([*variants, *added], preset))
    if added:
        workspace.set_variants([*variants, *added])
        workspace.show_variant(added[0].id)
    return len(added)
