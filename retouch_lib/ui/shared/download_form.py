"""As what results leave: a delivery or work files, and what is chosen with that; it is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from retouch_lib.errors import InvalidName
from retouch_lib.ui import preferences, session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.delivery_names import Layers, Naming
from retouch_lib.work.name_pattern import DEFAULT, FIELDS, LONGEST, read_pattern
from retouch_lib.work.parcels import Order

DELIVERY, WORK = "Delivery", "Work files"
_DELIVERY_SAYS = (
    "Each file has its photo’s own name and metadata, and nothing of ours: a gallery replaces by name, and no client"
    " reads how a look is called."
)
_LONGEST_NAME = 80
_NAME_HELP = "At first the project, else the day of the run. A client’s name, say: it is what they see first."
_LAYERS = {Layers.PICTURE: "As pictures", Layers.ARCHIVE: "As layers (ZIP)"}


@dataclass(frozen=True, slots=True)
class DownloadForm:
    """What is chosen."""

    work: bool = False
    pattern: str = DEFAULT
    tells: bool = True
    """Of work files: whether preset, version, server and stars are written into them."""
    layers: str = Layers.PICTURE.value


def order_of(form: DownloadForm) -> Order:
    """Raises InvalidName for a pattern that can't be used."""
    naming = Naming(read_pattern(form.pattern) if form.work else None, Layers(form.layers))
    return Order(naming, tells=form.work and form.tells, without_place=lab().leaving.without_place(owner()))


def kept() -> DownloadForm:
    """As it was chosen last."""
    return form_from(lab().store.preference(owner(), preferences.DOWNLOAD))


def form_from(value: Any) -> DownloadForm:
    """What can be read of a kept choice; the rest is as at first."""
    known = value if isinstance(value, Mapping) else {}
    form = DownloadForm()
    for name, first in asdict(form).items():
        if type(known.get(name)) is type(first):
            form = replace(form, **{name: known[name]})
    return form if form.layers in [*Layers] else replace(form, layers=Layers.PICTURE.value)


def as_what(layered: bool) -> DownloadForm | None:
    """Draw the choice; None while a pattern is typed that can't be used. `layered`: whether any result is layers."""
    before = kept()
    form = replace(before, work=_is_work(before))
    if form.work:
        form = _work(form)
    else:
        st.caption(_DELIVERY_SAYS)
    if lab().leaving.without_place(owner()):
        st.caption("Without the place (GPS), as you chose in Settings.")
    if layered:
        form = replace(form, layers=_layers(form))
    try:
        order_of(form)
    except InvalidName as error:
        st.warning(plain(str(error)))
        return None
    if form != before:
        lab().store.set_preference(owner(), preferences.DOWNLOAD, asdict(form))
    return form


def folder_name(usual: str) -> str:
    """Draw the field for what the ZIP and the folder in it are called; nothing typed is as usual."""
    key = session.download_name(usual)
    if session.value(key) is None:
        session.put(key, usual)
    return str(st.text_input("Name of the ZIP or folder", key=key, max_chars=_LONGEST_NAME, help=_NAME_HELP))


def _is_work(before: DownloadForm) -> bool:
    first = WORK if before.work else DELIVERY
    return st.segmented_control("As", (DELIVERY, WORK), default=first, required=True, key=session.DOWNLOAD_AS) == WORK


def _work(form: DownloadForm) -> DownloadForm:
    if session.value(session.DOWNLOAD_PATTERN) is None:
        session.put(session.DOWNLOAD_PATTERN, form.pattern)
        session.put(session.DOWNLOAD_TELLS, form.tells)
    fields = ", ".join(f"{{{name}}} {what}" for name, what in FIELDS.items())
    pattern = st.text_input(
        "Names", key=session.DOWNLOAD_PATTERN, max_chars=LONGEST, help=plain(f"{fields}; with / between folders.")
    )
    tells = st.checkbox(
        "Write preset, version, server and stars into the files",
        key=session.DOWNLOAD_TELLS,
        help="As XMP, beside what the photo says. Dropped in again, such a file is recognised.",
    )
    return replace(form, pattern=str(pattern), tells=tells)


def _layers(form: DownloadForm) -> str:
    chosen = st.segmented_control(
        "Layered results",
        list(_LAYERS),
        default=Layers(form.layers),
        required=True,
        key=session.DOWNLOAD_LAYERS,
        format_func=lambda kind: _LAYERS[Layers(kind)],
        help="As pictures: all layers over the photo, laid together on this computer in full strength.",
    )
    return Layers(chosen or form.layers).value
