"""How a blind trial ended, in words: who won, ties, what was rejected; and whether it was a habit of one place."""

from __future__ import annotations

from collections import Counter

from retouch_lib.store.records import Pick
from retouch_lib.ui.survey.rows import letter
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.trials import Trial
from retouch_lib.words.counted import counted
from retouch_lib.words.times import day_and_time
from retouch_lib.work.picks import Tally, tally

FEWEST_TO_TELL_A_HABIT = 6
"""Winners; of fewer their places say nothing."""
HABIT = 0.7
"""The share of winners at one place from which it is asked whether that is a habit."""
_CALLED = {2: ("left", "right"), 3: ("left", "middle", "right")}
"""Places in a row of so many looks; of more they are called by their letter."""


def heading(trial: Trial) -> str:
    """ "Who was who in your blind round of 27 Nov, 21:31"; without the time where it ended in ties only."""
    if not trial.said:
        return "Who was who in your blind round"
    return f"Who was who in your blind round of {day_and_time(max(pick.judged_at for pick in trial.said.values()))}"


def trial_in_words(shown: Scope, trial: Trial) -> list[str]:
    """A line each: "heavy won 1 of 6 photos, rejected on 2.", "1 photo ended in a tie." """
    looks, ties = _labelled(shown, trial), _ties(shown, trial)
    left = len(shown.photos) - ties - sum(one.won for _, one in looks)
    lines = [_line(label, one) for label, one in looks]
    lines += [f"{counted(ties, 'photo')} ended in a tie."] * bool(ties)
    return lines + [f"{counted(left, 'photo')} {'has' if left == 1 else 'have'} no winner yet."] * bool(left)


def note_in_words(shown: Scope, trial: Trial) -> str:
    """ "Judged blind: soft won 4, balanced won 1, 1 tie of 6 photos." """
    won = [f"{label} won {one.won}" for label, one in _labelled(shown, trial) if one.won]
    ties = _ties(shown, trial)
    said = ", ".join([*won, *[counted(ties, "tie")] * bool(ties)])
    return f"Judged blind: {said} of {counted(len(shown.photos), 'photo')}."


def habit_in_words(shown: Scope, trial: Trial) -> str:
    """A question, where most winners stood at one place; empty where that says nothing."""
    places = Counter(
        place for place in (place_of(pick, shown, trial) for pick in trial.said.values()) if place is not None
    )
    total = places.total()
    if total < FEWEST_TO_TELL_A_HABIT:
        return ""
    place, times = places.most_common(1)[0]
    if times < HABIT * total:
        return ""
    return (
        f"{times} of your {total} winners stood at the same place: {_called(place, len(shown.looks))}. "
        "If that is a habit, judge blind again: looks change places."
    )


def place_of(pick: Pick, shown: Scope, trial: Trial) -> int | None:
    """At which place of its row a winner stood; None for what is none of these, or no winner."""
    job = shown.jobs.get(pick.job)
    if job is None or trial.winners.get(job.photo) != pick:
        return None
    return trial.order(job.photo, len(shown.looks)).index(shown.looks.index(job.fingerprint))


def _called(place: int, count: int) -> str:
    """ "the left picture (A)" """
    return f"the {_CALLED[count][place]} picture ({letter(place)})" if count in _CALLED else letter(place)


def _labelled(shown: Scope, trial: Trial) -> list[tuple[str, Tally]]:
    """Each look as it is called in the grid, those that won most first."""
    labels = dict(zip(shown.looks, shown.labels, strict=True))
    tallies = sorted(tally(shown.items, trial.said), key=lambda one: -one.won)
    return [(labels[one.job.fingerprint], one) for one in tallies]


def _line(label: str, one: Tally) -> str:
    rejected = f", rejected on {one.rejected}" if one.rejected else ""
    stars = f", ★ {one.stars:.1f} on average" if one.stars is not None else ""
    return f"{label} won {one.won} of {counted(one.of, 'photo')}{rejected}{stars}."


def _ties(shown: Scope, trial: Trial) -> int:
    return len(trial.ties & shown.photos.keys())
