"""What the pages say of the balance, and what their buttons that pay offer by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.secret import Token
from retouch_lib.store.records import Reading
from retouch_lib.ui import session

OpenPage = Callable[..., AppTest]
TOKEN = Token("reto-money-page-token-0000")


@pytest.fixture
def main(lab: Lab) -> Lab:
    """The vendor's main server is chosen and agreed to; one photo, three looks; nothing may be sent there."""
    return on_server(lab, "main")


def on_server(lab: Lab, name: str) -> Lab:
    lab.store.set_preference("local", session.PREFERENCE_GREETED, True)
    lab.store.set_preference("local", session.PREFERENCE_SERVER, name)
    lab.store.set_preference("local", session.PREFERENCE_CONSENT, [server.base for server in lab.servers()])
    lab.store.set_preference("local", session.PREFERENCE_PHOTOS, [lab.add_sample("local", "portrait").sha256])
    lab.vault.keep("local", TOKEN)
    return lab


def read(lab: Lab, value: int, server: str = "main", token: str = "", kind: str = "balance") -> None:
    lab.store.add_reading(Reading("local", server, token or lab.vault.ref(TOKEN), kind, value, None, lab.clock()))


def button(test: AppTest, key: str) -> Any:
    return next(button for button in test.button if button.key == key)


def test_the_sidebar_and_the_button_tell_one_balance_whatever_other_tokens_read(main: Lab, open_page: OpenPage) -> None:
    """The account's last reading, of another of its servers, behind a hundred newer ones of another token."""
    read(main, 41, "world")
    for _ in range(120):
        read(main, 7, token="other")
    test = open_page("tune")
    assert "Balance 41" in [caption.value for caption in test.sidebar.caption]
    assert button(test, "run_now").label == "Run · 3 credits (balance 41 → 38)"
    settings = open_page("settings")
    assert "41" in [metric.value for metric in settings.metric]
