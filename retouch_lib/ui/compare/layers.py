"""A layered result taken apart, on Compare: its layers as a strip, what its archive says, and one layer shown large."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from retouch_lib.imaging.archive.read import Archive, Layer
from retouch_lib.imaging.files.photo import fit
from retouch_lib.media.file_names import layer_names
from retouch_lib.media.previews import PREVIEW_SIDE
from retouch_lib.media.sent import sent_size
from retouch_lib.store.records import Job, Photo
from retouch_lib.ui import session
from retouch_lib.ui.layer_strip import Card, layer_strip
from retouch_lib.ui.server.urls import FULL, PREVIEW, THUMBNAIL, layer_url
from retouch_lib.ui.shared.composed_note import composed_note
from retouch_lib.ui.shared.layer_words import blend_in_words, faces_in_words, misfit, use_in_words
from retouch_lib.ui.shared.shots import ALL_LAYERS, is_layered, result_label, result_shots, trouble
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.ui.viewer import Shot
from retouch_lib.words.sizes import size_in_words


def layers(photo: Photo, jobs: Sequence[Job]) -> Shot | None:
    """Draw the strip of one of the layered results among these; the layer to be shown large, or None."""
    readable = {}
    for job in filter(is_layered, jobs):
        if problem := trouble(job):
            st.warning(f"{plain(result_label(job))}: {plain(problem)}")
        else:
            readable[job.id] = job
    if not readable:
        return None
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        chosen = readable[_chosen(list(readable.values()))]
        composed_note(jobs, result_shots(photo, [chosen]))
    return _strip(photo, chosen)


def _chosen(jobs: Sequence[Job]) -> str:
    """The id of the job whose layers are shown; a choice where there are several."""
    names = distinct([result_label(job) for job in jobs])
    labels = dict(zip([job.id for job in jobs], names, strict=True))
    if len(labels) == 1:
        ((job_id, label),) = labels.items()
        what = "All layers" if label == ALL_LAYERS else f"Layers of {plain(label)}"
        st.markdown(f"**{what}**", width="content")
        return job_id
    st.markdown("**Layers of**", width="content")
    return st.segmented_control(
        "Layers of",
        list(labels),
        default=next(iter(labels)),
        required=True,
        key=session.layers_of(labels),
        format_func=lambda job_id: plain(labels.get(job_id, "")),
        label_visibility="collapsed",
    )


def _strip(photo: Photo, job: Job) -> Shot | None:
    assert job.result is not None
    archive = session.lab().layer_views.archive(job.result)
    shown = None
    if (
        problem := misfit(archive, sent_size(photo, job))
    ) not in job.note:  # else the job's note, which is shown, says so already
        st.warning(plain(problem))
    if archive.layers:
        number = layer_strip(_cards(job, archive), key=session.layers(job.id))
        shown = next((layer for layer in archive.layers if layer.number == number), None)
    if remarks := " ".join(filter(None, (*archive.notes, faces_in_words(archive)))):
        st.caption(plain(remarks))
    return _layer_shot(job.id, job.result, shown) if shown else None


def _cards(job: Job, archive: Archive) -> list[Card]:
    assert job.result is not None
    names = layer_names(job, archive.layers)
    return [
        Card(
            number=layer.number,
            name=layer.name,
            blend=blend_in_words(layer),
            use=use_in_words(layer),
            thumbnail=layer_url(job.result, layer.number, THUMBNAIL),
            download=layer_url(job.result, layer.number, FULL, name),
            file_name=name,
            size=size_in_words(layer.bytes),
        )
        for layer, name in zip(archive.layers, names, strict=True)
    ]


def _layer_shot(job_id: str, sha256: str, layer: Layer) -> Shot:
    return Shot(
        id=f"{job_id}_{layer.number}",
        label=f"{layer.name} · {blend_in_words(layer)}",
        preview=layer_url(sha256, layer.number, PREVIEW),
        full=layer_url(sha256, layer.number, FULL),
        width=layer.width,
        height=layer.height,
        preview_width=fit(layer.width, layer.height, PREVIEW_SIDE)[0],
        see_through=True,
    )
