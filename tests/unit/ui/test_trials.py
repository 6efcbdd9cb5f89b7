"""A blind trial: places that stay, what is said in it, and what of it stands in the end."""

from __future__ import annotations

from dataclasses import replace

from retouch_lib.store.records import Job, JobState, Pick, Verdict
from retouch_lib.ui.trials import Trial
from retouch_lib.work.picks import Judgement
from tests.unit.ui.test_job_words import ACTIVE, DONE, START

WANTED = [[1, 2, 0, 3], [0, 2, 3, 1], [0, 3, 1, 2]]
PHOTOS = [f"{number:064x}" for number in range(200)]
PICKED, REJECTED, NONE = Verdict.PICKED, Verdict.REJECTED, Verdict.NONE


def job(photo: int, name: str) -> Job:
    return replace(DONE, id=name, photo=PHOTOS[photo])


A, B = job(0, "a"), job(0, "b")
OTHER = job(1, "other")


def pick(of: Job, verdict: Verdict, stars: int = 0, note: str = "") -> Pick:
    return Pick(of.photo, of.id, verdict, stars, note, START)


def by_job(*picks: Pick) -> dict[str, Pick]:
    return {pick.job: pick for pick in picks}


def say(trial: Trial, what: str, *jobs: Job, stars: int = 0) -> Trial:
    return trial.judge(jobs, Judgement(what, stars), START)  # type: ignore[arg-type]


def verdicts(trial: Trial) -> dict[str, Verdict]:
    return {job: pick.verdict for job, pick in trial.said.items()}


def test_the_same_seed_gives_the_same_places_for_ever() -> None:
    assert [Trial("07f3").order(photo, 4) for photo in PHOTOS[:3]] == WANTED


def test_each_look_stands_everywhere_about_as_often() -> None:
    one = Trial("seed")
    for look in range(4):
        places = [one.order(photo, 4).index(look) for photo in PHOTOS]
        assert all(25 < places.count(place) < 80 for place in range(4))


def test_it_stands_until_anything_else_is_said_of_its_photos() -> None:
    one = say(say(Trial(), "pick", A), "reject", OTHER)
    assert one.stands_in(one.said)
    assert one.stands_in({**one.said, "a": pick(A, PICKED, stars=3)}), "stars change no winner"
    assert not one.stands_in(by_job(pick(B, PICKED), pick(OTHER, Verdict.REJECTED)))
    assert not one.stands_in(by_job(pick(A, PICKED)))
    tied = Trial().tie(frozenset({A.photo}))
    assert tied.stands_in({})
    assert not tied.stands_in(by_job(pick(B, PICKED)))


def test_one_winner_a_photo() -> None:
    one = say(say(Trial(), "pick", A, OTHER), "pick", B)
    assert verdicts(one) == {"b": PICKED, "other": PICKED}
    assert verdicts(say(Trial(), "pick", A, B)) == {"b": PICKED}, "of two at once the last"


def test_stars_stay_with_a_look_that_loses() -> None:
    one = say(say(say(Trial(), "pick", A), "stars", A, stars=4), "pick", B)
    assert (one.said["a"].verdict, one.said["a"].stars) == (NONE, 4)


def test_what_is_taken_back_leaves_nothing() -> None:
    assert say(say(Trial(), "reject", A), "clear", A).empty


def test_a_result_that_is_not_there_is_not_judged() -> None:
    assert ACTIVE.state is not JobState.DONE
    assert say(Trial(), "pick", ACTIVE).empty


def test_a_tie_takes_the_pick_and_a_pick_ends_it() -> None:
    tied = say(Trial(), "pick", A).tie(frozenset({A.photo}))
    assert (tied.said, tied.ties) == ({}, {A.photo})
    assert say(tied, "reject", A).ties == {A.photo}
    assert say(tied, "pick", B).ties == frozenset()
    assert tied.tie(frozenset({A.photo})).ties == frozenset()


class TestLaidOverWhatWasSaidBefore:
    def test_the_winner_takes_the_place_of_the_one_before(self) -> None:
        before = by_job(pick(A, PICKED, 3, "soft"), pick(OTHER, PICKED))
        after = by_job(*say(Trial(), "pick", B).over(before))
        assert after == by_job(pick(A, NONE, 3, "soft"), pick(OTHER, PICKED), pick(B, PICKED))

    def test_the_same_winner_replaces_none(self) -> None:
        before = by_job(pick(A, PICKED, 3, "soft"))
        after = say(Trial(), "pick", A).over(before)
        assert after == [pick(A, PICKED, 3, "soft")]

    def test_a_tie_takes_the_pick_of_before(self) -> None:
        before = by_job(pick(A, PICKED), pick(B, REJECTED))
        assert Trial().tie(frozenset({A.photo})).over(before) == [pick(A, NONE), pick(B, REJECTED)]

    def test_stars_alone_leave_the_winner(self) -> None:
        before = by_job(pick(A, PICKED, 3))
        assert say(Trial(), "stars", A, stars=5).over(before) == [pick(A, PICKED, 5)]

    def test_stars_for_what_won_before_give_it_no_win_beside_another(self) -> None:
        one = say(say(Trial(), "stars", A, stars=2), "pick", B)
        assert {each.job: each.verdict for each in one.over(by_job(pick(A, PICKED)))} == {"a": NONE, "b": PICKED}

    def test_a_rejection_takes_the_pick_of_before(self) -> None:
        before = by_job(pick(A, PICKED))
        after = say(Trial(), "reject", A).over(before)
        assert after == [pick(A, REJECTED)]
