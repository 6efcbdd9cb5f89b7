"""What a new batch is to be: which photos, which looks, what it is called."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Photo
from retouch_lib.ui import session, workspace
from retouch_lib.ui.batch import presses
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.server_note import consent_note
from retouch_lib.ui.shared.text import distinct, plain
from retouch_lib.words.counted import counted
from retouch_lib.work.batches import MOST_LOOKS, Wish

_FOLDER, _LIST, _PROJECT = "A folder on this computer", "My photos", "A project’s photos"
_MOST_PROJECTS = 200
_LONGEST_PATH = 1_000
_SIDES = (0, 6000, 4096, 3072, 2048)
_LOOKED_AT = "Every file is looked at where it lies: what can be sent, what is known, what it costs. Nothing is sent."


def new_batch() -> None:
    """Draw the form."""
    consent_note()
    source, photos = _photos()
    presets = _looks()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        project = st.text_input(
            "Project",
            key=session.BATCH_PROJECT,
            max_chars=workspace.LONGEST_PROJECT,
            placeholder="A client, a school; else the folder’s name",
            width=360,
        )
        side = st.selectbox(
            "Send photos",
            _SIDES,
            key=session.BATCH_SIDE,
            format_func=lambda pixels: f"reduced to {pixels} px" if pixels else "as they are",
            width=200,
        )
    server = workspace.server()
    named = project.strip() or (Path(source).name if source else "")
    wish = Wish(source, tuple(presets), server.name, tuple(photos), project=named, longest_side=int(side or 0))
    st.button(
        "Look at the photos",
        key=session.BATCH_LOOK,
        type="primary",
        icon=":material/search:",
        disabled=not (presets and (source or photos) and workspace.consented(server)),
        on_click=presses.begin,
        args=(wish,),
        help=_LOOKED_AT,
    )
    st.caption(f"{_LOOKED_AT} They would go to {plain(server.label)}.")


def _photos() -> tuple[str, Sequence[Photo]]:
    """A folder's path, or photos."""
    kinds = [*([_FOLDER] if lab().folder_writer.allowed else []), _LIST, _PROJECT]
    kind = st.segmented_control("Photos", kinds, default=kinds[0], required=True, key=session.BATCH_SOURCE)
    if kind == _FOLDER:
        typed = st.text_input(
            "Folder", key=session.BATCH_FOLDER, max_chars=_LONGEST_PATH, placeholder=str(Path.home() / "Pictures")
        )
        return _folder(typed.strip().strip('"')), ()
    if kind == _PROJECT:
        return "", _of_project()
    photos = workspace.photos()
    st.caption(f"{counted(len(photos), 'photo')} on your list; drop more in the sidebar.")
    return "", photos


def _folder(typed: str) -> str:
    """The folder, or nothing where there is none, which is said."""
    if not typed:
        st.caption("Its whole path. Folders in it count, too; hidden files and links don’t.")
        return ""
    path = Path(typed).expanduser()
    if not path.is_absolute() or not path.is_dir():
        st.warning(
            plain(f"There is no folder {typed}." if path.is_absolute() else "Type the whole path of the folder.")
        )
        return ""
    return str(path.resolve())


def _of_project() -> Sequence[Photo]:
    names = lab().store.names_used(owner(), _MOST_PROJECTS).get("project", [])
    names = [name for name in names if name]
    if not names:
        st.caption("No run names a project yet.")
        return ()
    name = st.selectbox("Which", names, key=session.BATCH_OF_PROJECT, format_func=plain)
    photos = lab().store.photos_of(owner(), lab().store.photos_of_project(owner(), name or ""))
    st.caption(f"{counted(len(photos), 'photo')} in it.")
    return sorted(photos, key=lambda photo: photo.name)


def _looks() -> list[Preset]:
    offered = _offered()
    labels = distinct([preset.name for preset in offered.values()])
    names = dict(zip(offered, labels, strict=True))
    first = next(iter(offered))
    chosen = st.multiselect(
        "Looks",
        list(offered),
        default=[first],
        key=session.batch_looks(tuple(offered)),
        format_func=lambda fingerprint: plain(names[fingerprint]),
        max_selections=MOST_LOOKS,
        placeholder="Choose looks",
    )
    return [offered[fingerprint] for fingerprint in chosen]


def _offered() -> dict[str, Preset]:
    """The open look of Tune, then its others, then the library's newest versions, each payload once."""
    opened = workspace.open_preset_to_run()
    presets = [
        *([opened] if opened else []),
        *workspace.presets_to_run(),
        *(entry.newest.preset for entry in workspace.preset_entries()),
    ]
    found: dict[str, Preset] = {}
    for preset in presets:
        found.setdefault(preset.fingerprint, preset)
    return found
