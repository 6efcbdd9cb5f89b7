"""Which server is used, on every page, and what that means for the photo and for the credits."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME, Server
from retouch_lib.cloud.transport import host_of
from retouch_lib.store.records import Job
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.shared.plan_words import balance_left_in_words
from retouch_lib.ui.shared.text import plain

_MOST_NAMED = 3


def server_note() -> None:
    """The sidebar's note."""
    server = workspace.server()
    st.markdown(f"**Server: {server.label}**")
    if server.is_local:
        st.caption("Local engine: an approximation, not Retouch4me’s result. Free.")
        return
    st.caption(f"Photos go to {server.label} ({server.region}). Each new result takes one credit.")
    st.caption(balance_left_in_words(session.lab().standing(session.owner(), server.name)))


def standing_notes() -> None:
    """Warnings that stand on every page, each as long as its cause lasts."""
    _in_clear_note()
    if missing := workspace.server_missing():
        st.warning(
            plain(
                f"The server you chose, {missing}, is not set any more: the local engine is used. Choose in Settings."
            ),
            icon=":material/cloud_off:",
        )
    lab = session.lab()
    if workspace.server().is_local and lab.engine.trouble:
        st.warning(plain(f"{lab.engine.trouble} Local runs wait meanwhile, and are tried again by themselves."))
    if lost := preferences.unreadable():
        st.warning(
            plain(f"Can’t be read, and stand as at first until chosen anew: {', '.join(lost)}."),
            icon=":material/settings_backup_restore:",
        )
    if versions := lab.library.unreadable(session.owner()):
        named = ", ".join(f"“{version.name}”, version {version.number}" for version in versions[:_MOST_NAMED])
        more = f" and {len(versions) - _MOST_NAMED} more" if len(versions) > _MOST_NAMED else ""
        st.caption(plain(f"Saved presets that can’t be read, and are kept as they are: {named}{more}. See Presets."))


def _in_clear_note() -> None:
    """For as long as the settings name a server that is reached without encryption."""
    for server in session.lab().servers():
        if server.in_clear:
            st.warning(
                plain(
                    f"{server.label} ({host_of(server.base)}) is reached without encryption, as RETOUCH_ALLOW_HTTP"
                    " allows: anyone on the way can read photos, results and the token."
                ),
                icon=":material/lock_open:",
            )


def origin_note(jobs: Sequence[Job]) -> None:
    """Which server made these results: a local one must never be taken for the vendor's."""
    labels = {server.name: server.label for server in session.lab().servers()}
    for name in dict.fromkeys(job.server for job in jobs):
        made = ", ".join(plain(job.variant) for job in jobs if job.server == name)
        remark = ", an approximation, not Retouch4me’s result" if name == LOCAL_NAME else ""
        st.caption(f"{made} · {plain(labels.get(name, name))}{remark}.")


def consent_note() -> None:
    """Before the first upload to a server that is not this computer: say so, and ask."""
    server = workspace.server()
    if workspace.consented(server):
        return
    with st.container(border=True):
        st.markdown(f"**Your photo will leave this computer.** It is sent to {server.label} ({server.region}).")
        st.button(f"I agree: send photos to {server.label}", key=session.CONSENT, on_click=_agree, args=(server,))


def _agree(server: Server) -> None:
    workspace.consent(server)
