"""A message of the browser's own when something comes to its end while nobody looks at the page.

A Streamlit v2 component. The browser asks its person first, and only after a press here. Where it has no messages for
this page (it wants HTTPS, or this computer's own address), nothing is drawn.
"""

from __future__ import annotations

from pathlib import Path

from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("notice",)


def notice(what: str, said: str, *, works: bool, key: str) -> None:
    """Draws the offer while `what` (an id) works; once it no longer does, `said` comes as a message."""
    _component(key=key, data={"what": what, "said": said, "works": works})


_component = component(_FOLDER, _SCRIPTS)
