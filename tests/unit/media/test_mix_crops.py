"""Small regions of mixes: composed only where they lie, and then what the whole mix has there."""

from __future__ import annotations

from pathlib import Path

import pytest

from retouch_lib.imaging.faces import cutting, regions, windows
from retouch_lib.imaging.files import jpeg
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.mix_crops import MixCrops
from retouch_lib.media.mixes import Mixes, Stack
from retouch_lib.media.previews import Previews
from tests.unit.media.test_mixes import MIX, SIZE, exactly, files, mixes, named

__all__ = ["files", "mixes"]


@pytest.fixture
def crops(files: Files, mixes: Mixes, tmp_path: Path) -> MixCrops:
    return MixCrops(mixes, Previews(files, tmp_path / "previews"))


@pytest.mark.parametrize("region", ["whole", "face", "eyes"])
def test_a_crop_is_the_mix_where_it_lies(
    files: Files, crops: MixCrops, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    """Of a photo without a face its upper middle; and only as much is composed as the crop reaches."""
    composed, mixed = [], Stack.mixed

    def watched(stack: Stack, strengths: Strengths, window: tuple[int, int, int, int] | None = None) -> object:
        composed.append(window)
        return mixed(stack, strengths, window)

    monkeypatch.setattr(Stack, "mixed", watched)
    name = named(files)
    crop = crops.crop(name, MIX, region, 160)
    window = windows.window(regions.parse(region), SIZE, 160, [])
    assert crop.path.read_bytes() == jpeg.encode(cutting.cut(exactly(), window), None, 95)
    assert composed == [cutting.reach(window, SIZE)]
    assert crops.crop(name, MIX, region, 160).path == crop.path
    assert len(composed) == 1, "once"


@pytest.mark.parametrize(("region", "side"), [("cheek", 160), ("x0.5000y0.5000", 160), ("face", 161), ("nose", 160)])
def test_no_region_that_is_shown_small(files: Files, crops: MixCrops, region: str, side: int) -> None:
    with pytest.raises(LookupError):
        crops.crop(named(files), MIX, region, side)


def test_strengths_of_other_layers_are_refused(files: Files, crops: MixCrops) -> None:
    with pytest.raises(LookupError):
        crops.crop(named(files), Strengths((1, 2, 3)), "whole", 160)
