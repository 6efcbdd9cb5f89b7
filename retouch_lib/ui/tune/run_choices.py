"""What the next run is to be: which variants, one picture or layers, and for which project."""

from __future__ import annotations

import streamlit as st

from retouch_lib.ui import workspace
from retouch_lib.ui.shared.text import plain

_ONE, _LAYERS = "One picture", "Layers (ZIP)"


def variants_chosen() -> None:
    variants = workspace.variants()
    names = {variant.id: plain(variant.name) for variant in variants}
    st.session_state["chosen_variants"] = [variant.id for variant in variants if variant.chosen]
    st.pills(
        "In the run",
        list(names),
        selection_mode="multi",
        key="chosen_variants",
        format_func=lambda variant_id: names.get(variant_id, ""),
        on_change=_choose_variants,
        wrap=True,
    )


def _choose_variants() -> None:
    workspace.choose_variants(st.session_state["chosen_variants"])
    st.rerun(["plan", "details"])


def result_kind() -> None:
    st.session_state["result_kind"] = _ONE if workspace.one_picture() else _LAYERS
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[Result]", width="content")
        st.segmented_control(
            "Result",
            [_ONE, _LAYERS],
            key="result_kind",
            required=True,
            label_visibility="collapsed",
            on_change=_choose_kind,
        )


def _choose_kind() -> None:
    workspace.set_one_picture(st.session_state["result_kind"] == _ONE)
    st.rerun(["plan", "details"])


def project_field() -> None:
    st.session_state["run_project"] = workspace.project()
    st.text_input(
        "Project",
        key="run_project",
        max_chars=workspace.LONGEST_PROJECT,
        placeholder="Project: a client, a school (optional)",
        label_visibility="collapsed",
        icon=":material/folder:",
        on_change=_name_project,
    )


def _name_project() -> None:
    workspace.set_project(st.session_state["run_project"])
    st.rerun(["plan"])
