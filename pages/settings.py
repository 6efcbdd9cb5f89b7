"""Settings: the server, the token (in memory only), the balance, and where the data lies."""

from urllib.parse import urlsplit

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.token_form import token_form


def choose_server() -> None:
    session.choose_server(st.session_state["server"])


st.header("Settings")
servers = {server.name: server for server in session.lab().servers()}
current = session.server()
st.session_state["server"] = current.name
st.radio(
    "Server",
    list(servers),
    key="server",
    format_func=lambda name: servers[name].label,
    captions=[
        "An approximation on this computer, not Retouch4me’s result. Free, needs no token."
        if server.is_local
        else f"{server.region} · `{urlsplit(server.base).netloc}`"
        for server in servers.values()
    ],
    on_change=choose_server,
)
st.subheader("Token and balance")
token_form(current)
balance = session.balance()
if not current.is_local:
    st.metric("Credits left, as last asked", "–" if balance is None else balance)
st.subheader("Data")
st.caption("Photos, results and databases lie in this folder. The token is never written there.")
st.code(str(session.lab().settings.data_dir), language=None)
