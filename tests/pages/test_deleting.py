"""Delete for good from History and from the run's log; a swept result's card; the storage panel."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.media.files import CacheStatus, Files
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.deletion import DeletionCount
from retouch_lib.store.records import Job, JobState, Run
from retouch_lib.ui.shared.deleting import deletion_in_words
from tests.pages.conftest import ran, wait_for_run

OpenPage = Callable[..., AppTest]
CLIENT = "Hill *School*"


@pytest.fixture
def run(lab: Lab) -> Run:
    """Two looks of one photo for a client, done on the local engine; no first run by itself."""
    lab.store.set_preference("local", "greeted", True)
    photo = lab.add_sample("local", "glasses")
    run = lab.run(lab.plan("local", [photo.sha256], [SLIGHT, BALANCED], "local"), CLIENT)
    wait_for_run(lab)
    found = lab.store.run("local", run.id)
    assert found is not None
    return found


def press(test: AppTest, key: str) -> AppTest:
    next(button for button in test.button if button.key == key).click()
    return ran(test)


def said(test: AppTest) -> str:
    kinds = (test.markdown, test.caption, test.warning, test.success, test.info, test.error)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def disabled(test: AppTest, key: str) -> bool:
    return next(button for button in test.button if button.key == key).disabled


def test_a_project_is_deleted_from_history_once_its_name_is_typed(lab: Lab, run: Run, open_page: OpenPage) -> None:
    test = open_page("history")
    table = test.dataframe[0]
    test.session_state[table.key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    ran(test)
    press(test, "delete_project")
    assert "**1 photo, 2 results**" in said(test)
    assert said(test).count("deletes its own copies") == 1
    assert disabled(test, "delete_now")
    test.text_input(key="delete_typed").input("hill *school*")
    ran(test)
    press(test, "delete_now")
    assert "Deleted for good: 1 run, 1 photo, 2 results" in said(test)
    assert "Nothing was run yet" in said(test)
    assert lab.store.runs("local") == ()
    assert lab.store.photos("local") == ()
    assert not lab.files.has(run.items[0].job.result or "")


def test_a_deleted_job_is_a_row_with_which_nothing_can_be_done(lab: Lab, run: Run, open_page: OpenPage) -> None:
    job = run.items[0].job
    plan = lab.plan("local", [job.photo], [BALANCED], "main")
    paid = lab.store.make_run("local", "main", plan.wanted(), engine_version="", token_ref="ref").items[0].job
    lab.store.set_job(paid.id, state=JobState.STARTING, attempts=1, attempted_at=lab.clock())
    lab.store.set_job(paid.id, state=JobState.WAITING, remote_id="r", started_at=lab.clock())
    lab.store.set_job(paid.id, state=JobState.FAILED)
    lab.storage.delete("local", [each.id for each in lab.store.runs("local")])
    test = open_page("history")
    table = test.dataframe[0]
    assert list(table.value["State"]) == ["deleted"]
    assert list(table.value["Photo"]) == ["(deleted)"]
    test.session_state[table.key] = {"selection": {"rows": [0], "columns": [], "cells": []}}
    assert "only what they took" in said(ran(test))


def test_a_run_is_deleted_from_its_log_after_a_second_press_once_it_has_ended(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    plan = lab.plan("local", [run.items[0].job.photo], [BALANCED], "local", anyway=True)
    moving = lab.store.make_run("local", "main", plan.wanted(), engine_version="", token_ref="of a token not kept")
    test = open_page("tune")
    test.segmented_control(key="details_view").set_value("Log")
    ran(test)
    press(test, "delete_runs")
    assert "1 job still under way" in said(test)
    assert disabled(test, "delete_now")
    press(test, "delete_not")
    assert lab.jobs.cancel("local", moving.items[0].job.id)
    press(test, "delete_runs")
    assert "1 photo used by other runs stays" in said(test)
    press(test, "delete_now")
    assert "Deleted for good: 1 run, 0 photos, 0 results" in said(test)
    assert [left.id for left in lab.store.runs("local")] == [run.id]


def sweep(lab: Lab, job: Job, expires: datetime) -> None:
    """As the limits would, in a month."""
    lab.store.set_job(job.id, expires_at=expires)
    lab.store.set_job(job.id, state=JobState.SWEPT, result=None, note="Result swept on 1 Mar 2026: not used.")
    lab.files.remove(job.result or "")


def test_a_swept_result_says_so_and_is_fetched_again_where_it_can_be(lab: Lab, run: Run, open_page: OpenPage) -> None:
    slight, balanced = (item.job for item in run.items)
    sweep(lab, slight, datetime.now(UTC) + timedelta(hours=3))
    sweep(lab, balanced, datetime.now(UTC) - timedelta(hours=3))
    test = open_page("tune")
    assert "Result swept on 1 Mar 2026" in said(test)
    keys = {button.key for button in test.button}
    assert {f"Fetch again_{slight.id}", f"Run again_{slight.id}", f"Run again_{balanced.id}"} <= keys
    assert f"Fetch again_{balanced.id}" not in keys
    press(test, f"Fetch again_{slight.id}")
    wait_for_run(lab)
    back = lab.store.job("local", slight.id)
    assert back is not None
    assert (back.state, back.result) == (JobState.DONE, slight.result)


def test_the_storage_panel_measures_sweeps_and_empties(
    lab: Lab, run: Run, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.previews.thumbnail(run.items[0].job.photo)
    lab.run(lab.plan("local", [run.items[0].job.photo], [SLIGHT], "local"))
    lab.choose("local", "keep_days", 30)
    real = lab.storage._clock
    monkeypatch.setattr(lab.storage, "_clock", lambda: real() + timedelta(days=31))
    test = open_page("settings")
    assert "Past the limits: 1 result not used for 30 days" in said(test)
    press(test, "storage_sweep")
    assert "1 result swept" in said(test)
    assert "Nothing is past the limits" in said(test)
    press(test, "storage_previews")
    assert "Previews emptied" in said(test)
    assert lab.previews.bytes() == 0
    monkeypatch.setattr(Files, "cache", CacheStatus("s3://studio/lab", 5_000_000_000, 20_000_000_000))
    ran(test)
    assert "5.0 GB of 20.0 GB for copies of those used lately are taken" in said(test)
    assert "s3://studio/lab" in [code.value for code in test.code]


def test_what_goes_and_stays_in_words() -> None:
    count = DeletionCount(1, 3, 0, 9, 0, 41_000_000, 9, 0, 0, 0)
    text = " ".join(deletion_in_words(count))
    assert "**3 photos, 9 results** (41 MB) of 1 run go" in text
    assert "9 credits were paid for them; the results can’t be fetched again" in text
    assert "with their previews, names, payloads, picks and notes." in text
    assert "other runs" not in text
    mixed = " ".join(deletion_in_words(DeletionCount(1, 0, 1, 1, 2, 2_500_000, 1, 2, 0, 0)))
    assert "1 credit was paid for them, and of 2 jobs nobody knows" in mixed
    assert "1 photo and 2 results used by other runs stay" in mixed
    assert "(2.5 MB)" in mixed
