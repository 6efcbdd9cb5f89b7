"""The same region of many mixes, small: composed at the preview's size and only where the region lies."""

from __future__ import annotations

from functools import partial

from retouch_lib.imaging.faces import find, regions, windows
from retouch_lib.imaging.faces.regions import Kind, Region
from retouch_lib.imaging.faces.windows import Window
from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.crops import Crop
from retouch_lib.media.mixes import Mixes, Size
from retouch_lib.media.previews import Previews
from retouch_lib.media.whole_pictures import PictureName

KINDS: tuple[Kind, ...] = ("whole", "face", "eyes")
"""Regions that are made smaller anyway; what is to be seen pixel for pixel is in `Mixes.tile`."""


class MixCrops:
    """Regions as `media.crops` has them, of mixes. All methods may be called from any thread; they raise as those of
    `Mixes`, and LookupError for a region or width that there is not."""

    def __init__(self, mixes: Mixes, previews: Previews) -> None:
        self._mixes, self._previews = mixes, previews

    def crop(self, name: PictureName, strengths: Strengths, region: str, side: int) -> Crop:
        """A region of one of KINDS, of that width; its faces are those of what the layers lie over."""
        if side not in regions.SIDES or not regions.is_name(region):
            raise LookupError("no region of a photo, or no width of a crop")
        wanted = regions.parse(region)
        if wanted.kind not in KINDS:
            raise LookupError("no region that is shown small")
        window_of = partial(self._window, name.below, wanted, side)
        called = f"{region}.v{find.VERSION}-{windows.VERSION}"
        shows = window_of(self._previews.size(name.below)).shows
        return Crop(self._mixes.part(name, strengths, called, side, window_of), shows)

    def _window(self, photo: str, wanted: Region, side: int, size: Size) -> Window:
        marks = [] if wanted.kind == "whole" else [face.marks for face in self._previews.faces(photo)]
        return windows.window(wanted, size, side, marks)
