"""What a press of a button or a key says of results, in one place: checked, written down, told, and taken back.

The steps that can be taken back are this session's; what another tab says meanwhile stays that tab's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, KeysView, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from retouch_lib.errors import RetouchError
from retouch_lib.store.records import Job, Pick
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.shots import ORIGINAL
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.picks import MOST_STARS, Judgement, Picks, Undo

MOST_STEPS = 100
"""So many presses can be taken back."""
_NO_RESULT = "Choose a result first: the original is not judged."
_NO_RESULTS = "Nothing was judged: there is no result of this photo."
_LOADING = "Nothing was judged: this photo's results are still coming."
_GONE = "Nothing was judged: that picture is not shown any more."
"""A key that was faster than the next photo, or a result that was deleted in another tab."""
MOST_AT_ONCE = 10_000
"""Results judged by one press; of more none is."""
_KNOWN = {
    "pick": Judgement("pick"),
    "reject": Judgement("reject"),
    "clear": Judgement("clear"),
    "note": Judgement("note"),
}
_SAID = {"pick": "picked", "reject": "rejected", "clear": "neither picked nor rejected", "note": "note"}


@dataclass(frozen=True, slots=True)
class _Step:
    undo: Undo
    words: str
    """"picked · DSC_1.jpg"; no variant's name, which a blind comparison hides."""


def judge(value: object, jobs: Mapping[str, Job]) -> bool:
    """Do what a component's trigger `judge` asks for; `jobs`: those on the page, by id. The value is not trusted.

    True where the page is to be drawn anew: a judgement stands, was taken back, or its note is to be written. What is
    told of it comes as a toast with the next drawing (see `tell`).
    """
    if not isinstance(value, Mapping):
        return False
    what = value.get("what")
    if what == "undo":
        return _go(session.PICKS_BACK, session.PICKS_AHEAD, "Undone")
    if what == "redo":
        return _go(session.PICKS_AHEAD, session.PICKS_BACK, "Redone")
    judgement, chosen = asked(value, jobs)
    if judgement is None:
        return False
    if not chosen:
        _say(_why_not(value, jobs))
        return True
    if judgement.what == "note":
        session.write_note(chosen)
        return True
    undo = _judge(chosen, judgement)
    if undo is not None and judgement.what == "clear" and undo.before:
        _say(f"Taken back: {_back_in_words(chosen, undo)}")  # a viewer's chip says it in a sign alone
    return undo is not None


def asked(value: Mapping[str, Any], jobs: Mapping[str, Job]) -> tuple[Judgement | None, list[Job]]:
    """What a trigger says, None for what no key asks for, and of which of these jobs. The value is not trusted."""
    return _judgement(value.get("what"), value.get("stars")), _chosen(value.get("shots"), jobs)


def are_too_many(value: Mapping[str, Any]) -> bool:
    """Whether a trigger names more results than a press may judge, which is told then."""
    shots = value.get("shots")
    if not isinstance(shots, list) or len(shots) <= MOST_AT_ONCE:
        return False
    _say(f"Nothing was judged: {len(shots):,} results are selected, and {MOST_AT_ONCE:,} can be judged at once.")
    return True


def _why_not(value: Mapping[str, Any], jobs: Mapping[str, Job]) -> str:
    """Why a press judged nothing."""
    if value.get("loading") is True:
        return _LOADING
    if _names(value.get("shots")) - {ORIGINAL}:
        return _GONE
    return _NO_RESULT if jobs else _NO_RESULTS


def is_pick(value: object, jobs: Mapping[str, Job]) -> bool:
    """Whether the trigger picks one of these results."""
    return isinstance(value, Mapping) and value.get("what") == "pick" and bool(_chosen(value.get("shots"), jobs))


def judge_jobs(jobs: Sequence[Job], judgement: Judgement) -> bool:
    """Say that of these results; False where it could not be written, which is told."""
    return _judge(jobs, judgement) is not None


def _judge(jobs: Sequence[Job], judgement: Judgement) -> Undo | None:
    return _do(lambda picks: picks.judge(session.owner(), jobs, judgement), _words(jobs, judgement))


def lay(picks: Iterable[Pick], words: str) -> Undo | None:
    """Make these stand, as one step, called so; None where it could not be written, which is told."""
    return _do(lambda kept: kept.lay(session.owner(), picks), words)


def put_back(undo: Undo, words: str) -> Undo | None:
    """Take back a press that is no step of this session any more, as a step of its own; None as with `lay`."""
    return _do(lambda picks: picks.put_back(session.owner(), undo), words)


def _do(change: Callable[[Picks], Undo], words: str) -> Undo | None:
    """Keep what a change did as a step that can be taken back."""
    try:
        undo = change(session.lab().picks)
    except RetouchError as error:
        _say(str(error))
        return None
    if undo.before:
        _keep(session.PICKS_BACK, _Step(undo, words))
        session.put(session.PICKS_AHEAD, [])
    return undo


def tell() -> None:
    """Draw what the last press has to tell: at the head of every page, and of a fragment that judges."""
    session.show_sayings(session.JUDGING)


def _go(begin: Key, end: Key, done: str) -> bool:
    """Take the last step back, or do it again."""
    steps: list[_Step] = session.value(begin) or []
    if not steps:
        _say(f"Nothing to {done.lower().replace('done', 'do')}.")
        return True
    step = steps[-1]
    try:
        back = session.lab().picks.put_back(session.owner(), step.undo)
    except RetouchError as error:
        _say(str(error))
        return True
    session.put(begin, steps[:-1])
    if not back.before:
        _say(f"{step.words}: changed since, or gone. Nothing was {done.lower()}.")
        return True
    _keep(end, _Step(back, step.words))
    _say(f"{done}: {step.words}")
    return True


def _keep(key: Key, step: _Step) -> None:
    session.append(key, step, MOST_STEPS)


def _judgement(what: object, stars: object) -> Judgement | None:
    """None for what no key asks for."""
    if what == "stars" and isinstance(stars, int) and not isinstance(stars, bool) and 0 <= stars <= MOST_STARS:
        return Judgement("stars", stars)
    return _KNOWN.get(what) if isinstance(what, str) else None


def _chosen(shots: Any, jobs: Mapping[str, Job]) -> list[Job]:
    """Those that are on the page, each once."""
    return [jobs[name] for name in _names(shots) if name in jobs]


def _names(shots: Any) -> KeysView[str]:
    """In their order."""
    names = shots if isinstance(shots, list) and len(shots) <= MOST_AT_ONCE else []
    return dict.fromkeys(name for name in names if isinstance(name, str)).keys()


def _words(jobs: Sequence[Job], judgement: Judgement) -> str:
    stars = counted(judgement.stars, "star") if judgement.stars else "no stars"
    said = _SAID.get(judgement.what, stars)
    return f"{said} · {jobs[0].photo_name if len(jobs) == 1 else counted(len(jobs), 'result')}"


def _back_in_words(jobs: Sequence[Job], undo: Undo) -> str:
    """ "picked · DSC_1.jpg", "what was said of 3 results" """
    if len(undo.before) > 1:
        return f"what was said of {counted(len(undo.before), 'result')}"
    was = undo.before[0]
    return f"{was.verdict.value} · {next(job.photo_name for job in jobs if job.id == was.job)}"


def _say(sentence: str) -> None:
    session.say("toast", plain(sentence), session.JUDGING)
