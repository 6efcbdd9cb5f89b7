"""The sliders of the layers: what moves is seen at once in the viewer, and kept when it rests."""

from __future__ import annotations

from retouch_lib.imaging.archive.layer_order import Layer
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.presets.sliders import Slider
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import Mixed, again, change, do_again, most, take_back
from retouch_lib.ui.mix_board import BoardRow, BoardTold, heard, mix_board
from retouch_lib.ui.server.urls import THUMBNAIL, layer_url
from retouch_lib.ui.session import lab

_IDLE = "Nothing to change on this photo."


def listened(mixed: Mixed) -> Mixed:
    """The same after what was done on the board since the last run; to be asked before anything of it is drawn."""
    told = heard(session.mix_board(mixed.result.job.id), [slider.layer for slider in mixed.result.sliders])
    if told is None:
        return mixed
    if told.what == "undo":
        take_back(mixed)
    elif told.what == "redo":
        do_again(mixed)
    elif told.what == "alone":
        session.put(session.mix_alone(mixed.result.job.id), told.alone)
    elif told.what == "strengths":
        change(mixed, _strengths(mixed, told), goes_on=told.goes_on)
    return again(mixed)


def board(mixed: Mixed, mix: str) -> None:
    """Draw it. `mix`: the `LiveMix.id` of the picture that follows it."""
    layers = {layer.number: layer for layer in mixed.result.layers}
    idle = lab().mix_pictures.idle(mixed.result.picture)
    mix_board(
        [_row(mixed, slider, layers[slider.layer], slider.layer in (idle or ())) for slider in mixed.result.sliders],
        {slider.layer: mixed.strengths.values[slider.layer] for slider in mixed.result.sliders},
        key=session.mix_board(mixed.result.job.id),
        mix=mix,
        alone=mixed.alone,
        looked_at=idle is not None,
    )


def _strengths(mixed: Mixed, told: BoardTold) -> Strengths:
    """What the browser says, as far as the sliders go."""
    values = list(mixed.strengths.values)
    for slider in mixed.result.sliders:
        values[slider.layer] = min(told.strengths[slider.layer], most(mixed, slider.most))
    return Strengths(tuple(values))


def _row(mixed: Mixed, slider: Slider, layer: Layer, idle: bool) -> BoardRow:
    return BoardRow(
        number=slider.layer,
        name=slider.plugin,
        blend=layer.blend.label if layer.blend else "",
        thumbnail=layer_url(mixed.result.picture.file, slider.layer, THUMBNAIL),
        label=slider.label,
        full=slider.shown(FULL),
        most=most(mixed, slider.most),
        sentence=_IDLE if idle else slider.sentence,
        idle=idle,
    )
