"""Rescue a job: results that any program has paid for, found by their ids and fetched for nothing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.errors import InvalidPayload, RetouchError
from retouch_lib.presets.importing import read_presets
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared import escaped
from retouch_lib.ui.shared.text import plain
from retouch_lib.verbs import rescuing
from retouch_lib.verbs.events import LOST, Event
from retouch_lib.words.counted import counted
from retouch_lib.work.rescue import LONGEST_TEXT, ids_in

_PLACE = "rescue"
_MOST = 20
"""Ids that are looked up by one press: each is a call."""
_NOT_KNOWN = ""


def rescue_section() -> None:
    """Draw the field for ids, what was found of them, and the button that fetches it."""
    with st.expander("Rescue a job", icon=":material/move_to_inbox:"):
        st.caption(
            "What was paid for lies on its server for 24 hours, whatever program sent it. Looking and fetching take no"
            " credit."
        )
        st.text_area(
            "Ids, addresses, the output of curl, or a log",
            key=session.RESCUE_IDS,
            height=90,
            max_chars=LONGEST_TEXT,
            placeholder="https://…/getFile/3f2a…",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _server_choice()
            st.button("Look", key=session.RESCUE_LOOK, on_click=_look)
        session.show_sayings(_PLACE)
        found: Sequence[Event] = session.value(session.RESCUED) or ()
        if found:
            escaped.table(_columns(found))
            _fetch_form([event for event in found if _can_be_had(event)])


def _server_choice() -> None:
    servers = {server.name: server.label for server in session.lab().servers()}
    if session.value(session.RESCUE_SERVER) not in servers:
        session.put(session.RESCUE_SERVER, workspace.server().name)
    st.selectbox("Server", list(servers), key=session.RESCUE_SERVER, format_func=servers.__getitem__, width=260)


def _look() -> None:
    ids = ids_in(session.text(session.RESCUE_IDS))
    if not ids:
        session.say("warning", "No id of a job is in that.", _PLACE)
    if len(ids) > _MOST:
        session.say("info", f"These are the first {_MOST} of {len(ids):,}.", _PLACE)
    lab, server = session.lab(), session.text(session.RESCUE_SERVER)
    session.put(session.RESCUED, [rescuing.looked_up(lab, server, remote_id)[2] for remote_id in ids[:_MOST]])


def _columns(found: Sequence[Event]) -> dict[str, list[str]]:
    return {
        "Job": [str(event["id"]) for event in found],
        "State": [_state(event) for event in found],
        "Until (UTC)": [str(event.get("expires_at") or "")[:16].replace("T", " ") for event in found],
        "Plugin": [str(event.get("plugin") or "") for event in found],
        "": [str(event["text"]) for event in found],
    }


def _state(event: Event) -> str:
    progress = event.get("progress")
    return f"{event['state']}, {progress} %" if progress and event["state"] in ("active", "waiting") else event["state"]


def _can_be_had(event: Event) -> bool:
    return event["state"] not in LOST


def _fetch_form(found: Sequence[Event]) -> None:
    """The photo and what was sent with it, as far as somebody knows; and the button."""
    if not found:
        return
    new = [event for event in found if not event["known"]]
    if new:
        if len(new) == 1:
            _photo_choice()
        st.text_area(
            "What it was sent with, if you have it: a payload, a curl command, or a preset’s name",
            key=session.RESCUE_PAYLOAD,
            height=70,
        )
        st.caption(
            "Without its photo, the result stands for it, so nothing can be compared; without the payload, its settings"
            " are not known here. An archive of layers needs its photo."
        )
    st.button(f"Fetch {counted(len(found), 'result')} for nothing", key=session.RESCUE_FETCH, on_click=_fetch)


def _photo_choice() -> None:
    names = {photo.sha256: photo.name for photo in workspace.photos()}
    st.selectbox(
        "Its photo, as it was sent (add it on Tune first)",
        [_NOT_KNOWN, *names],
        key=session.RESCUE_PHOTO,
        format_func=lambda sha256: names.get(sha256, "Not known"),
    )


def _fetch() -> None:
    lab, server = session.lab(), session.text(session.RESCUE_SERVER)
    found = [event for event in session.value(session.RESCUED) or () if _can_be_had(event)]
    alone = sum(not event["known"] for event in found) == 1
    photo = session.text(session.RESCUE_PHOTO) if alone else ""
    try:
        preset = _preset(session.text(session.RESCUE_PAYLOAD))
    except InvalidPayload as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    fetched = 0
    for event in found:
        try:
            rescuing.joined(lab, server, str(event["id"]), "" if event["known"] else photo, preset)
            fetched += 1
        except RetouchError as error:
            session.say("error", plain(str(error)), _PLACE)
    if fetched:
        they = "It stands" if fetched == 1 else "They stand"
        free = "" if server == LOCAL_NAME else " No credit was taken."
        session.say("success", f"Fetching {counted(fetched, 'result')}. {they} at the top of the table.{free}", _PLACE)
        session.put(session.RESCUED, None)


def _preset(text: str) -> Preset | None:
    """Of that name in the library, or the one in the text; None for no text. Raises InvalidPayload."""
    if not text.strip():
        return None
    entry = session.lab().library.entry(session.owner(), text.strip())
    if entry is not None:
        return entry.newest.preset
    found = read_presets(text.encode()).found
    if len(found) != 1:
        raise InvalidPayload(f"{counted(len(found), 'preset')} are in that: give the one that was sent.")
    return found[0].preset
