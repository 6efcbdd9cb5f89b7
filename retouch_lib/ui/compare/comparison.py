"""What Compare shows: one photo and up to five of its results, chosen here and kept in the URL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, Mix, Photo, Pick, RunItem
from retouch_lib.store.results import ResultName
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.compare.photo_choice import photo_choice
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.amounts import amounts_of
from retouch_lib.ui.shared.beside import KeptLook, beside, kept_looks
from retouch_lib.ui.shared.photo_filter import photo_filter
from retouch_lib.ui.shared.shots import (
    ARCHIVE,
    MOST_COMPARED,
    judged,
    original_shot,
    result_label,
    result_shots,
    variant_label,
)
from retouch_lib.ui.shared.simulated import SIMULATED, look_shots
from retouch_lib.ui.shared.text import distinct
from retouch_lib.ui.variants import EDITED
from retouch_lib.ui.viewer import Shot
from retouch_lib.words.text import composed
from retouch_lib.words.times import day_of_year_and_time
from retouch_lib.work.previewing import LookShown

_MOST_OFFERED = 1000
"""Choices; a browser holds more of them, but nobody looks through them."""
_MOST_LAYERED = 20
"""Results of which simulated looks are offered."""
_MOST_AT_FIRST = 3
"""Results shown where it is not the run's."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A photo with the results chosen for it."""

    photo: Photo
    chosen: tuple[Job, ...]
    """In the order in which they were chosen."""
    amounts: Mapping[str, Mix]
    """How much of them is kept, by job."""
    looks: tuple[LookShown, ...]
    """Chosen, too: those that are simulated of layers."""
    with_results: tuple[Photo, ...]
    """All photos that there are results of."""

    def shots(self, picks: Mapping[str, Pick]) -> list[Shot]:
        """The original, the results as they are judged, and what is simulated."""
        made_of = (*self.chosen, *(look.job for look in self.looks))
        original = original_shot(self.photo, made_of)
        rendered = judged([original, *result_shots(self.photo, self.chosen)], picks)
        return [*rendered, *look_shots(self.photo, self.looks)]

    def presets(self) -> list[Preset]:
        """The presets of what is chosen, read from the exact payloads that were sent."""
        presets = []
        for job in self.chosen:
            try:
                presets.append(Preset.from_json(job.payload, result_label(job)))
            except InvalidPayload:  # made by an older version that allowed more: it can be seen, not compared in words
                continue
        return [*presets, *(replace(look.preset, name=f"{look.variant}{SIMULATED}") for look in self.looks)]


def choose() -> Comparison | None:
    """Draw the choice of photo and results; None while there is nothing to compare."""
    store = session.lab().store
    with_results = store.photos_with_results(session.owner())[::-1]  # as in the filmstrip, oldest first
    if not with_results:
        return None
    left, right = st.columns([2, 3], gap="small")
    with left, st.container(horizontal=True, gap="small"):
        photo = photo_choice(workspace.photos(), with_results)
        photo_filter()
    known = store.result_names(session.owner(), photo.sha256)
    looks = _simulated(known)
    key = session.compared(photo.sha256)
    labels = dict(zip([one.job for one in known], labels_of(known), strict=True)) | _labels_of_looks(looks)
    default_ids = _default(known, photo, looks)
    with right:
        chosen = st.multiselect(
            f"Results, up to {MOST_COMPARED}",
            _offered(labels, key, default_ids),
            default=default_ids,
            max_selections=MOST_COMPARED,
            key=key,
            format_func=lambda value: labels.get(value, value),
            bind="query-params",
            label_visibility="collapsed",
            placeholder=f"Results, up to {MOST_COMPARED}" if labels else "No result of this photo yet. Tune runs it.",
        )
        if len(labels) > _MOST_OFFERED:
            st.caption(f"The newest {_MOST_OFFERED:,} of {len(labels):,}. Any other opens from History.")
    results = store.results(session.owner(), chosen)
    simulated = tuple(looks[one] for one in chosen if one in looks)
    return Comparison(photo, results, amounts_of(results), simulated, with_results)


def _simulated(known: Sequence[ResultName]) -> dict[str, LookShown]:
    """The looks that the newest layers of the photo show, and mixes of them that were kept, by id."""
    layered = [one.job for one in known if one.result_type == ARCHIVE][:_MOST_LAYERED]
    found = session.lab().previewing.of_jobs(session.owner(), layered) if layered else {}
    looks = (look for job in layered for look in found.get(job, ()))
    return {look.id: look for look in (*looks, *kept_looks(layered))}


def _labels_of_looks(looks: Mapping[str, LookShown]) -> dict[str, str]:
    called = distinct([f"{look.variant}{SIMULATED}" for look in looks.values()])
    return dict(zip(looks, called, strict=True))


def _offered(labels: dict[str, str], key: Key, default: list[str]) -> list[str]:
    """The newest, and those asked for: by History, by the address, or by the run shown on Tune."""
    asked = {*(session.value(key) or ()), *default}
    in_address = set(st.query_params.get_all(key))
    ids = list(labels)
    older = [job for job in ids[_MOST_OFFERED:] if job in asked or labels[job] in in_address]
    return [*ids[:_MOST_OFFERED], *older]


def _default(known: Sequence[ResultName], photo: Photo, looks: Mapping[str, LookShown]) -> list[str]:
    """What Tune shows, and the mixes that stand beside the one on Mix, as far as there is room."""
    looked_at = set(beside())
    kept = [look.id for look in looks.values() if isinstance(look, KeptLook) and look.mix_id in looked_at]
    return [*_on_tune(known, photo, looks), *kept][:MOST_COMPARED]


def _on_tune(known: Sequence[ResultName], photo: Photo, looks: Mapping[str, LookShown]) -> list[str]:
    """What Tune shows: the run's results of this photo, in its order, with that of the open variant; or the looks that
    are simulated of its layers.

    Where the run shown has none, the newest of each variant, those on the board first, in its order.
    """
    there = {one.job for one in known}
    run = runs.shown()
    if run and (seen := [look.id for look in session.lab().previewing.looks(run, photo.sha256) if look.id in looks]):
        return seen[:MOST_COMPARED]
    in_run = [item for item in runs.watched(run) if item.job.id in there]
    if in_run:
        return _with_the_open_one(in_run)
    board = [variant.name.removesuffix(EDITED) for variant in workspace.variants()]
    newest = {one.variant: one.job for one in reversed(known)}

    def place(variant: str) -> int:
        look = variant.removesuffix(EDITED)
        return board.index(look) if look in board else len(board)

    return [newest[variant] for variant in nsmallest(_MOST_AT_FIRST, newest, key=place)]


def _with_the_open_one(items: Sequence[RunItem]) -> list[str]:
    """As many as the viewer has room for; the open variant's takes the last place rather than none."""
    jobs = list(dict.fromkeys(item.job.id for item in items))
    opened = [item.job.id for item in items if item.variant == workspace.open_variant().name]
    first = jobs[:MOST_COMPARED]
    return first if not opened or opened[0] in first else [*first[:-1], opened[0]]


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
