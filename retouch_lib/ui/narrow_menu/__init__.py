"""On a phone the menu lies over the page: this closes it once a page was chosen there, which Streamlit leaves open.

A Streamlit v2 component that shows nothing.
"""

from __future__ import annotations

from pathlib import Path

from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("narrow_menu",)


def narrow_menu(*, key: str) -> None:
    """To be drawn on every page."""
    _component(key=key, data={})


_component = component(_FOLDER, _SCRIPTS)
