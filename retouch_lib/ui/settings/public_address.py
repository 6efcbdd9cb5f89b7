"""Settings: the address under which colleagues reach the lab, and whether servers call there."""

from __future__ import annotations

import streamlit as st

from retouch_lib.settings import Settings
from retouch_lib.ui import session


def public_address_section() -> None:
    settings = session.lab().settings
    public = settings.public_url
    st.markdown(f"`{public}`" if public else "None: presets travel as texts and files, not as links.")
    st.caption(
        f"From {settings.source('public_url')}. {callbacks_in_words(settings)}"
        if public
        else "Set RETOUCH_PUBLIC_URL to the address under which colleagues reach this lab."
    )


def callbacks_in_words(settings: Settings) -> str:
    """Whether servers are asked to call the public address at a job's end, and what it takes."""
    if settings.hooks:
        return (
            "Servers are asked to call there when a job has ended (RETOUCH_HOOKS): its result comes sooner, and they"
            " are asked less often. Retouch4me calls only domains that it has approved: send it yours by e-mail first."
        )
    return (
        "Servers are not asked to call there when a job has ended. Once Retouch4me has approved the domain,"
        " RETOUCH_HOOKS switches it on."
    )
