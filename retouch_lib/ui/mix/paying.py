"""A press on this page: what it costs stands on its button, and why it can't be pressed beside it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib import engine
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import RetouchError
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import session, workspace
from retouch_lib.ui.mix.mixed import PLACE
from retouch_lib.ui.session import Key, lab
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


def blocked(server: Server, presets: Sequence[Preset]) -> str:
    """Why nothing can be sent to that server now, or an empty text."""
    if server.is_local:
        missing = [task.plugin for preset in presets for task in preset.tasks if task.plugin not in engine.PLUGINS]
        return f"Not on the local engine: {', '.join(dict.fromkeys(missing))}." if missing else ""
    if workspace.token_missing(server):
        return f"{server.label} needs your token. Add it on the Settings page."
    if not workspace.consented(server):
        return f"First agree, on Tune, that photos go to {server.label}."
    return ""


def _press(plans: tuple[Plan, ...], confirmed: int) -> None:
    try:
        lab().run(plans[0], workspace.project(), confirmed=confirmed)
    except RetouchError as error:
        session.say("error", plain(str(error)), PLACE)
    st.rerun()
