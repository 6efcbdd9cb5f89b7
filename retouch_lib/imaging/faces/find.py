"""Faces with their 478 landmarks, and the outline of the people, from networks that run on the CPU."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.faces import detector, landmarks, mesh, nets
from retouch_lib.imaging.faces.detector import Detection
from retouch_lib.imaging.faces.nets import Net
from retouch_lib.imaging.floats import Floats

VERSION = 3
"""Raised whenever other faces would be found in the same picture: what was kept is then looked for again."""
MAX_FACES = 32
_SEARCHED_SIDE = 2048
_LEAST_PRESENCE = 0.5
_LARGE, _SMALL = 0.25, 0.12
"""Of the longer side: a face so high is mostly alone, and where one is less high others may be smaller still."""
_BESIDE = 1280
"""Of the longer side, in pixels: in smaller pictures a face that only a closer search finds beside a large one has too
few pixels to be worth its time."""
_MOST_FAILED, _MOST_TURNED = 24, 4
"""Places without a face that end a search, and how many are looked at in any way up: a hostile picture takes seconds,
not minutes."""
_DRIFT, _MOST_LOOKS = 0.04, 3
"""Of its height, how far the landmarks of a face move on average at another look, at most; and how often is looked."""
_LEAST_HEIGHT = 20
"""Of a face, in pixels: in fewer there is nothing to retouch, and much looks like a face."""
_TURNED = ((1, 2), (1, 1), (1, 3), (2, 2))
"""Parts and quarter turns of the searches where nothing was found: who lies on the side is mostly seen without."""
_SAME, _OPPOSITE = 0.3, 0.7
"""How near two faces are one, in its heights; a face taken for its own opposite reaches from the chin downward."""
_LEAST_TURNED_SHARE = 0.05
"""Of the longer side: nobody who stands on the head is looked for further away."""
_SURE = 0.9999
"""Where the network took a face for its own opposite (the chin for the forehead) its presence is below this."""
_QUARTERS = tuple(
    np.array(turn, np.float32) for turn in (((1, 0), (0, 1)), ((-1, 0), (0, -1)), ((0, -1), (1, 0)), ((0, 1), (-1, 0)))
)
"""Ways up: as seen, upside down, and on either side."""
_PERSON_SIDE = 256


@dataclass(frozen=True, slots=True)
class Face:
    """One face, in pixels of the picture that was given."""

    points: Floats
    """(478, 2): x, y of each landmark; see `mesh` for which is what."""
    presence: float
    """0-1: how sure the network is that this is a face."""

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x, y, width and height of the landmarks' bounding box; it may reach beyond the picture."""
        (left, top), (right, bottom) = self.points.min(0), self.points.max(0)
        return float(left), float(top), float(right - left), float(bottom - top)

    @property
    def eyes(self) -> tuple[float, float]:
        """The point half-way between the eyes' centres."""
        right, left = (self.points[list(eye)].mean(0) for eye in mesh.EYES)
        x, y = (right + left) / 2
        return float(x), float(y)

    @property
    def height(self) -> float:
        """From the top of the forehead to the chin, in pixels: the unit of all sizes on a face."""
        return max(1.0, float(np.linalg.norm(self.points[mesh.CHIN] - self.points[mesh.FOREHEAD])))

    @property
    def down(self) -> Floats:
        """The unit vector from forehead to chin."""
        return np.asarray((self.points[mesh.CHIN] - self.points[mesh.FOREHEAD]) / self.height, np.float32)

    def resized(self, ratio: Floats) -> Face:
        """The same face in the picture at another size: so many times as wide and as high, (2,).

        Landmarks count from the middle of the first pixel, not from its edge.
        """
        return Face(np.asarray((self.points + 0.5) * ratio - 0.5, np.float32), self.presence)

    def pick(self, indices: tuple[int, ...]) -> Floats:
        """(N, 2): those landmarks."""
        return self.points[list(indices)]


def find_faces(rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
    """Up to 32 faces in RGB uint8 (H, W, 3), the largest first.

    They may be turned any way, from about 1/40 of the longer side high (1/20 upside down), and reach beyond its edges.
    Beside a face of over a quarter of the longer side, others are found from about 1/13 of it on; from 1/26 on where
    that side has 1,280 pixels.
    """
    scale = min(1.0, _SEARCHED_SIDE / max(rgb.shape[:2]))
    searched = rgb if scale == 1 else cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    searched = np.asarray(searched, np.uint8)
    faces = _upright(searched)
    if all(face.presence < _SURE for face in faces):
        turned = _turned(searched)
        faces = turned + [face for face in faces if all(_apart(face, other, _OPPOSITE) for other in turned)]
    stretch = np.array((rgb.shape[1] / searched.shape[1], rgb.shape[0] / searched.shape[0]), np.float32)
    found = [face.resized(stretch) for face in faces]
    return tuple(sorted(found, key=lambda face: face.height, reverse=True))


def _upright(rgb: NDArray[np.uint8]) -> list[Face]:
    """The faces that the detector sees in the picture as it stands: those turned by up to about 100 degrees.

    It is searched as a whole, in parts, and in smaller parts, as far as faces of such a size may be there.
    """
    side = max(rgb.shape[:2])
    faces: list[Face] = []
    _confirm(rgb, detector.search(rgb, 1), faces, _LEAST_PRESENCE, _LEAST_HEIGHT)
    beside = any(face.height > _LARGE * side for face in faces)
    presence = _SURE if beside else _LEAST_PRESENCE
    if not beside or side >= _BESIDE:
        _add_smaller(rgb, 2, faces, presence)
    if min((face.height for face in faces), default=0.0) <= _SMALL * side:
        _add_smaller(rgb, 4, faces, presence)
    return faces


def _add_smaller(rgb: NDArray[np.uint8], parts: int, faces: list[Face], presence: float) -> None:
    """Add those that are seen in a part alone, if they stay where they are at another look: what is no face drifts."""
    found = faces.copy()
    _confirm(rgb, detector.search(rgb, parts), found, presence, _LEAST_HEIGHT)
    for face in found[len(faces) :]:
        again = Face(*landmarks.again(rgb, face.points))
        if _stays(face, again):
            faces.append(again)


def _turned(rgb: NDArray[np.uint8]) -> list[Face]:
    """The faces seen in the picture turned upside down, or else on one of its sides."""
    least = max(_LEAST_HEIGHT, _LEAST_TURNED_SHARE * max(rgb.shape[:2]))
    faces: list[Face] = []
    for parts, turns in _TURNED:
        _confirm(rgb, detector.search(rgb, parts, turns)[:_MOST_TURNED], faces, _SURE, least)
        if faces:
            return faces
    return faces


def _confirm(
    rgb: NDArray[np.uint8], detections: list[Detection], faces: list[Face], presence: float, height: float
) -> None:
    """Add to `faces` those that are there indeed, at least so surely and so high, and not among them yet."""
    failed = 0
    for place, detection in enumerate(detections):
        if len(faces) == MAX_FACES or failed == _MOST_FAILED:
            return
        if all(np.linalg.norm(detection.centre - face.points.mean(0)) > _SAME * face.height for face in faces):
            face = _landmarks(rgb, detection, any_way_up=place < _MOST_TURNED)
            real = face.presence >= presence and face.height >= height
            if real and all(_apart(face, other) for other in faces):
                faces.append(face)
            else:
                failed += 1


def person_mask(rgb: NDArray[np.uint8]) -> Floats:
    """float32 (256, 256), 0-1: how much of each cell of the stretched picture is a person."""
    small = cv2.resize(rgb, (_PERSON_SIDE, _PERSON_SIDE), interpolation=cv2.INTER_AREA)
    (mask,) = nets.run(Net.PERSON, small / np.float32(255))
    return np.clip(mask.reshape(_PERSON_SIDE, _PERSON_SIDE), 0, 1)


def _apart(face: Face, other: Face, share: float = _SAME) -> bool:
    """Two detections may settle on one face: whether their middles are further apart than a share of its height."""
    distance = float(np.linalg.norm(face.points.mean(0) - other.points.mean(0)))
    return distance > share * max(face.height, other.height)


def _landmarks(rgb: NDArray[np.uint8], detection: Detection, *, any_way_up: bool) -> Face:
    """The face as the detector saw it or, `any_way_up`, when that is in doubt and another way up is surer, that one."""
    face = _seen(rgb, detection, _QUARTERS[0])
    if face.presence < _SURE:
        face = _surer(rgb, face)
    if face.presence >= _SURE or not any_way_up:
        return face
    others = (_seen(rgb, detection, quarter) for quarter in _QUARTERS[1:])
    best = max(others, key=lambda other: other.presence)
    if face.presence < _LEAST_PRESENCE and best.presence < _SURE:
        return face  # where the detector's own way up shows no face, another must leave no doubt
    return max(face, _surer(rgb, best), key=lambda face: face.presence)


def _surer(rgb: NDArray[np.uint8], face: Face) -> Face:
    """The face after one more look, when that did not make it worse."""
    return max(face, Face(*landmarks.again(rgb, face.points)), key=lambda other: other.presence)


def _seen(rgb: NDArray[np.uint8], detection: Detection, quarter: Floats) -> Face:
    """In two looks, of which the second has the face centred and level as the first found it; in more till it stays."""
    across = quarter @ (detection.eyes[1] - detection.eyes[0])
    face = Face(*landmarks.first(rgb, detection.centre, detection.size, across))
    for _ in range(_MOST_LOOKS):
        before, face = face, Face(*landmarks.again(rgb, face.points))
        if face.presence < _LEAST_PRESENCE or _stays(before, face):
            break
    return face


def _stays(before: Face, face: Face) -> bool:
    return float(np.linalg.norm(face.points - before.points, axis=1).mean()) < _DRIFT * face.height
