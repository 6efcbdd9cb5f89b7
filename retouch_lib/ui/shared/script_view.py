"""A preset's payload as JSON or as a script to copy: on Tune for the open variant, on Presets for a version."""

from __future__ import annotations

import streamlit as st

from retouch_lib.cloud.servers import Server
from retouch_lib.errors import CallError, InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.snippets import LANGUAGES, snippet
from retouch_lib.ui import session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.text import plain

JSON = "JSON"


def script_view(preset: Preset, said: str, *, key: Key, height: int) -> None:
    """The choice of the language and what is copied; `said` stands above the JSON, and is Markdown."""
    language = st.selectbox("Copy as", [JSON, *LANGUAGES], key=key)
    if language == JSON:
        st.caption(said)
        st.code(preset.to_json(indent=2), language="json", height=height)
    else:
        _script(language, preset, height)


def _script(language: str, preset: Preset, height: int) -> None:
    """The script with its download; or the reason why there is none."""
    server = workspace.server()
    photo = workspace.photo_shown()
    try:
        address = session.lab().client(server.name).address()
        text = snippet(language, preset, address, photo_name=photo.name if photo else "photo.jpg")
    except (CallError, InvalidPayload) as error:
        st.warning(plain(str(error)))
        return
    st.caption(f"{_where(server)} The token is read from RETOUCH_TOKEN; it is not in the script.")
    st.code(text.replace("\r\n", "\n"), language=LANGUAGES[language].highlight, height=height)
    st.download_button(
        LANGUAGES[language].file_name,
        text.encode(),
        LANGUAGES[language].file_name,
        "text/plain",
        key=session.SAVE_SCRIPT,
        icon=":material/download:",
        on_click="ignore",
    )


def _where(server: Server) -> str:
    if server.is_local:
        return (
            "For the local engine at the address it has until Retouch Lab ends; any token that begins with reto will "
            "do. For another server choose it in Settings first, or name it in RETOUCH_API_BASE where you run it."
        )
    return (
        f"For {plain(server.label)}: each new photo or payload takes one credit, a rerun none while the key is known."
    )
