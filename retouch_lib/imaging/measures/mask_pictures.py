"""Masks to be shown: a photo's parts in colours that are told apart on any photo, also by the colour-blind.

The colours are Okabe and Ito's, "Color Universal Design", 2008.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from PIL import Image

from retouch_lib.imaging.measures.parts import PARTS, Part, PhotoParts

COLOURS: Mapping[Part, str] = {
    Part.SKIN: "#56b4e9",
    Part.EYES: "#f0e442",
    Part.TEETH: "#0072b2",
    Part.LIPS: "#d55e00",
    Part.HAIR: "#cc79a7",
    Part.CLOTHES: "#009e73",
    Part.BACKGROUND: "#e69f00",
}
"""sRGB in hex. On skin none of them looks like skin."""
_VEIL = 140
"""Of 255, how much a part's colour covers."""


def picture(parts: PhotoParts, shown: Part | None = None) -> bytes:
    """One part, or all of them, as a PNG of the parts' size to lay over the photo: see-through where none is."""
    image = Image.fromarray(parts.labels, mode="P")
    image.putpalette(bytes.fromhex("000000" + "".join(COLOURS[part].removeprefix("#") for part in PARTS)))
    veils = [_VEIL if shown in (None, part) else 0 for part in PARTS]
    written = io.BytesIO()
    image.save(written, "PNG", transparency=bytes([0, *veils]), optimize=False, compress_level=6)
    return written.getvalue()
