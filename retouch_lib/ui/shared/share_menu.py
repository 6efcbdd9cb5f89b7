"""*Share…*: with whom a preset, run or project of one's own is shared, to read or to write, and no longer."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import NotAllowed
from retouch_lib.owners import Owner
from retouch_lib.ui import session
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.team import called, in_team, others
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import visible
from retouch_lib.work.sharing import TEAM, Grant, Thing

READ, WRITE = "Read", "Write"
_TEAM = "Everybody in the team"
_TO_WRITE = {
    Thing.PRESET: "Read: use it on their Tune, copy it. Write: save versions of it, too.",
    Thing.RUN: "Read: look at its photos and results, save them, use copies on their Tune. Write: judge results, too.",
    Thing.PROJECT: "Read: all its runs, also those to come. Write: judge their results, file runs under it.",
}
_COPIES = "Nobody spends your credits. What somebody copied meanwhile stays with them when you stop sharing."


def share_menu(kind: Thing, thing: str, label: str = "Share…") -> None:
    """Draw it for something of one's own, as `store.grants.Thing` names it; nothing for who is in no team."""
    if not in_team():
        return
    place = f"share_{kind}_{thing}"
    with st.popover(label, icon=":material/group_add:", key=session.share_menu(place)):
        session.show_sayings(place)
        grants = lab().sharing.grants(session.owner(), kind, thing)
        if not grants:
            st.markdown("Only you see it.")
        for grant in grants:
            _granted(kind, thing, grant, place)
        _more(kind, thing, place)
        st.caption(f"{_TO_WRITE[kind]} {_COPIES}")


def _granted(kind: Thing, thing: str, grant: Grant, place: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        whom = _TEAM if grant.whom == TEAM else called(grant.whom)
        st.markdown(f"**{whom}** · {'write' if grant.writes else 'read'}", width="stretch")
        key = session.unshare(place, grant.whom)
        st.button("Stop sharing", key=key, type="tertiary", on_click=_stop, args=(kind, thing, grant.whom, place))


def _more(kind: Thing, thing: str, place: str) -> None:
    names = lab().people.names()
    whom = st.selectbox(
        "With",
        [TEAM, *others()],
        index=None,
        placeholder="Choose",
        format_func=lambda owner: _TEAM if owner == TEAM else visible(names[owner]),
        key=session.share_with(place),
    )
    level = st.segmented_control("They may", [READ, WRITE], default=READ, required=True, key=session.share_level(place))
    st.button(
        "Share",
        key=session.share_now(place),
        type="primary",
        disabled=whom is None,
        on_click=_share,
        args=(kind, thing, whom, level == WRITE, place),
    )


def _share(kind: Thing, thing: str, whom: Owner, writes: bool, place: str) -> None:
    try:
        lab().sharing.share(session.owner(), kind, thing, whom, writes=writes)
    except NotAllowed as error:
        session.say("error", plain(str(error)), place)


def _stop(kind: Thing, thing: str, whom: Owner, place: str) -> None:
    lab().sharing.unshare(session.owner(), kind, thing, whom)
    session.say("info", "No longer shared. Copies that were made of it stay.", place)
