"""The viewer of Mix: the original, the mix, those kept beside it, and what was really rendered of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.files.canvas_space import CanvasSpace, ColourNumbers
from retouch_lib.media.mix_layers import skin_mask
from retouch_lib.store.records import Job, Mix, Photo
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import Mixed, mix_id
from retouch_lib.ui.server.urls import PREVIEW, file_url, mix_layer_template
from retouch_lib.ui.shared.beside import kept_look
from retouch_lib.ui.shared.looking import spot_clicked
from retouch_lib.ui.shared.shots import computed_of, face_boxes, original_shot, result_shots
from retouch_lib.ui.shared.simulated import look_shots, simulated_shot
from retouch_lib.ui.viewer import Shot, ViewerState, viewer
from retouch_lib.ui.viewer.mix import LiveMix, MixLayer, guard_sent
from retouch_lib.words.text import visible
from retouch_lib.work.mixing import LONGEST_NAME, LayeredResult

_HEIGHT = 680


def pictures(
    photo: Photo, mixed: Mixed | None, beside: Sequence[Mix], rendered: Job | None
) -> tuple[ViewerState, list[Shot]]:
    """Draw them; what the user did there, and what is to be seen. `beside`: kept mixes that stand beside the mix."""
    shots = [original_shot(photo, [mixed.result.job] if mixed else [])]
    if mixed:
        shots += [_mix_shot(photo, mixed), *look_shots(photo, [kept_look(mixed.result, mix) for mix in beside])]
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
        spot=spot_clicked(),
    )
    return state, shots


def live_mix(mixed: Mixed) -> LiveMix:
    """What the browser makes the picture of while sliders move."""
    result, seen = mixed.result, mixed.seen
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
                seen.opacity(layer.number),
                visible(layer.name)[:LONGEST_NAME],
            )
            for layer in result.layers
            if layer.blend is not None
        ),
        space=space,
        colours=colours,
        guard=guard_sent(mixed.guard),
        skin=layers.format(number=skin.number) if (skin := skin_mask(result.layers)) else "",
        spots=str(result.picture),
    )


def _mix_shot(photo: Photo, mixed: Mixed) -> Shot:
    """Its pictures are the exact ones of the strengths at rest; it stays the same shot while sliders move."""
    mix = live_mix(mixed)
    return replace(simulated_shot(photo, mixed.result, mixed.seen, mix.id, _shown(mixed)), mix=mix)


def _shown(mixed: Mixed) -> str:
    alone = [layer.name for layer in mixed.result.layers if layer.number == mixed.alone]
    return f"{alone[0]} alone" if alone else "mix"


def _colours(result: LayeredResult) -> tuple[CanvasSpace, ColourNumbers | None]:
    """Those of what is below the layers, for a canvas; none where that can't be read: the exact picture says why."""
    try:
        return session.lab().previews.canvas_colours(result.picture.below)
    except (RetouchError, OSError):
        return "", None
