"""What the store keeps of an owner's choices: under which name each stands, and whether it can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from retouch_lib.plugins import Group
from retouch_lib.ui import rounds, session
from retouch_lib.ui.desk import readable
from retouch_lib.ui.variants import all_readable
from retouch_lib.work.leaving import WITHOUT_PLACE
from retouch_lib.work.library import TOLD, told_fits
from retouch_lib.work.triage_limits import KEY as TRIAGE_LIMITS
from retouch_lib.work.triage_limits import limits_fit

VARIANTS = "variants"
PHOTOS = "photos_chosen"
SERVER = "server"
CONSENT = "consent"
GREETED = "greeted"
UNWATCHED = "unwatched"
LAYERS = "layers"
LONGEST_SIDE = "longest_side"
OPEN = "open_variant"
PROJECT = "project"
AUTHOR = "author"
SINGLE_KEYS = "single_keys"
DOWNLOAD, DOWNLOAD_TO, DOWNLOAD_FOLDER = "download", "download_to", "download_folder"
"""As what results leave, whether as a ZIP, and into which folder else."""
RUN = "run"
"""The last run that was pressed at one's own desk."""
BOARD_GROUPS = "board_groups"
"""Which groups of plugins are open on the board, by the names of `plugins.Group`."""
RUN_DESK = "run_desk"
"""The desk of a run that is looked at, once something was changed on it."""
MIXES_BESIDE = "mixes_beside"
"""Kept mixes that stand in the viewer, by their ids."""
ROUNDS = "rounds"
"""How runs are judged on Survey: blind by which seed, and which photos ended in a tie."""
SWEEP = "sweep"
"""What was swept last of any setting; see `ui/sweep/asked.py`."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_sweep(value: object) -> bool:
    return (
        isinstance(value, dict)
        and _is_text(value.get("of"))
        and all(map(_are_texts, map(value.get, ("axes", "photos"))))
    )


def _is_side(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_told(value: object) -> bool:
    return isinstance(value, dict) and all(told_fits(used) for used in value.values())


KEPT: Mapping[str, tuple[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        VARIANTS: ("variants of the board", all_readable),
        PHOTOS: ("the photos of the run", _are_texts),
        SERVER: ("the server", _is_text),
        CONSENT: ("which servers may get photos", _are_texts),
        UNWATCHED: ("which jobs are off the strip", _are_texts),
        LAYERS: ("one picture or layers", lambda value: isinstance(value, bool)),
        SINGLE_KEYS: ("whether single keys work", lambda value: isinstance(value, bool)),
        WITHOUT_PLACE: ("whether files leave without the place", lambda value: isinstance(value, bool)),
        LONGEST_SIDE: ("to which size photos are sent reduced", _is_side),
        OPEN: ("the open variant", _is_text),
        PROJECT: ("the project", _is_text),
        AUTHOR: ("the author’s name", _is_text),
        BOARD_GROUPS: ("which groups of the board are open", _are_texts),
        RUN: ("the last run", _is_text),
        RUN_DESK: ("what was changed on a run looked at", readable),
        DOWNLOAD: ("as what results leave", lambda value: isinstance(value, dict)),
        DOWNLOAD_TO: ("whether downloads are a ZIP", _is_text),
        DOWNLOAD_FOLDER: ("the folder of downloads", _is_text),
        MIXES_BESIDE: ("which kept mixes are looked at", _are_texts),
        ROUNDS: ("blind surveys", rounds.all_readable),
        TRIAGE_LIMITS: ("from which value on a result needs a look", limits_fit),
        SWEEP: ("the last sweep", _is_sweep),
        TOLD: ("what senders said of presets", _is_told),
    }
)
"""Preferences in words, and what tells whether one can be used. GREETED is not
among them: nothing is lost if it can't be read."""
_CHOICES = {
    "price": "the price per credit",
    "billing_day": "the billing month",
    "budget_run": "the budget per run",
    "budget_day": "the budget per day",
    "keep_days": "how many days results are kept",
    "keep_gb": "how much of results is kept",
    "poll_seconds": "how often servers are asked",
}
"""The numbers chosen in Settings, in words."""


def unreadable() -> tuple[str, ...]:
    """What the owner chose once and can't be read, in words: it stands as at first until it is chosen anew."""
    kept = session.lab().store.unreadable_preferences(session.owner(), {key: fits for key, (_, fits) in KEPT.items()})
    return (
        *(KEPT[key][0] for key in kept),
        *(_CHOICES[name] for name in session.lab().unreadable_choices(session.owner())),
    )


def text(key: str) -> str:
    value = session.lab().store.preference(session.owner(), key)
    return value if isinstance(value, str) else ""


def sweep() -> Mapping[str, Any] | None:
    """What was swept last; None where nothing is kept that can be read."""
    value = session.lab().store.preference(session.owner(), SWEEP)
    return value if isinstance(value, dict) and _is_sweep(value) else None


def longest_side() -> int:
    """Pixels; 0 where nothing is chosen, or nothing that can be used."""
    value = session.lab().store.preference(session.owner(), LONGEST_SIDE)
    return value if isinstance(value, int) and _is_side(value) else 0


def single_keys() -> bool:
    """Whether a key without Ctrl, ⌘ or Alt does something: so at first (see `ui/keys`)."""
    return session.lab().store.preference(session.owner(), SINGLE_KEYS) is not False


def keep_single_keys(wanted: bool) -> None:
    session.lab().store.set_preference(session.owner(), SINGLE_KEYS, wanted)


def board_groups() -> list[str]:
    """The open ones; at first the one that has Heal."""
    kept = session.lab().store.preference(session.owner(), BOARD_GROUPS)
    return [Group.SKIN.name] if kept is None else texts(BOARD_GROUPS)


def keep_board_group(name: str, *, is_open: bool) -> None:
    others = [other for other in board_groups() if other != name]
    session.lab().store.set_preference(session.owner(), BOARD_GROUPS, [*others, name] if is_open else others)


def texts(key: str) -> list[str]:
    value = session.lab().store.preference(session.owner(), key)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []
