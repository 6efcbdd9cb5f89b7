"""Hot folders: those that are watched, how far each is, and the form for another."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from retouch_lib.errors import InvalidFolder, RetouchError
from retouch_lib.store.hot_folders import DONE, FAILED, HotFolder, HotOptions
from retouch_lib.ui import session, workspace
from retouch_lib.ui.server.lifespan import current_hot_folders
from retouch_lib.ui.shared.text import plain
from retouch_lib.verbs.hot.outcomes import require_apart
from retouch_lib.words.counted import counted

_PLACE = "hot"
_LOOKS_EVERY = 2.0
_SHOWN = 3


def hot_folders_section() -> None:
    """Draw them all; where colleagues reach the lab, too, nobody may name folders of this computer."""
    lab = session.lab()
    if not lab.folder_writer.allowed:
        st.caption("Not here: results may be written into no folder of this computer (RETOUCH_DELIVERY_ROOT).")
        return
    st.caption(
        "Photos that come into a folder of this computer are retouched as they come, each paid once, also after a"
        " restart. Originals stay where and as they are; results go into *done* of the other folder, notes into"
        " *failed*: see docs/hot-folders.md. From a shell: `retouch-lab watch`."
    )
    folders = lab.store.hot_folders(session.owner())
    if folders:
        moving = any(folder.standing for folder in folders)
        st.fragment(_folders, run_every=_LOOKS_EVERY if moving else None)()
    session.show_sayings(_PLACE)
    with st.expander("Watch a folder", icon=":material/folder_eye:"):
        _form()


def _folders() -> None:
    for folder in session.lab().store.hot_folders(session.owner()):
        with st.container(border=True):
            _folder(folder)


def _folder(folder: HotFolder) -> None:
    counts = session.lab().store.hot_counts(folder.id)
    st.markdown(f"**{plain(folder.source)}** → {plain(folder.output)}")
    st.caption(
        f"{plain(', '.join(map(_named, folder.presets)))} · {plain(_label(folder.server))} · {plain(_budget(folder))}"
    )
    st.markdown(
        f"{'Watching' if folder.standing else 'Not watched by the app'}: {counts.get(DONE, 0):,} done, "
        f"{counts.get(FAILED, 0):,} failed."
    )
    remark = current_hot_folders().remark(folder.id)
    if remark:
        st.warning(plain(remark))
    for file in session.lab().store.newest_hot_files(folder.id, _SHOWN):
        note = f": {plain(file.note.splitlines()[0])}" if file.note else ""
        st.caption(f"{file.ended_at.astimezone():%H:%M} · {plain(file.path)} · {plain(file.state)}{note}")
    with st.container(horizontal=True, gap="small"):
        if folder.standing:
            _button(folder, "stop", "Stop", partial(_stand, folder, False))
        else:
            _button(folder, "start", "Watch", partial(_stand, folder, True))
            _button(folder, "forget", "Remove from this list", partial(_forget, folder))


def _button(folder: HotFolder, what: str, label: str, press: partial[None]) -> None:
    st.button(label, key=session.hot_folder(folder.id, what), on_click=press)


def _named(preset: str) -> str:
    path = Path(preset)
    return path.name if path.is_absolute() else preset


def _label(server: str) -> str:
    return next((each.label for each in session.lab().servers() if each.name == server), server)


def _budget(folder: HotFolder) -> str:
    if folder.server == "local":
        return "free"
    most = folder.options.per_day
    return f"{counted(most, 'credit')} a day at most" if most else "within the limits for a run and a day"


def _form() -> None:
    lab = session.lab()
    servers = {server.name: server.label for server in lab.servers()}
    st.text_input("Folder to watch", key=session.HOT_SOURCE, placeholder=str(Path.home() / "Exported"))
    st.text_input("Folder for results", key=session.HOT_OUTPUT, placeholder=str(Path.home() / "Retouched"))
    names = [entry.name for entry in lab.library.entries(session.owner())]
    st.multiselect("Presets", names, key=session.HOT_PRESETS)
    if session.value(session.HOT_SERVER) not in servers:
        session.put(session.HOT_SERVER, workspace.server().name)
    st.selectbox("Server", list(servers), key=session.HOT_SERVER, format_func=servers.__getitem__)
    st.number_input(
        "Credits a day, with everything else that is paid on it; 0: the limits for a run and a day hold",
        min_value=0,
        max_value=100_000,
        step=10,
        key=session.HOT_PER_DAY,
    )
    st.button("Watch this folder", key=session.HOT_BEGIN, type="primary", on_click=_watch)


def _watch() -> None:
    try:
        _begin()
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    for key in (session.HOT_SOURCE, session.HOT_OUTPUT):
        session.put(key, "")


def _begin() -> None:
    """Raises RetouchError, and nothing is watched."""
    lab, server = session.lab(), session.lab().server(session.text(session.HOT_SERVER))
    presets = list(session.value(session.HOT_PRESETS) or [])
    source = _given(session.HOT_SOURCE, "to watch")
    output = lab.folder_writer.folder(str(_given(session.HOT_OUTPUT, "for results")), make=True)
    if not source.is_dir():
        raise InvalidFolder(f"There is no folder {source}.")
    require_apart(source, output)
    if not presets:
        raise InvalidFolder("Choose a preset: nothing is watched yet.")
    if not workspace.consented(server):
        raise InvalidFolder(f"Photos were never sent to {server.label} from here: send one on Tune first.")
    options = HotOptions(per_day=int(session.value(session.HOT_PER_DAY) or 0), project=source.name)
    kept = lab.store.keep_hot_folder(session.owner(), str(source), str(output), presets, server.name, options)
    current_hot_folders().stand(kept, True)


def _given(key: session.Key, what: str) -> Path:
    """Raises InvalidFolder for what is no whole path: the app's own folder means nothing to who types it."""
    typed = session.text(key).strip()
    path = Path(typed).expanduser() if typed else Path()
    if not path.is_absolute():
        raise InvalidFolder(f"Give the whole path of the folder {what}, from the top of the disk on.")
    return path


def _stand(folder: HotFolder, standing: bool) -> None:
    current_hot_folders().stand(folder, standing)


def _forget(folder: HotFolder) -> None:
    current_hot_folders().forget(folder)
