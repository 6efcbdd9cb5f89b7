"""The fields of a sweep of any setting: the preset, the photos, and what is varied across and down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.errors import InvalidAxis, InvalidPayload
from retouch_lib.presets.payload_sweep import PayloadSweep, payload_sweep
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.varying import (
    LONGEST_AXIS,
    PRESET,
    NumberVariable,
    Variable,
    variables,
)
from retouch_lib.ui import session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.photo_names import photo_names
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.ui.sweep.asked import AskedSweep, asked, keep
from retouch_lib.words.text import folded

_NOTHING = ""
"""In the place of a variable's name."""


def fields() -> tuple[AskedSweep, PayloadSweep | None]:
    """Draw them; what is swept, and its cells: None, and it is said, where they make no sweep."""
    kept = asked()
    presets = _presets(kept.asked.base)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        base = _base(kept.asked, presets, kept.generation)
        photos = _photos(kept.asked, kept.generation)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        typed = [*kept.asked.axes, _NOTHING, _NOTHING]
        across = _axis("across", typed[0], base, presets, kept.generation)
        down = _axis("down", typed[1], base, presets, kept.generation)
    now = keep(replace(kept.asked, base=base, photos=photos, axes=tuple(filter(None, (across, down))))).asked
    try:
        return now, payload_sweep(base, now.axes, presets)
    except (InvalidAxis, InvalidPayload) as error:
        st.warning(plain(str(error)))
        return now, None


def _presets(base: Preset) -> list[Preset]:
    """What may be swept: the board's variants, then the library's presets, no two called alike."""
    board = [replace(one.preset, name=one.name) for one in workspace.variants() if one.preset.tasks]
    library = [entry.newest.preset for entry in workspace.preset_entries()]
    by_name: dict[str, Preset] = {}
    for preset in (*board, *library, base):
        same = by_name.get(folded(preset.name))
        if same is None:
            by_name[folded(preset.name)] = preset
        elif preset is base and same.fingerprint != base.fingerprint:
            name = distinct([*(one.name for one in by_name.values()), base.name])[-1]
            by_name[folded(name)] = replace(base, name=name)
    return list(by_name.values())


def _base(asked: AskedSweep, presets: Sequence[Preset], generation: int) -> Preset:
    names = [preset.name for preset in presets]
    alike = [place for place, preset in enumerate(presets) if preset.fingerprint == asked.base.fingerprint]
    named = [place for place in alike if folded(names[place]) == folded(asked.base.name)]
    chosen = st.selectbox(
        "Preset",
        names,
        index=(named or alike or [0])[0],
        key=session.sweep_field(generation, "base"),
        format_func=plain,
        width=220,
        help="What is not varied stays as it is in this preset.",
    )
    return presets[names.index(str(chosen))]


def _photos(asked: AskedSweep, generation: int) -> tuple[str, ...]:
    names = photo_names(workspace.photos())
    return tuple(
        st.multiselect(
            "Photos",
            list(names),
            default=[photo for photo in asked.photos if photo in names],
            key=session.sweep_field(generation, "photos"),
            format_func=lambda photo: plain(names[photo]),
            placeholder="Choose at least one",
        )
    )


def _axis(which: str, typed: str, base: Preset, presets: Sequence[Preset], generation: int) -> str:
    """Draw one; it as it is typed, empty where nothing is varied."""
    name, _, values = typed.partition("=")
    known = _by_name(base, presets)
    options = list(known) if which == "across" else [_NOTHING, *known]
    at = {folded(option): place for place, option in enumerate(options)}.get(folded(name.strip()), 0)
    chosen = st.selectbox(
        which.capitalize(),
        options,
        index=at,
        key=session.sweep_field(generation, which),
        format_func=lambda option: plain(known[option].title) if option else "nothing",
        width=260,
    )
    if not chosen:
        return ""
    variable = known[str(chosen)]
    begins = values.strip() if options[at] == chosen and values.strip() else variable.usual
    key = session.sweep_field(generation, f"{which}_{variable.name}")
    if isinstance(variable, NumberVariable):
        return f"{variable.name}={_numbers(which, variable, begins, key)}"
    return f"{variable.name}={_words(which, variable, begins, key)}"


def _by_name(base: Preset, presets: Sequence[Preset]) -> Mapping[str, Variable]:
    """All that can be varied: presets, what the preset has, then the other plugins."""
    there = {task.plugin for task in base.tasks}
    found = list(variables(presets))
    first = [one for one in found if one.name == PRESET or one.name.partition(".")[0] in there]
    return {one.name: one for one in (*first, *(one for one in found if one not in first))}


def _numbers(which: str, variable: NumberVariable, begins: str, key: Key) -> str:
    sign = variable.sign.strip()
    return st.text_input(
        plain(f"Values {which}, in {sign}" if sign else f"Values {which}"),
        begins,
        key=key,
        max_chars=LONGEST_AXIS,
        width=180,
        help=plain(f"from:to:step, as in 20:100:20, or one by one: 20, 40, 80. {variable.range_in_words}"),
        autocomplete="off",
    )


def _words(which: str, variable: Variable, begins: str, key: Key) -> str:
    words = list(getattr(variable, "words", ()))
    try:
        first = variable.read(begins)
    except InvalidAxis as error:
        st.warning(plain(str(error)))
        first = ()
    chosen = st.multiselect(
        f"Values {which}", words, default=[words[int(value)] for value in first], key=key, format_func=plain
    )
    return variable.typed([words.index(word) for word in chosen])
