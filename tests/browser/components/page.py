"""The page: `?show=drop`, or the viewer with what the address asks for (see `Wish` in test_viewer.py)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import streamlit as st

from retouch_lib.ui import preferences, session
from retouch_lib.ui.drop_zone import drop_zone
from retouch_lib.ui.viewer import Shot, viewer

SAMPLE_SIZES = {"portrait": (910, 1137), "glasses": (512, 600), "half-body": (512, 512)}
GAMMA = {"original": 1.0, "slight": 0.92, "balanced": 0.85, "heavy": 0.75}


def drawn_shot(name: str, width: int, height: int, preview_width: int) -> Shot:
    address = f"/pictures/{name}/{width}/{height}"
    return Shot(name, name, f"{address}/{preview_width}.jpg", f"{address}/{width}.jpg", width, height, preview_width)


def sample_shot(sample: str, name: str) -> Shot:
    width, height = SAMPLE_SIZES[sample]
    address = f"/samples/{sample}/{GAMMA[name]}/{width}.jpg"
    return Shot(name, name, address, address, width, height, width)


def shots_for(wish: dict[str, object]) -> list[Shot]:
    names = list(GAMMA)[: st.session_state.get("count", wish.get("count", 3))]
    if sample := wish.get("sample"):
        return [sample_shot(str(sample), name) for name in names]
    width, height, preview_width = wish.get("size", [1600, 1200, 800])
    sizes = dict.fromkeys(names, (width, height, preview_width)) | wish.get("sizes", {})
    shots = [drawn_shot(name, *sizes[name]) for name in names]
    broken = wish.get("broken")
    shots = [shots[0], *(replace(shot, mark="none") for shot in shots[1:])]
    return [replace(shot, preview="/pictures/none.jpg") if shot.id == broken else shot for shot in shots]


def keep(wanted: bool) -> None:
    st.session_state["single"] = wanted


def show_viewer() -> None:
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    wish = json.loads(st.query_params.get("wish", "{}"))
    if st.button("One more"):
        st.session_state["count"] = wish.get("count", 3) + 1
    place = st.expander("Place", expanded=True) if st.checkbox("Elsewhere") else st.container()
    with place:
        state = viewer(shots_for(wish), key="viewer", height=wish.get("height", 560), **wish.get("options", {}))
    step = st.session_state.setdefault("steps", 0) + state.step
    st.session_state["steps"] = step
    judged = st.session_state.setdefault("judged", [])
    if state.judge:
        judged.append(state.judge)
    told = {"steps": step, "judged": judged, "heard": session.value(session.heard("viewer"))}
    here = {"single": preferences.single_keys(), "runs": st.session_state["runs"]}
    st.code(json.dumps({**asdict(state), **told, **here}))
    st.text_input("Name")
    if state.step or state.judge:
        st.rerun()  # as every page does: the viewer is told thereby that it was heard


def show_drop_zone() -> None:
    answers = drop_zone(key="drop", url="/upload", max_bytes=2_000_000)
    if answers:
        batches = st.session_state.setdefault("batches", [])
        batches.append([[type(answer).__name__, asdict(answer)] for answer in answers])
    st.code(json.dumps(st.session_state.get("batches", [])))


preferences.single_keys = lambda: st.session_state.get("single", True)  # there is no lab here
preferences.keep_single_keys = keep
st.set_page_config(page_title=Path(__file__).stem, layout="wide")
(show_drop_zone if st.query_params.get("show") == "drop" else show_viewer)()
