"""The same photo told differently: mirrored, half the size, in a border, in other colour spaces.

Each figure is the mean CIEDE2000 on the faces between the variant's result, brought back, and the photo's own.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import cv2
import numpy as np
from PIL import Image, ImageCms

from benchmarks.faces.engine import Bench
from benchmarks.faces.figures.change import Mask, Value, mean_delta_e
from benchmarks.faces.picture import Judged
from benchmarks.faces.plan import Task
from retouch_lib.imaging.files import photo, profiles
from tests.effects import measures

_BORDER, _GREY = 0.25, 118
_ADOBE = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
"""Adobe RGB (1998) Color Image Encoding, 4.3.1.1; its gamma is 4.3.1.2's."""
PROFILES: Mapping[str, bytes] = {
    "Display P3": profiles.make("Display P3", profiles.P3, profiles.srgb_curve()),
    "Adobe RGB": profiles.make("Adobe RGB", _ADOBE, profiles.gamma(563 / 256)),
}


def measured(photo_before: Judged, own: photo.Pixels, tasks: Sequence[Task], bench: Bench) -> dict[str, Value]:
    """The four figures. `own`: the result of the tasks on the photo itself."""
    return {name: figure(photo_before, own, tasks, bench) for name, figure in _FIGURES.items()}


def mirror(before: Judged, own: photo.Pixels, tasks: Sequence[Task], bench: Bench) -> Value:
    bench.put(before.pixels[:, ::-1])
    return _apart(before, own, bench.run(tasks)[:, ::-1])


def half(before: Judged, own: photo.Pixels, tasks: Sequence[Task], bench: Bench) -> Value:
    """Compared at half size."""
    bench.put(_halved(before.pixels))
    result, there = bench.run(tasks), _halved(own)
    return mean_delta_e(measures.lab(there), measures.lab(result), _sized(before.oval, result))


def border(before: Judged, own: photo.Pixels, tasks: Sequence[Task], bench: Bench) -> Value:
    height, width = before.pixels.shape[:2]
    down, across = round(_BORDER * height), round(_BORDER * width)
    sides = (down, down, across, across)
    bench.put(np.asarray(cv2.copyMakeBorder(before.pixels, *sides, cv2.BORDER_CONSTANT, value=[_GREY] * 3), np.uint8))
    return _apart(before, own, bench.run(tasks)[down : down + height, across : across + width])


def spaces(before: Judged, own: photo.Pixels, tasks: Sequence[Task], bench: Bench) -> Value:
    """The largest of the three pairs."""
    seen = [before.seen(own)]
    for profile in PROFILES.values():
        bench.put(encoded(before.pixels, profile), profile)
        seen.append(before.seen(bench.run(tasks)))
    pairs = ((seen[0], seen[1]), (seen[0], seen[2]), (seen[1], seen[2]))
    found = [mean_delta_e(one, other, before.oval) for one, other in pairs]
    return None if None in found else max(value for value in found if value is not None)


def encoded(pixels: photo.Pixels, profile: bytes) -> photo.Pixels:
    """The same colours by another profile; `pixels` in sRGB."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    return np.array(ImageCms.ImageCmsTransform(srgb, own, "RGB", "RGB").apply(Image.fromarray(pixels)))


def _apart(before: Judged, own: photo.Pixels, other: photo.Pixels) -> Value:
    return mean_delta_e(before.seen(own), before.seen(np.ascontiguousarray(other)), before.oval)


def _halved(pixels: photo.Pixels) -> photo.Pixels:
    size = max(1, pixels.shape[1] // 2), max(1, pixels.shape[0] // 2)
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _sized(mask: Mask, picture: photo.Pixels) -> Mask:
    size = picture.shape[1], picture.shape[0]
    return cv2.resize(mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0


_FIGURES: Mapping[str, Callable[[Judged, photo.Pixels, Sequence[Task], Bench], Value]] = {
    "mirror": mirror,
    "half size": half,
    "grey border": border,
    "colour spaces": spaces,
}
