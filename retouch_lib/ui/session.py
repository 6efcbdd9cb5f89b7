"""Every key of the session's state, of a widget and of the URL; whose session it is, and what is kept in it only.

A session ends with F5 or a closed tab, so what matters is in the store (`workspace`) or in the URL (the run shown); the
session holds only copies and the widgets' values.
"""

from __future__ import annotations

from typing import Any, NewType

import streamlit as st

from retouch_lib.cloud.latency import Latency
from retouch_lib.cloud.replies import Limits
from retouch_lib.cloud.servers import Server
from retouch_lib.lab import Lab
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.owner import OWNER as OWNER

Key = NewType("Key", str)
"""What a widget, a fragment or a value of the session's state is called: made in this file only."""

PAGE = "page"
"""The place of sentences that belong to no part of a page."""

# --- what the session keeps by itself ---------------------------------------------------------------------------

VARIANTS = Key("variants")
VARIANTS_STORED = Key("variants_stored")
"""The rows of the store from which VARIANTS were made: other ones are another tab's work."""
PHOTO_SHOWN = Key("photo_shown")
_SAVING = Key("saving")
_LATENCIES = Key("latencies")
_LIMITS = Key("limits")

# --- in the URL -------------------------------------------------------------------------------------------------

RUN = "run"
PRESET = "preset"

# --- Tune -------------------------------------------------------------------------------------------------------

OPEN_VARIANT = Key("open_variant")


# --- reading and writing ----------------------------------------------------------------------------------------


def value(key: Key) -> Any:
    """What a widget holds, or what was put there; None where there is nothing."""
    return st.session_state.get(key)


def text(key: Key) -> str:
    """What was typed into a field; empty where there is none."""
    return str(st.session_state.get(key, ""))


def put(key: Key, new: object) -> None:
    """Keep a value; of a widget, before it is drawn."""
    st.session_state[key] = new


def drop(key: Key) -> None:
    st.session_state.pop(key, None)


def _place(name: str) -> Key:
    return Key(f"sayings_{name}")


def lab() -> Lab:
    """The one lab of this process."""
    return lifespan.current_lab()


def latencies() -> list[Latency]:
    """What the last latency check of this session found; empty before the first."""
    found: list[Latency] = st.session_state.get(_LATENCIES, [])
    return found


def set_latencies(found: list[Latency]) -> None:
    st.session_state[_LATENCIES] = found


def limits_of(server: Server) -> Limits | None:
    """What that server said of its limits when it was asked in this session, by address; None while nobody asked."""
    said: dict[str, Limits] = st.session_state.get(_LIMITS, {})
    return said.get(server.base)


def keep_limits(server: Server, limits: Limits) -> None:
    st.session_state[_LIMITS] = {**st.session_state.get(_LIMITS, {}), server.base: limits}


def saving() -> bool:
    """Whether the dialog is open in which the open variant is saved as a preset.

    The page is not drawn anew by itself meanwhile: the dialog would lose what is being typed.
    """
    return bool(st.session_state.get(_SAVING))


def set_saving(value: bool) -> None:
    st.session_state[_SAVING] = value


def say(kind: str, sentence: str, place: str = PAGE) -> None:
    """Keep a sentence for the next drawing of `place`; `kind` is an `st` message: error, warning, info, success."""
    st.session_state.setdefault(_place(place), []).append((kind, sentence))


def show_sayings(place: str = PAGE) -> None:
    """Draw the sentences kept for this place since its last drawing: once, and near what was pressed."""
    said: Any = st.session_state.pop(_place(place), [])
    for kind, sentence in said:
        getattr(st, kind)(sentence)
