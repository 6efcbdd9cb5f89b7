"""Settings → Audit: who ran, shared, deleted, changed a budget; for admins, with filters and as CSV."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.session import lab
from retouch_lib.words.text import visible
from retouch_lib.work.auditing import KEPT, Did, Sought

_ANYBODY, _ANYTHING = "Anybody", "Anything"
_DAYS = {"Today and yesterday": 1, "7 days": 7, "30 days": 30, "All": 0}
_SHOWN = 200


def audit_section() -> None:
    """Draw the filters, the newest events, and the whole as a file."""
    people, auditing = lab().people, lab().auditing
    names = people.names()
    called: dict[str, str] = {owner: visible(name) for owner, name in names.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        who = st.selectbox(
            "Who",
            [_ANYBODY, *names],
            format_func=lambda owner: called.get(owner, _ANYBODY),
            key=session.AUDIT_WHO,
            width=200,
        )
        what = st.selectbox("What", [_ANYTHING, *Did], key=session.AUDIT_WHAT, format_func=str, width=240)
        days = st.selectbox("When", list(_DAYS), index=2, key=session.AUDIT_DAYS, width=200)
    back = _DAYS[days or "All"]
    sought = Sought(
        who=next((owner for owner in names if owner == who), None),
        did="" if what in (None, _ANYTHING) else str(what),
        since=lab().clock() - timedelta(days=back) if back else None,
    )
    events = auditing.events(sought, _SHOWN)
    st.dataframe(
        {
            "When": [event.at for event in events],
            "Who": [called.get(event.who, visible(event.who)) for event in events],
            "What": [visible(event.did) for event in events],
            "About": [called.get(event.about, visible(event.about)) for event in events],
            "Detail": [visible(event.detail) for event in events],
        },
        hide_index=True,
        column_config={"When": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm:ss")},
    )
    st.download_button(
        "As CSV",
        data=lambda: auditing.csv(sought, names),
        file_name="retouch-lab-audit.csv",
        mime="text/csv",
        key=session.AUDIT_CSV,
        on_click="ignore",
        icon=":material/download:",
    )
    st.caption(f"The newest {_SHOWN} are shown. Events are kept for {KEPT.days // 365} years, and are in the backup.")
