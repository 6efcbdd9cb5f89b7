"""Who is it: the page before the login, and who is logged in, with the way out."""

from __future__ import annotations

import streamlit as st

from retouch_lib.owners import LOCAL
from retouch_lib.ui import session
from retouch_lib.ui.server.doors import login_table, providers
from retouch_lib.ui.server.visitor import Visitor
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.auditing import Did
from retouch_lib.work.people import OUT

_WIDTH = 420


def login_page() -> None:
    """What stands there for somebody whom the lab doesn't know: a sentence and a button, and nothing of anybody."""
    with st.container(width=_WIDTH):
        st.header("Retouch Lab")
        if not session.lab().settings.login:
            st.markdown("The lab knows you by a cookie, and this browser keeps none. Allow cookies; reload the page.")
            return
        if session.was_taken_out():
            st.markdown(OUT)
            return
        st.markdown("Your photos, presets and runs are kept under your login.")
        for provider in providers(login_table()):
            st.button(
                f"Log in with {plain(provider.capitalize())}" if provider else "Log in",
                key=session.log_in(provider or ""),
                type="primary",
                on_click=st.login,
                args=(provider,) if provider else (),
            )


def visitor_note(visitor: Visitor) -> None:
    """In the sidebar of a lab that is shared: who looks at it."""
    lab = session.lab()
    if not lab.settings.is_shared:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=session.VISITOR):
        st.markdown(f":material/person: {plain(visitor.name)}")
        if visitor.owner == LOCAL or not lab.settings.login:
            return
        st.button(
            "Log out",
            key=session.LOG_OUT,
            type="tertiary",
            on_click=_log_out,
            help="In every browser in which you are logged in.",
        )


def _log_out() -> None:
    """First in the lab: whoever has a copy of the login's cookie is nobody from then on."""
    lab, owner = session.lab(), session.owner()
    lab.logouts.log_out(owner)
    lab.auditing.note(owner, Did.LEFT)
    st.logout()
