"""What the pages say of the balance, and what their buttons that pay offer by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.cloud import servers
from retouch_lib.cloud.servers import Server
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import HEAVY, SLIGHT
from retouch_lib.settings import Settings
from retouch_lib.store.records import Reading
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences
from tests.engines import wait_until
from tests.pages.conftest import ran, wait_for_run
from tests.pages.test_history import picked

OpenPage = Callable[..., AppTest]
TOKEN = Token("reto-money-page-token-0000")


@pytest.fixture
def main(lab: Lab) -> Lab:
    """The vendor's main server is chosen and agreed to; one photo, three looks; nothing may be sent there."""
    return on_server(lab, "main")


def on_server(lab: Lab, name: str) -> Lab:
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.SERVER, name)
    lab.store.set_preference("local", preferences.CONSENT, [server.base for server in lab.servers()])
    lab.vault.keep("local", TOKEN)
    choose_photos(lab, lab.add_sample("local", "portrait").sha256)
    return lab


def choose_photos(lab: Lab, *photos: str) -> None:
    """Into the run; until their faces are looked for, its button waits."""
    lab.store.set_preference("local", preferences.PHOTOS, list(photos))
    lab.face_scan.ask(photos)
    wait_until(lambda: all(lab.face_scan.at(photo) is not None for photo in photos), seconds=60)


def read(
    lab: Lab,
    value: int,
    server: str = "main",
    *,
    token: str = "",
    kind: str = "balance",
    after: timedelta = timedelta(0),
) -> None:
    at = lab.clock() + after
    lab.store.add_reading(Reading("local", server, token or lab.vault.ref(TOKEN), kind, value, None, at))


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


# One press, one intent


@pytest.fixture
def two_servers(lab: Lab, engine: EngineServer, monkeypatch: pytest.MonkeyPatch) -> Lab:
    """A result on the custom server and one on the vendor's main, which is the same engine here."""
    table = servers.servers

    def same_engine(settings: Settings) -> tuple[Server, ...]:
        base = f"{engine.url}/api/v1"
        return tuple(replace(one, base=base, balance="") if one.name == "main" else one for one in table(settings))

    monkeypatch.setattr(servers, "servers", same_engine)
    on_server(lab, "custom")
    photo = lab.store.photos("local")[0].sha256
    for name in ("custom", "main"):
        lab.run(lab.plan("local", [photo], [SLIGHT], name))
        wait_for_run(lab)
    return lab


def test_run_again_over_two_servers_sends_all_or_nothing(
    two_servers: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    lab = two_servers
    lab.choose("local", "budget_day", 4)
    test = picked(open_page("history"), 0, 1)
    assert button(test, "history_again").label == "Run again · 2 credits"
    photo = lab.store.photos("local")[0].sha256
    lab.run(lab.plan("local", [photo], [HEAVY], "custom"))  # in another tab: one credit less for today
    wait_for_run(lab)
    charges, jobs = engine.tasks.charges, len(lab.store.jobs("local"))
    button(test, "history_again").click()
    ran(test)
    assert "Nothing was sent. Today's spend is 3 credits" in test.error[0].value
    assert (engine.tasks.charges, len(lab.store.jobs("local"))) == (charges, jobs)
    lab.choose("local", "budget_day", None)
    test = picked(open_page("history"), 1, 2)
    button(test, "history_again").click()
    ran(test)
    assert "2 pictures asked for again: 2 sent for 2 credits." in test.success[0].value
    wait_until(lambda: engine.tasks.charges == charges + 2)


def test_a_press_in_a_second_tab_does_not_pay_for_what_has_finished_meanwhile(
    two_servers: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    lab = two_servers
    first, second = picked(open_page("history"), 0, 1), picked(open_page("history"), 0, 1)
    button(first, "history_again").click()
    ran(first)
    wait_for_run(lab)
    wait_until(lambda: all(job.ended for job in lab.store.jobs("local")))
    charges = engine.tasks.charges
    button(second, "history_again").click()
    ran(second)
    assert "2 pictures asked for again: 2 there already, not paid again." in second.success[0].value
    assert engine.tasks.charges == charges
    assert all(job.ended for job in lab.store.jobs("local"))
