"""A result beside its photo, small: the face before on the left, after on the right."""

from __future__ import annotations

import streamlit as st

from retouch_lib.store.records import Job, Mix
from retouch_lib.ui.server.urls import crop_url, mix_crop_template
from retouch_lib.ui.shared.shots import ARCHIVE, PICTURES, trouble
from retouch_lib.work.amounts import picture_of
from retouch_lib.work.previewing import LookShown

_SMALL, _LARGE = 160, 220
"""Pixels, as crops are made."""


def pair_url(result: str, result_type: str, photo: str, *, large: bool = False) -> str:
    """The address of that picture; empty where the result is none."""
    if not result or result_type not in (*PICTURES, ARCHIVE):
        return ""
    return crop_url(result, photo, "pair", _LARGE if large else _SMALL)


def face_url(photo: str) -> str:
    """The address of the photo's face; empty where there is no photo any more."""
    return crop_url(photo, photo, "face", _SMALL) if photo else ""


def face_of_look(look: LookShown) -> str:
    """The address of the face of what is simulated."""
    template = mix_crop_template(str(look.result.picture), str(look.strengths))
    return template.format(region="face", side=_LARGE)


def face_of_job(job: Job, amount: Mix | None = None) -> str:
    """The address of the result's face, in that amount; empty where there is no result that can be used."""
    there = job.result is not None and job.result_type in (*PICTURES, ARCHIVE) and not trouble(job)
    return crop_url(shown_name(job, amount), job.photo, "face", _LARGE) if there else ""


def shown_name(job: Job, amount: Mix | None) -> str:
    """The name of what is shown of a result, for a crop of it; empty where there is none."""
    return str(picture_of(job, amount)) if amount and job.result else job.result or ""


def pair_of_job(job: Job | None, *, large: bool = False) -> str:
    """The same of a job; empty, too, where its layers can't be used."""
    if job is None or job.result is None or trouble(job):
        return ""
    return pair_url(job.result, job.result_type or "", job.photo, large=large)


def show_pair(job: Job | None, name: str, width: int) -> None:
    """Draw it, or a dash where there is none. `name`: safe in Markdown. `width`: in pixels."""
    _show(pair_of_job(job, large=width > _SMALL), name, width)


def show_result_pair(result: str, result_type: str, photo: str, name: str, width: int) -> None:
    """The same of a result that is known by its file only."""
    _show(pair_url(result, result_type, photo, large=width > _SMALL), name, width)


def _show(address: str, name: str, width: int) -> None:
    st.markdown(f"![{name}, before and after]({address})" if address else ":gray[–]", width=width)
