"""What each contact sheet shows: which places of which samples, and which values side by side. All data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from retouch_lib.plugins import BY_KEY, Number
from retouch_lib.presets.preset import default_task
from retouch_lib.presets.vendor import LOOKS

PORTRAIT, GLASSES, HALF_BODY, TWO_FACES = "portrait.jpg", "glasses.jpg", "half-body.png", "two-faces"
SAMPLES = (PORTRAIT, GLASSES, HALF_BODY, TWO_FACES)
LOOKS_SHEET = "looks"


@dataclass(frozen=True, slots=True)
class Place:
    """A window of a sample."""

    sample: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Column:
    """One treatment of every place."""

    label: str
    tasks: tuple[Mapping[str, Any], ...] = ()
    """Of the payload; none: the photo as it is."""
    show: str = "result"
    """What of it is drawn: "result", "change" (4 times, on grey), "spots", "mask", "outlines" or "faces"."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One picture of the docs."""

    name: str
    """Of the file, and the plugin's; LOOKS_SHEET for the three looks."""
    columns: tuple[Column, ...]
    places: tuple[Place, ...] = field(repr=False)

    @property
    def file(self) -> str:
        return f"{self.name.lower().replace(' ', '-')}.jpg"


FACES = (
    Place(PORTRAIT, 366, 80, 236, 300),
    Place(GLASSES, 152, 130, 224, 190),
    Place(HALF_BODY, 166, 64, 120, 130),
    Place(TWO_FACES, 236, 80, 280, 240),
)
EYES = (
    Place(PORTRAIT, 390, 170, 210, 76),
    Place(GLASSES, 172, 164, 196, 74),
    Place(HALF_BODY, 180, 82, 94, 40),
    Place(TWO_FACES, 140, 160, 380, 66),
)
MOUTHS = (
    Place(PORTRAIT, 416, 290, 160, 90),
    Place(GLASSES, 208, 246, 124, 70),
    Place(HALF_BODY, 190, 124, 70, 44),
    Place(TWO_FACES, 184, 280, 310, 72),
)
CLOTHES = (
    Place(PORTRAIT, 590, 440, 250, 330),
    Place(GLASSES, 300, 350, 212, 240),
    Place(HALF_BODY, 20, 230, 240, 250),
)
BACKDROPS = (
    Place(PORTRAIT, 90, 0, 270, 330),
    Place(GLASSES, 340, 0, 172, 380),
    Place(HALF_BODY, 150, 0, 260, 230),
    Place(TWO_FACES, 480, 0, 272, 400),
)
HEADS = (
    Place(PORTRAIT, 326, 70, 324, 396),
    Place(GLASSES, 140, 110, 250, 300),
    Place(HALF_BODY, 160, 60, 130, 140),
    Place(TWO_FACES, 70, 50, 500, 340),
)
SKIN = (
    *HEADS[:-1],
    Place(TWO_FACES, 180, 60, 340, 300),
    Place(PORTRAIT, 176, 846, 156, 140),
    Place(PORTRAIT, 550, 760, 200, 156),
)

_PLACES = {
    "Face Detection": HEADS,
    "Skin Mask": SKIN,
    "Clean Backdrop": BACKDROPS,
    "Heal": FACES,
    "Fabric": CLOTHES,
    "Eye Vessels": EYES,
    "Eye Brilliance": EYES,
    "White Teeth": MOUTHS,
    "Mattifier": FACES,
    "Dodge Burn": FACES,
    "Skin Tone": FACES,
    "Portrait Volumes": FACES,
}
_ALSO: Mapping[str, Sequence[tuple[str, Mapping[str, Any]]]] = {
    "White Teeth": (
        ("only whiten 1", {"Alpha1": 1.0, "Alpha2": 0.0}),
        ("only brighten 1", {"Alpha1": 0.0, "Alpha2": 1.0}),
    ),
    "Dodge Burn": (("1, warmth 0", {"Alpha2": 0.0}), ("1, warmth 1", {"Alpha2": 1.0})),
    "Skin Tone": (("1, second 0", {"Alpha2": 0.0}), ("1, second 2", {"Alpha2": 2.0})),
    "Clean Backdrop": (
        ("1, medium dirt", {"Scale": 2}),
        ("1, finest dirt", {"Scale": 3}),
        ("1, person open", {"Automask": False}),
    ),
}
"""More columns: other values than the first."""


def sheets(plugins: Sequence[str]) -> tuple[Sheet, ...]:
    """One for each plugin, in their order, and one for the three looks. Raises KeyError for a plugin with no places."""
    looks = tuple(Column(look.name, tuple(task.as_dict() for task in look.tasks)) for look in LOOKS)
    own = [Sheet(plugin, _columns(plugin), _PLACES[plugin]) for plugin in plugins]
    return (*own, Sheet(LOOKS_SHEET, (Column("before"), *looks), HEADS))


def steps(plugin: str) -> tuple[float, ...]:
    """Values of the plugin's first slider: half the default, the default, 1, the end of its range."""
    slider = next(item for item in BY_KEY[plugin].parameters if isinstance(item, Number))
    default = float(slider.default or 0.0)
    return tuple(sorted({default / 2, default, 1.0, float(slider.maximum or 1.0)}))


def task(plugin: str, **values: Any) -> dict[str, Any]:
    """The plugin's default task with some values of its own."""
    return {**default_task(BY_KEY[plugin]).as_dict(), **values}


def _columns(plugin: str) -> tuple[Column, ...]:
    before = Column("before")
    if plugin == "Face Detection":
        return before, Column("boxes, eyes' middles and landmarks", (task(plugin, Layer=1),), "faces")
    if plugin == "Skin Mask":
        masks = (Column(f"{value:g}", (task(plugin, Alpha1=value, Layer=1),), "mask") for value in steps(plugin))
        return before, Column("1 (magenta), drawn (green)", (task(plugin, Layer=1),), "outlines"), *masks
    results = [Column(f"{value:g}", (at(plugin, value),)) for value in steps(plugin)]
    more = [Column(label, (task(plugin, **{"Alpha1": 1.0, **values}),)) for label, values in _ALSO.get(plugin, ())]
    if plugin == "Heal":
        return before, Column("what changed at 1", (task(plugin),), "spots"), *results
    return before, *results, *more, Column(f"change, 4 times, at {_default(plugin):g}", (task(plugin),), "change")


def at(plugin: str, value: float) -> dict[str, Any]:
    """White Teeth moves both its sliders."""
    return task(plugin, Alpha1=value, **({"Alpha2": value} if plugin == "White Teeth" else {}))


def _default(plugin: str) -> float:
    return float(task(plugin)["Alpha1"])
