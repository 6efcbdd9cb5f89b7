"""What the next run is to be: which variants, one picture or layers, photos as they are or reduced, which project."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.again import draw_parts
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside

_ONE, _LAYERS = "One picture", "Layers (ZIP)"
_NAME_LENGTH = 24
_SIDES = (0, 6000, 4096, 3072, 2048)
"""Pixels of the longest side; 0 sends photos as they are."""


def variants_chosen() -> None:
    """What is in the run: how many photos, and which variants, to be ticked."""
    names = {variant.id: plain(variant.name) for variant in workspace.variants()}
    chosen = _chosen()
    if _is_told_anew(chosen, names):
        session.put(session.CHOSEN_VARIANTS, chosen)
    st.pills(
        f"In the run: {plain(_photos_in_words(workspace.photos_chosen()))} × {counted(len(chosen), 'variant')}",
        list(names),
        selection_mode="multi",
        key=session.CHOSEN_VARIANTS,
        format_func=lambda variant_id: names.get(variant_id, ""),
        on_change=_choose_variants,
        args=(names,),
        wrap=True,
    )


def _chosen() -> list[str]:
    return [variant.id for variant in workspace.variants() if variant.chosen]


def _is_told_anew(chosen: list[str], names: dict[str, str]) -> bool:
    """Whether the pills are told what is chosen, as at every drawing; but not while it is what the user ticked last. By
    the time they hear it another may be ticked, which would be taken back, and go wrong with the tick after that."""
    shown = set(session.value(session.CHOSEN_VARIANTS) or ())
    if session.value(session.TICKED) == (chosen, names) and shown == set(chosen):
        return False
    session.take(session.TICKED)
    return True


def _photos_in_words(photos: Sequence[Photo]) -> str:
    """ "6 photos"; a single one by its name."""
    return shortened_inside(photos[0].name, _NAME_LENGTH) if len(photos) == 1 else counted(len(photos), "photo")


def _choose_variants(names: dict[str, str]) -> None:
    workspace.choose_variants(session.value(session.CHOSEN_VARIANTS))
    session.put(session.TICKED, (_chosen(), names))
    draw_parts([session.PLAN, session.DETAILS])


def sending() -> None:
    """Draw how it is sent: what seldom changes, at the end of the board."""
    st.fragment(_sending, key=session.SENDING)()


def _sending() -> None:
    _result_kind()
    _photos_sent()


def _result_kind() -> None:
    session.put(session.RESULT_KIND, _ONE if workspace.one_picture() else _LAYERS)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[Result]", width="content")
        st.segmented_control(
            "Result",
            [_ONE, _LAYERS],
            key=session.RESULT_KIND,
            required=True,
            label_visibility="collapsed",
            on_change=_choose_kind,
        )


def _choose_kind() -> None:
    workspace.set_one_picture(session.value(session.RESULT_KIND) == _ONE)
    draw_parts([session.PLAN, session.DETAILS])


def _photos_sent() -> None:
    """Whether long photos are reduced before they are sent: for slow connections, and where no more is needed."""
    side = workspace.longest_side()
    session.put(session.LONGEST_SIDE, side)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[Send]", width="content")
        st.selectbox(
            "Send photos",
            sorted({*_SIDES, side}, key=lambda pixels: -pixels if pixels else -1_000_000),
            key=session.LONGEST_SIDE,
            format_func=lambda pixels: f"reduced to {pixels} px" if pixels else "photos as they are",
            label_visibility="collapsed",
            on_change=_choose_side,
        )


def _choose_side() -> None:
    workspace.set_longest_side(session.value(session.LONGEST_SIDE))
    draw_parts([session.PLAN, session.DETAILS])


def project_field() -> None:
    session.put(session.RUN_PROJECT, workspace.project())
    st.text_input(
        "Project",
        key=session.RUN_PROJECT,
        max_chars=workspace.LONGEST_PROJECT,
        placeholder="Project: a client, a school (optional)",
        label_visibility="collapsed",
        icon=":material/folder:",
        on_change=_name_project,
    )


def _name_project() -> None:
    workspace.set_project(session.text(session.RUN_PROJECT))
    draw_parts([session.PLAN])
