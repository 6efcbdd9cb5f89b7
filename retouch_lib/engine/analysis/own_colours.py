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
        if self.space is None:
            return np.asarray(np.clip(after, 0, 1), np.float32)
        return np.asarray(np.clip(after, np.minimum(before, 0), np.maximum(before, 1)), np.float32)

    def toned(self, before: Floats, after: Floats) -> Floats:
        """What a change of sRGB makes of the picture."""
        return after if self.toning is None else self.toning.kept(before, after)

    def added(self, before: Floats, after: Floats, where: NDArray[np.bool_]) -> Floats:
        """The change of the photo's own numbers where it is (h, w), 0 elsewhere."""
        change = np.zeros_like(before)
        old, new = self._lists(before, after, where)
        change[where] = (new - old)[:, 0]
        return change

    def push(self, before: Floats, after: Floats, where: NDArray[np.bool_]) -> Floats:
        """The push of the soft-light layer that makes that change, as far as one can."""
        push = np.zeros_like(before)
        old, new = self._lists(before, after, where)
        push[where] = (2 * soft_light_layer(old, new - old) - 1)[:, 0]
        return push

    def _lists(self, before: Floats, after: Floats, where: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Both pictures' own numbers, (N, 1, 3)."""
        return self.own(before[where][:, None]), self.own(after[where][:, None])
