"""What is swept of any setting: kept for the owner, and in the address, so that F5 and a link bring it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import streamlit as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.plugins import Number
from retouch_lib.presets import share_text
from retouch_lib.presets.payload_sweep import PayloadSweep
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.varying import LONGEST_AXIS, NumberVariable
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.session import lab, owner

_LETTERS = 12
"""Of a photo's SHA-256 in the address."""
_MOST_AXES = 2
_MOST_TOLD = 20
_MOST_PHOTOS = 200
_LONGEST_ADDRESS = 20_000
"""Characters of the preset in an address that is read."""
_USUAL = "Heal.Sensitivity=20:100:20"


@dataclass(frozen=True, slots=True)
class AskedSweep:
    """As it was chosen; what can't be read of it is said where it is drawn."""

    axes: tuple[str, ...]
    """As they are typed; see `presets.varying`."""
    base: Preset
    photos: tuple[str, ...]
    """SHA-256, or what the address has of it."""


class SweepNow(NamedTuple):
    """What this session sweeps."""

    asked: AskedSweep
    generation: int
    """One more whenever it came from elsewhere than the page's own fields: these begin anew then."""


def asked() -> SweepNow:
    """What is swept now: what the address says where that is news, else as it was left."""
    kept: SweepNow | None = session.value(session.SWEEP_ASKED)
    news = _of_address()
    if news is not None:
        return begin(news)
    return kept or begin(_of_store() or _first())


def begin(new: AskedSweep) -> SweepNow:
    """Sweep that from now on: the fields show it."""
    before: SweepNow | None = session.value(session.SWEEP_ASKED)
    session.put(session.SWEEP_ASKED, SweepNow(new, before.generation + 1 if before else 0))
    return keep(new)


def keep(new: AskedSweep) -> SweepNow:
    """Keep what the fields say; the address says it too."""
    kept: SweepNow = session.value(session.SWEEP_ASKED)
    now = SweepNow(new, kept.generation)
    session.put(session.SWEEP_ASKED, now)
    said = _said(new)
    if _told()[-1:] != [said] or not _address():
        session.append(session.SWEEP_TOLD, said, _MOST_TOLD)
        for name, value in said.items():
            st.query_params[name] = value
        lab().store.set_preference(owner(), preferences.SWEEP, _row(new))
    return now


def leave_address() -> None:
    """It says nothing of a sweep: another page, or F5, begins with another one."""
    for name in (session.SWEEP_AXIS, session.SWEEP_OF, session.SWEEP_PHOTOS):
        if name in st.query_params:
            del st.query_params[name]


def is_news() -> bool:
    """Whether the address says something else than this page wrote there: it was opened by a link, or anew."""
    return _of_address() is not None


def swept_anew(sweep: PayloadSweep) -> None:
    """Sweep that on the same photos."""
    now = asked().asked
    begin(replace(now, base=sweep.base, axes=tuple(axis.typed for axis in sweep.axes)))


def _told() -> list[dict[str, Any]]:
    """What this page wrote into the address: a press that came with an older one is no news."""
    told: list[dict[str, Any]] = session.value(session.SWEEP_TOLD) or []
    return told


def _said(asked: AskedSweep) -> dict[str, Any]:
    return {
        session.SWEEP_AXIS: list(asked.axes),
        session.SWEEP_OF: share_text.to_text(asked.base),
        session.SWEEP_PHOTOS: ",".join(photo[:_LETTERS] for photo in asked.photos),
    }


def _row(asked: AskedSweep) -> dict[str, Any]:
    return {"axes": list(asked.axes), "of": share_text.to_text(asked.base), "photos": list(asked.photos)}


def _address() -> list[str]:
    return st.query_params.get_all(session.SWEEP_AXIS)


def _of_address() -> AskedSweep | None:
    """What it says, unless this page wrote it."""
    axes = _address()
    said = {
        session.SWEEP_AXIS: axes,
        session.SWEEP_OF: st.query_params.get(session.SWEEP_OF, ""),
        session.SWEEP_PHOTOS: st.query_params.get(session.SWEEP_PHOTOS, ""),
    }
    if not axes or said in _told():
        return None
    photos = str(said[session.SWEEP_PHOTOS])
    return _read(axes, str(said[session.SWEEP_OF])[:_LONGEST_ADDRESS], photos.split(",") if photos else [])


def _of_store() -> AskedSweep | None:
    row = preferences.sweep()
    return None if row is None else _read(row["axes"], row["of"], row["photos"])


def _read(axes: Sequence[str], of: str, photos: Sequence[str]) -> AskedSweep:
    """Where the preset can't be read, the variant that is open on Tune."""
    try:
        base = share_text.from_text(of).preset
    except InvalidPayload:
        base = workspace.open_variant().preset
    there = {photo.sha256[:_LETTERS]: photo.sha256 for photo in workspace.photos()}
    known = (there.get(photo[:_LETTERS], "") for photo in photos[:_MOST_PHOTOS])
    axes = tuple(axis[:LONGEST_AXIS] for axis in axes[:_MOST_AXES])
    return AskedSweep(axes, base, tuple(filter(None, known)))


def _first() -> AskedSweep:
    """The variant that is open on Tune, on the photo shown."""
    base, shown = workspace.open_variant().preset, workspace.photo_shown()
    return AskedSweep((_first_axis(base),), base, (shown.sha256,) if shown else ())


def _first_axis(base: Preset) -> str:
    """Of its first plugin that has a number."""
    for task in base.tasks:
        numbers = [one for one in (task.known.parameters if task.known else ()) if isinstance(one, Number)]
        if task.known and numbers:
            variable = NumberVariable(task.known, numbers[0])
            return f"{variable.name}={variable.usual}"
    return _USUAL
