"""History: empty, a paid and a cached use, filters, sums, what can be done with rows, and a hundred at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.store.records import JobState, Reading
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences
from tests.many_jobs import fill
from tests.pages.conftest import ran
from tests.pages.filmstrip import have_all_sent, ticked

OpenPage = Callable[..., AppTest]


@pytest.fixture
def greeted(lab: Lab) -> Lab:
    """No first run by itself."""
    lab.store.set_preference("local", "greeted", True)
    return lab


@pytest.fixture
def used(greeted: Lab) -> Lab:
    """One photo in two looks on the custom server, one of them asked for again; written, not really run."""
    lab = greeted
    token = Token("reto-history-page-token")
    lab.store.set_preference("local", preferences.CONSENT, [lab.server("custom").base])
    lab.vault.keep("local", token)
    photo = lab.add_sample("local", "glasses")
    plan = lab.plan("local", [photo.sha256], [SLIGHT, BALANCED], "custom")
    make = partial(lab.store.make_run, "local", "custom", engine_version="", token_ref=lab.vault.ref(token))
    run = make(plan.wanted(), project="Hill School")
    now = lab.clock()
    for item in run.items:
        set_job = partial(lab.store.set_job, item.job.id)
        set_job(state=JobState.STARTING, attempts=1, attempted_at=now)
        set_job(state=JobState.WAITING, remote_id=f"r{item.position}", started_at=now)
        set_job(state=JobState.DOWNLOADING, ready_at=now)
        set_job(state=JobState.DONE, result=photo.sha256, result_type="jpeg", result_bytes=photo.bytes)
        lab.store.add_reading(Reading("local", "custom", run.items[0].job.token_ref, "quota", 99, item.job.id, now))
    make(lab.plan("local", [photo.sha256], [SLIGHT], "custom").wanted())
    return lab


def line(test: AppTest) -> str:
    """The sums over everything shown."""
    return next(element.value for element in test.markdown if "asked for" in element.value)


def button(test: AppTest, key: str) -> Any:
    return next(button for button in test.button if button.key == key)


def picked(test: AppTest, *rows: int) -> AppTest:
    """Pick rows of the table as a click on their left edge does."""
    table = test.dataframe[0]
    test.session_state[table.key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    return ran(test)


def test_rows_show_the_face_before_and_after_and_of_those_picked_it_is_large(used: Lab, open_page: OpenPage) -> None:
    (photo,) = used.store.photos("local")
    failed = used.store.make_run(
        "local",
        "custom",
        used.plan("local", [photo.sha256], [HEAVY], "custom").wanted(),
        engine_version="",
        token_ref="",
    )
    used.store.set_job(failed.items[0].job.id, state=JobState.REFUSED)
    test = open_page("history")
    pair = f"/files/{photo.sha256}/crop/{photo.sha256}/pair"
    face = f"/files/{photo.sha256}/crop/{photo.sha256}/face/160"
    assert test.dataframe[0].value["Face"].tolist() == [face, f"{pair}/160", f"{pair}/160", f"{pair}/160"]
    assert not [item for item in test.markdown if "/crop/" in item.value]
    test = picked(test, 0, 1)
    assert [item.value for item in test.markdown if "/crop/" in item.value] == [
        f"![slight, before and after]({pair}/220)"
    ]


def test_a_run_is_shown_on_tune_as_it_was_sent(used: Lab, open_page: OpenPage) -> None:
    other = used.add_sample("local", "portrait").sha256
    used.store.set_preference("local", preferences.PHOTOS, [other])
    test = picked(open_page("history"), 1)
    have_all_sent(test)
    button(test, "history_run").click()
    ran(test)
    told = " ".join(element.value for element in test.markdown)
    assert "Viewing the run of" in told
    assert "made on Custom; what you run goes to Local engine" in told
    assert ticked(test) == ["glasses.jpg"]
    assert test.text_input(key="run_project").value == "Hill School", "what is run again counts where it did"
    assert used.store.preference("local", preferences.PHOTOS) == [other]


def test_without_jobs_it_says_so(greeted: Lab, open_page: OpenPage) -> None:
    test = open_page("history")
    assert test.info[0].value.startswith("Nothing was run yet.")
    assert not test.dataframe


def test_one_paid_and_one_cached(used: Lab, open_page: OpenPage) -> None:
    test = open_page("history")
    assert line(test) == "**3** pictures asked for, 1 of them reused · **2** credits, 1.00 per result"
    table = test.dataframe[0].value
    assert table[["Preset", "How", "Credits", "State"]].values.tolist() == [
        ["slight", "reused", "0", "done"],
        ["slight", "made", "1", "done"],
        ["balanced", "made", "1", "done"],
    ]
    assert table["Project"].to_list() == ["", "Hill School", "Hill School"]
    assert table["Photo"].to_list() == ["glasses.jpg"] * 3
    assert (table["Processing"].dropna() >= 0).all()


def test_search_and_filter(used: Lab, open_page: OpenPage) -> None:
    test = open_page("history")
    test.text_input(key="history_search").set_value("balanced")
    ran(test)
    assert test.dataframe[0].value["Preset"].to_list() == ["balanced"]
    test.text_input(key="history_search").set_value("nothing like it")
    ran(test)
    assert line(test).startswith("**0** pictures")
    test.text_input(key="history_search").set_value("")
    test.multiselect(key="history_projects").set_value(["Hill School"])
    ran(test)
    assert line(test).startswith("**2** pictures")


def test_saved_versions_are_named(used: Lab, open_page: OpenPage) -> None:
    used.library.save("local", BALANCED.__class__("wedding", BALANCED.tasks))
    table = open_page("history").dataframe[0].value
    assert table["Version"].to_list() == ["", "", "wedding v1"]


def test_sums_in_credits_and_money(used: Lab, open_page: OpenPage) -> None:
    test = open_page("history", history_view="Credits")
    test.number_input(key="history_price").set_value(0.25)
    ran(test)
    assert used.choices("local").price == 0.25
    assert "**0.50 USD**" in line(test)
    sums = test.dataframe[0].value
    assert sums[["Project", "Credits", "Money", "Jobs", "Reused"]].values.tolist() == [
        ["Hill School", 2, 0.5, 2, 0],
        ["(no project)", 0, 0.0, 0, 1],
    ]
    assert test.get("vega_lite_chart"), "credits per day"


def test_quota_with_a_forecast_and_somebody_elses_use(used: Lab, open_page: OpenPage) -> None:
    ref, now = used.vault.ref(Token("reto-history-page-token")), used.clock()
    for minutes, value in ((1, 900), (2, 850)):
        at = now + timedelta(minutes=minutes)
        used.store.add_reading(Reading("local", "custom", ref, "balance", value, None, at))
    test = open_page("history", history_view="Quota")
    shown = " ".join(element.value for element in test.markdown)
    assert "850 credits left" in shown
    assert "Too few data to say how long they last: 2 credits on 1 day so far." in shown
    assert "from 900 to 850. No job of this lab was sent: 50 credits or more went elsewhere." in test.warning[-1].value
    assert len(test.get("vega_lite_chart")) == 2
    assert ref not in shown


def test_rows_are_run_again_at_the_price_on_the_button(used: Lab, open_page: OpenPage) -> None:
    test = picked(open_page("history"), 0, 2)
    again = button(test, "history_again")
    assert again.disabled  # type: ignore[attr-defined]
    assert "of several projects" in again.help  # type: ignore[attr-defined]
    test = picked(test, 1, 2)
    again = button(test, "history_again")
    assert again.label == "Run again · 2 credits"  # type: ignore[attr-defined]
    again.click()  # type: ignore[attr-defined]
    ran(test)
    assert "2 pictures asked for again" in test.success[0].value
    run = used.store.latest_run("local")
    assert run is not None
    assert [(item.variant, item.share) for item in run.items] == [("slight", "paid"), ("balanced", "paid")]
    assert run.project == "Hill School", "the client pays for it again, not nobody"


def test_results_are_opened_in_compare(used: Lab, open_page: OpenPage) -> None:
    test = picked(open_page("history"), 1, 2)
    button(test, "history_compare").click()  # type: ignore[attr-defined]
    test.run()
    state = test.session_state
    photo = used.store.photos("local")[0].sha256
    assert state["photo_shown"] == photo
    by_name = {item.variant: item.job.id for item in used.store.runs("local")[1].items}
    assert state[f"compare_{photo[:12]}"] == [by_name["slight"], by_name["balanced"]]


def test_the_payload_is_there_to_copy(used: Lab, open_page: OpenPage) -> None:
    test = picked(open_page("history"), 2)
    assert BALANCED.to_json() in [code.value for code in test.code]


def test_without_a_token_nothing_can_be_run_again(used: Lab, open_page: OpenPage) -> None:
    used.vault.forget("local")
    again = button(picked(open_page("history"), 1), "history_again")
    assert again.disabled  # type: ignore[attr-defined]
    assert "needs your token" in again.help  # type: ignore[attr-defined]


def test_many_jobs_come_a_hundred_at_a_time(greeted: Lab, open_page: OpenPage) -> None:
    fill(greeted.settings.data_dir / "lab.sqlite", 500, until=greeted.clock(), days=20)
    test = open_page("history")
    first = test.dataframe[0].value
    assert len(first) == 100
    assert set(first["Error"][first["State"] == "failed"]) == {"The server gave up."}
    assert not any(first["Error"][first["State"] == "done"])
    assert pd.Series(first["When"]).is_monotonic_decreasing
    test.number_input[0].set_value(2)
    ran(test)
    second = test.dataframe[0].value
    assert len(second) == 100
    assert second["When"].max() <= first["When"].min()
    for view in ("Credits", "Quota"):
        assert open_page("history", history_view=view).get("vega_lite_chart")


def test_a_run_bears_the_project_named_on_tune(greeted: Lab, open_page: OpenPage) -> None:
    photo = greeted.add_sample("local", "glasses")
    greeted.store.set_preference("local", preferences.PHOTOS, [photo.sha256])
    test = open_page("tune")
    test.text_input(key="run_project").set_value("  Hill \n School ")
    ran(test)
    next(button for button in test.button if button.key == "run_now").click()
    ran(test)
    assert set(open_page("history").dataframe[0].value["Project"]) == {"Hill School"}


def test_rows_that_move_are_no_longer_picked(used: Lab, open_page: OpenPage) -> None:
    """A pick is a row's number; with a new job above, it would be another row's, at another price."""
    test = picked(open_page("history"), 1)
    assert button(test, "history_again").label == "Run again · 1 credit"  # type: ignore[attr-defined]
    used.run(used.plan("local", [used.store.photos("local")[0].sha256], [BALANCED], "custom"))
    ran(test)
    assert len(test.dataframe[0].value) == 4
    assert not [button for button in test.button if button.key == "history_again"]
