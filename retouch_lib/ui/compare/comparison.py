"""What Compare shows: one photo and up to three of its results, chosen here and kept in the URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, Photo
from retouch_lib.store.results import ResultName
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.shots import ARCHIVE, MOST_COMPARED, result_label, variant_label
from retouch_lib.ui.shared.text import distinct
from retouch_lib.ui.variants import EDITED
from retouch_lib.words.text import composed
from retouch_lib.words.times import day_of_year_and_time

_MOST_OFFERED = 1000
"""Choices; a browser holds more of them, but nobody looks through them."""
_FIRST_CHOICE = ("balanced", "heavy", "slight")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A photo with the results chosen for it."""

    photo: Photo
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
    store = session.lab().store
    with_results = store.photos_with_results(session.OWNER)[::-1]  # as in the tray, oldest first
    if not with_results:
        return None
    photos = {photo.sha256: photo for photo in with_results}
    names = dict(zip(photos, distinct([photo.name for photo in with_results]), strict=True))
    shown = workspace.photo_shown()
    default = shown.sha256 if shown is not None and shown.sha256 in names else with_results[0].sha256
    left, right = st.columns([1, 3], gap="small")
    with left:
        sha256 = st.selectbox(
            "Photo",
            list(names),
            index=list(names).index(default),
            key=session.COMPARE_PHOTO,
            format_func=lambda value: names[value],
            bind="query-params",
        )
    known = store.result_names(session.OWNER, sha256)
    key = session.compared(sha256)
    labels = dict(zip([one.job for one in known], labels_of(known), strict=True))
    default_ids = _default(known)
    with right:
        chosen = st.multiselect(
            "Results, up to three",
            _offered(labels, key, default_ids),
            default=default_ids,
            max_selections=MOST_COMPARED,
            key=key,
            format_func=lambda value: labels.get(value, value),
            bind="query-params",
        )
        if len(labels) > _MOST_OFFERED:
            st.caption(f"The newest {_MOST_OFFERED:,} of {len(labels):,}. Any other opens from History.")
    return Comparison(photos[sha256], store.results(session.OWNER, chosen))


def _offered(labels: dict[str, str], key: Key, default: list[str]) -> list[str]:
    """The newest, and those asked for: by History, by the address, or by the run shown on Tune."""
    asked = {*(session.value(key) or ()), *default}
    in_address = set(st.query_params.get_all(key))
    ids = list(labels)
    older = [job for job in ids[_MOST_OFFERED:] if job in asked or labels[job] in in_address]
    return [*ids[:_MOST_OFFERED], *older]


def _default(known: Sequence[ResultName]) -> list[str]:
    """What the run shown on Tune brought comes first; balanced, edited or not, stands against heavy, then slight."""
    run = runs.shown()
    shown = {item.job.id for item in run.items} if run else set()
    newest = {one.variant: one.job for one in reversed(known)}

    def place(one: ResultName) -> tuple[bool, bool, int]:
        look = one.variant.removesuffix(EDITED)
        rank = _FIRST_CHOICE.index(look) if look in _FIRST_CHOICE else len(_FIRST_CHOICE)
        return one.job not in shown, newest[one.variant] != one.job, rank

    return [one.job for one in nsmallest(MOST_COMPARED, known, key=place)]


def _name(one: ResultName) -> str:
    """ "balanced", "balanced (layers) · 2048 px" """
    label = variant_label(composed(one.variant), layered=one.result_type == ARCHIVE)
    return f"{label} · {one.longest_side} px" if one.longest_side else label


def labels_of(known: Sequence[ResultName]) -> list[str]:
    """Each variant's name, with the size it was sent reduced to, and time and server where that would not tell; no two
    alike."""
    names = [_name(one) for one in known]
    count = Counter(names)
    return distinct(
        [
            name
            if count[name] == 1
            else f"{name} · {one.server} · {day_of_year_and_time(one.created_at, seconds=True)}"
            for name, one in zip(names, known, strict=True)
        ]
    )
