"""The filmstrip: every photo as a thumbnail in one row, with how it stands in the run and whether it is in it.

A Streamlit v2 component. Only the frames in sight are in the page, and only their thumbnails are asked for, by URL from
this app. The frames' names are sent once and then known by a digest; what changes all the time (states, ticks, the one
shown) is a letter a frame. What the user does is seen at once, without waiting for the page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("track", "frame", "filmstrip")
"""In the order in which they need each other."""

State = Literal["", "waiting", "running", "asks", "failed", "done"]
Mark = Literal["", "picked", "rejected"]
Which = Literal["all", "none", "new"]
Removed = Literal["shown", "in the run", "not in the run"]
_STATES: dict[State, str] = {"": ".", "waiting": "w", "running": "r", "asks": "a", "failed": "f", "done": "d"}
_MARKS: dict[Mark, str] = {"": ".", "picked": "p", "rejected": "x"}
_CHOICES: dict[str, Which] = {"all": "all", "none": "none", "new": "new"}
_REMOVALS: dict[str, Removed] = {"shown": "shown", "in": "in the run", "out": "not in the run"}


@dataclass(frozen=True, slots=True)
class StripPhoto:
    """One photo. Its texts are from outside, and shown as text only."""

    id: str
    """Unique in the strip."""
    name: str
    about: str
    """Its size, in words."""
    thumbnail: str
    """A path on this app, such as "/files/…"."""

    def __post_init__(self) -> None:
        if not self.thumbnail.startswith("/") or self.thumbnail.startswith("//"):
            raise ValueError(f'A frame\'s address must be a path on this app, not "{self.thumbnail}"')


@dataclass(frozen=True, slots=True)
class Condition:
    """What changes about a frame."""

    state: State = ""
    """Of its jobs in the run shown; empty where it has none there."""
    percent: int = 0
    """0-100, while it is running."""
    has_results: bool = False
    """Of any run."""
    mark: Mark = ""
    """The best that was judged of its results."""
    stars: int = 0
    """0-5, the photo's: its winner's, or the most of what was not rejected."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What the user did, of the frames that are there."""

    shown: str = ""
    """The id of a frame that is to be shown."""
    ticked: Mapping[str, bool] = field(default_factory=dict)
    """Ids of frames that are to be in the run, or no longer."""
    choose: Which | None = None
    """Which are to be in the run, and no others."""
    remove: Removed | None = None
    """Which are to be taken off the list."""
    lacks_frames: bool = False
    """The browser knows the digest and not the frames: send them."""


def filmstrip(
    frames: Sequence[StripPhoto],
    *,
    key: str,
    shown: str,
    chosen: Collection[str],
    conditions: Mapping[str, Condition],
    sent: str,
    removable: bool,
    heard: Callable[[Saying], None],
) -> str:
    """Draws the strip; returns the digest of these frames.

    `shown`, `chosen` (those in the run) and `conditions` name frames by id. `sent`: the digest that was returned last
    in this session: the same frames are not sent again. `removable`: whether frames can be taken off the list.
    `heard` is called before the run that follows on what the user did.
    """
    ids = [frame.id for frame in frames]
    rows = [[frame.id, frame.name, frame.about, frame.thumbnail] for frame in frames]
    digest = hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]

    def hear(read: Callable[[Any], Saying]) -> None:
        heard(read(st.session_state.get(key)))

    found = [conditions.get(each, _NOTHING) for each in ids]
    in_run = set(chosen)
    _component(
        key=key,
        data={
            "digest": digest,
            "frames": None if sent == digest else rows,
            "shown": shown,
            "chosen": "".join("1" if each in in_run else "0" for each in ids),
            "states": "".join(_STATES[one.state] for one in found),
            "percents": {place: one.percent for place, one in enumerate(found) if one.state == "running"},
            "results": "".join("1" if one.has_results else "0" for one in found),
            "marks": "".join(_MARKS[one.mark] for one in found),
            "stars": "".join(str(one.stars) for one in found),
            "removable": removable,
            "answered": _number(_said(st.session_state.get(key))),
        },
        on_said_change=lambda: hear(partial(_shown_and_ticked, ids=set(ids))),
        on_choose_change=lambda: hear(_chosen),
        on_remove_change=lambda: hear(_removed),
    )
    return digest


_NOTHING = Condition()


def _shown_and_ticked(state: Any, ids: Collection[str]) -> Saying:
    """What the browser told, as far as it is about frames that are there."""
    said = _said(state)
    ticked = said.get("ticked")
    shown = said.get("shown")
    return Saying(
        shown=shown if isinstance(shown, str) and shown in ids else "",
        ticked={
            name: value
            for name, value in (ticked.items() if isinstance(ticked, Mapping) else ())
            if name in ids and isinstance(value, bool)
        },
        lacks_frames=said.get("lacks") is True,
    )


def _chosen(state: Any) -> Saying:
    return Saying(choose=_CHOICES.get(_trigger(state, "choose")))


def _removed(state: Any) -> Saying:
    return Saying(remove=_REMOVALS.get(_trigger(state, "remove")))


def _said(state: Any) -> Mapping[str, Any]:
    said = state.get("said") if isinstance(state, Mapping) else None
    return said if isinstance(said, Mapping) else {}


def _number(said: Mapping[str, Any]) -> int:
    """Of the last thing the user did that is answered with this run."""
    number = said.get("number")
    return number if isinstance(number, int) and not isinstance(number, bool) else 0


def _trigger(state: Any, name: str) -> str:
    value = state.get(name) if isinstance(state, Mapping) else None
    return value if isinstance(value, str) else ""


_component = component(_FOLDER, _SCRIPTS)
