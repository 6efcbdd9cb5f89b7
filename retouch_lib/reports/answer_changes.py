"""What a client's answer would change, photo by photo, in words: what stands now, and what will stand then."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from retouch_lib.reports.answer_code import NONE, TIE
from retouch_lib.store.records import Job, Pick, Verdict
from retouch_lib.words.counted import counted

_NO_WINNER = "no winner"
_ELSEWHERE = "a result that is not on the page"


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """Of one photo."""

    photo: str
    """SHA-256."""
    photo_name: str
    now: str
    """ "slight", "no winner", "all rejected" """
    then: str
    """The same, and "a tie: no winner" """
    choice: int
    """As in the code: a place from 1 on, NONE or TIE."""
    replaces: bool
    """Whether the photo loses the winner that it has."""
    winner_now: Job | None = None
    winner_then: Job | None = None
    """Its winner, where that is on the page."""


def change_of(
    there: Collection[Job], choice: int, before: Mapping[str, Pick], after: Mapping[str, Pick]
) -> AnswerChange:
    """Of the photo whose results on the page are `there`; `before` and `after` are picks by job."""
    looks = {job.id: job.variant for job in there}
    photo = next(iter(there)).photo
    had, gets = (
        next((job for job, one in picks.items() if one.photo == photo and one.verdict is Verdict.PICKED), "")
        for picks in (before, after)
    )
    if not gets and had not in after:
        gets = had  # a winner that is on no page stays, unless another one is chosen
    return AnswerChange(
        photo=photo,
        photo_name=next(iter(there)).photo_name,
        now=looks.get(had, _ELSEWHERE) if had else _without_winner(looks, before),
        then=looks.get(gets, _ELSEWHERE) if gets else _lost(choice),
        choice=choice,
        replaces=bool(had) and had != gets,
        winner_now=next((job for job in there if job.id == had), None),
        winner_then=next((job for job in there if job.id == gets), None),
    )


def taking_over_in_words(changes: Collection[AnswerChange]) -> str:
    """ "Take over: 4 winners, 1 × none, 1 tie (5 winners replaced)": what a press changes, a photo each."""
    none, ties = (sum(one.choice == choice for one in changes) for choice in (NONE, TIE))
    winners, replaced = len(changes) - none - ties, sum(one.replaces for one in changes)
    said = [counted(winners, "winner")] * bool(winners)
    said += [f"{none} × none"] * bool(none) + [counted(ties, "tie")] * bool(ties)
    return f"Take over: {', '.join(said)}" + (f" ({counted(replaced, 'winner')} replaced)" if replaced else "")


def _without_winner(looks: Mapping[str, str], picks: Mapping[str, Pick]) -> str:
    rejected = all(job in picks and picks[job].verdict is Verdict.REJECTED for job in looks)
    return "all rejected" if rejected else _NO_WINNER


def _lost(choice: int) -> str:
    return "all rejected" if choice == NONE else f"a tie: {_NO_WINNER}"
