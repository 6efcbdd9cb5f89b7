"""Loupes under the viewer on Compare and Mix: drawn when they are asked for, for they take time and room."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.faces.loupe_places import loupe_places
from retouch_lib.imaging.faces.regions import SIDES
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.store.records import Photo
from retouch_lib.ui import session
from retouch_lib.ui.loupes import Looked, Place, Point, loupes
from retouch_lib.ui.server.urls import crop_template, places_url
from retouch_lib.ui.viewer import Shot

_MOST_FACES = 30
_USUAL_SIDE = SIDES[2]


def loupes_of(photo: Photo, shots: Sequence[Shot]) -> None:
    """The switch and, while it is on, the places. `shots`: the original first; single layers are left out."""
    if not st.toggle("Loupes: eyes, cheeks, mouth and what changed most, at 1:1", key=session.LOUPES_SHOWN):
        return
    original = shots[0]
    pictures = [_looked(photo, shot, original) for shot in shots if shot.name]
    loupes(pictures, _faces(photo, original), key=session.LOUPES, clicked=_clicked)


def spot_clicked() -> tuple[float, float, int] | None:
    """The point that a loupe asks the viewer for, with its number; None before there is one."""
    spot: tuple[float, float, int] | None = session.value(session.SPOT)
    return spot


def _clicked(point: Point) -> None:
    _, _, number = spot_clicked() or (0, 0, 0)
    session.put(session.SPOT, (*point, number + 1))


def _looked(photo: Photo, shot: Shot, original: Shot) -> Looked:
    same = (shot.width, shot.height) == (original.width, original.height)
    name = PictureName.parse(shot.name)
    return Looked(
        id=shot.id,
        label=shot.label,
        crop=crop_template(name.file if name.mixed is None else shot.name, photo.sha256),
        places="" if shot is original else places_url(original.name, shot.name),
        note="" if same else f"other size: {shot.width} × {shot.height}",
    )


def _faces(photo: Photo, original: Shot) -> list[list[Place]]:
    try:
        faces = session.lab().previews.faces(photo.sha256)
    except (RetouchError, OSError):
        return []
    size = (original.width, original.height)
    return [loupe_places(face.marks, size, _USUAL_SIDE) for face in faces[:_MOST_FACES]]
