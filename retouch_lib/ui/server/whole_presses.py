"""What a press does is done whole, however soon the next one comes.

Streamlit ends a run of the page where the next press asks for another, at the first touch of the session after that; in
a widget's callback, too, whose press would then be lost, or half done, and nobody told: the run that follows doesn't
call it again (https://github.com/streamlit/streamlit/issues/10578).
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state import SafeSessionState

_taking_in = ContextVar("taking_in", default=False)
_end_if_asked = ScriptRunner._maybe_handle_execution_control_request
_take_in = SafeSessionState.on_script_will_rerun


def keep_presses_whole() -> None:
    """Have every callback come to its end; what was asked for meanwhile follows. To be called before the first visitor.

    A callback leaves by `st.rerun`, which needs no such end; `st.switch_page` and `st.stop` are for the page itself.
    """
    ScriptRunner._maybe_handle_execution_control_request = _end_afterwards  # type: ignore[assignment, method-assign]
    SafeSessionState.on_script_will_rerun = _take_in_whole  # type: ignore[assignment, method-assign]


def _end_afterwards(runner: ScriptRunner) -> None:
    if not _taking_in.get():
        _end_if_asked(runner)


def _take_in_whole(state: SafeSessionState, *args: Any, **kwargs: Any) -> None:
    """Take in what the widgets say, and call their callbacks."""
    before = _taking_in.set(True)
    try:
        _take_in(state, *args, **kwargs)
    finally:
        _taking_in.reset(before)
