"""Declares a Streamlit v2 component whose scripts, CSS and HTML a browser fetches once.

Streamlit sends what a component is made of over the WebSocket with each drawing of it, and takes files in its place
only from an installed package. So it is given a line that imports the whole from this app, under an address that
changes with its content.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from retouch_lib.ui.server.scripts import publish

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

_MOUNT, _BASE = (Path(__file__).with_name(name) for name in ("mount.js", "base.css"))
_LINE = (
    'const whole = new URL("{address}", location.href).href;\n'
    "export default async (page) => (await import(whole)).default(page);"
)
"""It is run from a blob, which has no address that others could be relative to."""


def component(folder: Path, scripts: Sequence[str], *styles: str) -> ComponentRenderer:
    """Declare what is in `folder`, under its name; it holds a file of HTML with one outermost element, and one of CSS.

    `scripts` and `styles` (further CSS): names of files seen from there, without their endings, in the order in which
    they need each other. Together the scripts are one JavaScript module; its last line is `export default mounted(…)`.
    """
    address = publish(folder.name, module(folder, scripts, styles))
    return st.components.v2.component(f"retouch_{folder.name}", js=_LINE.format(address=address))


def module(folder: Path, scripts: Sequence[str], styles: Sequence[str] = ()) -> str:
    """All of a component as one JavaScript module."""
    css = "\n".join(map(_text, (_BASE, *(folder / f"{name}.css" for name in (folder.name, *styles)))))
    html = _text(folder / f"{folder.name}.html")
    return f"const HTML = {json.dumps(html)};\nconst CSS = {json.dumps(css)};\n{joined(folder, scripts)}"


def joined(folder: Path, scripts: Sequence[str]) -> str:
    """Its scripts alone, behind that which mounts it: it finds `HTML` and `CSS` above them."""
    return "\n".join(map(_text, (_MOUNT, *(folder / f"{name}.js" for name in scripts))))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
