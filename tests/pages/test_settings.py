"""Settings: the server is remembered, the token is used and never shown, errors are sentences."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.cloud import servers
from retouch_lib.cloud.servers import MAIN
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.vault import Vault
from retouch_lib.ui import preferences, runs, workspace
from retouch_lib.ui.server.urls import backup_url
from retouch_lib.ui.settings.backup_panel import under_way_in_words
from tests.pages.conftest import ENTRY, ran

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
    assert lab.store.preference("local", preferences.SERVER) == "world"
    assert any("Photos go to World" in caption.value for caption in open_page("tune").caption)
    button(test, "back_server").click()
    ran(test)
    assert workspace.server().name == "local"
    assert not [each for each in test.button if each.key == "back_server"]


def test_a_token_is_kept_in_memory_and_shown_only_by_its_end(lab: Lab, open_page: OpenPage, tmp_path: Path) -> None:
    test = open_page("settings")
    test.text_input[0].set_value(TOKEN)
    next(button for button in test.button if button.label == "Save token").click()
    ran(test)
    assert lab.vault.token("local") == Token(TOKEN)
    assert "7Q2w" in everything_shown(test)
    assert TOKEN not in everything_shown(ran(test))
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert TOKEN.encode() not in written


def test_a_typed_token_with_a_blank_inside_is_refused_and_the_one_before_stays(lab: Lab, open_page: OpenPage) -> None:
    lab.vault.keep("local", Token(TOKEN))
    test = open_page("settings")
    test.text_input[0].set_value("reto-two halves-Zz9y")
    next(button for button in test.button if button.label == "Save token").click()
    ran(test)
    assert "has a blank or a line break inside" in test.error[0].value
    assert "Nothing was changed." in test.error[0].value
    assert "Zz9y" not in everything_shown(test)
    assert lab.vault.token("local") == Token(TOKEN)


@pytest.mark.parametrize("page", [path.stem for path in (ENTRY.parents[2] / "pages").glob("*.py")])
def test_a_server_without_encryption_stands_on_every_page(lab: Lab, open_page: OpenPage, page: str) -> None:
    assert not open_page(page).warning
    lab.settings = replace(lab.settings, custom_url="http://studio.example.test/api/v1", allow_http=True)
    (warning,) = open_page(page).main.warning
    assert "Custom (studio.example.test) is reached without encryption, as RETOUCH_ALLOW_HTTP" in warning.value.replace(
        "\\", ""
    )


def test_what_was_mended_at_the_start_is_said(lab: Lab, open_page: OpenPage) -> None:
    assert not open_page("settings").info
    lab.vault.notice = "vault.key was damaged, and a new key is made."
    assert [info.value for info in open_page("settings").info] == [lab.vault.notice]


def test_an_engine_that_cannot_start_is_told_on_every_page(lab: Lab, open_page: OpenPage) -> None:
    lab.engine._trouble = "The local engine can't use its folder: the disk is full."
    (warning,) = open_page("history").warning
    assert warning.value.startswith("The local engine can't use its folder: the disk is full. Local runs wait")
    workspace.choose_server("custom")
    assert not open_page("history").warning


def test_of_many_jobs_taken_off_the_strip_the_oldest_comes_back_first(lab: Lab, open_page: OpenPage) -> None:
    jobs = [f"job-{number:04}" for number in range(runs.MOST_UNWATCHED)]
    lab.store.set_preference("local", preferences.UNWATCHED, jobs)
    runs.unwatch("job-new")
    assert runs.unwatched() == {*jobs[1:], "job-new"}
    runs.unwatch(jobs[1])
    runs.unwatch("job-newer")
    assert runs.unwatched() == {*jobs[3:], jobs[1], "job-new", "job-newer"}


def test_the_balance_is_asked_on_a_button_only(lab: Lab, engine: EngineServer, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")
    lab.vault.keep("local", Token(TOKEN))
    test = open_page("settings")
    assert test.metric[0].value == "–"
    next(button for button in test.button if button.key == "ask_balance").click()
    ran(test)
    assert test.metric[0].value == "1000"
    assert "1,000 credits left" in test.success[0].value


def test_a_token_the_server_does_not_know_gets_a_sentence(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")
    lab.vault.keep("local", Token("unknown-token-0000"))
    test = open_page("settings")
    next(button for button in test.button if button.key == "ask_balance").click()
    ran(test)
    assert "token" in test.error[0].value
    assert "No credit was taken." in test.error[0].value


def button(test: AppTest, key: str) -> Any:
    return next(button for button in test.button if button.key == key)


def test_a_number_is_chosen_says_so_and_goes_back(lab: Lab, open_page: OpenPage) -> None:
    test = open_page("settings")
    assert not [button for button in test.button if str(button.key).startswith("back_")]
    assert any(caption.value.startswith("Today: 0 credits") for caption in test.caption)
    next(field for field in test.number_input if field.key == "choice_budget_run").set_value(7)
    next(field for field in test.number_input if field.key == "choice_price").set_value(0.065)
    ran(test)
    assert (lab.choices("local").budget_run, lab.choices("local").price) == (7, 0.065)
    assert [caption.value for caption in test.caption].count("chosen here") == 2
    assert button(test, "back_budget_run").label == "Back to 25"
    button(test, "back_budget_run").click()
    ran(test)
    assert lab.choices("local").budget_run == 25
    assert next(field for field in test.number_input if field.key == "choice_budget_run").value == 25
    assert lab.choices("local").price == 0.065


def test_single_keys_are_switched_off_and_the_viewer_hears_of_it(lab: Lab, open_page: OpenPage) -> None:
    test = open_page("settings")
    (switch,) = [toggle for toggle in test.toggle if toggle.label == "Single keys"]
    assert switch.value
    switch.set_value(False)
    ran(test)
    assert lab.store.preference("local", preferences.SINGLE_KEYS) is False
    keys = [json.loads(component.proto.json).get("keys") for component in open_page("tune").get("bidi_component")]
    assert {sent["single"] for sent in keys if sent} == {False}


def test_the_place_is_taken_out_of_files_only_when_that_is_chosen(lab: Lab, open_page: OpenPage) -> None:
    test = open_page("settings")
    (switch,) = [toggle for toggle in test.toggle if "place" in toggle.label]
    assert not switch.value
    switch.set_value(True)
    ran(test)
    assert lab.leaving.without_place("local")
    assert [toggle.value for toggle in open_page("settings").toggle if "place" in toggle.label] == [True]


def test_servers_are_asked_on_a_press_only(
    lab: Lab, engine: EngineServer, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = replace(MAIN, base="http://127.0.0.1:1/api/v1")
    monkeypatch.setattr(servers, "SERVERS", (servers.LOCAL, dead))  # no test asks a server that is not this computer
    lab.store.set_preference("local", preferences.SERVER, "custom")
    lab.vault.keep("local", Token(TOKEN))
    engine.faults.add("limits", "404", skip=1)
    test = open_page("settings")
    assert not lab.store.readings("local"), "opening the page asks nobody"
    assert "As documented by Retouch4me." in [caption.value for caption in test.caption]
    button(test, "ask_limits").click()
    ran(test)
    assert "As Custom said when asked." in [caption.value for caption in test.caption]
    button(test, "measure_latency").click()
    ran(test)
    table = next(frame.value for frame in test.dataframe if "ms" in frame.value)
    assert list(table["Server"]) == ["Local engine", "Main", "Custom"]
    assert list(table["What came"].iloc[1:]) == ["no connection", "answers"]
    assert lab.store.preference("local", preferences.SERVER) == "custom", "nothing is switched"


def test_a_token_typed_over_the_environments_gives_way_to_it_again(lab: Lab, open_page: OpenPage) -> None:
    given = Settings.read({}, {"RETOUCH_TOKEN": "reto-given-from-outside-Ab3d"})
    lab.settings = replace(lab.settings, token=given.token, sources=given.sources)
    lab.vault = Vault(b"k" * 32, given.token)
    lab.vault.keep("local", Token(TOKEN))
    test = open_page("settings")
    assert any("7Q2w" in each.value and "typed here" in each.value for each in test.caption)
    button(test, "forget_token").click()
    ran(test)
    assert "RETOUCH_TOKEN in .streamlit/secrets.toml is used again" in test.info[0].value
    assert any("Ab3d" in each.value and "secrets.toml" in each.value for each in test.caption)


def test_every_setting_is_listed_with_its_source_and_no_token(lab: Lab, open_page: OpenPage) -> None:
    lab.vault.keep("local", Token(TOKEN))
    lab.choose("local", "poll_seconds", 8)
    test = open_page("settings")
    table = next(frame.value for frame in test.dataframe if "Setting" in frame.value).set_index("Setting")
    settings = {f"RETOUCH_{field.name.upper()}" for field in fields(Settings)} - {"RETOUCH_SOURCES", "RETOUCH_LOGIN"}
    assert set(table.index) == settings
    assert list(table.loc["RETOUCH_POLL_SECONDS"]) == ["8", "chosen here"]
    assert lab.jobs._context.poll_seconds("local") == 8, "which the polling goes by"
    assert list(table.loc["RETOUCH_TOKEN"]) == ["reto…7Q2w", "typed here"]
    assert TOKEN not in everything_shown(test)


def test_a_backup_says_what_it_holds_and_what_becomes_of_jobs_under_way(lab: Lab, open_page: OpenPage) -> None:
    photo = lab.add_sample("local", "portrait")
    test = open_page("settings")
    shown = everything_shown(test)
    way = backup_url(lab.backup_tickets.issue(LOCAL))
    (link,) = (element for element in test.get("link_button") if element.proto.url == way)
    assert re.fullmatch(r"Back up · \d+(\.\d)? MB", link.proto.label)
    assert re.search(r"1 photo, [0-3] results?, and all runs, presets", shown), "the first visit may have ended its run"
    assert "Not sent yet" not in shown
    (item,) = lab.run(lab.plan("local", [photo.sha256], LOOKS[:1], "local")).items
    states = {
        JobState.QUEUED: "Not sent yet, or without an answer: 1 job",
        JobState.WAITING: "Not fetched yet: 1 result",
    }
    for state, words in states.items():
        assert words in " ".join(under_way_in_words([replace(item.job, state=state, server="main")]))
        assert under_way_in_words([replace(item.job, state=state, server="local")]) == []
