"""Layer archives for tests, and what they are made of."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SIZE = (40, 30)
"""Width and height of the layers, unless a test says otherwise."""

HEAL = "index=0&blendmode=normal&name=Heal.png"
DODGE = "index=1&blendmode=softLight&name=Dodge Burn.png"
VOLUMES = "index=2&blendmode=softLight&name=Portrait Volumes.png"

RESULT_JSON = json.dumps(
    {
        "jsonVersion": "1",
        "plugins": [
            {"pluginName": "Face Detection", "metadata": {"count": 1}, "faces": [{"box": [1, 2, 3, 4]}]},
            {"pluginName": "Heal", "metadata": {}, "faces": []},
        ],
    }
).encode()


def rgba(width: int = SIZE[0], height: int = SIZE[1], seed: int = 1) -> NDArray[np.uint8]:
    """Noise with an alpha that falls to the right; RGB is zero where alpha is."""
    layer = np.random.default_rng(seed).integers(1, 256, (height, width, 4), dtype=np.uint8)
    layer[..., 3] = np.linspace(255, 0, width)[None, :]
    layer[layer[..., 3] == 0] = 0
    return layer


def png_of(pixels: NDArray[Any]) -> bytes:
    """A PNG of grey, RGB or RGBA of 8 or 16 bits."""
    codes = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
    stored = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, codes[pixels.shape[2]])
    return cv2.imencode(".png", stored)[1].tobytes()


def layer_png(width: int = SIZE[0], height: int = SIZE[1], seed: int = 1) -> bytes:
    return png_of(rgba(width, height, seed))


def zipped(
    entries: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_STORED, **options: Any
) -> bytes:
    buffer = io.BytesIO()
    pairs = entries.items() if isinstance(entries, Mapping) else entries
    with zipfile.ZipFile(buffer, "w", method, **options) as archive:
        for name, data in pairs:
            # a ZipInfo of our own: zipfile would change backslashes and cut names at a NUL
            info = zipfile.ZipInfo("x")
            info.filename = name
            info.compress_type = method
            archive.writestr(info, data)
    return buffer.getvalue()


def layered(**others: bytes) -> bytes:
    """What a server would send for Heal, Dodge Burn and Portrait Volumes."""
    return zipped(
        {HEAL: layer_png(seed=1), DODGE: layer_png(seed=2), VOLUMES: layer_png(seed=3), "result.json": RESULT_JSON}
        | others
    )


def with_heal(data: bytes, name: str = HEAL, method: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of one layer with these bytes."""
    return zipped({name: data}, method)


def keep(folder: Path, data: bytes) -> Path:
    """The archive as a file without a name that tells."""
    path = folder / "result"
    path.write_bytes(data)
    return path
