"""Mixes set aside to be looked at beside the one that the sliders move, and beside each other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.store.records import Mix
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import PLACE, Mixed, change
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.beside import beside, put_beside
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.mixing import LONGEST_NAME, guard_of

_UNNAMED = "kept mix"
_KEEP = "A copy of the mix as it is now, to be compared with others. No slider changes it."


def kept(mixed: Mixed) -> tuple[Mix, ...]:
    """Draw the button that keeps one and, where there are some, the choice between them; those that were chosen."""
    mixes = lab().mixes.kept(owner(), mixed.result)
    names = {mix.id: mix.name for mix in mixes}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Keep to compare", key=session.MIX_KEEP, icon=":material/library_add:", type="tertiary",
            on_click=_keep, args=(mixed,), help=_KEEP,
        )  # fmt: skip
        if mixes:
            with st.popover("Kept mixes", type="tertiary"):
                _choices(mixed, mixes)
    if not mixes:
        return ()
    key = session.mix_beside(mixed.result.job.id)
    chosen = session.value(key)
    session.put(key, [one for one in (beside() if chosen is None else chosen) if one in names])
    chosen = st.pills(
        "Kept mixes beside it",
        list(names),
        selection_mode="multi",
        key=key,
        format_func=lambda one: plain(names[one]),
        label_visibility="collapsed",
        on_change=_stand,
        args=(mixed, tuple(names)),
    )
    return tuple(mix for mix in mixes if mix.id in chosen)


def _stand(mixed: Mixed, offered: Sequence[str]) -> None:
    """Keep which of these stand beside the mix."""
    chosen = session.value(session.mix_beside(mixed.result.job.id)) or ()
    put_beside([*(one for one in beside() if one not in offered), *chosen])


def _choices(mixed: Mixed, mixes: Sequence[Mix]) -> None:
    for mix in mixes:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            key = session.mix_kept(mix.id, "name")
            session.put(key, mix.name)
            st.text_input(
                "Name", key=key, max_chars=LONGEST_NAME, label_visibility="collapsed", on_change=_rename, args=(mix,)
            )
            st.button(
                "Take", key=session.mix_kept(mix.id, "take"), type="tertiary", on_click=_take, args=(mixed, mix),
                help="The sliders stand as they stood then. Undo takes it back.",
            )  # fmt: skip
            st.button("Delete", key=session.mix_kept(mix.id, "delete"), type="tertiary", on_click=_delete, args=(mix,))


def _keep(mixed: Mixed) -> None:
    try:
        mix = lab().mixes.set_aside(owner(), mixed.result, mixed.strengths, mixed.mix.name or _UNNAMED, mixed.guard)
    except RetouchError as error:
        session.say("warning", plain(str(error)), PLACE)
        return
    put_beside([*beside(), mix.id])
    session.take(session.mix_beside(mixed.result.job.id))


def _take(mixed: Mixed, mix: Mix) -> None:
    change(mixed, mix.strengths, guard=guard_of(mix))


def _rename(mix: Mix) -> None:
    name = session.text(session.mix_kept(mix.id, "name"))
    if not name.strip():
        return
    try:
        lab().mixes.rename(owner(), mix, name)
    except RetouchError as error:
        session.say("warning", plain(str(error)), PLACE)


def _delete(mix: Mix) -> None:
    lab().mixes.delete(owner(), mix)
