"""What Compare shows: one photo and up to three of its results, chosen here and kept in the URL."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import Preset
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.shots import result_label
from retouch_lib.ui.text import distinct

MOST_RESULTS = 3
_FIRST_CHOICE = ("balanced", "heavy", "slight")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A photo with the results chosen for it."""

    photo: Photo
    known: tuple[Job, ...]
    """All results of the photo, newest first."""
    chosen: tuple[Job, ...]

    def presets(self) -> list[Preset]:
        """The chosen results' presets, read from the exact payloads that were sent."""
        presets = []
        for job in self.chosen:
            try:
                presets.append(Preset.from_json(job.payload, result_label(job)))
            except InvalidPayload:  # made by an older version that allowed more: it can be seen, not compared in words
                continue
        return presets


def choose() -> Comparison | None:
    """Draw the choice of photo and results; None while there is nothing to compare."""
    lab = session.lab()
    with_results = [photo for photo in session.photos() if lab.store.results_for(session.OWNER, photo.sha256)]
    if not with_results:
        return None
    photos = {photo.sha256: photo for photo in with_results}
    names = dict(zip(photos, distinct([photo.name for photo in with_results]), strict=True))
    shown = session.photo_shown()
    default = shown.sha256 if shown is not None and shown.sha256 in names else with_results[0].sha256
    left, right = st.columns([1, 3], gap="small")
    with left:
        sha256 = st.selectbox(
            "Photo",
            list(names),
            index=list(names).index(default),
            key="compare_photo",
            format_func=lambda value: names[value],
            bind="query-params",
        )
    known = lab.store.results_for(session.OWNER, sha256)
    labels = dict(zip([job.id for job in known], distinct([_label(job, known) for job in known]), strict=True))
    with right:
        chosen = st.multiselect(
            "Results, up to three",
            list(labels),
            default=_default(known),
            max_selections=MOST_RESULTS,
            key=f"compare_{sha256[:12]}",
            format_func=lambda value: labels[value],
            bind="query-params",
        )
    by_id = {job.id: job for job in known}
    return Comparison(photos[sha256], known, tuple(by_id[job_id] for job_id in chosen))


def _default(known: tuple[Job, ...]) -> list[str]:
    """What the run shown on Tune brought comes first; balanced, edited or not, stands against heavy, then slight."""
    run = session.run()
    shown = {item.job.id for item in run.items} if run else set()
    newest = {job.variant: job.id for job in reversed(known)}

    def place(job: Job) -> tuple[bool, bool, int]:
        look = job.variant.removesuffix(" (edited)")
        rank = _FIRST_CHOICE.index(look) if look in _FIRST_CHOICE else len(_FIRST_CHOICE)
        return job.id not in shown, newest[job.variant] != job.id, rank

    return [job.id for job in sorted(known, key=place)][:MOST_RESULTS]


def _label(job: Job, known: tuple[Job, ...]) -> str:
    """The variant's name, with time and server where the name alone would not tell."""
    label = result_label(job)
    if sum(result_label(other) == label for other in known) == 1:
        return label
    return f"{label} · {job.server} · {job.created_at.astimezone():%d %b %H:%M:%S}"
