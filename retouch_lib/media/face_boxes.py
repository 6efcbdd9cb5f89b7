"""Where the faces of a picture are, as fractions of its sides: found on its preview, kept beside it as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from retouch_lib.imaging.faces.find import VERSION, Face, find_faces
from retouch_lib.imaging.faces.marks import Marks, Point, marks
from retouch_lib.imaging.faces.windows import CHEEK_SIDE
from retouch_lib.imaging.files import colours, photo


@dataclass(frozen=True, slots=True)
class FaceBox:
    """A face as fractions (0-1) of the upright picture's width and height."""

    x: float
    """Left edge of its box."""
    y: float
    """Upper edge of its box."""
    width: float
    height: float
    eyes: tuple[float, float]
    """The point between the eyes."""
    marks: Marks
    """By which crops are laid on it."""


def packed(faces: tuple[FaceBox, ...]) -> bytes:
    """As `read_faces` reads them."""
    return json.dumps({"version": VERSION, "faces": [asdict(face) for face in faces]}).encode()


def find(preview: Path, width: int) -> tuple[FaceBox, ...]:
    """The faces on it, the largest first; `width`: of the file itself, in pixels. Raises InvalidPhoto."""
    picture = photo.load(preview)
    seen = colours.in_srgb(picture.pixels, picture.icc)
    rgb = picture.pixels if seen is None else seen
    square = CHEEK_SIDE * rgb.shape[1] / width
    found = [_fractions(face, marks(rgb, face, square), rgb.shape) for face in find_faces(rgb)]
    return tuple(sorted(found, key=lambda face: face.width * face.height, reverse=True))


def _fractions(face: Face, own: Marks, shape: tuple[int, ...]) -> FaceBox:
    """A face in the picture's own measure. Landmarks may lie beyond its edge; a box does not."""
    height, width = shape[:2]
    x, y, across, down = face.box
    left, right = (_between(edge / width) for edge in (x, x + across))
    top, bottom = (_between(edge / height) for edge in (y, y + down))
    eyes = _between(face.eyes[0] / width), _between(face.eyes[1] / height)
    return FaceBox(left, top, right - left, bottom - top, eyes, own)


def _between(value: float) -> float:
    """Kept within 0-1."""
    return min(1.0, max(0.0, value))


def read_faces(path: Path) -> tuple[FaceBox, ...] | None:
    """None when they were not looked for yet or by another version, or what was kept can't be read."""
    try:
        kept = json.loads(path.read_bytes())
        if kept["version"] != VERSION:
            return None
        return tuple(_read(face) for face in kept["faces"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _read(face: dict[str, Any]) -> FaceBox:
    """Raises TypeError, ValueError or KeyError for what `packed` does not write, or did not in earlier versions."""
    own = Marks(**{name: _point(place) for name, place in face["marks"].items()})
    return FaceBox(**{**face, "eyes": _point(face["eyes"]), "marks": own})


def _point(place: Any) -> Point:
    x, y = place
    return float(x), float(y)
