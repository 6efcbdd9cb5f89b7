"""What a press would do and cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retouch_lib.cloud.servers import LOCAL, MAIN
from retouch_lib.engine import VERSION
from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, LOOKS, SLIGHT
from retouch_lib.store.records import Job, JobState, Kept, Photo, Run, Share
from retouch_lib.store.store import Store
from retouch_lib.work.plan import Plan, make_plan
from tests.launches import as_opened_before

OWNER = "local"
A, B = "a" * 64, "b" * 64
RESULTLESS = (JobState.FAILED, JobState.EXPIRED, JobState.REFUSED, JobState.CANCELLED, JobState.DROPPED)
WAY_TO = {
    JobState.DONE: "starting waiting downloading done",
    JobState.FAILED: "starting waiting failed",
    JobState.EXPIRED: "starting waiting expired",
    JobState.REFUSED: "refused",
    JobState.CANCELLED: "cancelled",
    JobState.DROPPED: "starting unsure dropped",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"))
    for sha256 in (A, B):
        store.add_photo(Photo(sha256, OWNER, "x.jpg", 1, "jpeg", 1, 1, None, None, datetime.now(UTC)))
    yield store
    store.close()


def plan(store: Store, *presets: Preset, photos: tuple[str, ...] = (A,), anyway: bool = False) -> Plan:
    return make_plan(store, OWNER, photos, presets or LOOKS, MAIN, anyway=anyway, token_ref="ref")


def press(store: Store, plan: Plan) -> Run:
    return store.make_run(
        OWNER, plan.server.name, plan.wanted(), engine_version=plan.engine_version, token_ref=plan.token_ref
    )


def bring(store: Store, job: Job, end: JobState) -> Job:
    for word in WAY_TO[end].split():
        job = store.set_job(job.id, state=JobState(word))
    return job


def counts(plan: Plan) -> tuple[int, int, int]:
    return plan.to_pay, plan.running + plan.alike, plan.done


def test_photos_times_variants(store: Store) -> None:
    first = plan(store, photos=(A, B))
    assert counts(first) == (6, 0, 0)
    assert [(item.photo, item.preset.name) for item in first.items[:4]] == [
        (A, "slight"),
        (A, "balanced"),
        (A, "heavy"),
        (B, "slight"),
    ]


def test_what_is_under_way_is_joined_and_what_is_done_is_known(store: Store) -> None:
    run = press(store, plan(store, SLIGHT, BALANCED))
    bring(store, run.items[0].job, JobState.DONE)
    second = plan(store)
    assert counts(second) == (1, 1, 1)
    assert [item.share for item in second.items] == [Share.KNOWN, Share.JOINED, Share.PAID]
    assert [item.job.id if item.job else None for item in second.items] == [
        run.items[0].job.id,
        run.items[1].job.id,
        None,
    ]
    shares = [item.share for item in press(store, second).items]
    assert shares == [item.share for item in second.items]


def test_a_damaged_result_is_not_known_for_good(store: Store) -> None:
    job = bring(store, press(store, plan(store, SLIGHT)).items[0].job, JobState.DONE)
    store.set_job(job.id, kept=Kept.PROVISIONAL)
    waits = plan(store, SLIGHT)
    assert (counts(waits), waits.known) == ((0, 0, 1), 0), "done, and a better file may still come, for nothing"
    assert press(store, waits).items[0].share is Share.JOINED
    assert counts(plan(store, SLIGHT, anyway=True)) == (1, 0, 0)
    store.set_job(job.id, kept=Kept.DAMAGED)
    again = plan(store, SLIGHT)
    assert counts(again) == (1, 0, 0)
    better = bring(store, press(store, again).items[0].job, JobState.DONE)
    assert better.id != job.id
    assert [item.job.id for item in plan(store, SLIGHT).items if item.job] == [better.id]
    newest = bring(store, press(store, plan(store, SLIGHT, anyway=True)).items[0].job, JobState.DONE)
    store.set_job(newest.id, kept=Kept.PROVISIONAL)
    assert counts(plan(store, SLIGHT)) == (0, 0, 1), "the whole one is known, whatever came after it"


def test_an_unsure_job_is_joined_never_paid_beside(store: Store) -> None:
    job = press(store, plan(store, BALANCED)).items[0].job
    store.set_job(job.id, state=JobState.STARTING)
    store.set_job(job.id, state=JobState.UNSURE)
    for anyway in (False, True):
        again = plan(store, BALANCED, anyway=anyway)
        assert counts(again) == (0, 0, 0), "nothing is under way: it waits for its owner"
        assert [(item.share, item.job) for item in again.items] == [(Share.JOINED, store.any_job(job.id))]
        assert [one.id for one in again.unsure] == [job.id]


def test_equal_payloads_of_one_press_count_once(store: Store) -> None:
    twin = replace(BALANCED, name="my copy")
    spelled = Preset.from_json(BALANCED.to_json().replace("1.0", "1"), "other spelling")
    thrice = plan(store, BALANCED, twin, spelled)
    assert (thrice.to_pay, thrice.running, thrice.alike) == (1, 0, 2), "nothing of it runs before it is pressed"
    assert [item.share for item in press(store, thrice).items] == [Share.PAID, Share.JOINED, Share.JOINED]


def test_the_first_of_a_plan_makes_no_more_jobs_than_can_be_paid_for(store: Store) -> None:
    run = press(store, plan(store, SLIGHT, photos=(B,)))
    bring(store, run.items[0].job, JobState.DONE)
    twin = replace(BALANCED, name="my copy")
    whole = plan(store, SLIGHT, BALANCED, twin, HEAVY, photos=(A, B))
    assert counts(whole) == (5, 2, 1)
    for credits_ in range(6):
        part = whole.first(credits_)
        assert part.to_pay == part.credits == credits_
        assert part.known == 1
        made = [item.preset.fingerprint + item.photo for item in part.items if item.share is Share.PAID]
        twins = [item for item in part.items if item.preset.name == "my copy"]
        assert all(item.preset.fingerprint + item.photo in made for item in twins), "a twin alone would be paid for"
        assert part.within(whole)
    assert whole.first(9) is whole
    part = press(store, whole.first(2))
    assert sum(item.share is Share.PAID for item in part.items) == 2


def test_run_anyway_pays_for_what_is_known_once_per_press(store: Store) -> None:
    job = press(store, plan(store, BALANCED)).items[0].job
    bring(store, job, JobState.DONE)
    again = plan(store, BALANCED, anyway=True)
    assert counts(again) == (1, 0, 0)
    assert again.items[0].nonce == job.id
    first, second = press(store, again), press(store, again)
    assert [first.items[0].share, second.items[0].share] == [Share.PAID, Share.JOINED]
    assert counts(plan(store, BALANCED, anyway=True)) == (0, 1, 0)
    bring(store, first.items[0].job, JobState.DONE)
    assert plan(store, BALANCED, anyway=True).items[0].nonce == first.items[0].job.id
    assert counts(plan(store, BALANCED)) == (0, 0, 1)


@pytest.mark.parametrize("end", [JobState.DONE, JobState.FAILED])
def test_what_was_seen_is_paid_once_also_where_it_has_ended_since(store: Store, end: JobState) -> None:
    """Two tabs show "Run it again · 1 credit"; one is pressed and its job ends before the other is."""
    job = press(store, plan(store, BALANCED)).items[0].job
    bring(store, job, JobState.DONE)
    seen = plan(store, BALANCED, anyway=True)
    bring(store, press(store, seen).items[0].job, end)
    assert not plan(store, BALANCED, anyway=True).within(seen), "it would pay for a result that nobody saw the price of"
    again = press(store, seen).items[0]
    assert again.share is not Share.PAID
    assert (again.job.nonce, len(store.jobs(OWNER))) == (job.id, 2)


@pytest.mark.parametrize("end", RESULTLESS)
def test_a_job_that_brought_nothing_is_paid_again(store: Store, end: JobState) -> None:
    job = bring(store, press(store, plan(store, BALANCED)).items[0].job, end)
    again = plan(store, BALANCED)
    assert (counts(again), again.items[0].nonce) == ((1, 0, 0), job.id)
    first, second = press(store, again), press(store, again)
    assert first.items[0].job.id == second.items[0].job.id != job.id


def test_a_failed_repeat_doesnt_hide_the_result_before_it(store: Store) -> None:
    done = bring(store, press(store, plan(store, BALANCED)).items[0].job, JobState.DONE)
    bring(store, press(store, plan(store, BALANCED, anyway=True)).items[0].job, JobState.FAILED)
    item = plan(store, BALANCED).items[0]
    assert item.share is Share.KNOWN
    assert item.job is not None
    assert item.job.id == done.id


def test_another_server_or_engine_version_is_another_result(store: Store) -> None:
    bring(store, press(store, plan(store, BALANCED)).items[0].job, JobState.DONE)
    local = make_plan(store, OWNER, (A,), (BALANCED,), LOCAL, token_ref="ref")
    assert (counts(local), local.engine_version) == ((1, 0, 0), VERSION)
    done = press(store, replace(local, engine_version="older")).items[0].job
    bring(store, done, JobState.DONE)
    assert counts(make_plan(store, OWNER, (A,), (BALANCED,), LOCAL, token_ref="ref")) == (1, 0, 0)


def test_what_is_free(store: Store) -> None:
    assert make_plan(store, OWNER, (A,), LOOKS, LOCAL, token_ref="ref").free
    assert not plan(store, HEAVY).free
    bring(store, press(store, plan(store, HEAVY)).items[0].job, JobState.DONE)
    assert plan(store, HEAVY).free


def test_a_payload_the_api_would_refuse_is_never_planned(store: Store) -> None:
    wrong = Preset("wrong", (Task("Heal", {"Alpha1": 1.4}),))
    with pytest.raises(InvalidPayload, match=r"tasks\[0\] Heal: Alpha1 is 1\.4"):
        plan(store, BALANCED, wrong)
