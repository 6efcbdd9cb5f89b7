"""Which figures come from which run: each function takes the photo before and a result, and gives figures by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from benchmarks.faces.figures import change, eyes, structure
from benchmarks.faces.figures.change import Value
from benchmarks.faces.picture import Judged
from benchmarks.faces.plan import HEALED, LOOKS, NO_FABRIC, SCALE_0, at
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.floats import Floats
from tests.effects import measures

Figures = dict[str, Value]
Measure = Callable[[Judged, photo.Pixels], Figures]


def of_run(name: str, before: Judged, result: photo.Pixels) -> Figures:
    """Nothing for a run that is only looked at."""
    return _BY_RUN[name](before, result) if name in _BY_RUN else {}


def found(before: Judged) -> Figures:
    """Faces and glasses, against the truth where it is told."""
    truth, count = before.truth, len(before.faces)
    figures: Figures = {"faces": count}
    if truth.faces is not None:
        figures["faces missed"] = max(0, truth.faces - count)
    if truth.glasses is not None:
        worn = [any(_holds(before, index, point) for point in truth.glasses) for index in range(count)]
        pairs = list(zip(before.glasses, worn, strict=True))
        figures["ghost glasses"] = sum(said and not real for said, real in pairs)
        figures["missed glasses"] = sum(real and not said for said, real in pairs)
    return figures


def over_looks(figures: Mapping[str, Value]) -> Figures:
    """What needs the figures of all three presets."""
    skin = [figures.get(f"skin {name}") for name in reversed(LOOKS)]
    if None in skin:
        return {"grows": None}
    return {"grows": float(np.diff([value for value in skin if value is not None]).min())}


def _holds(before: Judged, index: int, point: tuple[float, float]) -> bool:
    """Whether the point, in shares of the picture, lies in the face's box."""
    left, top, width, height = before.faces[index].box
    x, y = point[0] * before.shape[1], point[1] * before.shape[0]
    return left <= x <= left + width and top <= y <= top + height


def _look(name: str, before: Judged, result: photo.Pixels) -> Figures:
    after = before.seen(result)
    pair = before.lab, after
    figures = {
        f"skin {name}": change.mean_delta_e(*pair, before.skin),
        f"texture {name}": structure.texture_kept(*pair, before.first_skin, before.unit),
        f"fine texture {name}": structure.fine_texture_kept(*pair, before.first_skin, before.unit),
    }
    if name == "heavy":
        figures["rim step"] = structure.new_border(*pair, before.rim_zone, before.unit)
        figures["mono tint"] = change.chroma(*pair, np.ones(before.shape, np.bool_)) if before.monochrome else None
        return figures
    figures[f"freckles {name}"] = _marks(before, after, "freckles")
    if name == "balanced":
        figures["clothes p99"] = change.percentile_delta_e(*pair, before.clothes, 99)
    return figures


def _healed(before: Judged, result: photo.Pixels) -> Figures:
    return {"blemishes": _marks(before, before.seen(result), "blemishes")}


def _marks(before: Judged, after: Floats, kind: str) -> Value:
    """Without the truth all marks count, and no bar holds."""
    if before.truth.marks not in ("", kind):
        return None
    return structure.marks_kept(before.lab, after, before.first_skin, before.unit)


def _volumes(before: Judged, result: photo.Pixels) -> Figures:
    after = before.seen(result)
    figures: Figures = {}
    for part, mask in before.parts.items():
        figures[f"volumes {part} dL"], figures[f"volumes {part} p99"] = change.lightness(before.lab, after, mask)
    figures["volumes skin dC"] = change.chroma(before.lab, after, before.skin)
    figures["volumes over white"] = change.over_white(before.lab, after, before.people)
    return {**figures, "volumes effect": change.mean_delta_e(before.lab, after, before.skin)}


def _mattifier(before: Judged, result: photo.Pixels) -> Figures:
    pair = before.lab, before.seen(result)
    return {
        "mattifier share": change.share_moved(*pair, before.skin, 3),
        "mattifier border": structure.new_border(*pair, before.skin, before.unit),
        "mattifier effect": change.mean_delta_e(*pair, before.skin),
    }


def _fabric(before: Judged, result: photo.Pixels) -> Figures:
    pair = before.lab, before.seen(result)
    return {
        "fabric black": change.black_point(*pair, before.clothes),
        "fabric pattern": structure.pattern_kept(*pair, before.clothes, before.unit),
        "fabric dC": change.chroma(*pair, before.clothes),
        "fabric border": structure.new_border(*pair, before.clothes, before.unit),
        "fabric effect": change.mean_delta_e(*pair, before.clothes),
    }


def _no_fabric(before: Judged, result: photo.Pixels) -> Figures:
    moved = change.percentile_delta_e(before.lab, before.seen(result), before.clothes, 99)
    return {"clothes without Fabric p99": moved}


def _dodge_burn(before: Judged, result: photo.Pixels) -> Figures:
    pair = before.lab, before.seen(result)
    light = change.highlights(before.lab, before.skin)
    return {
        "highlights dC": change.chroma(*pair, light),
        "highlights dH": change.hue(*pair, light),
        "texture dodge burn": structure.texture_kept(*pair, before.first_skin, before.unit),
        "dodge burn effect": change.mean_delta_e(*pair, before.skin),
    }


def _scale_0(before: Judged, result: photo.Pixels) -> Figures:
    kept = structure.texture_kept(before.lab, before.seen(result), before.first_skin, before.unit)
    return {"texture dodge burn 0": kept}


def _backdrop(before: Judged, result: photo.Pixels) -> Figures:
    pair = before.lab, before.seen(result)
    return {
        "backdrop": change.mean_delta_e(*pair, before.behind),
        "backdrop people": change.percentile_delta_e(*pair, before.people, 99),
    }


def _vessels(before: Judged, result: photo.Pixels) -> Figures:
    """On the whole photo, where veins are as fine as they are."""
    if not before.faces:
        return {}
    window, lab = before.whole_lab
    after, whites = measures.lab(result[window]), before.whites()
    both, unit = whites[0] | whites[1], before.whole_face(before.faces[0]).height
    return {
        "veins": eyes.veins_kept(lab, after, both, unit),
        "vessels uneven": eyes.uneven(lab, after, whites),
        "vessels effect": change.mean_delta_e(lab, after, both),
    }


def _effect(name: str, before: Judged, result: photo.Pixels) -> Figures:
    return {f"{name} effect": change.mean_delta_e(before.lab, before.seen(result), before.skin)}


_BY_RUN: Mapping[str, Measure] = {
    **{name: partial(_look, name) for name in LOOKS},
    at("Portrait Volumes", 1): _volumes,
    at("Mattifier", 1): _mattifier,
    at("Fabric", 1): _fabric,
    at("Dodge Burn", 1): _dodge_burn,
    SCALE_0: _scale_0,
    NO_FABRIC: _no_fabric,
    HEALED: _healed,
    at("Clean Backdrop", 1): _backdrop,
    at("Eye Vessels", 1): _vessels,
    at("Heal", 1): partial(_effect, "heal"),
    at("Skin Tone", 1): partial(_effect, "skin tone"),
}
