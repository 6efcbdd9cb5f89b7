"""Makes the crops that show what a share of texture kept looks like: `python docs/make_texture_crops.py`.

The sample portrait's skin is blurred, and mixed with itself until the measure says the share.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

sys.path.insert(0, str(Path(__file__).parents[1]))

from retouch_lib.imaging.faces.find import find_faces
from retouch_lib.imaging.measures import measuring, seen_picture
from retouch_lib.imaging.measures.definitions import TEXTURE_CROPS
from retouch_lib.imaging.measures.parts import Part, find_parts
from retouch_lib.imaging.measures.seen_picture import SeenPicture

SAMPLE = Path(__file__).parents[1] / "retouch_lib" / "samples" / "portrait.jpg"
BLUR = 0.012
"""Sigma, in heights of the face."""
SIDE = 220
QUALITY = 95
NEAR = 0.003


def main() -> None:
    picture = seen_picture.load(SAMPLE)
    face = max(find_faces(picture.pixels), key=lambda face: face.height)
    skin = find_parts(picture.pixels, [face]).mask(Part.SKIN)
    soft = cv2.GaussianBlur(skin.astype(np.float32), (0, 0), 3)[..., None]
    blurred = cv2.GaussianBlur(picture.pixels, (0, 0), BLUR * face.height).astype(np.float32)
    (left, top), (right, bottom) = face.points.min(0), face.points.max(0)
    x, y = round(0.68 * right + 0.32 * left) - SIDE // 2, round(0.62 * bottom + 0.38 * top) - SIDE // 2

    def mixed(share: float) -> SeenPicture:
        after = picture.pixels + soft * share * (blurred - picture.pixels)
        return SeenPicture(np.clip(after + 0.5, 0, 255).astype(np.uint8), picture.icc)

    for percent, target in TEXTURE_CROPS.items():
        share = 0.0 if percent == 100 else mix_for(percent / 100, picture, mixed)
        crop = np.ascontiguousarray(mixed(share).pixels[y : y + SIDE, x : x + SIDE])
        target.write_bytes(simplejpeg.encode_jpeg(crop, QUALITY, "RGB", "444"))
        sys.stdout.write(f"{percent} % of the texture: {share:.3f} of the blurred skin mixed in\n")


def mix_for(wanted: float, picture: SeenPicture, mixed: object) -> float:
    low, high = 0.0, 1.0
    while True:
        share = (low + high) / 2
        found = measuring.measure(picture, mixed(share), ["Dodge Burn"]).faces[0].texture
        if abs(found - wanted) < NEAR:
            return share
        low, high = (share, high) if found > wanted else (low, share)


if __name__ == "__main__":
    main()
