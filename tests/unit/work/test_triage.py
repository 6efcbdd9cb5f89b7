"""Which results need a look: drawn changes come first, in words; what a retoucher would pass is passed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg

from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.measures import measuring, seen_picture
from retouch_lib.imaging.measures.file_differences import FileDifference, FileTrait
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.work.triage import Measurement, TriageLimits, reasons, triage
from tests.unit.imaging.measures import retouched
from tests.unit.imaging.measures.retouched import Pixels
from tests.unit.imaging.pictures import ALL_SAMPLES

PLUGINS = retouched.SKIN_PLUGINS
WITH_CLOTHES = tuple(task.plugin for task in BALANCED.tasks)
SAME = Measured((100, 100))


def words(found: Measured, plugins: tuple[str, ...] = PLUGINS) -> list[str]:
    return [reason.words for reason in reasons(found, plugins, TriageLimits())]


def test_nothing_changed_needs_no_look() -> None:
    assert words(found_in(retouched.original)) == []


@pytest.mark.parametrize("path", ALL_SAMPLES, ids=lambda path: path.stem)
def test_compressed_again_needs_no_look(path: Path, tmp_path: Path) -> None:
    pixels = seen_picture.load(path).pixels
    again = tmp_path / "again.jpg"
    again.write_bytes(simplejpeg.encode_jpeg(pixels, 92, "RGB", "420"))
    assert words(replace(measuring.measure_files(path, again, PLUGINS), files=())) == []


@pytest.mark.parametrize("path", ALL_SAMPLES, ids=lambda path: path.stem)
def test_a_balanced_retouch_needs_no_look(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "result"
    retouch(path, [task.as_dict() for task in BALANCED.tasks], target, lambda plugin, fraction: None)
    assert words(measuring.measure_files(path, target, WITH_CLOTHES), WITH_CLOTHES) == []


@cache
def found_in(make: Callable[[], Pixels]) -> Measured:
    """What is measured of a drawn change by plugins for skin: once."""
    return retouched.measured(make())


def red_jacket() -> Pixels:
    """As an engine once did that took it for shaded skin."""
    return retouched.recoloured(Part.CLOTHES, (4, 16, 8))


def warmer() -> Pixels:
    return retouched.recoloured(Part.SKIN, (0, 0, 4), np.ones(retouched.original().shape[:2], np.bool_))


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (retouched.moved_backdrop, "background moved, ΔE"),
        (red_jacket, "clothes moved, ΔE"),
        (warmer, "white shifted: all is yellower, ΔE 4"),
        (lambda: retouched.recoloured(Part.SKIN, (0, 7, 0)), "a face redder, ΔE 6.9"),
        (lambda: retouched.smoothed(0.012), "skin smoothed, "),
        (lambda: retouched.recoloured(Part.HAIR, (0, 0, 15)), "hair moved, ΔE"),
    ],
)
def test_a_change_is_named(after: Callable[[], Pixels], expected: str) -> None:
    assert any(each.startswith(expected) for each in words(found_in(after)))


def test_a_shifted_white_is_told_first() -> None:
    told = words(found_in(warmer))
    assert told[0].startswith("white shifted")
    assert not any("where no plugin belongs" in each for each in told)


def test_a_weak_change_of_much_is_told() -> None:
    """Each pixel by less than its limit: a backdrop that is a shade darker."""
    told = words(retouched.measured(retouched.recoloured(Part.BACKGROUND, (-2.8, 0, 0))))
    assert any("moved where no plugin belongs, background most" in each for each in told)


def test_the_moved_backdrops_side_is_told() -> None:
    first = words(found_in(retouched.moved_backdrop))[0]
    assert first.startswith("background moved, ΔE")
    assert "right" in first


def red_patch() -> Pixels:
    """Less than a hundredth of the clothes."""
    return retouched.recoloured(Part.CLOTHES, (0, 14, 4), retouched.patch(Part.CLOTHES, (0.25, 0.7)))


def test_a_small_patch_is_found_where_clothes_may_change_too() -> None:
    found = retouched.measured(red_patch(), plugins=WITH_CLOTHES)
    told = words(found, WITH_CLOTHES)[0]
    assert told.startswith("clothes turned redder, ΔC 1")
    assert told.endswith(", bottom left")


def test_a_red_jacket_is_found_where_clothes_may_change_too() -> None:
    found = retouched.measured(red_jacket(), plugins=WITH_CLOTHES)
    assert words(found, WITH_CLOTHES)[0].startswith("clothes turned redder, ΔC 1")


@cache
def without_its_mole() -> Measured:
    return retouched.measured(retouched.original(), retouched.with_mole())


def test_a_mole_is_gone() -> None:
    assert words(without_its_mole()) == ["a mole is gone"]
    two = retouched.with_mole(places=(retouched.MOLE, retouched.OTHER_MOLE))
    (reason,) = reasons(retouched.measured(retouched.original(), two), PLUGINS, TriageLimits())
    assert reason.words == "2 moles are gone"
    assert reason.beyond == pytest.approx(2**0.5), "less than a shirt that has 1.5 times its limit"


def test_colour_correction_may_shift_all_colours() -> None:
    plugins = (*PLUGINS, "Color Correction")
    assert words(retouched.measured(warmer(), plugins=plugins), plugins) == []


def test_another_size_comes_before_all_else() -> None:
    found = replace(SAME, files=(FileDifference(FileTrait.SIZE, "6000 × 4000", "3000 × 2000"),))
    assert words(found) == ["another size: 3000 × 2000, the photo has 6000 × 4000"]
    assert words(found, ("Crop",)) == []


def test_rows_stored_otherwise_need_no_look() -> None:
    assert words(replace(SAME, files=(FileDifference(FileTrait.ORIENTATION, "6", "1"),))) == []
    assert len(words(replace(SAME, files=(FileDifference(FileTrait.PROFILE, "Display P3", "sRGB"),)))) == 1


@pytest.mark.parametrize("limits", [{"moles": 0}, {"stray": 0.0}, {"texture": 1.0}, {"parts": {Part.SKIN: 0.0}}])
def test_a_limit_of_nothing_is_refused(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        TriageLimits(**limits)


def test_the_worst_comes_first() -> None:
    after = {"same": retouched.original, "backdrop": retouched.moved_backdrop, "jacket": red_jacket}
    measurements = [Measurement(name, found_in(make), PLUGINS) for name, make in after.items()]
    order = triage([*measurements, Measurement("mole", without_its_mole(), PLUGINS)])
    assert [one.id for one in order] == ["jacket", "backdrop", "mole", "same"]
    assert [one.beyond for one in order] == sorted((one.beyond for one in order), reverse=True)
    assert (order[2].beyond, order[3].beyond, order[3].reasons) == (1.0, 0.0, ())


def test_what_could_not_be_compared_is_said() -> None:
    (one,) = triage([Measurement("cropped", Measured((0, 0)), ("Crop",))])
    assert (one.reasons, one.is_compared) == ((), False)


def test_a_wider_limit_lets_it_pass() -> None:
    assert reasons(without_its_mole(), PLUGINS, TriageLimits(moles=2)) == ()
