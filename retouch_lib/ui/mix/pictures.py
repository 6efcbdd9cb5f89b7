"""The viewer of Mix: the original, the mix, and what was really rendered of it."""

from __future__ import annotations

from dataclasses import replace

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.files.canvas_space import CanvasSpace, ColourNumbers
from retouch_lib.media.sent import sent_size
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import Mixed
from retouch_lib.ui.server.urls import PREVIEW, file_url, mix_layer_template, mix_url
from retouch_lib.ui.shared.shots import computed_of, face_boxes, original_shot, preview_width, result_shots
from retouch_lib.ui.viewer import Shot, viewer
from retouch_lib.ui.viewer.mix import LiveMix, MixLayer
from retouch_lib.work.mixing import LayeredResult

_HEIGHT = 680
_TILE = "{part}"


def pictures(photo: Photo, mixed: Mixed | None, rendered: Job | None) -> int:
    """Draw them; whether the user asked for another photo: -1 or +1."""
    shots = [original_shot(photo, [mixed.result.job] if mixed else [])]
    if mixed:
        shots.append(_mix_shot(photo, mixed))
    if rendered:
        shots += [replace(shot, label="rendered") for shot in result_shots(photo, [rendered])]
    state = viewer(
        shots,
        key=session.MIX_VIEWER,
        height=_HEIGHT,
        fills=True,
        faces=face_boxes(photo),
        start="kept",
        photos=True,
        photo=photo.sha256,
        name=photo.name,
        computed=computed_of(photo),
    )
    return state.step


def mix_id(mixed: Mixed) -> str:
    """By which the board and the viewer know it."""
    return f"mix-{mixed.result.job.id}"


def live_mix(mixed: Mixed) -> LiveMix:
    """What the browser makes the picture of while sliders move."""
    result = mixed.result
    layers = mix_layer_template().format(picture=result.picture, number="{number}")
    space, colours = _colours(result)
    return LiveMix(
        id=mix_id(mixed),
        base=file_url(result.picture.below, PREVIEW),
        layers=tuple(
            MixLayer(
                layer.number,
                layers.format(number=layer.number),
                layer.blend.value,
                mixed.seen.opacity(layer.number),
            )
            for layer in result.layers
            if layer.blend is not None
        ),
        space=space,
        colours=colours,
    )


def _mix_shot(photo: Photo, mixed: Mixed) -> Shot:
    """Its pictures are the exact ones of the strengths at rest; it stays the same shot while sliders move."""
    picture, strengths = str(mixed.result.picture), str(mixed.seen)
    width, height = sent_size(photo, mixed.result.job)
    mix = live_mix(mixed)
    return Shot(
        id=mix.id,
        label=f"{_shown(mixed)} (simulated)",
        preview=mix_url(picture, strengths, PREVIEW),
        full=mix_url(picture, strengths, _TILE),
        width=width,
        height=height,
        preview_width=preview_width((width, height)),
        mix=mix,
    )


def _shown(mixed: Mixed) -> str:
    alone = [layer.name for layer in mixed.result.layers if layer.number == mixed.alone]
    return f"{alone[0]} alone" if alone else "mix"


def _colours(result: LayeredResult) -> tuple[CanvasSpace, ColourNumbers | None]:
    """Those of what is below the layers, for a canvas; none where that can't be read: the exact picture says why."""
    previews, photo = session.lab().previews, result.picture.below
    try:
        return previews.space(photo), previews.own_colours(photo)
    except (RetouchError, OSError):
        return "", None
