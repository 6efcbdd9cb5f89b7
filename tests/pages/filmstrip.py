"""The filmstrip of a page in AppTest, which runs no JavaScript: what it is sent, and what it would tell."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import ran


def sent(test: AppTest) -> dict[str, Any]:
    """What the page sent in its last run."""
    data = [json.loads(one.proto.json) for one in test.get("bidi_component")]
    return next(found for found in data if "states" in found)


def names(test: AppTest) -> list[str]:
    """In the strip's order."""
    return [name for _, name, _, _ in _frames(test)]


def ticked(test: AppTest) -> list[str]:
    """The names of those in the run."""
    frames = _frames(test)
    return [name for (_, name, _, _), tick in zip(frames, sent(test)["chosen"], strict=True) if tick == "1"]


def shown(test: AppTest) -> str:
    """The name of the one shown."""
    return next(name for photo, name, _, _ in _frames(test) if photo == sent(test)["shown"])


def say(test: AppTest, **said: Any) -> AppTest:
    """What the browser tells of clicks: `shown="…"`, `ticked={"…": True}`."""
    number = sent(test)["answered"] + 1
    return _told(test, "", "json_value", {"said": {"number": number, **said}})


def press(test: AppTest, event: str, value: str) -> AppTest:
    """A button of the strip: "choose" all, none or new; "remove" shown, in or out."""
    return _told(test, "__events", "json_trigger_value", [{"event": event, "value": value}])


def have_all_sent(test: AppTest) -> None:
    """In the next run, as to a new session."""
    test.session_state["filmstrip_sent"] = ""


def _told(test: AppTest, event: str, field: str, value: object) -> AppTest:
    component = next(one for one in test.get("bidi_component") if "states" in json.loads(one.proto.json))
    name = f"$$STREAMLIT_INTERNAL_KEY_{component.proto.id}{event}" if event else component.proto.id
    states = test._tree.get_widget_states()
    setattr(states.widgets.add(id=name), field, json.dumps(value))
    test._run(states)
    assert not test.exception, [error.value for error in test.exception]
    return test


def _frames(test: AppTest) -> list[list[str]]:
    """They are sent once: where that was in an earlier run, they are asked for again.

    A run that ends just then has the page drawn twice, and only the first drawing sends them; it ends once.
    """
    for _ in range(3):
        frames: list[list[str]] | None = sent(test)["frames"]
        if frames is not None:
            return frames
        have_all_sent(test)
        ran(test)
    raise AssertionError("the strip's frames were not sent")
