"""The archive of a layered task: one picture per layer, each as large as the photo, and what was found in it.

Laid over the photo in their order, each with the blend mode in its name, the layers give the flat result:

* A normal or darken layer is the running picture where its plugin changed it, and transparent black elsewhere.
* A soft-light layer is neutral grey elsewhere.
* Skin Mask is a grey picture, white on skin. It is no part of the picture and is never composited.
* Tasks without a layer of their own ("Layer": 0) are part of the picture all the same: those between two layers come
  together as one normal layer named "Flattened".

Pictures are written strip by strip, and stored: a PNG is packed already.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.engine.analysis import regions
from retouch_lib.engine.analysis.changes import Part, Patch, PixelChange
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.imaging.blend import layer_levels
from retouch_lib.imaging.files import png_stream
from retouch_lib.imaging.floats import Floats
from retouch_lib.plugins import BY_KEY, BlendMode, Yields

FLATTENED = "Flattened"
"""The name of a layer that holds tasks without one of their own."""
_ROWS = 64
_NEUTRAL = 128
_DATE = (1980, 1, 1, 0, 0, 0)
"""The same task gives the same bytes."""


class LayerWriter:
    """Writes the archive while the scene is being retouched. A context manager: an error leaves no file."""

    def __init__(self, target: Path, scene: Scene, colours: bytes) -> None:
        """`colours`: the PNG chunks that say what the photo's colours are; see `photo.colour_chunks`."""
        self._target = target
        self._scene = scene
        self._colours = colours
        self._size = (scene.full.shape[1], scene.full.shape[0])
        self._archive = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        self._count = 0
        self._flat_outline = np.zeros(scene.shape, np.bool_)
        self._flat_patches: list[Patch] = []
        self._reports: list[dict[str, Any]] = []

    def __enter__(self) -> LayerWriter:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._archive.close()
        if error is not None:
            self._target.unlink(missing_ok=True)

    def before(self, task: Mapping[str, Any]) -> None:
        """To be told of each task before it is done: a flattened layer holds no more than the tasks before this one."""
        plugin = BY_KEY[task["Plugin"]]
        if task.get("Layer", 0) and (plugin.blend is not None or plugin.yields is Yields.MASK):
            self._flush()

    def take(self, task: Mapping[str, Any], change: PixelChange) -> None:
        """What one task did: its layer, or its share of the next flattened one."""
        plugin = BY_KEY[task["Plugin"]]
        entry = None
        if not task.get("Layer", 0):
            self._flat_outline |= change.outline(self._scene.shape)
            self._flat_patches += change.patches
        elif plugin.yields is Yields.MASK:
            entry = self._write(plugin.key, BlendMode.NORMAL, 1, self._mask())
        elif plugin.blend is BlendMode.SOFT_LIGHT:
            entry = self._write(plugin.key, BlendMode.SOFT_LIGHT, 3, self._light(change.lit))
        elif plugin.blend is not None:
            strips = self._cutout(change.outline(self._scene.shape), change.patches)
            entry = self._write(plugin.key, plugin.blend, 4, strips)
        self._report(task, entry)

    def finish(self) -> None:
        """Write what is still to come: the last flattened layer, and result.json."""
        self._flush()
        text = json.dumps({"jsonVersion": "1", "plugins": self._reports}, indent=1)
        self._archive.writestr(zipfile.ZipInfo("result.json", _DATE), text)

    def _flush(self) -> None:
        """Write what was flattened since the last layer, if it changed anything."""
        if self._flat_outline.any() or self._flat_patches:
            self._write(FLATTENED, BlendMode.NORMAL, 4, self._cutout(self._flat_outline, self._flat_patches))
        self._flat_outline = np.zeros_like(self._flat_outline)
        self._flat_patches = []

    def _write(self, name: str, blend: BlendMode, channels: int, strips: Iterator[NDArray[np.uint8]]) -> str:
        entry = f"index={self._count}&blendmode={blend.value}&name={name}.png"
        with self._archive.open(zipfile.ZipInfo(entry, _DATE), "w", force_zip64=True) as file:
            png_stream.write(file, self._size, channels, strips, self._colours if channels > 1 else b"")
        self._count += 1
        return entry

    def _cutout(self, outline: NDArray[np.bool_], patches: Sequence[Patch]) -> Iterator[NDArray[np.uint8]]:
        """The running picture, opaque where it changed; RGB is 0 where it is transparent."""
        alpha = self._alpha(outline, patches)
        for top in range(0, self._size[1], _ROWS):
            strip, cover = self._scene.full[top : top + _ROWS], alpha[top : top + _ROWS]
            if cover.any():
                yield np.asarray(cv2.merge((cv2.bitwise_and(strip, strip, mask=cover), cover)), np.uint8)
            else:
                yield from _blank(len(cover), self._size[0], 4, 0)

    def _alpha(self, outline: NDArray[np.bool_], patches: Sequence[Patch]) -> NDArray[np.uint8]:
        alpha = np.zeros(self._scene.full.shape[:2], np.uint8)
        region = regions.bounds(outline)
        if region is not None:
            for window, strip in self._scene.enlarger.strips(region, outline[region].astype(np.float32)):
                alpha[window] = np.where(strip > 0, np.uint8(255), np.uint8(0))
        for patch in patches:
            alpha[patch.region] |= np.where(patch.changed, np.uint8(255), np.uint8(0))
        return alpha

    def _light(self, lit: Part | None) -> Iterator[NDArray[np.uint8]]:
        """The soft-light layer as a picture."""
        return self._enlarged(lit, 3, layer_levels, elsewhere=_NEUTRAL)

    def _mask(self) -> Iterator[NDArray[np.uint8]]:
        mask = self._scene.mask
        part = None if mask is None else (self._scene.everything, mask[..., None])
        return self._enlarged(part, 1, _mask_levels, elsewhere=0)

    def _enlarged(
        self, part: Part | None, channels: int, levels: Callable[[Floats], NDArray[np.uint8]], *, elsewhere: int
    ) -> Iterator[NDArray[np.uint8]]:
        """A map of the working copy in levels of the full picture, from the top to the bottom."""
        width, height = self._size
        done = 0
        for (rows, columns), strip in self._scene.enlarger.strips(*part) if part is not None else ():
            yield from _blank(rows.start - done, width, channels, elsewhere)
            picture = np.full((len(strip), width, channels), elsewhere, np.uint8)
            picture[:, columns] = levels(strip)
            yield picture
            done = rows.stop
        yield from _blank(height - done, width, channels, elsewhere)

    def _report(self, task: Mapping[str, Any], entry: str | None) -> None:
        plugin, faces = str(task["Plugin"]), self._scene.faces
        metadata = {"layer": int(bool(task.get("Layer", 0))), "entry": entry, "facesFound": len(faces)}
        found = [_face(face.box, face.eyes, face.presence, self._scene) for face in faces]
        details = found if BY_KEY[plugin].yields is Yields.METADATA else []
        self._reports.append({"pluginName": plugin, "metadata": metadata, "faces": details})


def _blank(rows: int, width: int, channels: int, level: int) -> Iterator[NDArray[np.uint8]]:
    for top in range(0, rows, _ROWS):
        row = np.full((width, channels), level, np.uint8)
        yield np.broadcast_to(row, (min(_ROWS, rows - top), width, channels))


def _mask_levels(mask: Floats) -> NDArray[np.uint8]:
    return np.asarray(cv2.addWeighted(mask, 255, mask, 0, 0, dtype=cv2.CV_8U), np.uint8).reshape(mask.shape)


def _face(
    box: tuple[float, float, float, float], eyes: tuple[float, float], presence: float, scene: Scene
) -> dict[str, Any]:
    """A face in pixels of the photo: its landmarks' bounding box (x, y, width, height), the point between its eyes."""
    ratio = scene.full.shape[1] / scene.shape[1]
    return {
        "box": [round(value * ratio, 1) for value in box],
        "eyes": [round(value * ratio, 1) for value in eyes],
        "presence": round(presence, 3),
    }
