"""The compare viewer: the original and its results by swipe, synced grid, blink or difference, down to single pixels.

A Streamlit v2 component without a build step. Pictures come by URL from this app only; zoom, pan and split stay in the
browser and never rerun the page. Mode and chosen pictures are told to the page, and outlive its reruns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import streamlit as st

from retouch_lib.imaging.measures import colour_map
from retouch_lib.imaging.measures.mask_pictures import COLOURS
from retouch_lib.ui import keys, session
from retouch_lib.ui.component import component
from retouch_lib.ui.viewer.mix import SCRIPTS as MIX_SCRIPTS
from retouch_lib.ui.viewer.mix import LiveMix

Mode = Literal["swipe", "grid", "blink", "difference"]
MODES: tuple[Mode, ...] = ("swipe", "grid", "blink", "difference")

_FOLDER = Path(__file__).parent
_OWN = (
    *("remembered", "geometry", "room_left", "picture", "boxes", "veil", "pane", "pin", "stage", "faces", "original"),
    *("masks", "tiles", "painted_original", "amount_picture", "palette", "flip", "difference", "amount"),
    *(f"mix/{name}" for name in MIX_SCRIPTS),
    *("strokes", "tint", "brush", "brush_bar"),
    *("menu", "chips", "judge", "bar", "outbox", "judgement", "commands", "gestures", "viewer"),
)
_SCRIPTS = (*keys.SCRIPTS, *_OWN)
"""In the order in which they need each other."""

ROOM_BELOW = 140
"""CSS pixels under a viewer that fills the window: for a filmstrip."""
_MOST_TOLD = 100
"""Kept of what the browser told while no run came as far as to the viewer; it tells one at a time."""
_USUAL_FACTOR = 2
_STOPS = 17
"""Colours in a legend, between which the browser fills in."""
EYES_IN_A_FACE = 0.4
"""Where the eyes are in a face's box when that is all that is known: the share of its height from the top."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a result is shown, and what is needed to show more or less of it."""

    look: str
    """What the whole result is called."""
    strength: int
    """In thousandths: 0 is the original, 1000 the result."""
    below: str
    """The original's preview."""
    below_full: str
    """The original's file."""
    preview: str = ""
    """The exact picture of that strength; empty where it is the result."""
    full: str = ""
    """Its tiles, with "{part}" in it."""
    strokes: Sequence[Mapping[str, object]] = ()
    """Where the original is given back, as `imaging.strokes.Strokes.told` has them."""
    back: bool = False
    """Whether the last step can be undone."""
    ahead: bool = False
    """Whether what was undone can be done again."""

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.below, self.below_full, self.preview, self.full)))


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture to compare. Addresses are paths on this app, such as "/files/…"."""

    id: str
    """Stable over reruns, unique in the viewer: a shot with the same id is never loaded or drawn anew."""
    label: str
    """What the user calls it: "original", "balanced"."""
    preview: str
    """A reduced picture, upright, with the full file's colour profile."""
    full: str
    """The file itself; fetched only when the zoom goes beyond the preview's pixels. With "{part}" in it: its tiles, by
    column and row ("3-0"), 1024 px each."""
    width: int
    """Of the full file, in pixels, upright."""
    height: int
    preview_width: int
    """Of the preview, in pixels."""
    see_through: bool = False
    """Whether the full file has holes: they are shown on a checkerboard, as the preview has it drawn in."""
    mark: str = ""
    """How it was judged: a Verdict's value; empty for what can't be judged, as the original."""
    stars: int = 0
    """0-5."""
    note: str = ""
    """What was written on it; shown as text only."""
    name: str = ""
    """Of the picture, as `media.whole_pictures.PictureName` reads it; empty for what nothing is computed of."""
    mix: LiveMix | None = None
    """For one that follows its board's sliders in the browser; its `full` is then in tiles."""
    amount: Amount | None = None
    """For a result of which the user chooses how much is seen; the other addresses are then the whole result's."""

    def __post_init__(self) -> None:
        made_of: tuple[str, ...] = ()
        if self.mix:
            skin = (self.mix.skin,) if self.mix.skin else ()
            made_of = (self.mix.base, *(layer.url for layer in self.mix.layers), *skin)
        made_of += self.amount.addresses if self.amount else ()
        for address in (self.preview, self.full, *made_of):
            if not address.startswith("/") or address.startswith("//"):
                raise ValueError(f'A shot\'s address must be a path on this app, not "{address}"')
        if min(self.width, self.height, self.preview_width) < 1:
            raise ValueError(f'The shot "{self.label}" has no size')


@dataclass(frozen=True, slots=True)
class Computed:
    """Where the browser gets what is computed of the pictures when it is asked for: addresses with names in braces."""

    parts: str
    """The photo's parts, to lie over it, with "{part}"."""
    spots: str
    """What is gone from the skin in "{picture}", the `Shot.name` of a result."""
    difference: str
    """How far "{picture}" and "{other}" differ, amplified by "{factor}": its "{part}" ("whole", or a tile)."""
    flip: str
    """FLIP of a "{part}" of "{picture}" and "{other}", as `urls.flip_template` has it; empty where not installed."""


ALL_PARTS, SPOTS = "all", "spots"
"""Masks beside the parts alone: all of them, and rings around spots that a result no longer has."""

Face = tuple[float, float, float, float] | tuple[float, float, float, float, float, float]
"""x, y, width, height of a face's box and, where known, x, y between its eyes: fractions of the original, 0-1."""


@dataclass(frozen=True, slots=True)
class ViewerState:
    """What the user looks at."""

    mode: Mode
    left: str
    """The id of the shot on the left."""
    right: str
    """The id of the shot on the right: the chosen one."""
    chosen: bool = False
    """Whether the user chose it; else it is the page's."""
    step: int = 0
    """-1 or +1 in one run after the user asked for the previous or next photo, else 0."""
    amount: object | None = None
    """In one run after the user chose an amount, as `judge`."""
    guard: object | None = None
    """In one run after the user changed the guard of a mix: as mix/guard.js tells it, not looked at yet; likewise."""
    judge: object | None = None
    """In one run after the user judged: {"what", "stars", "shots"} as the browser told it, not looked at yet.

    The page is to be drawn once more after a step and after a judgement, whatever became of it: the browser keeps what
    the user did meanwhile until then, so that it speaks of what is seen by then.
    """


def viewer(
    shots: Sequence[Shot],
    *,
    key: str,
    height: int,
    fills: bool = False,
    below: int = ROOM_BELOW,
    mode: Mode = "swipe",
    left: int = 0,
    right: int = 1,
    faces: Sequence[Face] = (),
    start: Literal["fit", "kept", "face"] | tuple[float, float] = "fit",
    face: int = 0,
    photos: bool = False,
    photo: str = "",
    coming: bool = False,
    name: str = "",
    show: str = "",
    computed: Computed | None = None,
    mask: str = "",
    spot: tuple[float, float, int] | None = None,
) -> ViewerState:
    """Draws the viewer and returns what is chosen in it.

    `shots`: the original first. `height`: of the pictures, in CSS pixels (less in a low window). `fills`: they are
    instead as high as the window leaves room below their top, less `below` for what is to be seen under them; in a
    window as narrow as a phone's as high as the photo's shape asks for. `mode`, `left` and `right` (places in `shots`)
    hold until the user chooses in the viewer; then the user's choice stays. `faces` are those of the original: boxes
    around them can be shown, and are while there is no result. `start="face"` begins at the one at place `face`, a
    point (fractions of the original) there at 1:1, "kept" with what was chosen last in a viewer of this tab that began
    so (Fit, 1:1 or a face; at first Fit). On another photo the choice holds, unless `start` is a face or point.
    `photos`: whether ← and → ask the page for another photo (`ViewerState.step`). `photo`: which one is shown, its id;
    `coming`:
    whether the picture that is to be on the right is still on its way: a judgement waits for it. `name`: the photo's,
    by which a pinned picture of it is called. `show`: the id of a shot that the user chose elsewhere on the page; it
    takes the right side whenever it becomes another one. `computed`: where what is computed of the pictures comes
    from; None: nothing is. `mask`: what the user asked for elsewhere on the page to lie over the pictures, a part (a
    `Part`'s value), ALL_PARTS or SPOTS; whenever it becomes another one it is shown, and nothing where it is empty.
    `spot`: a point (fractions of the original) that the user asked for elsewhere on the page, and a number: whenever
    that becomes another one, the viewer goes there at 1:1.
    Raises ValueError without shots, or when two have one id.
    """
    ids = [shot.id for shot in shots]
    if not ids or len(set(ids)) < len(ids):
        raise ValueError("The viewer needs at least one shot, each with its own id")
    asked = {"mode": mode, "left": _id_at(ids, left), "right": _id_at(ids, right)}
    result = _component(
        key=key,
        data={
            "shots": [asdict(shot) for shot in shots],
            "height": height,
            "below": below if fills else None,
            **asked,
            "kept": _chosen(st.session_state.get(key), asked, ids),
            "faces": [_face(face) for face in faces],
            "start": start if isinstance(start, str) else {"x": start[0], "y": start[1]},
            "face": face,
            "photos": photos,
            "photo": photo,
            "coming": coming,
            "name": name,
            "show": show,
            "computed": computed and asdict(computed),
            "colours": [[part.value, colour] for part, colour in COLOURS.items()],
            "mask": mask,
            "spot": spot and {"x": spot[0], "y": spot[1], "number": spot[2]},
            "scale": _scale(),
            "keys": keys.sent("viewer"),
            "heard": session.value(session.heard(key)) or 0,
        },
        on_view_change=_nothing,
        on_step_change=_hears(key, "step"),
        on_judge_change=_hears(key, "judge"),
        on_amount_change=_hears(key, "amount"),
        on_guard_change=_hears(key, "guard"),
        on_single_keys_change=keys.heard(key),
    )
    chosen = _chosen(result, asked, ids) or asked
    name_told, value = _next_told(key)
    step = _step(value) if name_told == "step" else 0
    amount, guard, judge = (value if name_told == name else None for name in ("amount", "guard", "judge"))
    return ViewerState(**chosen, step=step, amount=amount, guard=guard, judge=judge)


def _scale() -> dict[str, Any]:
    """In which colours a difference is shown."""
    map_ = {"full": colour_map.FULL, "factors": colour_map.FACTORS, "usual": _USUAL_FACTOR}
    stops = {"stops": colour_map.stops(_STOPS), "flip_stops": colour_map.stops(_STOPS, colour_map.MAGMA)}
    return {**map_, **stops}


def _id_at(ids: Sequence[str], place: int) -> str:
    return ids[max(0, min(place, len(ids) - 1))]


def _face(face: Face) -> dict[str, Any]:
    x, y, width, height, *eyes = face
    eye_x, eye_y = eyes or (x + width / 2, y + EYES_IN_A_FACE * height)
    return {"x": x, "y": y, "width": width, "height": height, "eyes": {"x": eye_x, "y": eye_y}}


def _chosen(state: Any, asked: Mapping[str, Any], ids: Sequence[str]) -> dict[str, Any] | None:
    """The user's last choice as the browser told it, None before there is one; `asked` where it names what is gone."""
    view = state.get("view") if isinstance(state, Mapping) else None
    if not isinstance(view, Mapping):
        return None
    allowed = {"mode": MODES, "left": ids, "right": ids}
    choices = {name: view[name] if view.get(name) in values else asked[name] for name, values in allowed.items()}
    return {**choices, "chosen": view.get("chosen") is True and view.get("right") in ids}


def _hears(key: str, name: str) -> Callable[[], None]:
    """Keeps what was told, with its number (see outbox.js), until a run takes it.

    A callback: the run after it may be overtaken by another before it comes to the viewer, and a trigger's value is
    gone with its run.
    """

    def keep() -> None:
        state = st.session_state.get(key)
        told = state.get(name) if isinstance(state, Mapping) else None
        if isinstance(told, Mapping) and isinstance(number := told.get("number"), int):
            session.append(session.told(key), (number, name, told.get("value")), _MOST_TOLD)

    return keep


def _next_told(key: str) -> tuple[str, object]:
    """The first that was told and not taken yet, by name; the next run's data say that it was heard."""
    waiting = session.value(session.told(key)) or []
    if not waiting:
        return "", None
    number, name, value = waiting[0]
    session.put(session.told(key), waiting[1:])
    session.put(session.heard(key), number)
    return name, value


def _step(value: object) -> int:
    return value if value in (-1, 1) and isinstance(value, int) else 0


def _nothing() -> None:
    """Streamlit tells a value only to a page that listens for it."""


_component = component(_FOLDER, _SCRIPTS, keys.STYLE)
