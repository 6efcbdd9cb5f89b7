"""A press that the page itself acts upon, kept until a run of it comes so far.

`st.button` is true in one run only, and the next press may end that run before it is asked. What a press changes is
best done in its callback; one that opens another page can't be (see `server/whole_presses.py`).
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.session import Key


def kept_press(label: str, *, key: Key, about: object = None, **options: Any) -> bool:
    """Draw the button; whether it was pressed, once for each press. `options`: of `st.button`.

    `about`: what the press is of, such as an id. Where it is of something else by now, the press is none any more.
    """
    kept = session.pressed(key)
    st.button(label, key=key, on_click=session.put, args=(kept, (about,)), **options)
    return bool(session.take(kept) == (about,))
