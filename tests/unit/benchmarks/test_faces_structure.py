"""Texture, pattern, marks, borders and veins: on drawn skin, cloth and whites."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from benchmarks.faces.figures import eyes, structure
from retouch_lib.imaging.floats import Floats

UNIT = 300.0
SIDE = 240
ALL = np.ones((SIDE, SIDE), np.bool_)


def skin() -> Floats:
    return np.full((SIDE, SIDE, 3), (65, 18, 20), np.float32)


def with_light(light: Floats, base: Floats | None = None) -> Floats:
    lab = (skin() if base is None else base).copy()
    lab[..., 0] += light
    return lab


def grain(sigma: float, spread: float) -> Floats:
    noise = np.random.default_rng(7).normal(0, 1, (SIDE, SIDE)).astype(np.float32)
    soft = cv2.GaussianBlur(noise, (0, 0), sigma)
    return np.asarray(soft * (spread / soft.std()), np.float32)


class TestTexture:
    @pytest.mark.parametrize("figure", [structure.texture_kept, structure.fine_texture_kept])
    def test_all_is_kept_of_the_same_picture(self, figure) -> None:  # type: ignore[no-untyped-def]
        before = with_light(grain(1.5, 2))
        assert figure(before, before, ALL, UNIT) == pytest.approx(1)

    def test_half_as_strong_is_a_half_and_a_quarter_of_the_energy(self) -> None:
        before, after = with_light(grain(1.5, 2)), with_light(grain(1.5, 1))
        assert structure.texture_kept(before, after, ALL, UNIT) == pytest.approx(0.5, abs=0.01)
        assert structure.fine_texture_kept(before, after, ALL, UNIT) == pytest.approx(0.25, abs=0.01)

    def test_pores_and_what_a_retoucher_sees_are_different_bands(self) -> None:
        """Coarse texture taken out, fine left: only the coarser figure falls."""
        before = with_light(grain(0.6, 2) + grain(2.5, 2))
        after = with_light(grain(0.6, 2))
        coarse = structure.texture_kept(before, after, ALL, UNIT)
        fine = structure.fine_texture_kept(before, after, ALL, UNIT)
        assert coarse is not None
        assert fine is not None
        assert coarse < 0.6
        assert fine > 0.8

    def test_a_slow_change_of_light_is_no_texture(self) -> None:
        before = with_light(grain(1.5, 2))
        shade = np.linspace(-10, 10, SIDE, dtype=np.float32)[None].repeat(SIDE, 0)
        inner = np.zeros_like(ALL)
        inner[40:-40, 40:-40] = True
        assert structure.texture_kept(before, with_light(shade, before), inner, UNIT) == pytest.approx(1, abs=0.02)

    def test_the_band_follows_the_face(self) -> None:
        """The same picture twice as large keeps as much."""
        before, after = with_light(grain(2, 2) + grain(6, 2)), with_light(grain(2, 2) + grain(6, 1))
        large = [
            np.asarray(cv2.resize(lab, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)) for lab in (before, after)
        ]
        twice = np.ones((2 * SIDE, 2 * SIDE), np.bool_)
        small = structure.texture_kept(before, after, ALL, UNIT)
        assert structure.texture_kept(large[0], large[1], twice, 2 * UNIT) == pytest.approx(small, abs=0.02)

    def test_nothing_is_said_of_flat_skin(self) -> None:
        assert structure.texture_kept(skin(), skin(), ALL, UNIT) is None


class TestPattern:
    def test_a_faded_check(self) -> None:
        ys, xs = np.indices((SIDE, SIDE)) // 8
        check = np.asarray(20.0 * ((ys + xs) % 2), np.float32)
        before, after = with_light(check), with_light(0.9 * check)
        assert structure.pattern_kept(before, before, ALL, UNIT) == pytest.approx(100)
        assert structure.pattern_kept(before, after, ALL, UNIT) == pytest.approx(90, abs=0.1)

    def test_folds_are_no_pattern(self) -> None:
        folds = np.asarray(8 * np.sin(np.arange(SIDE) / 25), np.float32)[None].repeat(SIDE, 0)
        assert structure.pattern_kept(with_light(folds), skin(), ALL, UNIT) is None


class TestMarks:
    @staticmethod
    def freckled(strength: float) -> Floats:
        lab = skin()
        spots = np.zeros((SIDE, SIDE), np.float32)
        for y in range(20, SIDE, 30):
            for x in range(20, SIDE, 30):
                cv2.circle(spots, (x, y), 3, 1.0, -1, cv2.LINE_AA)
        lab[..., 0] -= 8 * strength * spots
        lab[..., 1] += 3 * strength * spots
        return lab

    def test_contrast_kept(self) -> None:
        before = self.freckled(1)
        assert structure.marks_kept(before, before, ALL, UNIT) == pytest.approx(1)
        assert structure.marks_kept(before, self.freckled(0.6), ALL, UNIT) == pytest.approx(0.6, abs=0.01)
        assert structure.marks_kept(before, skin(), ALL, UNIT) == pytest.approx(0, abs=0.01)

    def test_clear_skin_has_none(self) -> None:
        assert structure.marks_kept(skin(), skin(), ALL, UNIT) is None

    def test_redness_alone_is_a_mark(self) -> None:
        before = skin()
        before[..., 1] = self.freckled(2)[..., 1]
        assert structure.marks_kept(before, before, ALL, UNIT) == pytest.approx(1)

    def test_light_marks_are_none(self) -> None:
        assert structure.marks_kept(self.freckled(-1), skin(), ALL, UNIT) is None


class TestNewBorder:
    @staticmethod
    def edge(height: float, at: int = SIDE // 2, soft: float = 0.0) -> Floats:
        light = np.zeros((SIDE, SIDE), np.float32)
        light[:, at:] = height
        return with_light(cv2.GaussianBlur(light, (0, 0), soft) if soft else light)

    def test_a_hard_step_is_told_by_its_height(self) -> None:
        assert structure.new_border(skin(), self.edge(5), ALL, UNIT) == pytest.approx(5, rel=0.12)

    def test_a_feathered_one_is_none(self) -> None:
        soft = structure.new_border(skin(), self.edge(5, soft=12), ALL, UNIT)
        assert soft is not None
        assert soft < 1

    def test_the_photos_own_edge_is_no_new_one(self) -> None:
        own = self.edge(5)
        assert structure.new_border(own, own, ALL, UNIT) == 0
        assert structure.new_border(own, self.edge(3), ALL, UNIT) == 0
        assert structure.new_border(own, self.edge(5, at=SIDE // 2 + 2), ALL, UNIT) == pytest.approx(0, abs=0.2)

    def test_one_far_from_it_is(self) -> None:
        own, other = self.edge(5), self.edge(5)
        other[:, 40:] += np.array((4, 0, 0), np.float32)
        found = structure.new_border(own, other, ALL, UNIT)
        assert found is not None
        assert found > 3


class TestEyes:
    WHITES = np.zeros((SIDE, SIDE), np.bool_)
    WHITES[60:180, 60:180] = True

    @classmethod
    def veined(cls, strength: float) -> Floats:
        lab = np.full((SIDE, SIDE, 3), (80, 4, 4), np.float32)
        lab[~cls.WHITES] = (60, 25, 15)
        for y in range(70, 180, 12):
            lab[y : y + 2, 60:180, 1] += strength
        return lab

    def test_veins_kept(self) -> None:
        before = self.veined(10)
        assert eyes.veins_kept(before, before, self.WHITES, UNIT) == pytest.approx(1)
        assert eyes.veins_kept(before, self.veined(3), self.WHITES, UNIT) == pytest.approx(0.3, abs=0.02)

    def test_a_clear_eye_has_none(self) -> None:
        assert eyes.veins_kept(self.veined(0.5), self.veined(0), self.WHITES, UNIT) is None
        assert eyes.veins_kept(self.veined(0), self.veined(0), self.WHITES, UNIT) is None

    def test_the_red_of_a_lid_is_no_vein(self) -> None:
        lidded = self.veined(0)
        lidded[60:90, 60:180, 1] += 15
        assert eyes.veins_kept(lidded, lidded, self.WHITES, UNIT) is None

    def test_one_eye_more_than_the_other(self) -> None:
        sides = self.WHITES.copy(), self.WHITES.copy()
        sides[0][:, SIDE // 2 :] = sides[1][:, : SIDE // 2] = False
        before = self.veined(0)
        after = before.copy()
        after[sides[0]] += np.array((4, 0, 0), np.float32)
        after[sides[1]] += np.array((2, 0, 0), np.float32)
        assert eyes.uneven(before, after, sides) == pytest.approx(2, abs=0.1)
        assert eyes.uneven(before, before, sides) == 1
        assert eyes.uneven(before, after, (sides[0], np.zeros_like(ALL))) is None
