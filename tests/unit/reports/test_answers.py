"""An answer becomes picks of the right results; what it changes is said before, and what does not fit is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.reports.answer_changes import taking_over_in_words
from retouch_lib.reports.answer_code import NONE, OPEN, TIE, AnswerCode, UnusableAnswer, write_code
from retouch_lib.reports.answers import Answers
from retouch_lib.reports.sheet import Sheet, sheet_of, shuffled
from retouch_lib.store.client_pages import ClientPage
from retouch_lib.store.records import Job, JobState, Verdict
from retouch_lib.store.store import Store
from retouch_lib.work.picks import Judgement, Picks
from tests.unit.reports.conftest import NOON
from tests.unit.store.conftest import OWNER, make_run, photo, wanted
from tests.unit.store.conftest import store as store  # the fixture

PHOTOS = tuple(letter * 64 for letter in "bcdef")


@pytest.fixture
def jobs(store: Store) -> list[Job]:
    """Five photos with two looks each, all done."""
    for sha256 in PHOTOS:
        store.add_photo(photo(sha256))
    looks = [
        replace(wanted(name, key * 64), photo=sha256) for sha256 in PHOTOS for name, key in (("a", "1"), ("b", "2"))
    ]
    run = make_run(store, *looks)
    for number, item in enumerate(run.items):
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            store.set_job(item.job.id, state=state)
        store.set_job(item.job.id, state=JobState.DONE, result=f"{number}" * 64, result_type="jpeg", result_bytes=9)
    return [job for job in (store.job(OWNER, item.job.id) for item in run.items) if job is not None]


@pytest.fixture
def sheet(jobs: list[Job]) -> Sheet:
    return sheet_of(jobs, NOON, title="Spring")


@pytest.fixture
def answers(store: Store) -> Answers:
    return Answers(store)


def code(page: ClientPage, *choices: int, sender: str = "Anna", comment: str = "") -> str:
    return write_code(AnswerCode(page.id, choices, sender, comment))


def test_an_answer_becomes_picks_once_it_is_laid(store: Store, answers: Answers, sheet: Sheet, jobs: list[Job]) -> None:
    page = answers.send(OWNER, sheet, "")
    answer = answers.answer_in(OWNER, code(page, 1, 2, NONE, TIE, OPEN, comment="less skin"))
    assert answer.words == "2 picks, 1 × none, 1 tie, 1 comment from Anna"
    assert answer.remarks == ("1 photo without an answer: nothing changes there.",)
    picks = Picks(store)
    assert picks.of_photos(OWNER, PHOTOS) == {}
    undo = picks.lay(OWNER, answer.picks)
    stand = {job: pick.verdict for job, pick in picks.of_photos(OWNER, PHOTOS).items()}
    assert stand == {
        jobs[0].id: Verdict.PICKED,
        jobs[3].id: Verdict.PICKED,
        jobs[4].id: Verdict.REJECTED,
        jobs[5].id: Verdict.REJECTED,
    }
    picks.put_back(OWNER, undo)
    assert picks.of_photos(OWNER, PHOTOS) == {}


def test_a_shuffled_page_s_letters_lead_to_the_right_results(store: Store, answers: Answers, sheet: Sheet) -> None:
    hidden = shuffled(sheet, "seed")
    page = answers.send(OWNER, hidden, "seed")
    answer = answers.answer_in(OWNER, code(page, 1, 1, 1, 1, 1))
    assert [pick.job for pick in answer.picks] == [shown.results[0].job for shown in hidden.photos]
    known = store.client_page(OWNER, page.id)
    assert known == page
    assert known.seed == "seed"


def test_winners_that_give_way_are_counted(store: Store, answers: Answers, sheet: Sheet, jobs: list[Job]) -> None:
    picks = Picks(store)
    picks.judge(OWNER, [jobs[1], jobs[2], jobs[6]], Judgement("pick"))
    page = answers.send(OWNER, sheet, "")
    answer = answers.answer_in(OWNER, code(page, 1, 1, OPEN, TIE, OPEN))
    assert answer.remarks[0] == "It takes the place of 2 winners that you have now."
    assert [(one.now, one.then) for one in answer.changes] == [("b", "a"), ("a", "a tie: no winner")]
    assert taking_over_in_words(answer.changes) == "Take over: 1 winner, 1 tie (2 winners replaced)"
    picks.lay(OWNER, answer.picks)
    stand = {job for job, pick in picks.of_photos(OWNER, PHOTOS).items() if pick.verdict is Verdict.PICKED}
    assert stand == {jobs[0].id, jobs[2].id}


def test_what_changes_is_told_photo_by_photo(store: Store, answers: Answers, sheet: Sheet, jobs: list[Job]) -> None:
    picks = Picks(store)
    picks.judge(OWNER, [jobs[0], jobs[2], jobs[5], jobs[9]], Judgement("pick"))
    picks.judge(OWNER, [jobs[6], jobs[7]], Judgement("reject"))
    answer = answers.answer_in(OWNER, code(answers.send(OWNER, sheet, ""), 2, 1, NONE, 2, OPEN))
    told = [(one.now, one.then, one.replaces) for one in answer.changes]
    assert told == [("a", "b", True), ("b", "all rejected", True), ("all rejected", "b", False)]
    assert taking_over_in_words(answer.changes) == "Take over: 2 winners, 1 × none (2 winners replaced)"


def test_a_winner_that_is_not_on_the_page_gives_way_to_a_choice_only(
    store: Store, answers: Answers, sheet: Sheet, jobs: list[Job]
) -> None:
    Picks(store).judge(OWNER, [jobs[1], jobs[3]], Judgement("pick"))
    first = replace(sheet, photos=tuple(replace(one, results=one.results[:1]) for one in sheet.photos))
    answer = answers.answer_in(OWNER, code(answers.send(OWNER, first, ""), 1, NONE, OPEN, OPEN, OPEN))
    elsewhere = "a result that is not on the page"
    told = [(one.now, one.then, one.replaces) for one in answer.changes]
    assert told == [(elsewhere, "a", True), (elsewhere, elsewhere, False)]


def test_pasted_twice_it_says_so_and_changes_nothing(store: Store, answers: Answers, sheet: Sheet) -> None:
    page = answers.send(OWNER, sheet, "")
    message = code(page, 1, 1, 1, 1, 1, comment="fine")
    first = answers.answer_in(OWNER, message)
    Picks(store).lay(OWNER, first.picks)
    answers.taken(first)
    again = answers.answer_in(OWNER, message)
    assert again.remarks[0].startswith("This answer was taken before, on ")
    assert again.remarks[-1] == "All of it stands already."
    assert again.picks == ()
    answers.taken(again)
    (kept,) = answers.pages(OWNER)
    assert [(one.sender, one.comment) for one in kept.answers] == [("Anna", "fine")]


def test_an_answer_to_other_photos_or_another_lab_is_refused(store: Store, answers: Answers, sheet: Sheet) -> None:
    page = answers.send(OWNER, sheet, "")
    with pytest.raises(UnusableAnswer, match="2 photos; the page has 5"):
        answers.answer_in(OWNER, code(page, 1, 1))
    with pytest.raises(UnusableAnswer, match="not made here"):
        answers.answer_in(OWNER, code(replace(page, id="f" * 12), 1, 1, 1, 1, 1))
    with pytest.raises(UnusableAnswer, match="not made here"):
        answers.answer_in("somebody else", code(page, 1, 1, 1, 1, 1))


def test_what_changed_since_is_said(store: Store, answers: Answers, sheet: Sheet, jobs: list[Job]) -> None:
    page = answers.send(OWNER, sheet, "")
    store.set_job(jobs[0].id, state=JobState.SWEPT, result=None)
    store.set_job(jobs[2].id, result="9" * 64)
    answer = answers.answer_in(OWNER, code(page, 1, 1, 13, OPEN, OPEN))
    assert "Of 2 photos the result is gone since: nothing changes there." in answer.remarks
    assert "Of 1 result there is another file by now than the one that was shown." in answer.remarks
    assert {pick.job for pick in answer.picks} == {jobs[2].id}


def test_a_deleted_run_takes_its_pages_and_their_answers_along(store: Store, answers: Answers, sheet: Sheet) -> None:
    page = answers.send(OWNER, sheet, "")
    answers.taken(answers.answer_in(OWNER, code(page, 1, 1, 1, 1, 1, comment="Anna’s mole")))
    store.delete_runs(OWNER, [run.id for run in store.runs(OWNER)])
    assert answers.pages(OWNER) == ()


def test_a_page_whose_row_cannot_be_read_takes_no_other_down(store: Store, answers: Answers, sheet: Sheet) -> None:
    good, bad = answers.send(OWNER, sheet, ""), answers.send(OWNER, sheet, "")
    with store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE client_pages SET made_at = 'never' WHERE id = ?", (bad.id,))
    assert [page.id for page in answers.pages(OWNER)] == [good.id]


def test_ties_are_told_apart_from_what_is_settled_and_known_ones_change_nothing(answers: Answers, sheet: Sheet) -> None:
    page = answers.send(OWNER, sheet, "")
    said = code(page, OPEN, OPEN, OPEN, TIE, TIE)
    answer = answers.answer_in(OWNER, said)
    assert (answer.tied, answer.settled, answer.picks) == (frozenset(PHOTOS[3:]), frozenset(), ())
    assert [one.then for one in answer.changes] == ["a tie: no winner"] * 2
    assert taking_over_in_words(answer.changes) == "Take over: 2 ties"
    known = answers.answer_in(OWNER, said, lambda _: PHOTOS[3:])
    assert known.changes == ()
    assert known.remarks[-1] == "All of it stands already."
    settled = answers.answer_in(OWNER, code(page, OPEN, OPEN, OPEN, TIE, NONE), lambda _: PHOTOS[3:])
    assert (settled.tied, settled.settled) == (frozenset(PHOTOS[3:4]), frozenset(PHOTOS[4:]))
    assert len(settled.changes) == 1


def test_comments_on_photos_are_kept_with_the_answer(store: Store, answers: Answers, sheet: Sheet) -> None:
    page = answers.send(OWNER, sheet, "")
    said = AnswerCode(page.id, (OPEN,) * 5, "Anna", "", {2: "less skin"})
    answer = answers.answer_in(OWNER, write_code(said))
    assert (answer.words, answer.comments) == ("0 picks, 1 comment from Anna", {2: "less skin"})
    assert answer.photo_names[2] == photo().name
    answers.taken(answer)
    (kept,) = answers.pages(OWNER)[0].answers
    assert kept.comments == {2: "less skin"}
    ((commented, comment),) = [(one.photo, one.comment) for one in store.client_comments(OWNER, PHOTOS)]
    assert (commented, comment) == (PHOTOS[2], "less skin")
    assert store.client_comments(OWNER, PHOTOS[:2]) == store.client_comments("somebody else", PHOTOS) == ()
    with store._database.reading() as connection:
        connection.exec_driver_sql("UPDATE client_answers SET comments = '[1'")
    assert answers.pages(OWNER)[0].answers[0].comments == {}, "what can't be read takes no answer along"
    assert store.client_comments(OWNER, PHOTOS) == ()


def test_a_page_is_forgotten_with_its_answers_by_its_owner_alone(answers: Answers, sheet: Sheet) -> None:
    page = answers.send(OWNER, sheet, "")
    said = code(page, 1, OPEN, OPEN, OPEN, OPEN)
    answers.taken(answers.answer_in(OWNER, said))
    answers.forget("somebody else", page.id)
    assert len(answers.pages(OWNER)) == 1
    answers.forget(OWNER, page.id)
    assert answers.pages(OWNER) == ()
    with pytest.raises(UnusableAnswer, match="not made here"):
        answers.answer_in(OWNER, said)
    answers.forget(OWNER, page.id)  # once more is no harm
