"""Which results are meant when some are to leave, and what is said to be missing."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

import pytest

from retouch_lib.store.records import Job, JobState, Run
from retouch_lib.store.store import Store
from retouch_lib.work import delivery
from retouch_lib.work.delivery import ALL, WINNERS, Deliveries, Meant, ResultsOf, missing_in_words, sensible
from retouch_lib.work.picks import Judgement, Picks
from tests.unit.store.conftest import OWNER, SHA, make_run, photo, wanted
from tests.unit.store.conftest import store as store  # the fixture

OTHER = "b" * 64


def bring(store: Store, job: Job, **result: object) -> Job:
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    kept = {"result": "c" * 64, "result_type": "jpeg", "result_bytes": 1000, **result}
    return store.set_job(job.id, state=JobState.DONE, **kept)


@pytest.fixture
def run(store: Store) -> Run:
    """Two photos as soft and heavy; heavy of the second one is still under way."""
    store.add_photo(photo(OTHER, name="DSC_2.jpg"))
    looks = (wanted("soft"), wanted("heavy", "e" * 64))
    run = make_run(store, *looks, *(replace(look, photo=OTHER) for look in looks))
    for item in run.items[:3]:
        bring(store, item.job)
    return run


def meant(store: Store, source: ResultsOf, choice: str = ALL, owner: str = OWNER) -> Meant:
    return Deliveries(store).meant(owner, source, choice)


def names(found: Meant) -> Sequence[tuple[str, str]]:
    return [(one.job.photo_name, one.job.variant) for one in found.results]


def test_of_a_run_all_results_in_its_order_and_what_is_missing(store: Store, run: Run) -> None:
    found = meant(store, ResultsOf(runs=(run.id,)))
    assert names(found) == [("DSC_1.jpg", "soft"), ("DSC_1.jpg", "heavy"), ("DSC_2.jpg", "soft")]
    assert (found.bytes, found.photos) == (3000, 2)
    assert missing_in_words(found) == ["1 result is still under way."]


def test_winners_only_and_which_photos_have_none(store: Store, run: Run) -> None:
    of_run = ResultsOf(runs=(run.id,))
    assert sensible(meant(store, of_run)) == ALL
    Picks(store).judge(OWNER, [store.results(OWNER, [run.items[1].job.id])[0]], Judgement("pick"))
    assert sensible(meant(store, of_run)) == WINNERS
    found = meant(store, of_run, WINNERS)
    assert names(found) == [("DSC_1.jpg", "heavy")]
    assert missing_in_words(found) == ["1 photo has no winner.", "1 result is still under way."]


def test_it_is_looked_up_once_until_something_changes(store: Store, run: Run) -> None:
    deliveries, of_run = Deliveries(store), ResultsOf(runs=(run.id,))
    first = deliveries.meant(OWNER, of_run).results[0]
    assert deliveries.meant(OWNER, of_run).results[0] is first
    assert deliveries.meant("somebody", of_run).results == ()
    assert len(deliveries.meant(OWNER, of_run).results) == 3
    bring(store, run.items[3].job)
    assert len(deliveries.meant(OWNER, of_run).results) == 4


def test_so_many_stars_or_more(store: Store, run: Run) -> None:
    done = store.results(OWNER, [item.job.id for item in run.items])
    for job, stars in zip(done, (3, 5, 0), strict=True):
        Picks(store).judge(OWNER, [job], Judgement("stars", stars=stars))
    of_run = ResultsOf(runs=(run.id,))
    assert [one.stars for one in meant(store, of_run, "3").results] == [3, 5]
    assert [one.stars for one in meant(store, of_run, "4").results] == [5]
    Picks(store).judge(OWNER, [done[1]], Judgement("reject"))
    assert [one.stars for one in meant(store, of_run, "3").results] == [3], (
        "what was rejected is not asked for by stars"
    )
    assert missing_in_words(meant(store, of_run))[0] == "1 rejected result is among them."
    with pytest.raises(ValueError, match="no choice"):
        meant(store, of_run, "7")


def test_a_result_in_two_runs_of_a_project_is_meant_once(store: Store) -> None:
    first = store.make_run(OWNER, "local", [wanted("soft")], engine_version="1", token_ref="", project="Été")
    job = bring(store, first.items[0].job)
    again = [wanted("soft again", job=job.id), wanted("other", "e" * 64)]
    second = store.make_run(OWNER, "local", again, engine_version="1", token_ref="", project="E\u0301TE\u0301")
    bring(store, second.items[1].job)
    make_run(store, wanted("elsewhere", "d" * 64))
    assert [one.job.variant for one in meant(store, ResultsOf(project="été")).results] == ["soft", "other"]
    assert [one.job.variant for one in meant(store, ResultsOf(runs=(second.id,))).results] == ["soft again", "other"]
    assert meant(store, ResultsOf(project="")).under_way == 1, "what names no project is one of its own"


def test_chosen_rows_keep_their_order_and_a_photo_has_all_its_results(store: Store, run: Run) -> None:
    ids = tuple(item.job.id for item in reversed(run.items))
    assert [one.job.id for one in meant(store, ResultsOf(jobs=(*ids, "unknown"))).results] == list(ids[1:])
    assert names(meant(store, ResultsOf(photos=(OTHER,)))) == [("DSC_2.jpg", "soft")]
    assert Deliveries(store).results(OWNER, [*ids[1:], "unknown"]) == dict.fromkeys(ids[1:], "c" * 64)


def test_of_nothing_and_of_others_nothing_is_meant(store: Store, run: Run) -> None:
    ids = tuple(item.job.id for item in run.items)
    sources = (
        ResultsOf(),
        ResultsOf(runs=(run.id,)),
        ResultsOf(jobs=ids),
        ResultsOf(photos=(SHA, OTHER)),
        ResultsOf(project=""),
    )
    for source in sources:
        assert meant(store, source, owner="somebody").results == ()
    assert meant(store, ResultsOf()).photos == 0


def test_what_was_swept_or_failed_is_said(store: Store, run: Run) -> None:
    store.set_job(run.items[0].job.id, state=JobState.SWEPT, result=None)
    store.set_job(run.items[3].job.id, state=JobState.CANCELLED)
    found = meant(store, ResultsOf(runs=(run.id,)))
    assert missing_in_words(found) == [
        "1 job brought no result.",
        "1 result was removed since, by the limits in Settings.",
    ]


def test_there_is_a_limit_and_it_is_said(store: Store, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "MOST", 2)
    found = meant(store, ResultsOf(runs=(run.id,)))
    assert (len(found.results), found.cut) == (2, True)
    assert missing_in_words(found) == ["Only the first 2 results go into one download."]


def test_a_row_that_cant_be_read_takes_no_other_with_it(store: Store, run: Run) -> None:
    with sqlite3.connect(store._database.path) as connection:
        connection.execute("UPDATE jobs SET state = 'odd' WHERE id = ?", (run.items[0].job.id,))
        connection.execute("UPDATE runs SET created_at = 'never' WHERE id <> ?", (run.id,))
    assert names(meant(store, ResultsOf(runs=(run.id,)))) == [("DSC_1.jpg", "heavy"), ("DSC_2.jpg", "soft")]
