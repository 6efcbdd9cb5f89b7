"""Mixes set aside: which of them are looked at, on Mix beside the one that the sliders move, and on Compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.errors import InvalidPayload, RetouchError
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Mix
from retouch_lib.ui import preferences
from retouch_lib.ui.session import lab, owner
from retouch_lib.work.amounts import strengths_of
from retouch_lib.work.mixing import LayeredResult
from retouch_lib.work.previewing import LookShown

_MOST = 500
"""That are remembered; of more the latest."""


@dataclass(frozen=True, slots=True)
class KeptLook(LookShown):
    """A mix that was set aside, as pages show looks that are simulated; its preset says what a preset can."""

    mix_id: str

    @property
    def id(self) -> str:
        """Two of them may be one preset."""
        return f"kept-{self.mix_id}"


def beside() -> list[str]:
    """The ids of the mixes that are looked at, of whichever results; some may be deleted."""
    return preferences.texts(preferences.MIXES_BESIDE)


def put_beside(ids: Sequence[str]) -> None:
    lab().store.set_preference(owner(), preferences.MIXES_BESIDE, list(ids[-_MOST:]))


def kept_look(result: LayeredResult, mix: Mix) -> KeptLook:
    """A mix of that result."""
    name = mix.name or "mix"
    try:
        saved = result.as_preset(mix.strengths, name).preset
    except InvalidPayload:  # every layer is off
        saved = Preset(name, ())
    return KeptLook(name, saved, result, strengths_of(mix), (), mix.id)


def kept_looks(job_ids: Sequence[str]) -> list[KeptLook]:
    """What was set aside of these jobs' results, the first one first; what can't be opened is left out."""
    found = []
    for mix in lab().mixes.kept_of(owner(), job_ids):
        try:
            result = lab().mixes.result(owner(), mix.job)
        except RetouchError:
            continue
        if result.fits(mix.strengths):
            found.append(kept_look(result, mix))
    return found
