"""How a preset leaves for somebody else's lab: as a text, as a link, as files."""

from __future__ import annotations

import streamlit as st

from retouch_lib.presets import envelope, share_text
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.library import LibraryEntry, Version


def share_view(entry: LibraryEntry, version: Version) -> None:
    number = None if entry.vendor else version.number
    used = session.lab().library.usage(session.owner(), version.preset).servers
    text = share_text.to_text(version.preset, version=number, tags=version.tags, used=used)
    st.markdown("**Share text**")
    st.caption("Copy it into a message. The other side pastes it under Presets → Import, and sees what is in it first.")
    st.code(text, language=None, wrap_lines=True)
    st.caption(f"{len(text):,} characters.")
    _link(text)
    st.markdown("**Files**")
    name = envelope.file_name(version.preset, number)
    with st.container(horizontal=True, gap="small"):
        whole = envelope.to_json(version.preset, number, version.tags, used)
        _file(name, whole, session.EXPORT_ENVELOPE, "With name, note, version, and on how many photos it was used.")
        _file(
            f"payload-{name}",
            version.preset.to_json(indent=2),
            session.EXPORT_PAYLOAD,
            "The payload only, as the API takes it.",
        )


def _link(text: str) -> None:
    st.markdown("**Link**")
    public_url = session.lab().settings.public_url
    if not public_url:
        st.caption(
            "There is none: this lab runs for this computer only, and a link to it would be of no use elsewhere. "
            "Where colleagues reach it under an address, set RETOUCH_PUBLIC_URL to that address."
        )
        return
    st.caption("The same text as an address: it opens this lab and shows the preset; nothing is kept before a press.")
    st.code(share_text.to_link(text, public_url), language=None, wrap_lines=True)


def _file(name: str, text: str, key: Key, about: str) -> None:
    st.download_button(
        plain(name),
        data=text.encode(),
        file_name=name,
        mime="application/json",
        key=key,
        help=about,
        on_click="ignore",
        icon=":material/download:",
    )
