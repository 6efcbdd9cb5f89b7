"""A press on this page: what it costs stands on its button, and why it can't be pressed beside it."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.ui import session, workspace
from retouch_lib.ui.mix.mixed import PLACE
from retouch_lib.ui.session import Key, lab
from retouch_lib.ui.shared.blocked import blocked
from retouch_lib.ui.shared.paid_press import Kind, for_plans, paid_button
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.plan import Plan


def paying_button(label: str, plan: Plan, key: Key, kind: Kind) -> None:
    """Draw the button: "Confirm · 1 credit", "Confirm · free"."""
    price = "free" if plan.free else counted(plan.credits, "credit")
    if why := blocked(plan.server, [item.preset for item in plan.items]):
        st.caption(plain(why))
        st.button(f"{label} · {price}", key=key, type=kind, disabled=True)
        return
    paid_button(f"{label} · {price}", for_plans([plan], _press), key=key, place=PLACE, kind=kind)


def _press(plans: tuple[Plan, ...], confirmed: int) -> None:
    try:
        lab().run(plans[0], workspace.project(), confirmed=confirmed)
    except RetouchError as error:
        session.say("error", plain(str(error)), PLACE)
    st.rerun()
