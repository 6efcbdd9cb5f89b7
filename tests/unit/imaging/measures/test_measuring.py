"""Drawn changes of known size: each is found, named and sized right; what is none raises nothing."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import simplejpeg

from retouch_lib.imaging.measures import measuring
from retouch_lib.imaging.measures.change import PartChange
from retouch_lib.imaging.measures.marks import MarkKind
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import in_words
from tests.unit.imaging import pictures
from tests.unit.imaging.measures import retouched
from tests.unit.imaging.pictures import PORTRAIT

RECOLOURING = ("Color Correction",)


def of(found: Measured, part: Part) -> PartChange:
    return next(change for change in found.parts if change.part is part)


def test_nothing_changed() -> None:
    found = retouched.measured(retouched.original())
    assert {change.p99 for change in found.parts} == {0.0}
    assert found.stray is not None
    assert (found.stray.p99, found.stray.share) == (0.0, 0.0)
    assert [(face.shift, face.texture) for face in found.faces] == [((0.0, 0.0, 0.0), 1.0)]
    assert (found.healed.count, found.at_risk.count, found.files) == (0, 0, ())


def test_compressed_again() -> None:
    again = simplejpeg.decode_jpeg(simplejpeg.encode_jpeg(retouched.original(), 92, "RGB", "420"))
    found = retouched.measured(again)
    assert max(change.p99 for change in found.parts if change.share > 0.002) < 2.1
    assert found.stray is not None
    assert found.stray.share < 0.002
    assert found.faces[0].texture == pytest.approx(1, abs=0.1)
    assert found.at_risk.count == 0


def test_a_recoloured_suit() -> None:
    found = retouched.measured(retouched.recoloured(Part.CLOTHES, (0, 14, 0)))
    clothes = of(found, Part.CLOTHES)
    assert clothes.shift == pytest.approx((0, 14, 0), abs=1.5)
    assert clothes.tint == pytest.approx((14, 0), abs=1.5)
    assert clothes.peak == pytest.approx(clothes.p99, rel=0.3)
    assert found.stray is not None
    assert (found.stray.part, found.stray.share > 0.5) == (Part.CLOTHES, True)
    assert of(found, Part.SKIN).mean < 0.2


def test_a_moved_backdrop() -> None:
    found = retouched.measured(retouched.moved_backdrop())
    assert found.stray is not None
    assert found.stray.part is Part.BACKGROUND
    assert found.stray.p99 > 5
    assert "right" in in_words(found.stray.place)
    assert of(found, Part.CLOTHES).p99 < 0.5


def test_a_colder_skin() -> None:
    found = retouched.measured(retouched.recoloured(Part.SKIN, (2, 0, -5)))
    assert found.faces[0].shift == pytest.approx((2, 0, -5), abs=0.5)
    assert of(found, Part.BACKGROUND).p99 < 0.5


@pytest.mark.parametrize(("sigma", "least", "most"), [(0.003, 0.5, 0.7), (0.006, 0.2, 0.4), (0.012, 0.0, 0.2)])
def test_smoothed_skin(sigma: float, least: float, most: float) -> None:
    texture = retouched.measured(retouched.smoothed(sigma)).faces[0].texture
    assert texture is not None
    assert least < texture < most


def test_grain_is_no_texture() -> None:
    """Taken away, or added, it hardly counts: what is measured is the skin."""
    rough = np.random.default_rng(1).normal(0, 6, retouched.original().shape[:2])[..., None]
    grainy = np.clip(retouched.original() + rough, 0, 255).astype(np.uint8)
    for before, after in ((grainy, retouched.original()), (retouched.original(), grainy)):
        texture = retouched.measured(after, before).faces[0].texture
        assert texture == pytest.approx(1, abs=0.15)


def test_a_mole_is_gone() -> None:
    found = retouched.measured(retouched.original(), retouched.with_mole())
    (mark,) = found.at_risk.places
    assert (mark.x, mark.y) == pytest.approx(retouched.MOLE, abs=0.004)
    assert mark.kind is MarkKind.MOLE
    assert mark.darker == pytest.approx(16, abs=5)
    assert mark.kept < 0.3
    assert mark in found.healed.places


def test_a_mole_that_stays_is_not_told() -> None:
    faded = retouched.with_mole(darker=15)
    assert retouched.measured(faded, retouched.with_mole(darker=22)).healed.count == 0


def test_a_pimple_is_healed_and_not_at_risk() -> None:
    found = retouched.measured(retouched.original(), retouched.with_mole(darker=3, redder=14))
    (mark,) = found.healed.places
    assert mark.kind is MarkKind.BLEMISH
    assert found.at_risk.count == 0


def test_healing_is_no_smoothing() -> None:
    places = tuple((x, y) for x in (0.46, 0.48, 0.59, 0.61) for y in (0.22, 0.245, 0.27))
    found = retouched.measured(retouched.original(), retouched.with_mole(places=places))
    assert found.faces[0].texture == pytest.approx(1, abs=0.08)


def test_a_plugin_that_may_change_it_leaves_no_stray() -> None:
    assert retouched.measured(retouched.original(), plugins=RECOLOURING).stray is None


@pytest.mark.parametrize("plugin", ["Crop", "Face Lifting", "a plugin of tomorrow"])
def test_what_moves_pixels_is_not_laid_over(plugin: str) -> None:
    assert not retouched.measured(retouched.original(), plugins=(plugin,)).is_compared


def test_another_shape_is_not_laid_over() -> None:
    assert not retouched.measured(retouched.original()[:-100]).is_compared


def test_a_smaller_result_is_compared() -> None:
    height, width = retouched.original().shape[:2]
    half = cv2.resize(retouched.original(), (width // 2, height // 2), interpolation=cv2.INTER_AREA)
    found = retouched.measured(np.asarray(half, np.uint8))
    assert found.size == (width // 2, height // 2)
    assert max(change.p99 for change in found.parts if change.share > 0.002) < 2


def test_a_picture_without_people() -> None:
    plain = pictures.smooth(400, 300)
    found = retouched.measured(plain, plain)
    assert [change.part for change in found.parts] == [Part.BACKGROUND]
    assert found.faces == ()


def test_files(tmp_path: Path) -> None:
    after = tmp_path / "after.jpg"
    small = cv2.resize(retouched.original(), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    after.write_bytes(pictures.jpeg(np.ascontiguousarray(np.rot90(small)), pictures.exif(6)))
    found = measuring.measure_files(PORTRAIT, after, retouched.SKIN_PLUGINS)
    assert {(each.trait.value, each.before, each.after) for each in found.files} == {
        ("size", "910 × 1137", "455 × 568"),
        ("orientation", "1", "6"),
    }
    assert found.is_compared
    assert max(change.mean for change in found.parts) < 2


def test_a_flashs_red_that_is_taken_out_is_no_alarm() -> None:
    red = retouched.red_pupils()
    eyes = of(retouched.measured(retouched.original(), red, (*retouched.SKIN_PLUGINS, "Eye Vessels")), Part.EYES)
    assert eyes.peak < 5
    other_way = of(retouched.measured(red, plugins=(*retouched.SKIN_PLUGINS, "Eye Vessels")), Part.EYES)
    assert other_way.peak > 10, "red that came is one"


def test_a_spot_on_a_grey_mask_over_the_face_is_no_mole() -> None:
    masked, spotted = retouched.grey_mask(), retouched.grey_mask(spot=True)
    assert retouched.measured(masked, spotted).at_risk.count == 0
    assert retouched.measured(retouched.original(), retouched.with_mole()).at_risk.count == 1


def test_a_faint_mole_that_stands_alone_is_one() -> None:
    """Half as dark as a plain one; among others of its kind it would be a freckle."""
    alone = retouched.measured(retouched.original(), retouched.with_mole(darker=10))
    assert [mark.kind for mark in alone.at_risk.places] == [MarkKind.MOLE]
    x, y = retouched.MOLE
    near = tuple((x + across, y) for across in (-0.018, 0.0, 0.018))
    among = retouched.measured(retouched.original(), retouched.with_mole(darker=10, places=near))
    assert {mark.kind for mark in among.at_risk.places} == {MarkKind.FRECKLE}


def test_a_mole_beside_glasses_is_told_and_their_rims_are_none() -> None:
    worn = retouched.in_glasses(retouched.original())
    spotted = retouched.in_glasses(retouched.with_mole(darker=12))
    assert retouched.measured(worn, worn).at_risk.count == 0
    (mark,) = retouched.measured(worn, spotted).at_risk.places
    assert mark.kind is MarkKind.MOLE
    assert (mark.x, mark.y) == pytest.approx(retouched.MOLE, abs=0.004)
