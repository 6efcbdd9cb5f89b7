"""What is set or kept and can't be used any more: every page opens all the same, and says so."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, HEAVY, LAYERED, SLIGHT
from retouch_lib.store.records import JobState
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences, runs, workspace
from retouch_lib.ui.variants import first_variants, from_json
from retouch_lib.work.choices import NAMES
from retouch_lib.work.picks import Judgement
from tests.pages.conftest import ENTRY, ran

OpenPage = Callable[..., AppTest]
PAGES = [path.stem for path in sorted((ENTRY.parents[2] / "pages").glob("*.py"))]


@pytest.fixture
def used(lab: Lab) -> Lab:
    """Jobs on the custom server in each state that has buttons; written, not really run."""
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.SERVER, "custom")
    token = Token("reto-unreadable-page-token")
    lab.vault.keep("local", token)
    photo = lab.add_sample("local", "glasses")
    workspace.choose_photos([photo.sha256])
    plan = lab.plan("local", [photo.sha256], [SLIGHT, BALANCED, HEAVY, LAYERED], "custom")
    run = lab.store.make_run(
        "local", "custom", plan.wanted(), engine_version="", token_ref=lab.vault.ref(token), project="Hill School"
    )
    now = lab.clock()
    done, unsure, *unsent = [item.job.id for item in run.items]
    for job_id in (done, unsure):
        lab.store.set_job(job_id, state=JobState.STARTING, attempts=1, attempted_at=now)
    lab.store.set_job(unsure, state=JobState.UNSURE, note="No answer came.")
    lab.store.set_job(done, state=JobState.WAITING, remote_id="r1", started_at=now)
    lab.store.set_job(done, state=JobState.DOWNLOADING, ready_at=now)
    lab.store.set_job(done, state=JobState.DONE, result=photo.sha256, result_type="jpeg", result_bytes=photo.bytes)
    for job_id in unsent:
        lab.store.set_job(job_id, state=JobState.REFUSED, note="Limit reached.", error="LimitReached")
    return lab


def words(test: AppTest) -> str:
    """All sentences of the page and its sidebar."""
    kinds = (test.markdown, test.caption, test.info, test.warning, test.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


@pytest.mark.parametrize("page", PAGES)
def test_a_pick_that_cant_be_read_takes_no_page_down(used: Lab, open_page: OpenPage, page: str) -> None:
    (run,) = used.store.runs("local")
    done, *_ = [item.job for item in run.items if item.job.state is JobState.DONE]
    used.picks.judge("local", [done], Judgement("pick"))
    with closing(sqlite3.connect(used.settings.data_dir / "lab.sqlite")) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE picks SET verdict = 'maybe', stars = 'many', note = x'ff', judged_at = 'soon'")
    test = open_page(page)
    assert not [text for text in test.markdown if "maybe" in text.value]


def test_a_custom_server_that_is_no_longer_set(used: Lab, open_page: OpenPage) -> None:
    used.settings = replace(used.settings, custom_url="")
    assert workspace.server().name == "local"
    for page in PAGES:
        test = open_page(page)
        assert "The server you chose, custom, is not set any more: the local engine is used." in words(test), page
        if page == "tune":
            assert "Its server, custom, is no longer set" in words(test)
            paid = [button for button in test.button if button.label in ("Send again", "Try again")]
            assert len(paid) == 3
            assert all(button.disabled and "Set RETOUCH_CUSTOM_URL" in button.help for button in paid)
        if page == "history":
            picked(test, 0, 1, 2, 3)
            again = next(button for button in test.button if button.key == "history_again")
            assert again.disabled
            assert "set RETOUCH_CUSTOM_URL" in again.help


def damage_preferences(lab: Lab, text: str) -> None:
    """Give each preference that there is, or may be, this text."""
    keys = [*preferences.KEPT, "price_per_credit", *(name for name in NAMES if name != "price")]
    for key in keys:
        lab.store.set_preference("local", key, None)
    with closing(sqlite3.connect(lab.settings.data_dir / "lab.sqlite")) as connection:
        places = ", ".join("?" * len(keys))
        connection.execute(f"UPDATE preferences SET value = ? WHERE key IN ({places})", [text, *keys])
        connection.commit()


def damage_versions(lab: Lab) -> None:
    """Of two presets: the older version of one, and the only one of another."""
    for preset in (replace(BALANCED, name="wedding"), replace(HEAVY, name="wedding"), replace(SLIGHT, name="school")):
        lab.library.save("local", preset)
    long = '{"mode": "professional", "tasks": [' + ", ".join(['{"Plugin": "Heal"}'] * 101) + "]}"
    with closing(sqlite3.connect(lab.settings.data_dir / "lab.sqlite")) as connection:
        for payload, name in (("{ no JSON", "wedding"), (long, "school")):
            connection.execute(
                "UPDATE preset_versions SET payload = ?, tags = '{' WHERE number = 1"
                " AND preset = (SELECT id FROM presets WHERE name = ?)",
                (payload, name),
            )
        connection.execute("UPDATE jobs SET payload = '{ no JSON' WHERE state = 'done'")
        connection.commit()


def test_a_choice_that_cannot_be_read_is_as_at_first(used: Lab) -> None:
    for text in ("{ no JSON", "5.5", '"a text"', '[{"id": 1}, 7]', '{"a": [[]]}', "[" * 100_000):
        check_choices(used, text)


def check_choices(lab: Lab, text: str) -> None:
    damage_preferences(lab, text)
    assert lab.choices("local").budget_run in (25, 5), "5.5 is cut to whole credits"
    assert workspace.server().name == "local"
    assert from_json(lab.store.preference("local", "variants")) == first_variants()
    assert workspace.photos_chosen() == []
    assert runs.unwatched() <= {"a text"}
    assert not workspace.consented(lab.server("custom"))
    assert workspace.one_picture()
    assert workspace.project() in ("", "a text")
    assert lab.library.told("local", "0" * 64) == {}
    assert {"the photos of the run", "variants of the board"} <= set(preferences.unreadable())
    lab.library.keep_told("local", "0" * 64, {"main": 3})
    workspace.choose_photos([])
    runs.unwatch("job")
    workspace.consent(lab.server("custom"))
    workspace.set_one_picture(False)
    assert "the photos of the run" not in preferences.unreadable(), "chosen anew, it can be read"
    assert lab.library.told("local", "0" * 64) == {"main": 3}


def test_pages_open_with_versions_and_choices_that_cannot_be_read(used: Lab, open_page: OpenPage) -> None:
    damage_preferences(used, '{"a": 1}')
    damage_versions(used)
    for page in PAGES:
        test = open_page(page)
        said = words(test)
        assert "Can’t be read, and stand as at first until chosen anew: variants of the board, the photos" in said, page
        assert "the budget per run" in said
        assert "“school”, version 1, “wedding”, version 1. See Presets." in said
        if page == "presets":
            assert "“school”, version 1, can’t be read by this Retouch Lab: " in said
            assert "version 2 of 2" in said.lower()
            next(button for button in test.button if button.label == "Take it off the list").click()
            assert "“school”" not in words(ran(test))
            assert "“wedding”, version 1. See Presets." in words(test)
            used.library.bring_back("local", used.library.removed("local")[0].id)


def picked(test: AppTest, *rows: int) -> AppTest:
    """Pick rows of the table as a click on their left edge does."""
    table = test.dataframe[0]
    test.session_state[table.key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return ran(test)
