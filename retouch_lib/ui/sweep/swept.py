"""Whose layers make the cells: those that Mix shows of the photo, at the strengths that they have there."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.presets.sliders import Slider
from retouch_lib.store.records import Photo
from retouch_lib.ui import session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.opening import opening
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.amounts import strengths_of
from retouch_lib.work.mixing import LayeredResult


@dataclass(frozen=True, slots=True)
class Swept:
    """A layered result of the photo shown."""

    photo: Photo
    result: LayeredResult
    base: Strengths
    """As it is mixed, with its guard: what no axis varies stays so."""
    extrapolate: bool
    """Whether sliders of the mix go beyond what was rendered."""

    @property
    def sliders(self) -> tuple[Slider, ...]:
        """Of the layers that do something on this photo, the topmost first, as on Mix."""
        idle = lab().mix_pictures.idle(self.result.picture) or ()
        return tuple(one for one in reversed(self.result.sliders) if one.layer not in idle)


def swept(photo: Photo) -> Swept | None:
    """None where the photo has no layers; what is wrong with them is said."""
    jobs = [job.id for job in lab().mixes.results(owner(), photo.sha256)]
    if not jobs:
        return None
    on_mix = session.value(session.mix_result(photo.sha256))
    try:
        result = lab().mixes.result(owner(), on_mix if on_mix in jobs else jobs[0])
    except RetouchError as error:
        st.warning(plain(str(error)))
        return None
    mix = lab().mixes.of(owner(), result)
    if mix is None:
        return Swept(photo, result, opening(result).simulation.strengths, extrapolate=False)
    return Swept(photo, result, strengths_of(mix), mix.extrapolate)
