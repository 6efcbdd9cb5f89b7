"""Where bare faces are taken for wearing glasses all the same, nothing shows."""

from __future__ import annotations

import pytest

from benchmarks.faces.figures import structure
from benchmarks.faces.picture import Judged
from benchmarks.faces.truth import Truth
from retouch_lib.engine.analysis import glasses
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.presets.vendor import HEAVY
from tests.effects.scenes import pixels, task, tried

ON_SKIN = ("Heal", "Dodge Burn", "Skin Tone")


@pytest.mark.parametrize("name", ["portrait.jpg", "half-body.png"])
def test_a_bare_face_taken_for_a_wearer_gets_no_rings(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Judged(pixels(name), Truth())
    tasks = [task("Mattifier"), *(one.as_dict() for one in HEAVY.tasks if one.plugin in ON_SKIN)]

    def border() -> float:
        """The steepest new border where rims are drawn, in ΔE."""
        after = tried(Scene(pixels(name).copy()), *tasks)
        return structure.new_border(before.lab, before.seen(after), before.rim_zone, before.unit) or 0.0

    right = border()
    monkeypatch.setattr(glasses, "worn", lambda rgb, face: True)
    # on a face of 109 pixels the soft edge of a rim is two pixels wide: half a ΔE more is not to be had there
    assert border() < max(1.0, right + (0.65 if name == "half-body.png" else 0.5))
