"""Which variant won how often, and that only results are judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.store.records import JobState, Pick, Run, Verdict
from retouch_lib.store.store import Store
from retouch_lib.work.picks import Judgement, Picks, outcomes, tally, winners
from tests.unit.store.conftest import NOON, OWNER, SHA, make_run, photo, wanted
from tests.unit.store.conftest import store as store  # the fixture

OTHER = "b" * 64


@pytest.fixture
def run(store: Store) -> Run:
    """Two photos as soft and heavy; heavy of the second one failed."""
    store.add_photo(photo(OTHER))
    looks = (wanted("soft"), wanted("heavy", "e" * 64))
    run = make_run(store, *looks, *(replace(look, photo=OTHER) for look in looks))
    for item in run.items[:3]:
        store.set_job(item.job.id, state=JobState.STARTING)
        store.set_job(item.job.id, state=JobState.WAITING)
        store.set_job(item.job.id, state=JobState.DOWNLOADING)
        store.set_job(item.job.id, state=JobState.DONE, result="c" * 64)
    store.set_job(run.items[3].job.id, state=JobState.CANCELLED)
    found = store.run(OWNER, run.id)
    assert found is not None
    return found


def test_what_has_no_result_is_not_judged(store: Store, run: Run) -> None:
    picks = Picks(store)
    picks.judge(OWNER, [item.job for item in run.items], Judgement("reject"))
    assert list(picks.of_photos(OWNER, [SHA, OTHER])) == [item.job.id for item in run.items[:3]]


def test_a_swept_result_keeps_its_pick_and_can_be_judged(store: Store, run: Run) -> None:
    picks, job = Picks(store), run.items[0].job
    picks.judge(OWNER, [job], Judgement("pick"))
    swept = store.set_job(job.id, state=JobState.SWEPT, result=None)
    picks.judge(OWNER, [swept], Judgement("stars", stars=2))
    pick = picks.of_photos(OWNER, [SHA])[job.id]
    assert (pick.verdict, pick.stars) == (Verdict.PICKED, 2)


def test_the_tally_counts_by_variant(run: Run) -> None:
    first, second, third, _ = (item.job for item in run.items)
    picks = {
        first.id: Pick(SHA, first.id, Verdict.PICKED, 5, "", NOON),
        second.id: Pick(SHA, second.id, Verdict.REJECTED, 0, "", NOON),
        third.id: Pick(OTHER, third.id, Verdict.NONE, 2, "", NOON),
    }
    soft, heavy = tally(run.items, picks)
    assert (soft.variant, soft.won, soft.of, soft.rejected, soft.stars) == ("soft", 1, 2, 0, 3.5)
    assert (heavy.variant, heavy.won, heavy.of, heavy.rejected, heavy.stars) == ("heavy", 0, 1, 1, None)
    assert soft.job.payload == run.items[0].job.payload


def test_variants_with_the_same_payload_are_one(run: Run) -> None:
    alike = [*run.items, replace(run.items[0], variant="soft 2")]
    assert [one.variant for one in tally(alike, {})] == ["soft = soft 2", "heavy"]


def test_several_win_at_a_tie_and_none_where_nothing_was_picked(run: Run) -> None:
    soft, heavy = tally(run.items, {})
    assert winners([soft, heavy]) == ()
    assert winners([replace(soft, won=1), heavy]) == (replace(soft, won=1),)
    assert len(winners([replace(soft, won=2), replace(heavy, won=2)])) == 2


def test_nothing_to_count_is_no_tally() -> None:
    assert tally([], {}) == ()


def contested(store: Store, run: Run, fingerprint: str) -> dict[str, bool]:
    """Photo → whether the look won there."""
    picks = Picks(store)
    found = outcomes(picks.contests(OWNER, [fingerprint]), [fingerprint])
    return {outcome.contest.photo: outcome.won for outcome in found}


def test_a_look_wins_where_it_is_picked_and_loses_where_it_is_rejected_or_another_is(store: Store, run: Run) -> None:
    soft, heavy, other, _ = (item.job for item in run.items)
    picks = Picks(store)
    assert contested(store, run, soft.fingerprint) == {}
    picks.judge(OWNER, [soft], Judgement("pick"))
    assert contested(store, run, soft.fingerprint) == {SHA: True}
    assert contested(store, run, heavy.fingerprint) == {SHA: False}
    picks.judge(OWNER, [other], Judgement("reject"))
    assert contested(store, run, soft.fingerprint) == {SHA: True, OTHER: False}
    picks.judge(OWNER, [soft], Judgement("clear"))
    assert contested(store, run, heavy.fingerprint) == {}


def test_of_two_results_of_a_look_on_one_photo_the_winner_counts(store: Store, run: Run) -> None:
    soft, *_ = (item.job for item in run.items)
    store.set_job(soft.id, state=JobState.SWEPT, result=None)
    again = make_run(store, wanted("soft", nonce=soft.id)).items[0].job
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING, JobState.DONE):
        store.set_job(again.id, state=state)
    store.judge(OWNER, [soft.id], Judgement("pick"))
    store.judge(OWNER, [again.id], Judgement("reject"))
    (outcome,) = outcomes(Picks(store).contests(OWNER, [soft.fingerprint]), [soft.fingerprint])
    assert (outcome.won, outcome.contest.job, outcome.contest.result) == (True, soft.id, "")


def test_another_owner_sees_no_contest(store: Store, run: Run) -> None:
    store.judge(OWNER, [run.items[0].job.id], Judgement("pick"))
    assert Picks(store).contests("somebody else", [run.items[0].job.fingerprint]) == ()
