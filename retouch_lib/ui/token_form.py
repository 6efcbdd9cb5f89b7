"""Settings: the token, which is kept in this process's memory only, and what the server says about it."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.servers import Server
from retouch_lib.errors import RetouchError
from retouch_lib.secret import Token
from retouch_lib.ui import session

TOKEN_PAGE = "https://retouch4.me/token_page"  # noqa: S105, the vendor's page, no secret
_FIELD = "token_field"
_PLACE = "token"


def token_form(server: Server) -> None:
    """Draw where the token comes from, the field for a new one, and the balance."""
    vault = session.lab().vault
    token = vault.token(session.OWNER)
    if token is None:
        st.caption("No token yet. The local engine needs none.")
    elif vault.from_environment(session.OWNER):
        st.caption(f"In use: `{token!r}`, from RETOUCH_TOKEN.")
    else:
        st.caption(f"In use: `{token!r}`, kept in memory until Retouch Lab stops.")
    session.show_sayings(_PLACE)
    with st.form("token", clear_on_submit=True, border=False):
        st.text_input("Retouch4me token", type="password", key=_FIELD, placeholder="reto…", autocomplete="off")
        st.form_submit_button("Keep until Retouch Lab stops", on_click=_keep)
    st.link_button("Get a token from Retouch4me", TOKEN_PAGE, icon=":material/open_in_new:")
    if token is not None and not vault.from_environment(session.OWNER):
        st.button("Forget the token", key="forget_token", on_click=_forget)
    if not server.is_local and token is not None:
        st.button("Ask for the balance", key="ask_balance", on_click=_ask, args=(server,))


def _keep() -> None:
    token = Token(str(st.session_state.pop(_FIELD, "")))
    if not token:
        session.say("warning", "No token was typed. Nothing was changed.", _PLACE)
        return
    session.lab().vault.keep(session.OWNER, token)
    session.lab().jobs.token_changed(session.OWNER)
    session.say("success", f"The token {token!r} is kept in memory. Jobs that waited for it go on.", _PLACE)


def _forget() -> None:
    session.lab().vault.forget(session.OWNER)
    session.lab().jobs.token_changed(session.OWNER)
    session.say("info", "The token is forgotten. Jobs that still have to be sent wait for one.", _PLACE)


def _ask(server: Server) -> None:
    try:
        reading = session.lab().balance(session.OWNER, server.name)
    except RetouchError as error:
        session.say("error", f"{error} No credit was taken.", _PLACE)
        return
    session.say("success", f"{server.label} says: {reading.value} credits left.", _PLACE)
