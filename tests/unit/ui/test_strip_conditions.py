"""How photos stand in a run, as the filmstrip says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.store.records import Job, JobState, Pick, Run, RunItem, Share, Verdict
from retouch_lib.ui.filmstrip import Condition
from retouch_lib.ui.shared.strip_conditions import conditions
from tests.unit.ui.test_job_words import QUEUED, START

PHOTO, OTHER = "0" * 64, "1" * 64
S = JobState


def job(state: JobState, number: int = 0, photo: str = PHOTO, **fields: object) -> Job:
    return replace(QUEUED, id=f"{photo[0]}{number}", photo=photo, state=state, **fields)  # type: ignore[arg-type]


def run_of(*jobs: Job) -> Run:
    items = tuple(RunItem(place, each.variant, Share.PAID, each, "x.jpg") for place, each in enumerate(jobs))
    return Run("r", "local", "main", "", START, items)


def pick(of: Job, verdict: Verdict, stars: int = 0) -> dict[str, Pick]:
    return {of.id: Pick(of.photo, of.id, verdict, stars, "", START)}


@pytest.mark.parametrize(
    ("states", "state"),
    [
        ((S.QUEUED, S.QUEUED), "waiting"),
        ((S.DONE, S.QUEUED), "running"),
        ((S.FAILED, S.WAITING), "running"),
        ((S.DONE, S.UNSURE, S.FAILED), "asks"),
        ((S.DONE, S.FAILED), "failed"),
        ((S.DONE, S.EXPIRED), "failed"),
        ((S.DONE, S.REFUSED), "failed"),
        ((S.DONE, S.CANCELLED), "done"),
        ((S.CANCELLED, S.DROPPED), ""),
        ((S.SWEPT,), ""),
    ],
)
def test_what_moves_comes_first_then_questions_then_failures(states: tuple[JobState, ...], state: str) -> None:
    jobs = [job(each, number) for number, each in enumerate(states)]
    assert conditions(run_of(*jobs), {})[PHOTO].state == state


def test_how_far_a_photo_is_counts_all_its_jobs() -> None:
    ended, waiting = job(S.DONE), job(S.QUEUED, 1)
    assert conditions(run_of(ended, waiting), {})[PHOTO].percent == 50
    assert conditions(run_of(ended, ended, waiting), {})[PHOTO].percent == 50, "variants with one job count once"


def test_each_photo_stands_by_itself_and_others_not_at_all() -> None:
    found = conditions(run_of(job(S.DONE), job(S.QUEUED, photo=OTHER)), {})
    assert found == {PHOTO: Condition("done"), OTHER: Condition("waiting")}
    assert conditions(None, {}) == {}


def test_results_of_earlier_runs_stay_marked_whatever_the_run_shown_does() -> None:
    run = run_of(job(S.QUEUED))
    assert conditions(run, {}, {PHOTO, OTHER}) == {
        PHOTO: Condition("waiting", has_results=True),
        OTHER: Condition(has_results=True),
    }
    assert not conditions(run, {})[PHOTO].has_results


def test_a_photos_stars_are_its_winners_else_the_most_of_what_was_not_rejected() -> None:
    winner, rejected, other = job(S.DONE), job(S.DONE, 1), job(S.DONE, 2)
    run = run_of(winner, rejected, other)
    judged = {**pick(rejected, Verdict.REJECTED, 5), **pick(other, Verdict.NONE, 3)}
    assert conditions(run, judged)[PHOTO].stars == 3
    assert conditions(run, {**judged, **pick(winner, Verdict.PICKED, 2)})[PHOTO].stars == 2
    assert conditions(run, {**judged, **pick(winner, Verdict.PICKED)})[PHOTO].stars == 0, "no others beside its tick"


def test_a_photo_is_picked_by_any_result_and_rejected_by_all_of_the_runs() -> None:
    first, second = job(S.DONE), job(S.DONE, 1)
    run = run_of(first, second)
    rejected = pick(first, Verdict.REJECTED, 2)
    assert conditions(run, rejected)[PHOTO] == Condition("done", mark="", stars=0), (
        "of what was rejected the photo has none"
    )
    both = {**rejected, **pick(second, Verdict.REJECTED, 4)}
    assert conditions(run, both)[PHOTO] == Condition("done", mark="rejected")
    assert conditions(run, {**rejected, **pick(second, Verdict.PICKED)})[PHOTO].mark == "picked"
    assert conditions(None, pick(first, Verdict.PICKED, 5)) == {PHOTO: Condition(mark="picked", stars=5)}
