"""What the viewer's guard tool tells: strokes that keep a mole, where a layer may act; kept with the mix."""

from __future__ import annotations

from dataclasses import replace

from retouch_lib.imaging.guard import ALL, Guard, LayerGuard
from retouch_lib.imaging.strokes import Stroke, Strokes
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import PLACE, Mixed, change, mix_id

_TOO_MUCH = "That was more than a guard holds. The last stroke was not kept."
_UNREADABLE = "What was told of the guard could not be read. Nothing was changed."


def guarded(mixed: Mixed, told: object) -> None:
    """Keep what the browser told; it may be anything."""
    try:
        guard = _after(mixed, told)
    except ValueError as error:
        session.say("warning", _TOO_MUCH if "too many" in str(error) else _UNREADABLE, PLACE)
        return
    if guard is not None:
        change(mixed, mixed.strengths, guard=guard)


def _after(mixed: Mixed, told: object) -> Guard | None:
    """The guard that comes of it; None where it is of another mix. Raises ValueError."""
    guard = mixed.guard
    match told:
        case {"mix": str(mix)} if mix != mix_id(mixed):
            return None
        case {"mix": mix} if not isinstance(mix, str):
            raise ValueError(_UNREADABLE)
        case {"what": "clear", "layer": int(layer)}:
            return guard.put(_number(mixed, layer), LayerGuard())
        case {
            "what": "within",
            "layer": int(layer),
            "within": "" | "skin" | "painted" as within,
            "strokes": [*strokes],
        }:
            one = guard.of(_number(mixed, layer))
            region = Strokes(tuple(map(Stroke.told, strokes))) if within == "painted" else Strokes()
            return guard.put(layer, replace(one, within=within, region=region))
        case {"what": "drop", "layer": int(layer), "strokes": [*strokes]}:
            return guard.drop(_number(mixed, layer), *map(Stroke.told, strokes))
        case {"what": "add", "layer": int(layer), "part": "kept" | "region" as part, "strokes": [*strokes]}:
            return guard.add(_number(mixed, layer), part, *map(Stroke.told, strokes))
    raise ValueError(_UNREADABLE)


def _number(mixed: Mixed, layer: int) -> int:
    """Raises ValueError for what is no layer of this result."""
    if type(layer) is not int or layer not in {ALL, *(slider.layer for slider in mixed.result.sliders)}:
        raise ValueError(_UNREADABLE)
    return layer
