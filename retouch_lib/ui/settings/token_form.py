"""Settings: the token, which is kept in this process's memory only, and what the server says about it."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.servers import Server
from retouch_lib.errors import BadSetting, RetouchError, StoreTrouble
from retouch_lib.store.records import Reading
from retouch_lib.tokens.secret import TOKEN_PAGE, Token
from retouch_lib.ui import session
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.times import day_and_time
from retouch_lib.work.auditing import Did

_PLACE = "token"
_IN_MEMORY = "Kept in memory until Retouch Lab stops, or you forget it here. It is never written to disk."
_ON_SHELF = "Kept encrypted in the lab’s database, for all its replicas, until you forget it here."


def token_form(server: Server) -> None:
    """Draw where the token comes from, the field for a new one, the test of it, and the balance."""
    token = session.lab().vault.token(session.owner())
    st.caption(_whose(token))
    session.show_sayings(_PLACE)
    with st.form(session.TOKEN_FORM, clear_on_submit=True, border=False):
        st.text_input(
            "Retouch4me token",
            type="password",
            key=session.TOKEN_FIELD,
            placeholder="reto…",
            autocomplete="off",
            help=_ON_SHELF if session.lab().vault.is_on_shelf else _IN_MEMORY,
        )
        st.form_submit_button("Save token", on_click=_keep)
    with st.container(horizontal=True, gap="small"):
        if not server.is_local and token is not None:
            st.button(
                f"Test: ask {server.label} for the balance",
                key=session.ASK_BALANCE,
                help="Sends the token, no photo. Costs nothing.",
                on_click=_ask,
                args=(server,),
            )
        if token is not None and not session.lab().vault.from_environment(session.owner()):
            st.button("Forget the token", key=session.FORGET_TOKEN, on_click=_forget)
        st.link_button("Get a token from Retouch4me", TOKEN_PAGE, icon=":material/open_in_new:")
    if server.is_local and token is not None:
        st.caption("The local engine needs no token. Choose a cloud server above to test this one.")
    if not server.is_local:
        balance = session.lab().last_reading(session.owner(), "balance", server.name)
        st.metric("Credits left, as last asked", "–" if balance is None else balance.value, width="content")
        st.caption("Not asked yet." if balance is None else read_in_words(balance))


def read_in_words(reading: Reading) -> str:
    return f"Read on {day_and_time(reading.read_at)}."


def _whose(token: Token | None) -> str:
    """Which token is in use, and where it was given."""
    if token is None and session.lab().vault.withheld(session.owner()):
        return "No token yet: the lab’s own is not yours to spend with. Enter one of yours, or ask an admin."
    if token is None:
        return "No token yet. The local engine needs none."
    if session.lab().vault.from_environment(session.owner()):
        return f"In use: `{token!r}`, from {_outside()}."
    how = "encrypted in the database" if session.lab().vault.is_on_shelf else "in memory until Retouch Lab stops"
    words = f"In use: `{token!r}`, typed here, kept {how}."
    beneath = session.lab().settings.token
    return f"{words} Once it is forgotten, {_outside()} is used again." if beneath else words


def _outside() -> str:
    """Where a token was given that nobody typed here."""
    return session.lab().settings.source("token") or "RETOUCH_TOKEN"


def _keep() -> None:
    token = Token(session.take(session.TOKEN_FIELD) or "")
    if not token:
        session.say("warning", "No token was typed. Nothing was changed.", _PLACE)
        return
    try:
        session.lab().vault.keep(session.owner(), token)
    except (BadSetting, StoreTrouble) as error:
        session.say("error", f"{plain(str(error))} Nothing was changed.", _PLACE)
        return
    session.lab().jobs.token_changed(session.owner())
    session.lab().auditing.note(session.owner(), Did.GAVE_TOKEN)
    where = "encrypted" if session.lab().vault.is_on_shelf else "in memory"
    session.say("success", f"The token {token!r} is kept {where}. Jobs that waited for it go on.", _PLACE)


def _forget() -> None:
    try:
        session.lab().vault.forget(session.owner())
    except StoreTrouble as error:
        session.say("error", f"{plain(str(error))} Nothing was changed.", _PLACE)
        return
    session.lab().auditing.note(session.owner(), Did.FORGOT_TOKEN)
    session.lab().jobs.token_changed(session.owner())
    if session.lab().vault.token(session.owner()) is not None:
        session.say("info", f"The token typed here is forgotten; {_outside()} is used again.", _PLACE)
        return
    session.say("info", "The token is forgotten. Jobs that still have to be sent wait for one.", _PLACE)


def _ask(server: Server) -> None:
    try:
        reading = session.lab().balance(session.owner(), server.name)
    except RetouchError as error:
        session.say("error", f"{plain(str(error))} No credit was taken.", _PLACE)
        return
    session.say("success", f"{server.label} says: {counted(reading.value, 'credit')} left.", _PLACE)
