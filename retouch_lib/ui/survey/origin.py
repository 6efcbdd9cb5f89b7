"""Where the results surveyed were made: a local one must never be taken for the vendor's."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.survey.scope import Scope


def origin(shown: Scope) -> None:
    """Draw it; it names no look."""
    st.caption(plain(origin_in_words(shown)))


def origin_in_words(shown: Scope) -> str:
    """ "Made on Local engine, an approximation, not Retouch4me’s result, and Main." """
    labels = {server.name: server.label for server in lab().servers()}
    names = dict.fromkeys(item.job.server for item in shown.items)
    remarks = {LOCAL_NAME: ", an approximation, not Retouch4me’s result"}
    parts = [labels.get(name, name) + remarks.get(name, "") for name in names]
    return f"Made on {', and '.join(parts)}."
