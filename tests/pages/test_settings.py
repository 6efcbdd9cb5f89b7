"""Settings: the server is remembered, the token is used and never shown, errors are sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.secret import Token
from retouch_lib.ui import session
from tests.pages.conftest import ran

OpenPage = Callable[..., AppTest]
TOKEN = "reto-settings-page-token-7Q2w"


def everything_shown(test: AppTest) -> str:
    """All that went to the browser: each element's message as text."""
    return "\n".join(_messages(test.main) + _messages(test.sidebar))


def _messages(node: Any) -> list[str]:
    children = getattr(node, "children", {}).values()
    return [str(getattr(node, "proto", "")), *(text for child in children for text in _messages(child))]


def test_the_server_is_chosen_and_remembered(lab: Lab, open_page: OpenPage) -> None:
    test = open_page("settings")
    test.radio[0].set_value("world")
    ran(test)
    assert lab.store.preference("local", session.PREFERENCE_SERVER) == "world"
    assert any("Photos go to World" in caption.value for caption in open_page("tune").caption)


def test_a_token_is_kept_in_memory_and_shown_only_by_its_end(lab: Lab, open_page: OpenPage, tmp_path: Path) -> None:
    test = open_page("settings")
    test.text_input[0].set_value(TOKEN)
    next(button for button in test.button if button.label.startswith("Keep until")).click()
    ran(test)
    assert lab.vault.token("local") == Token(TOKEN)
    assert "7Q2w" in everything_shown(test)
    assert TOKEN not in everything_shown(ran(test))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert TOKEN.encode() not in written


def test_the_balance_is_asked_on_a_button_only(lab: Lab, engine: EngineServer, open_page: OpenPage) -> None:
    lab.store.set_preference("local", session.PREFERENCE_SERVER, "custom")
    lab.vault.keep("local", Token(TOKEN))
    test = open_page("settings")
    assert test.metric[0].value == "–"
    next(button for button in test.button if button.key == "ask_balance").click()
    ran(test)
    assert test.metric[0].value == "1000"
    assert "1000 credits left" in test.success[0].value


def test_a_token_the_server_does_not_know_gets_a_sentence(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", session.PREFERENCE_SERVER, "custom")
    lab.vault.keep("local", Token("unknown-token-0000"))
    test = open_page("settings")
    next(button for button in test.button if button.key == "ask_balance").click()
    ran(test)
    assert "token" in test.error[0].value
    assert "No credit was taken." in test.error[0].value
