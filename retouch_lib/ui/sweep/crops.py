"""What of each picture the cells of a sweep show."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import streamlit as st

from retouch_lib.ui.grid import Framing
from retouch_lib.ui.session import Key

CROPS: Mapping[str, Framing] = MappingProxyType(
    {
        "Whole": Framing("whole", 220, fills=True),
        "Face": Framing("face", 220, fills=True),
        "Eyes": Framing("eyes", 220, fills=True, high=0.5),
    }
)
_FIRST = "Face"


def crop_choice(key: Key) -> str:
    """Draw the choice; a key of CROPS."""
    chosen = st.segmented_control(
        "Crop",
        list(CROPS),
        default=_FIRST,
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    return str(chosen or _FIRST)
