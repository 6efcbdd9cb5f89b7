"""What an effect does, told in the photo's own colours.

Effects look at sRGB and change it, so that the same photo gets the same look in any colour space. Here their changes
become those of the photo's own numbers, as its profile has them; and of a monochrome photo, changes on its tone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis.toning import Toning
from retouch_lib.imaging.blend import soft_light_layer
from retouch_lib.imaging.files.rgb_space import RgbSpace
from retouch_lib.imaging.floats import Floats


@dataclass(frozen=True, slots=True)
class OwnColours:
    """Of one photo. Pictures are float32 (h, w, 3): sRGB, extended, or the photo's own numbers, 0-1."""

    space: RgbSpace | None
    """None where its numbers are sRGB's, or are taken for them."""
    toning: Toning | None
    """None for a photo in colour."""

    @property
    def plain(self) -> bool:
        """Whether changes are as the effects ask for them."""
        return self.space is None and self.toning is None

    def own(self, rgb: Floats) -> Floats:
        return rgb if self.space is None else self.space.from_srgb(rgb)

    def in_srgb(self, own: Floats) -> Floats:
        return own if self.space is None else self.space.to_srgb(own)

    def within(self, before: Floats, after: Floats) -> Floats:
        """sRGB within 0-1; colours of the photo's that sRGB lacks stay as far beyond as they are."""
        kept = np.asarray(np.clip(after, 0, 1), np.float32)
        if self.space is None:
            return kept
        beyond = np.abs(before - np.float32(0.5)) > 0.5
        kept[beyond] = np.clip(after[beyond], np.minimum(before[beyond], 0), np.maximum(before[beyond], 1))
        return kept

    def toned(self, before: Floats, after: Floats) -> Floats:
        """What a change of sRGB makes of the picture."""
        return after if self.toning is None else self.toning.kept(before, after)

    def added(self, before: Floats, after: Floats, where: NDArray[np.bool_]) -> Floats:
        """The change of the photo's own numbers where it is (h, w), 0 elsewhere."""
        old, new, places = self._lists(before, after, where)
        return _put(new - old, places, before.shape)

    def push(self, before: Floats, after: Floats, where: NDArray[np.bool_]) -> Floats:
        """The push of the soft-light layer that makes that change, as far as one can."""
        old, new, places = self._lists(before, after, where)
        return _put(2 * soft_light_layer(old, new - old) - 1, places, before.shape)

    def _lists(
        self, before: Floats, after: Floats, where: NDArray[np.bool_]
    ) -> tuple[Floats, Floats, NDArray[np.intp]]:
        """Both pictures' own numbers, (N, 1, 3), and their places (N,)."""
        places = np.flatnonzero(where)
        old, new = (self.own(picture.reshape(-1, 1, 3).take(places, axis=0)) for picture in (before, after))
        return old, new, places


def _put(values: Floats, places: NDArray[np.intp], shape: tuple[int, ...]) -> Floats:
    """(h, w, 3): the values in their places, else 0."""
    picture = np.zeros(shape, np.float32)
    picture.reshape(-1, 1, 3)[places] = values
    return picture
