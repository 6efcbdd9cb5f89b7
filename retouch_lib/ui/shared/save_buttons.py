"""Buttons that save results: not encoded anew, named after the photo, with what the photo says of itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from retouch_lib.media.file_names import amount_name, composite_name, result_name
from retouch_lib.store.records import Job, Mix, Photo
from retouch_lib.ui import session
from retouch_lib.ui.server.urls import result_url
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.shots import is_layered, result_shots
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.amounts import share_of


def save_buttons(photo: Photo, jobs: Sequence[Job], amounts: Mapping[str, Mix], *, quiet: bool = False) -> None:
    """One button per result, and one for a layered result's composite; `quiet`: just a link that says Download.

    `amounts`: how much of which is kept, by job.
    """
    for job in jobs:
        if job.result is None:
            continue
        amount = amounts.get(job.id)
        if amount and not is_layered(job):
            _amount_button(job, amount, quiet=quiet)
            continue
        _result_button(job, quiet=quiet)
        if not quiet and is_layered(job) and result_shots(photo, [job]):
            if amount:
                _amount_button(job, amount, quiet=quiet)
            else:
                _composite_button(job)
    if not quiet:
        _not_kept_note(jobs)


def _not_kept_note(jobs: Sequence[Job]) -> None:
    """What of their photo's metadata these results can't have: each sentence once, with whose it is unless all's."""
    there = [job for job in jobs if job.result is not None]
    leaving = session.lab().leaving
    wishes = leaving.wishes(session.owner(), there)
    found: dict[str, list[str]] = {}
    for job in there:
        try:
            remarks = leaving.remarks(job, wishes[job.id])
        except OSError:  # it is gone: the button says so when it is pressed
            continue
        for remark in remarks:
            found.setdefault(remark, []).append(result_name(job))
    for remark, names in found.items():
        whose = f"**{plain(', '.join(names))}**: " if len(names) < len(there) else ""
        st.caption(f"{whose}{plain(remark)}")


def _result_button(job: Job, *, quiet: bool) -> None:
    name = result_name(job)
    label = name if not quiet else "Download ZIP" if is_layered(job) else "Download"
    _button(label, result_url(job.id), session.save_result(job.id), quiet=quiet)


def _amount_button(job: Job, amount: Mix, *, quiet: bool) -> None:
    """The amount of it that is kept; it is made when the button is pressed, and the button says how much."""
    name = amount_name(job, "png" if job.result_type == "png" else "jpeg", amount)
    label = f"Download {share_of(amount)}" if quiet else name
    key = session.save_result(f"{job.id}_in_part")
    _button(label, result_url(job.id, as_picture=is_layered(job)), key, quiet=quiet)


def _composite_button(job: Job) -> None:
    """A layered result as one picture; it is composed when the button is pressed."""
    _button(composite_name(job), result_url(job.id, as_picture=True), session.save_composite(job.id))


def _button(label: str, url: str, key: Key, *, quiet: bool = False) -> None:
    st.link_button(plain(label), url, key=key, icon=":material/download:", type="tertiary" if quiet else "secondary")
