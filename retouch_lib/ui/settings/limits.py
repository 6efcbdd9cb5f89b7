"""Settings: what the server takes, and what is left of the day's quota."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.latency import ask_limits
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS, Limits
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import CallError
from retouch_lib.imaging.files.limits import MAX_BYTES, MAX_MEGAPIXELS, MAX_SIDE
from retouch_lib.ui import session
from retouch_lib.ui.settings.token_form import read_in_words
from retouch_lib.ui.shared.text import plain

_MB = 1 << 20


def limits_section(server: Server) -> None:
    """Draw the limits in force and, for a cloud server, the button that asks it for its own."""
    asked = session.limits_of(server)
    st.markdown(plain(limits_in_words(asked or DOCUMENTED_LIMITS)))
    st.caption(source_in_words(asked, server.label))
    if warning := stricter_in_words(asked or DOCUMENTED_LIMITS, server.label):
        st.warning(plain(warning))
    st.caption(f"Retouch Lab itself takes {MAX_SIDE:,} pixels on a side at most, and makes HEIC into JPEG first.")
    if server.is_local:
        st.caption("The local engine has no day’s quota; its credits are play money.")
        return
    quota = session.lab().last_reading(session.owner(), "quota", server.name)
    st.markdown(
        "Day’s quota: not known; each start’s answer names it (retouchQuota)."
        if quota is None
        else f"Day’s quota: **{quota.value:,}** attempts left. {read_in_words(quota)}"
    )
    st.button(
        f"Ask {server.label} for its limits",
        key=session.ASK_LIMITS,
        help="One call without token or photo. Costs nothing.",
        on_click=_ask,
        args=(server,),
    )


def limits_in_words(limits: Limits) -> str:
    """ "JPEG, PNG · up to 100 MB · up to 250 megapixels" """
    formats = dict.fromkeys("JPEG" if name in ("jpg", "jpeg") else name.upper() for name in limits.formats)
    return (
        f"{', '.join(sorted(formats))} · up to {limits.max_bytes / _MB:g} MB · "
        f"up to {limits.max_megapixels:g} megapixels"
    )


def source_in_words(asked: Limits | None, label: str) -> str:
    if asked is None:
        return "As documented by Retouch4me."
    if asked.from_server:
        return f"As {label} said when asked."
    return f"As documented by Retouch4me: {label} did not name its own, which is usual today."


def stricter_in_words(limits: Limits, label: str) -> str:
    """Where the server takes less than the lab lets through; empty where it doesn't."""
    if limits.max_bytes >= MAX_BYTES and limits.max_megapixels >= MAX_MEGAPIXELS:
        return ""
    return (
        f"{label} takes less than Retouch Lab lets through ({MAX_BYTES // _MB} MB, {MAX_MEGAPIXELS} megapixels)."
        " A larger photo would be refused there; a refusal takes no credit."
    )


def _ask(server: Server) -> None:
    try:
        base = session.lab().client(server.name).address()
    except CallError:
        base = ""
    session.keep_limits(server, ask_limits(base))
