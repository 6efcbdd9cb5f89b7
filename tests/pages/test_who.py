"""Who is it: the page before the login, the name and the way out after it, and nobody's session for another."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.ui import preferences, session
from retouch_lib.ui.server.logins import LASTS
from retouch_lib.ui.server.visitor import Visitor
from retouch_lib.ui.shared import login
from retouch_lib.work.auditing import Did, Sought
from tests.pages.conftest import ran

OpenPage = Callable[..., AppTest]
NOW = int(time.time())
ANN, BEN = (Visitor(Owner(f"u-{name}"), f"{name} *Smith*", NOW) for name in ("ann", "ben"))
PROVIDER = {"client_id": "lab", "client_secret": "x", "server_metadata_url": "https://id.example"}


class Looks:
    """Who looks at the page, as the middleware tells it."""

    now: Visitor | None = None

    def __call__(self, _headers: object) -> Visitor | None:
        return self.now


@pytest.fixture
def looks(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Looks:
    looks = Looks()
    lab.settings = replace(lab.settings, login=True)
    monkeypatch.setattr(session, "visitor_in", looks)
    monkeypatch.setattr(login, "login_table", lambda: PROVIDER)
    for visitor in (ANN, BEN):
        lab.store.set_preference(visitor.owner, preferences.GREETED, True)
    return looks


def texts(test: AppTest) -> str:
    return "\n".join(each.value for kind in (test.markdown, test.header, test.caption, test.error) for each in kind)


def test_before_the_login_there_is_a_sentence_and_a_button(
    lab: Lab, looks: Looks, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[tuple[str, ...]] = []
    monkeypatch.setattr(st, "login", lambda *provider: pressed.append(provider))
    lab.add_sample(LOCAL, "glasses")
    test = open_page("history")
    assert texts(test) == "Your photos, presets and runs are kept under your login.\nRetouch Lab"
    assert [button.label for button in test.button] == ["Log in"]
    test.button[0].click()
    ran(test)
    assert pressed == [()]
    assert lab.store.owners() == (LOCAL,), "nothing is made for nobody"


def test_several_providers_have_a_button_each(
    looks: Looks, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "login_table", lambda: {"google": PROVIDER, "microsoft": PROVIDER})
    assert [button.label for button in open_page("tune").button] == ["Log in with Google", "Log in with Microsoft"]


def test_a_browser_without_cookies_is_told_why(lab: Lab, looks: Looks, open_page: OpenPage) -> None:
    lab.settings = replace(lab.settings, login=False, lan=True)
    test = open_page("tune")
    assert "this browser keeps none. Allow cookies; reload the page." in texts(test)
    assert not test.button


def test_the_name_stands_in_the_menu_and_log_out_ends_every_login(
    lab: Lab, looks: Looks, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[bool] = []
    monkeypatch.setattr(st, "logout", lambda: left.append(True))
    looks.now = ANN
    test = open_page("settings")
    assert test.sidebar.markdown[0].value == ":material/person: ann \\*Smith\\*"
    test.button(key="log_out").click()
    ran(test)
    assert left == [True]
    assert lab.logouts.is_over(ANN.owner, ANN.since)
    assert not lab.logouts.is_over(BEN.owner, BEN.since)
    assert [button.label for button in ran(test).button] == ["Log in"], "an open page, too"
    assert [event.did for event in lab.auditing.events(Sought(who=ANN.owner), 9)] == [Did.LEFT, Did.CAME]


def test_a_login_ends_by_its_age_under_an_open_page(looks: Looks, open_page: OpenPage) -> None:
    looks.now = replace(ANN, since=NOW - LASTS + 300)
    test = open_page("settings")
    looks.now = replace(ANN, since=NOW - LASTS - 1)
    assert [button.label for button in ran(test).button] == ["Log in"]


def test_who_was_taken_out_is_told_and_sees_nothing(lab: Lab, looks: Looks, open_page: OpenPage) -> None:
    for looks.now in (ANN, BEN):
        test = open_page("settings")
    assert [(person.name, person.is_admin) for person in lab.people.everybody()] == [
        ("ann *Smith*", True),
        ("ben *Smith*", False),
    ]
    lab.people.take_out(ANN.owner, BEN.owner)
    assert texts(ran(test)).startswith("You were taken out of this lab's team.")
    assert not test.button


def test_nothing_of_a_session_is_carried_to_another(lab: Lab, looks: Looks, open_page: OpenPage) -> None:
    """Streamlit gives a WebSocket that comes back its session again, whoever it is now."""
    looks.now = ANN
    test = open_page("settings")
    test.session_state["variants_of_ann"] = "hers"
    test.radio[0].set_value("world")
    looks.now = BEN
    ran(test)
    assert "variants_of_ann" not in test.session_state
    assert test.sidebar.markdown[0].value == ":material/person: ben \\*Smith\\*"
    assert lab.store.preference(ANN.owner, preferences.SERVER) is None, "her press came from nobody"
    assert lab.store.preference(BEN.owner, preferences.SERVER) is None, "and is not his"


def test_everybody_sees_their_own(lab: Lab, looks: Looks, open_page: OpenPage) -> None:
    lab.add_sample(ANN.owner, "glasses")
    for looks.now, count in ((ANN, 1), (BEN, 0)):
        open_page("tune")
        assert len(lab.store.photos(looks.now.owner)) == count
    looks.now = BEN
    assert "glasses" not in texts(open_page("tune"))


def test_a_lab_of_one_person_says_nothing_of_that(open_page: OpenPage) -> None:
    test = open_page("settings")
    assert not any("person" in each.value for each in test.sidebar.markdown)
    assert "log_out" not in [button.key for button in test.button]
