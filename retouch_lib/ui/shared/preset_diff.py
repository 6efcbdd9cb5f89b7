"""What changed between two presets, as a table: of the library, of runs, and of what is about to be imported."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.changes import changes
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.made_from import compared_at_first
from retouch_lib.ui.shared.preset_sides import Place, Side, place_of, sides
from retouch_lib.ui.shared.preset_words import change_rows
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.library import LibraryEntry, Version


def change_table(before: Preset, after: Preset, names: tuple[str, str]) -> None:
    found = changes(before, after)
    if not found:
        st.caption(f"{plain(names[0])} and {plain(names[1])} have the same values.")
        return
    table(change_rows(found, *names))


def sides_table(before: Side, after: Side) -> None:
    """The table; a warning where one side, sent by a run or kept by another version of Retouch Lab, can't be read."""
    try:
        presets = before.preset, after.preset
    except InvalidPayload as error:
        st.warning(f"One of these can't be read by this version: {plain(str(error))}. It is kept as it is.")
        return
    change_table(*presets, (before.label, after.label))


def library_diff(entries: Sequence[LibraryEntry], shown: LibraryEntry, version: Version) -> None:
    """Any two versions or variants of runs; at first, the one shown against the one before it, or what it was made
    from."""
    known = sides(entries)
    earlier = [other.number for other in shown.versions if other.number < version.number]
    first, remark = (
        (place_of(shown.name, earlier[-1]), "") if earlier else _before_the_first(entries, shown, version.preset)
    )
    with st.container(horizontal=True, gap="small"):
        before = known[side_choice("From", known, first, session.diff_from(shown.name, version.number))]
        after = known[
            side_choice("To", known, place_of(shown.name, version.number), session.diff_to(shown.name, version.number))
        ]
    sides_table(before, after)
    if remark and before is known[first]:
        st.caption(plain(remark))
    with st.container(gap=None):
        for side in (before, after):
            if side.note:
                st.caption(f"{plain(side.label)}: {plain(side.note)}")


def _before_the_first(entries: Sequence[LibraryEntry], shown: LibraryEntry, preset: Preset) -> tuple[Place, str]:
    """Of the vendor's presets two are set against each other."""
    if shown.vendor:
        return place_of("balanced" if shown.name != "balanced" else "slight", 1), ""
    return compared_at_first(entries, preset)


def side_choice(label: str, known: dict[Place, Side], default: Place, key: Key) -> Place:
    options = list(known)
    return st.selectbox(
        label,
        options,
        index=options.index(default),
        key=key,
        format_func=lambda place: known[place].label,
    )
