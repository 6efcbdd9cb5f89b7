"""What changed between two presets, as a table: for any two of the library, and for what is about to be imported."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from retouch_lib.changes import changes
from retouch_lib.library import Entry, Version
from retouch_lib.presets import Preset
from retouch_lib.ui.preset_words import change_rows
from retouch_lib.ui.text import plain

Place = tuple[str, int]
"""A version, by its preset's name and its number."""


def places(entries: Iterable[Entry]) -> dict[Place, Version]:
    """Every version of the library, each preset's newest first."""
    return {(entry.name, version.number): version for entry in entries for version in reversed(entry.versions)}


def place_label(place: Place, entries: Sequence[Entry]) -> str:
    """ "wedding, version 2"; the name alone where there is one version only."""
    name, number = place
    several = any(entry.name == name and len(entry.versions) > 1 for entry in entries)
    return f"{name}, version {number}" if several else name


def change_table(before: Preset, after: Preset, names: tuple[str, str]) -> None:
    found = changes(before, after)
    if not found:
        st.caption(f"{plain(names[0])} and {plain(names[1])} have the same values.")
        return
    st.table(change_rows(found, *names), border="horizontal", hide_index=True)


def library_diff(entries: Sequence[Entry], shown: Entry, version: Version) -> None:
    """Any two versions; at first, the one shown against the one before it, or against the vendor's balanced."""
    versions = places(entries)
    here = (shown.name, version.number)
    older = [place for place in versions if place[0] == shown.name and place[1] < version.number]
    other = older[0] if older else ("balanced", 1) if shown.name != "balanced" else ("slight", 1)
    key = f"{shown.name}_{version.number}"
    with st.container(horizontal=True, gap="small"):
        before = _choice("From", versions, other, entries, f"diff_from_{key}")
        after = _choice("To", versions, here, entries, f"diff_to_{key}")
    change_table(
        versions[before].preset,
        versions[after].preset,
        (place_label(before, entries), place_label(after, entries)),
    )
    with st.container(gap=None):
        for place in (before, after):
            if note := versions[place].note:
                st.caption(f"{plain(place_label(place, entries))}: {plain(note)}")


def _choice(label: str, versions: dict[Place, Version], default: Place, entries: Sequence[Entry], key: str) -> Place:
    options = list(versions)
    return st.selectbox(
        label,
        options,
        index=options.index(default),
        key=key,
        format_func=lambda place: place_label(place, entries),
    )
