"""Settings: which server photos go to, where each one is, and how long each takes to answer, on a press."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from retouch_lib.cloud.latency import Latency, measure
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import CallError
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.work.choices import DEFAULT

_NO_PAGE = 404
"""What the API's servers answer to the call that is asked for: it is documented, but not there in production."""


def server_section() -> None:
    """Draw the choice of the server and, below it, the latency check."""
    servers = {server.name: server for server in session.lab().servers()}
    session.put(session.SERVER, workspace.server().name)
    st.radio(
        "Server",
        list(servers),
        key=session.SERVER,
        format_func=lambda name: servers[name].label,
        captions=[_place(server) for server in servers.values()],
        label_visibility="collapsed",
        on_change=_choose,
    )
    _origin(servers)
    _latency(list(servers.values()))


def _origin(servers: dict[str, Server]) -> None:
    """Where the choice comes from, and the way back from one's own."""
    source = session.lab().settings.source("server") or DEFAULT
    if session.lab().store.preference(session.owner(), preferences.SERVER) is None:
        st.caption("As at first: nobody chose another." if source == DEFAULT else f"Chosen by {source}.")
        return
    given = servers.get(session.lab().settings.server)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Chosen here.", width="content")
        if given is not None:
            st.button(
                f"Back to {given.label}",
                key=session.BACK_SERVER,
                type="tertiary",
                icon=":material/undo:",
                help=f"From {source}.",
                on_click=_go_back,
            )


def _go_back() -> None:
    session.lab().store.set_preference(session.owner(), preferences.SERVER, None)


@st.fragment(key=session.LATENCY)
def _latency(servers: list[Server]) -> None:
    """Its own fragment: the rest of the page stays usable while servers are waited for."""
    if kept_press(
        "Measure latency",
        key=session.MEASURE_LATENCY,
        icon=":material/network_ping:",
        help="Asks each server above once, without token or photo. Nothing is switched, and nothing is paid.",
    ):
        with st.spinner("Asking each server once …"):
            session.set_latencies(_measured(servers))
    found = session.latencies()
    if not found:
        return
    st.dataframe(
        latency_table(found, servers),
        hide_index=True,
        height="content",
        placeholder="–",
        column_config={"ms": st.column_config.NumberColumn("ms", format="%d", width="small")},
    )
    st.caption(
        "From a first call to the first line of its answer: address, connection, encryption. A photo’s upload and"
        " the retouching take longer and depend on more. Nothing was switched."
    )


def latency_table(found: list[Latency], servers: list[Server]) -> pd.DataFrame:
    """One row per server: where it is, milliseconds, and what it did in words."""
    by_name = {server.name: server for server in servers}
    rows = [(by_name[latency.server], latency) for latency in found if latency.server in by_name]
    return pd.DataFrame(
        {
            "Server": [server.label for server, _ in rows],
            "Host": [host(server) for server, _ in rows],
            "ms": pd.array([None if item.seconds is None else round(item.seconds * 1000) for _, item in rows], "Int64"),
            "What came": [answer_in_words(latency) for _, latency in rows],
        }
    )


def answer_in_words(latency: Latency) -> str:
    if latency.status is None:
        return "no answer in time" if latency.silent else "no connection"
    if latency.status < 300 or latency.status == _NO_PAGE:
        return "answers"
    return f"answers with HTTP {latency.status}"


def host(server: Server) -> str:
    """The host's name and port as in its address; "this computer" for the local engine."""
    return urlsplit(server.base).netloc or "this computer"


def _place(server: Server) -> str:
    if server.is_local:
        return "An approximation on this computer, not Retouch4me’s result. Free, needs no token."
    return f"{server.region} · `{host(server)}`"


def _measured(servers: list[Server]) -> list[Latency]:
    return measure({server.name: _address(server) for server in servers})


def _address(server: Server) -> str:
    """Empty while the local engine is down."""
    try:
        return session.lab().client(server.name).address()
    except CallError:
        return ""


def _choose() -> None:
    workspace.choose_server(session.value(session.SERVER))
