"""The tables of docs/effects.md: how much each plugin changes, where, and what it leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from docs.contact_sheets import plan
from docs.contact_sheets.results import Pixels, Results, Tasks
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.effects.backdrop import backdrop_mask
from retouch_lib.imaging.floats import Floats
from retouch_lib.presets.vendor import LOOKS
from tests.effects import measures, scenes
from tests.effects.truth.draw import DRAWINGS

Cells = Sequence[str]
_BLUSH = 0.03
"""Sigma from which on colour is no spot any more, in heights of the face."""


def put(page: str, name: str, text: str) -> str:
    """The page with the text between the marks of that name. Raises ValueError when the page has no such marks."""
    marks = re.compile(rf"(<!-- figures: {re.escape(name)} -->\n).*?(<!-- end -->)", re.S)
    new, count = marks.subn(lambda found: found[1] + text + found[2], page)
    if count != 1:
        raise ValueError(f"docs/effects.md must hold the marks of {name} once, not {count} times")
    return new


def table(name: str, results: Results) -> str:
    """Markdown, one row per sample."""
    head, row = _TABLES[name] if name in _TABLES else (_pixel_head(name), _pixel_row(name))
    rows = [row(sample, results) for sample in plan.SAMPLES]
    lines = (head, ["---"] * len(head), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _pixel_head(name: str) -> Cells:
    steps = (f"at {value:g}" for value in plan.steps(name))
    return "sample", *steps, "outside, 99th percentile", "fine texture kept"


def _pixel_row(name: str) -> Callable[[str, Results], Cells]:
    def row(sample: str, results: Results) -> Cells:
        before, start = results.before(sample), scenes.scene(sample)
        where = _region(start, name)
        changes = [
            measures.delta_e(before, results.after(sample, [plan.at(name, value)])) for value in plan.steps(name)
        ]
        means = (f"{change[where > 0.5].mean():.2f}" if (where > 0.5).any() else "none" for change in changes)
        default = [plan.task(name)]
        outside = np.percentile(measures.delta_e(before, results.after(sample, default))[where < 0.05], 99)
        return sample, *means, f"{outside:.2f}", _texture(sample, default, where > 0.6, results)

    return row


def _region(start: Scene, name: str) -> Floats:
    """Where the plugin is meant to work."""
    if name == "Clean Backdrop":
        return backdrop_mask(start, automask=True)
    return start.skin if name == "Mattifier" else scenes.region(start, name)


def _texture(sample: str, tasks: Tasks, where: NDArray[np.bool_], results: Results) -> str:
    if not where.any():
        return "none"
    sigma = max(0.8, 0.003 * scenes.scene(sample).faces[0].height)
    kept = measures.energy_kept(results.before(sample), results.after(sample, tasks), where, sigma)
    return f"{kept:.0%}"


def _look_row(sample: str, results: Results) -> Cells:
    start, before = scenes.scene(sample), results.before(sample)
    skin, cells = start.skin > 0.6, [sample]
    for look in LOOKS:
        tasks = [task.as_dict() for task in look.tasks]
        after = results.after(sample, tasks)
        change = measures.delta_e(before, after)
        blush = _blush(before, after, start)
        cells += [f"{change[skin].mean():.2f}", _texture(sample, tasks, skin, results), f"{blush:.0%}"]
    return cells


def _blush(before: Pixels, after: Pixels, start: Scene) -> float:
    """How far each cheek's colours spread, after against before; of the cheek that lost most."""
    kept = []
    for index, cheek in enumerate(scenes.cheeks(start)):
        sigma = _BLUSH * start.faces[index // 2].height
        after_spread, before_spread = (measures.chroma_spread(picture, cheek, sigma) for picture in (after, before))
        kept.append(after_spread / before_spread)
    return min(kept)


def _heal_row(sample: str, results: Results) -> Cells:
    before, cells = results.before(sample), [sample]
    for value in plan.steps("Heal"):
        after = results.after(sample, [plan.at("Heal", value)])
        changed = np.abs(after.astype(np.int16) - before).max(axis=2) > 1
        cells += [
            f"{100 * changed.mean():.2f} %",
            f"{measures.delta_e(before, after)[changed].mean():.2f}" if changed.any() else "none",
        ]
    skin = scenes.scene(sample).skin > 0.6
    return *cells, _texture(sample, [plan.task("Heal")], skin, results)


def _mask_row(sample: str, results: Results) -> Cells:
    masks = [results.mask(sample, [plan.task("Skin Mask", Alpha1=value, Layer=1)]) for value in plan.steps("Skin Mask")]
    shares = (f"{100 * (mask > 127).mean():.1f} %" for mask in masks)
    drawing = DRAWINGS.get(sample.partition(".")[0])
    if drawing is None:
        return sample, *shares, "not drawn", "", ""
    drawn, found = drawing.mask() > 0, masks[1] > 127
    both = (drawn & found).sum()
    return (
        sample,
        *shares,
        f"{both / (drawn | found).sum():.2f}",
        f"{1 - both / drawn.sum():.0%}",
        f"{1 - both / found.sum():.0%}",
    )


def _face_row(sample: str, results: Results) -> Cells:
    faces = results.faces(sample, [plan.task("Face Detection", Layer=1)])
    boxes = "; ".join(
        f"{face['box'][2]:.0f} × {face['box'][3]:.0f} at {face['box'][0]:.0f}, {face['box'][1]:.0f}" for face in faces
    )
    return sample, str(len(faces)), boxes, ", ".join(f"{face['presence']:.3f}" for face in faces)


_PER_LOOK = tuple(f"{look.name}: {what}" for look in LOOKS for what in ("ΔE00 on skin", "texture", "blush"))
_TABLES: dict[str, tuple[Cells, Callable[[str, Results], Cells]]] = {
    "Face Detection": (("sample", "faces", "boxes", "how sure"), _face_row),
    "Skin Mask": (
        ("sample", "picture at 0.5", "at 1", "at 2", "IoU with the drawn mask at 1", "missed", "too much"),
        _mask_row,
    ),
    "Heal": (("sample", "picture at 0.5", "ΔE00 there", "picture at 1", "ΔE00 there", "fine texture kept"), _heal_row),
    plan.LOOKS_SHEET: (("sample", *_PER_LOOK), _look_row),
}
