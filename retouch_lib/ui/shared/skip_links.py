"""Links at Tune's top that take the keyboard past what stands before a part; seen while they have the focus.

They are HTML of ours, without anything from outside: Streamlit's own elements are no targets of a link.
"""

from __future__ import annotations

from typing import Literal

import streamlit as st

Part = Literal["picture", "variants", "run"]
_NAMES: dict[Part, str] = {"picture": "the picture", "variants": "the variants", "run": "Run"}
_LINKS = "".join(f'<a class="skip" href="#part-{part}">Skip to {name}</a>' for part, name in _NAMES.items())
_NAV = f'<nav aria-label="Skip">{_LINKS}</nav>'
_LANDINGS = {
    part: f'<h2 class="landing" id="part-{part}" tabindex="-1">{name.removeprefix("the ").capitalize()}</h2>'
    for part, name in _NAMES.items()
}


def skip_links() -> None:
    """Draw a link to each landing."""
    st.html(_NAV)


def landing(part: Part) -> None:
    """Draw where its link leads: a heading that is heard, and that the next press of Tab goes on from."""
    st.html(_LANDINGS[part])
