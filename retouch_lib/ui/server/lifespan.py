"""Opening and closing the lab with the server: one lab per process, whatever sessions come and go."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import streamlit as st
from anyio import to_thread
from streamlit.errors import StreamlitSecretNotFoundError

from retouch_lib import instance
from retouch_lib.cloud import servers
from retouch_lib.errors import BadSetting, RetouchError
from retouch_lib.lab import Lab
from retouch_lib.settings import SECRETS, Settings
from retouch_lib.ui.server.logs import use_log
from retouch_lib.ui.server.readiness import Readiness
from retouch_lib.ui.server.stopping import bound_graceful_stop, end_at_once
from retouch_lib.ui.server.whole_presses import keep_presses_whole
from retouch_lib.verbs.hot.standing import HotFolders
from retouch_lib.verbs.listening import Listener

_log = logging.getLogger(__name__)
_current: Lab | None = None
_hot_folders: HotFolders | None = None
_readiness: Readiness | None = None


def current_lab() -> Lab:
    """The lab that `lifespan` opened, or that a test put in place with `use`."""
    if _current is None:
        raise RuntimeError("no lab is open: start the app with `streamlit run app.py`")
    return _current


def open_lab() -> Lab | None:
    """The same; None before the first is open, and while the app ends."""
    return _current


def use(lab: Lab | None) -> None:
    """Make `lab` the current one. The caller opens and closes it."""
    global _current, _hot_folders, _readiness
    _current = lab
    _hot_folders = HotFolders(lab) if lab else None
    _readiness = Readiness(lab.store.answer) if lab else None


def current_hot_folders() -> HotFolders:
    """Those of the current lab."""
    if _hot_folders is None:
        raise RuntimeError("no lab is open: start the app with `streamlit run app.py`")
    return _hot_folders


def readiness() -> Readiness | None:
    """The current lab's; None while none is open."""
    return _readiness


@cache
def read_settings() -> Settings:
    """Settings from Streamlit's secrets and the environment, which wins. Raises BadSetting.

    Read once: Streamlit writes its secrets over the environment as soon as it has read them.
    """
    settings = Settings.read(dict(os.environ), _secrets())
    servers.named(settings, settings.server)
    return settings


def secret_table(name: str) -> dict[str, Any]:
    """A table of Streamlit's secrets; empty where there is none. Raises BadSetting."""
    table = _secrets().get(name, {})
    return dict(table) if isinstance(table, Mapping) else {}


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Open the lab (engine child, jobs, commands from a shell) before the first visitor; close it within seconds."""
    bound_graceful_stop()
    keep_presses_whole()
    use_log(read_settings())
    lab = await to_thread.run_sync(_open)
    use(lab)
    listener, hot_folders = Listener(lab), current_hot_folders()
    listener.start()
    hot_folders.start()
    try:
        yield
    finally:
        use(None)
        await to_thread.run_sync(hot_folders.close)
        await to_thread.run_sync(listener.close)
        await to_thread.run_sync(lab.close)


def require_settings() -> Settings:
    """The settings; ends with one sentence where they can't be used."""
    try:
        return read_settings()
    except BadSetting as error:
        sys.exit(str(error))


def require_alone(settings: Settings) -> None:
    """End with one sentence when another process works on the same data folder, before a port is taken."""
    try:
        instance.claim(settings.data_dir)
    except RetouchError as error:
        sys.exit(str(error))


def _open() -> Lab:
    """Ends the process with one sentence where the lab can't be opened: an exception would be a page of traceback."""
    try:
        lab = Lab.open(read_settings())
        lab.launch()
        lab.measurer.start()
    except RetouchError as error:
        end_at_once(str(error))
    return lab


def _secrets() -> dict[str, Any]:
    try:
        return dict(st.secrets)
    except StreamlitSecretNotFoundError as error:
        if error.error_id == "no-secrets-found":  # there is no secrets.toml, which is the usual case
            return {}
    except (OSError, ValueError):  # no right to read it, or no text
        pass
    # Not chained: the error of the parser may show what stands in the file.
    raise BadSetting(f"{SECRETS} (here or in your home folder) can't be read as TOML. Mend it, or move it away.")
