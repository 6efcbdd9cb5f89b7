"""What differs between presets, as a table: on Tune between variants, on Compare between results."""

from __future__ import annotations

import streamlit as st

from retouch_lib.presets.differences import differences
from retouch_lib.presets.preset import Preset
from retouch_lib.ui.shared.escaped import table


def difference_table(presets: list[Preset]) -> None:
    """The values that are not the same in all presets."""
    if len(presets) < 2:
        st.caption("Two variants are needed to tell what differs.")
        return
    rows = differences([preset.with_layers(False) for preset in presets])  # layers or not is said beside the names
    if not rows:
        st.caption("These have the same values.")
        return
    names = [preset.name for preset in presets]
    columns: dict[str, list[str]] = {"Plugin": [row.plugin for row in rows], "Value": [row.name for row in rows]}
    for index, name in enumerate(names):
        unique = name if names.count(name) == 1 else f"{name} ({index + 1})"
        columns[unique] = [row.values[index].replace(" %", "\N{NO-BREAK SPACE}%") for row in rows]
    table(columns)
