"""Pictures that are simulated from layers, as the viewer takes them. All say that they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.file_names import mix_name
from retouch_lib.media.sent import sent_size
from retouch_lib.store.records import Photo
from retouch_lib.ui.server.urls import PREVIEW, TILE, mix_file_url, mix_url
from retouch_lib.ui.shared.shots import preview_width
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.viewer import Shot
from retouch_lib.work.mixing import LayeredResult
from retouch_lib.work.previewing import LookShown

SIMULATED = " (simulated)"
"""Behind the name of what no server has rendered."""
BADGE = ":gray-badge[simulated]"


def simulated_shot(photo: Photo, result: LayeredResult, strengths: Strengths, shot_id: str, called: str) -> Shot:
    """A mix of a photo's layers, in tiles up to 1:1. It can't be judged: a judgement is of a result."""
    picture = str(result.picture)
    size = sent_size(photo, result.job)
    return Shot(
        id=shot_id,
        label=f"{called}{SIMULATED}",
        preview=mix_url(picture, str(strengths), PREVIEW),
        full=mix_url(picture, str(strengths), TILE),
        width=size[0],
        height=size[1],
        preview_width=preview_width(size),
        name=str(replace(result.picture, mixed=strengths)),
    )


def look_button(look: LookShown) -> None:
    """Saves it as a JPEG, under the name that says what it is."""
    url = mix_file_url(look.job.id, str(look.strengths), "jpg", look.variant)
    st.link_button(plain(mix_name(look.job, "jpeg", look.variant)), url, icon=":material/download:")


def look_shots(photo: Photo, looks: Sequence[LookShown]) -> list[Shot]:
    """The looks that are simulated of a photo."""
    return [simulated_shot(photo, look.result, look.strengths, look.id, look.variant) for look in looks]
