"""A sheet stays below its limit, however many photos there are and whatever they show."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from retouch_lib.reports.allowance import MOST_BYTES, Allowance, Fit, Sizes, fit
from retouch_lib.reports.sheet import Sheet, SheetPhoto

RNG = np.random.default_rng(7)


def of(sheet: Sheet, photos: int, looks: int = 4) -> Sheet:
    one = sheet.photos[0]
    return replace(sheet, photos=(SheetPhoto(one.sha256, one.name, (one.results * 4)[:looks]),) * photos)


def test_thirty_photos_with_four_looks_keep_their_details(sheet: Sheet) -> None:
    found = fit(of(sheet, 30))
    assert len(found.photos) == 30
    assert found.sizes.whole >= 640
    assert found.sizes.detail >= 320


def test_more_photos_get_smaller_pictures_and_at_last_no_room(sheet: Sheet) -> None:
    sizes = [fit(of(sheet, count)).sizes for count in (3, 30, 60, 120, 250)]
    assert sizes == sorted(sizes, key=lambda one: one.usual, reverse=True)
    assert "no room for faces" in fit(of(sheet, 150)).words
    cut = fit(of(sheet, 2000))
    assert cut.left_out == 2000 - len(cut.photos) > 0
    assert f"{cut.left_out} more have no room" in cut.words


@pytest.mark.parametrize("count", [1, 5])
def test_even_noise_stays_within_the_limit(sheet: Sheet, count: int) -> None:
    most, room = 900_000, Fit(of(sheet, count, 1).photos, Sizes(120, 40), 0, 0)
    allowance = Allowance(room.photos, room.sizes, most)
    whole, detail = (RNG.integers(0, 256, (side, side, 3), dtype=np.uint8) for side in (120, 40))
    made = [allowance.encode(pixels) for _ in range(2 * count) for pixels in (whole, detail, detail)]
    assert sum(map(len, made)) * 4 / 3 < most - 300_000


def test_what_one_picture_does_not_need_is_left_to_the_next(sheet: Sheet) -> None:
    photos = of(sheet, 1, 1).photos
    flat, noise = np.full((100, 100, 3), 90, np.uint8), RNG.integers(0, 256, (100, 100, 3), dtype=np.uint8)
    after_flat, after_noise = (Allowance(photos, Sizes(120, 0), 326_000) for _ in range(2))
    after_flat.encode(flat)
    after_noise.encode(noise)
    assert len(after_flat.encode(noise)) >= len(after_noise.encode(noise))


def test_the_limit_is_what_mail_takes() -> None:
    assert MOST_BYTES == 15_000_000
