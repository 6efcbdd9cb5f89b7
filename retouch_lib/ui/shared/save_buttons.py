"""Buttons that save results as the files they are: not encoded anew, named after the photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from retouch_lib.media.file_names import composite_name, result_name
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import download_url, file_url
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.shots import is_layered, result_shots
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.sizes import size_in_words
from retouch_lib.work.delivery_names import Layers, Naming
from retouch_lib.work.name_pattern import DEFAULT, read_pattern
from retouch_lib.work.parcels import Order

_FROM_DISK = 100_000_000
"""Bytes from which a result (a ZIP of layers) is sent from disk: Streamlit's own button would hold it in memory."""


def save_buttons(photo: Photo, jobs: Sequence[Job], *, quiet: bool = False) -> None:
    """One button per result, and one for a layered result's composite; `quiet`: just a link that says Download."""
    for job in jobs:
        if job.result is None:
            continue
        _result_button(job, job.result, quiet=quiet)
        if not quiet and is_layered(job) and result_shots(photo, [job]):
            _composite_button(photo, job, job.result)


def zip_button(jobs: Sequence[Job]) -> None:
    """One for several results together; none where there is one result, or none."""
    there = [job for job in jobs if job.result is not None]
    if len(there) > 1:
        lab = session.lab()
        results = lab.deliveries.again(session.OWNER, [job.id for job in there])
        order = Order(Naming(read_pattern(DEFAULT), Layers.ARCHIVE))
        parcel = lab.parcels.packed(session.OWNER, results, order).parcel
        url = download_url(lab.tickets.issue(session.OWNER, parcel).id)
        st.link_button(f"All as ZIP · {size_in_words(parcel.bytes)}", url, icon=":material/folder_zip:")


def _result_button(job: Job, sha256: str, *, quiet: bool) -> None:
    name = result_name(job)
    label = name if not quiet else "Download ZIP" if is_layered(job) else "Download"
    if (job.result_bytes or 0) > _FROM_DISK:
        url = file_url(sha256, download=name)
        st.link_button(plain(label), url, icon=":material/download:", type="tertiary" if quiet else "secondary")
        return
    _button(label, name, session.save_result(job.id), session.lab().files.path(sha256).read_bytes, quiet=quiet)


def _composite_button(photo: Photo, job: Job, sha256: str) -> None:
    """A layered result as one picture; it is composed when the button is pressed."""
    name = composite_name(job)
    views = session.lab().layer_views
    _button(
        name, name, session.save_composite(job.id), lambda: views.composite(sha256, job.source, "full").read_bytes()
    )


def _button(label: str, name: str, key: Key, data: Callable[[], bytes], *, quiet: bool = False) -> None:
    st.download_button(
        plain(label),
        data=data,
        file_name=name,
        key=key,
        on_click="ignore",
        icon=":material/download:",
        type="tertiary" if quiet else "secondary",
    )
