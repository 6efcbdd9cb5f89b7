"""Settings: every setting with its source, versions, licences, and where the documents are."""

from __future__ import annotations

import dataclasses
import platform

import pandas as pd
import streamlit as st

import retouch_lib
from retouch_lib import engine
from retouch_lib.lab import Lab
from retouch_lib.owners import Owner
from retouch_lib.settings import PREFIX
from retouch_lib.ui import preferences, session, workspace
from retouch_lib.ui.server.top_level import TOP_LEVEL
from retouch_lib.ui.settings.licences import dependencies
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.choices import DEFAULT, NAMES

DOCUMENTS = {
    "README.md": "what it does, every setting, every command",
    "CHANGELOG.md": "what is new",
    "docs/keys.md": "the table of keys",
    "docs/sweep.md": "a grid of settings: what it costs, and what is known already",
    "docs/mix.md": "layers rendered once, every strength for nothing; how far off that is",
    "docs/batch.md": "the winner on thousands of photos: price, test, progress, delivery",
    "docs/survey.md": "photos × looks side by side, judged by name or blind",
    "docs/compare.md": "what lies over the pictures, and how far they differ",
    "docs/picks.md": "winners, stars and notes",
    "docs/metadata.md": "what a file says when it leaves: kept, added, taken away",
    "docs/delivery.md": "results out of the door: winners or all, names, ZIP or folder",
    "docs/reports.md": "contact sheets, pick pages and their answers",
    "docs/measures.md": "which results need a look, and what each figure means",
    "docs/effects.md": "the local engine’s effects, with pictures and what is weak",
    "docs/engine.md": "the local engine’s calls, and trouble to order for tests",
    "docs/layers.md": "archives of layers",
    "docs/cli.md": "the same from a shell",
    "docs/hot-folders.md": "hot folders: photos are retouched as they come",
    "docs/round-trip.md": "called by Lightroom and Capture One",
    "docs/library.md": "the same from Python",
    "docs/presets.md": "presets from anywhere",
    "NOTICE": "models and sample portraits, which others made",
    "LICENSE": "Retouch Lab’s own licence, MIT",
}
"""By path below the lab's folder."""
_PLACES = {"login", "sources"}
"""Fields of Settings that are no setting."""


def notices_section() -> None:
    """What was found wrong with the lab's own files at its start, and mended."""
    for notice in session.lab().notices:
        st.info(plain(notice))


def about_section() -> None:
    st.markdown(" · ".join(f"{name} **{version}**" for name, version in versions().items()))
    with st.expander("All settings and where each comes from"):
        st.dataframe(settings_table(session.lab(), session.owner()), hide_index=True, height="content")
        st.caption("Set them in the environment or in .streamlit/secrets.toml, and start Retouch Lab anew.")
    with st.expander(f"Licences of the {len(dependencies())} packages it is built on"):
        st.dataframe(licence_table(), hide_index=True, height=420)
    with st.expander("Models and sample portraits (NOTICE)"):
        st.code((TOP_LEVEL / "NOTICE").read_text(encoding="utf-8"), language=None, wrap_lines=True, height=420)
    st.markdown("\n".join(f"* `{path}`: {what}" for path, what in DOCUMENTS.items()))
    st.caption("These lie in Retouch Lab’s folder:")
    st.code(str(TOP_LEVEL), language=None)


def versions() -> dict[str, str]:
    """What a report of trouble should name."""
    return {
        "Retouch Lab": retouch_lib.__version__,
        "Local engine": engine.VERSION,
        "Python": platform.python_version(),
        "Streamlit": st.__version__,
        "System": platform.system(),
    }


def settings_table(lab: Lab, owner: Owner) -> pd.DataFrame:
    """Every setting: its variable, what is in force, and where that was given. The token by its end only."""
    names = [field.name for field in dataclasses.fields(lab.settings) if field.name not in _PLACES]
    return pd.DataFrame(
        {
            "Setting": [PREFIX + name.upper() for name in names],
            "In force": [_in_force(lab, owner, name) for name in names],
            "From": [_source(lab, owner, name) for name in names],
        }
    )


def licence_table() -> pd.DataFrame:
    packages = dependencies()
    return pd.DataFrame(
        {
            "Package": [package.name for package in packages],
            "Version": [package.version for package in packages],
            "Licence": [package.licence for package in packages],
            "Needed by": ["Retouch Lab" if package.direct else "the packages above" for package in packages],
        }
    )


def _in_force(lab: Lab, owner: Owner, name: str) -> str:
    if name == "token":
        token = lab.vault.token(owner)
        return "none" if token is None else repr(token)
    if name == "server":
        return workspace.server().name
    value = getattr(lab.choices(owner) if name in NAMES else lab.settings, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value) or "none"


def _source(lab: Lab, owner: Owner, name: str) -> str:
    if name in NAMES:
        return lab.choice_source(owner, name)
    typed = name == "token" and lab.vault.token(owner) is not None and not lab.vault.from_environment(owner)
    chosen = name == "server" and lab.store.preference(owner, preferences.SERVER) is not None
    if typed or chosen:
        return "typed here" if typed else "chosen here"
    return lab.settings.source(name) or DEFAULT
