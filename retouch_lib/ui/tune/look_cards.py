"""Cards of the looks that are simulated from a run's layers, above those of its jobs."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.server.top_level import MIX
from retouch_lib.ui.server.urls import mix_file_url
from retouch_lib.ui.shared.before_after import face_of_look
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.simulated import BADGE
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.remark import say
from retouch_lib.work.previewing import LookShown

_CARD_WIDTH = 150
_MOST_COLUMNS = 4


def look_cards(looks: Sequence[LookShown]) -> None:
    """Draw them, side by side; nothing without looks."""
    if not looks:
        return
    with st.grid(min(_MOST_COLUMNS, len(looks)), min_column_width=_CARD_WIDTH, gap="small", key=session.LOOK_CARDS):
        for look in looks:
            with st.container(border=True, gap="xsmall", key=session.look_card(look.id)):
                _card(look)


def _card(look: LookShown) -> None:
    st.button(
        f"![Show {plain(look.variant)}]({face_of_look(look)})",
        key=session.show_result(look.id),
        type="tertiary",
        width="stretch",
        on_click=session.put,
        args=(session.RESULT_SHOWN, look.id),
    )
    st.markdown(f"**{plain(look.variant)}** {BADGE}")
    if look.remarks:
        say(" ".join(look.remarks))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        url = mix_file_url(look.job.id, str(look.strengths), "jpg", look.variant)
        st.link_button("JPEG", url, icon=":material/download:", type="tertiary")
        taken = look.job.id, look.strengths
        if kept_press(
            "On Mix", key=session.look_on_mix(look.id), about=taken, icon=":material/layers:", type="tertiary"
        ):
            session.put(session.MIX_TAKEN, taken)
            st.switch_page(MIX)
