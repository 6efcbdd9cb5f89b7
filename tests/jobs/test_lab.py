"""Runs through the real client, the real engine and DBOS, in one process; every test counts the credits."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import IllegalTransition, NotFound, OverBudget, TokenMissing
from retouch_lib.jobs.worker import Jobs
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, LOOKS, SLIGHT
from retouch_lib.store.records import JobState, Run, Share
from retouch_lib.tokens.secret import Token
from tests.engines import quick_verify, quick_work, wait_until
from tests.jobs.labs import (
    OTHER_TOKEN_TEXT,
    OWNER,
    TOKEN_TEXT,
    finish,
    launched,
    new_photo,
    now,
    press,
    states,
    wait_for,
)

ONE = (BALANCED,)


class House:
    """A lab and its engine, shared by the tests of this module; charges are counted from each test's beginning."""

    def __init__(self, lab: Lab, engine: EngineServer) -> None:
        self.lab = lab
        self.engine = engine
        self._before = 0

    @property
    def charges(self) -> int:
        return self.engine.tasks.charges - self._before

    def begin(self) -> None:
        self.engine.faults.clear()
        self.lab.vault.keep(OWNER, Token(TOKEN_TEXT))
        self._before = self.engine.tasks.charges


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("lab")
    engine = EngineServer(data_dir=folder / "engine", faults=Faults(), work=quick_work, verify=quick_verify)
    with engine, launched(folder / "data", engine.url) as lab:
        yield House(lab, engine)


@pytest.fixture
def house(shared: House) -> House:
    shared.begin()
    return shared


def test_three_looks_of_a_photo_are_made_paid_and_known(house: House) -> None:
    photo = new_photo(house.lab)
    plan = house.lab.plan(OWNER, [photo.sha256], LOOKS, "local")
    assert (plan.to_pay, plan.free) == (3, True)
    jobs = finish(house.lab, house.lab.run(plan, "Smith wedding"))
    assert len({job.result for job in jobs}) == 3
    assert house.charges == 3
    for job in jobs:
        assert (job.result_type, job.progress, job.attempts, job.note, job.error) == ("jpeg", 100, 1, "", "")
        assert job.created_at <= job.started_at <= job.ready_at <= job.ended_at  # type: ignore[operator]
    again = press(house.lab, photo)
    assert [item.share for item in again.items] == [Share.KNOWN] * 3
    assert house.charges == 3
    latest = house.lab.store.runs(OWNER, 2)
    assert [run.project for run in latest] == ["", "Smith wedding"]


def test_two_tabs_pressing_at_once_pay_once_per_variant(house: House) -> None:
    photo = new_photo(house.lab)
    plans = [house.lab.plan(OWNER, [photo.sha256], LOOKS, "local") for _ in range(4)]
    runs: list[Run] = []
    ready = threading.Barrier(4)

    def tab(index: int) -> None:
        ready.wait()
        runs.append(house.lab.run(plans[index]))

    threads = [threading.Thread(target=tab, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for run in runs:
        finish(house.lab, run)
    assert house.charges == 3
    assert sum(item.share is Share.PAID for run in runs for item in run.items) == 3


def test_run_anyway_pays_once_more_and_a_double_click_on_it_not_twice(house: House) -> None:
    photo = new_photo(house.lab)
    finish(house.lab, press(house.lab, photo, presets=ONE))
    plan = house.lab.plan(OWNER, [photo.sha256], ONE, "local", anyway=True)
    first, second = house.lab.run(plan), house.lab.run(plan)
    finish(house.lab, first)
    finish(house.lab, second)
    assert house.charges == 2


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "drop_middle", "html_502", "too_many", "503"])
def test_whatever_befalls_a_start_it_is_paid_once_where_keys_are_known(house: House, fault: str) -> None:
    options = {"retry_after": 0} if fault == "too_many" else {}
    if fault == "html_502":
        options = {"acted": True}
    house.engine.faults.add("start", fault, count=2, **options)
    finish(house.lab, press(house.lab, new_photo(house.lab), presets=ONE))
    assert house.engine.faults.left() == 0
    assert house.charges == 1


def test_whatever_befalls_status_and_download_nothing_is_paid_again(house: House) -> None:
    for call, fault in (
        ("status", "html_500"),
        ("status", "drop_before"),
        ("status", "body_error"),
        ("get_file", "truncated"),
        ("get_file", "drop_middle"),
        ("get_file", "503"),
        ("get_file", "short_file"),
    ):
        house.engine.faults.add(call, fault)
    finish(house.lab, press(house.lab, new_photo(house.lab), presets=ONE), seconds=40)
    assert house.engine.faults.left() == 0
    assert house.charges == 1


def unsure(house: House) -> Run:
    """A paid start whose answer was lost, on a server that is not known to keep keys."""
    house.engine.faults.add("start", "drop_after")
    run = press(house.lab, new_photo(house.lab), "custom", ONE)
    (job,) = wait_for(house.lab, run, JobState.UNSURE)
    assert job.remote_id is None
    assert job.maybe_paid
    assert house.charges == 1
    return run


def test_an_unsure_job_is_asked_about_and_not_sent_by_itself(house: House) -> None:
    run = unsure(house)
    job = now(house.lab, run)[0]
    readings = house.lab.store.readings(OWNER, server="custom", kind="balance", job=job.id)
    assert readings
    assert f"now {readings[0].value}" in job.note
    joined = house.lab.plan(OWNER, [job.photo], ONE, "custom", anyway=True)
    assert (joined.to_pay, joined.running, [one.id for one in joined.unsure]) == (0, 0, [job.id])
    house.lab.run(joined)
    house.lab.jobs._enqueue_strays()
    time.sleep(0.6)
    assert house.charges == 1
    assert states(house.lab, run) == [JobState.UNSURE]
    house.lab.jobs.drop(OWNER, job.id)


def test_an_unsure_job_can_be_left_and_then_be_run_anew(house: House) -> None:
    run = unsure(house)
    job = now(house.lab, run)[0]
    dropped = house.lab.jobs.drop(OWNER, job.id)
    assert dropped.state is JobState.DROPPED
    assert dropped.maybe_paid
    with pytest.raises(IllegalTransition):
        house.lab.jobs.resend(OWNER, job.id)
    again = house.lab.jobs.retry(OWNER, job.id)
    assert house.lab.jobs.retry(OWNER, job.id).id == again.id
    finish(house.lab, run)
    assert house.charges == 2


def test_a_paid_result_is_fetched_by_the_id_that_its_owner_found_out(house: House) -> None:
    run = unsure(house)
    job = now(house.lab, run)[0]
    path = house.lab.files.path(job.photo)
    found = house.lab.client("custom").start(path, job.payload, Token(TOKEN_TEXT), name="x.jpg", key=job.id)
    with pytest.raises(NotFound, match="doesn't know this id"):
        house.lab.jobs.fetch_by_id(OWNER, job.id, "0" * 32)
    assert states(house.lab, run) == [JobState.UNSURE]
    house.lab.jobs.fetch_by_id(OWNER, job.id, found.id)
    finish(house.lab, run)
    assert house.charges == 1
    house.engine.faults.add("start", "drop_after")
    (other,) = wait_for(house.lab, press(house.lab, new_photo(house.lab), "custom", ONE), JobState.UNSURE)
    with pytest.raises(IllegalTransition, match="Another job has this id"):
        house.lab.jobs.fetch_by_id(OWNER, other.id, found.id)
    house.lab.jobs.drop(OWNER, other.id)


@pytest.mark.parametrize(("ignored", "charges"), [(False, 1), (True, 2)], ids=["key kept", "key ignored"])
def test_an_unsure_job_is_sent_again_when_the_user_says_so(house: House, ignored: bool, charges: int) -> None:
    run = unsure(house)
    if ignored:
        house.engine.faults.add("start", "ignore_key")
    house.lab.jobs.resend(OWNER, now(house.lab, run)[0].id)
    finish(house.lab, run)
    assert house.charges == charges


def test_with_the_token_changed_a_job_waits_for_its_own(house: House) -> None:
    lab = house.lab
    house.engine.faults.add("start", "503", count=None)
    run = press(lab, new_photo(lab), "custom", ONE)
    wait_until(lambda: "sent again" in now(lab, run)[0].note)
    lab.vault.keep(OWNER, Token(OTHER_TOKEN_TEXT))
    wait_until(lambda: "Waits for the token" in now(lab, run)[0].note)
    house.engine.faults.clear()
    lab.jobs.token_changed(OWNER)
    time.sleep(0.5)
    assert states(lab, run) == [JobState.QUEUED]
    assert house.charges == 0
    lab.vault.keep(OWNER, Token(TOKEN_TEXT))
    lab.jobs.token_changed(OWNER)
    finish(lab, run, seconds=5)
    assert house.charges == 1
    assert lab.client("custom").balance(Token(OTHER_TOKEN_TEXT)).remaining["professional"] == 1000


def test_what_is_paid_is_fetched_after_the_token_was_changed(house: House) -> None:
    house.engine.faults.add("status", "delayed", count=None)
    run = press(house.lab, new_photo(house.lab), "custom", ONE)
    wait_until(lambda: now(house.lab, run)[0].remote_state == "delayed")
    house.lab.vault.forget(OWNER)
    house.lab.vault.keep(OWNER, Token(OTHER_TOKEN_TEXT))
    house.engine.faults.clear()
    finish(house.lab, run)
    assert house.charges == 1


def test_without_a_token_nothing_is_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = new_photo(house.lab)
    monkeypatch.setattr(house.lab.vault, "token", lambda owner: None)
    plan = house.lab.plan(OWNER, [photo.sha256], ONE, "custom")
    assert plan.to_pay == 1
    before = house.lab.store.runs(OWNER, 1000)
    with pytest.raises(TokenMissing, match="Settings"):
        house.lab.run(plan)
    assert house.lab.store.runs(OWNER, 1000) == before


def test_ten_delayed_jobs_dont_hold_up_the_next_start(house: House) -> None:
    house.engine.faults.add("status", "delayed", count=None)
    slow = [press(house.lab, new_photo(house.lab), presets=ONE) for _ in range(10)]
    for run in slow:
        wait_for(house.lab, run, JobState.WAITING)
    (job,) = wait_for(house.lab, press(house.lab, new_photo(house.lab), presets=ONE), JobState.WAITING)
    assert job.started_at is not None
    assert (job.started_at - job.created_at).total_seconds() < 3
    house.engine.faults.clear()
    for run in slow:
        finish(house.lab, run)
    assert house.charges == 11


def test_a_reached_limit_is_told_for_the_whole_run(house: House) -> None:
    house.engine.faults.add("start", "461", count=None, skip=1)
    run = press(house.lab, new_photo(house.lab), "custom")
    jobs = wait_for(house.lab, run, JobState.DONE, JobState.REFUSED)
    refused = [job for job in jobs if job.state is JobState.REFUSED]
    assert len(refused) == 2
    assert {job.note for job in refused} == {"Limit reached. 1 of 3 started, 2 not sent."}
    assert house.charges == 1
    house.engine.faults.clear()
    house.lab.choose(OWNER, "budget_run", 1)
    with pytest.raises(OverBudget, match="This takes 2 credits, 1 more than the 1 set for one run"):
        house.lab.jobs.retry_unsent(OWNER, run.id)
    assert now(house.lab, run) == jobs
    assert len(house.lab.jobs.retry_unsent(OWNER, run.id, confirmed=2)) == 2
    assert house.lab.jobs.retry_unsent(OWNER, run.id) == (), "pressed twice it pays once"
    house.lab.choose(OWNER, "budget_run", None)
    finish(house.lab, run)
    assert house.charges == 3
    wait_until(lambda: house.lab.standing(OWNER, "custom").taken == 0, seconds=20)  # the balance is read at the end
    assert house.charges == 3


def test_a_failed_job_can_be_tried_again_in_its_place(house: House) -> None:
    house.engine.faults.add("start", "failed", reason="The face is hidden.")
    run = press(house.lab, new_photo(house.lab), presets=(SLIGHT, BALANCED))
    jobs = wait_for(house.lab, run, JobState.DONE, JobState.FAILED)
    failed = next(job for job in jobs if job.state is JobState.FAILED)
    assert failed.note == "Failed: The face is hidden. Run it again; it is free."
    with pytest.raises(IllegalTransition):
        house.lab.jobs.retry(OWNER, next(job.id for job in jobs if job.state is JobState.DONE))
    house.lab.jobs.retry(OWNER, failed.id)
    finish(house.lab, run)
    assert house.charges == 3


def test_a_job_is_taken_back_only_before_it_is_sent(house: House) -> None:
    house.engine.faults.add("start", "503", count=None)
    run = press(house.lab, new_photo(house.lab), presets=ONE)
    wait_until(lambda: "sent again" in now(house.lab, run)[0].note)
    job = now(house.lab, run)[0]
    wait_until(lambda: house.lab.jobs.cancel(OWNER, job.id))
    house.engine.faults.clear()
    time.sleep(0.5)
    assert states(house.lab, run) == [JobState.CANCELLED]
    assert house.charges == 0
    assert not house.lab.jobs.cancel(OWNER, job.id)
    house.lab.jobs.retry(OWNER, job.id)
    (done,) = finish(house.lab, run)
    assert not house.lab.jobs.cancel(OWNER, done.id)
    assert house.charges == 1


def test_a_run_is_stopped_where_it_is_not_sent_yet(house: House) -> None:
    house.engine.faults.add("start", "503", count=None, skip=1)
    run = press(house.lab, new_photo(house.lab), "custom")
    wait_until(lambda: sum(bool(job.note) for job in now(house.lab, run)) == 2, seconds=30)
    assert house.lab.jobs.stop_unsent("stranger", run.id) == 0
    wait_until(lambda: stopped_in(house, run) == 2)
    house.engine.faults.clear()
    wait_for(house.lab, run, JobState.DONE, JobState.CANCELLED)
    assert sorted(states(house.lab, run)) == [JobState.CANCELLED, JobState.CANCELLED, JobState.DONE]
    assert house.charges == 1, "what was sent is paid and comes; nothing else is paid"


def stopped_in(house: House, run: Run) -> int:
    """Stop it, and count what is stopped by now: what is being tried at that moment is not."""
    house.lab.jobs.stop_unsent(OWNER, run.id)
    return states(house.lab, run).count(JobState.CANCELLED)


def test_nobody_touches_another_owners_job(house: House) -> None:
    job = finish(house.lab, press(house.lab, new_photo(house.lab), presets=ONE))[0]
    jobs: Jobs = house.lab.jobs
    for act in (jobs.retry, jobs.cancel, jobs.resend, jobs.drop):
        with pytest.raises(KeyError):
            act("stranger", job.id)


def test_a_balance_is_asked_for_and_kept(house: House) -> None:
    reading = house.lab.balance(OWNER, "custom")
    assert reading == house.lab.store.readings(OWNER, server="custom", kind="balance")[0]
    finish(house.lab, press(house.lab, new_photo(house.lab), "custom", ONE))
    assert house.lab.balance(OWNER, "custom").value == reading.value - 1
