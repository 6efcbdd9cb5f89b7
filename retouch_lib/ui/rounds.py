"""How one run, or everything, is judged on Survey: its ties, the blind trial under way, and the last one that ended.

It is kept in the store's preferences, so that a page loaded anew goes on with the same letters for the same looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from retouch_lib.store.records import Pick, Verdict
from retouch_lib.ui.trials import Trial
from retouch_lib.work.picks import MOST_STARS, Undo

ALL_RESULTS = "All results of these photos"
"""The id of what is surveyed where that is no run."""
MOST_KEPT = 20
"""Rounds, of other runs too; the one not judged for longest is forgotten."""


@dataclass(frozen=True, slots=True)
class GaveWay:
    """What the last blind trial changed when it ended, for it to be taken back."""

    undo: Undo
    """Without notes, which it left as they were."""
    named_ties: frozenset[str]
    """As they were before."""

    @property
    def winners(self) -> int:
        """How many photos lost the winner that they had."""
        pairs = zip(self.undo.before, self.undo.after, strict=True)
        return sum(old.verdict is Verdict.PICKED and new.verdict is not Verdict.PICKED for old, new in pairs)


@dataclass(frozen=True, slots=True)
class Round:
    """Judging with names shown, and without."""

    named_ties: frozenset[str] = frozenset()
    """SHA-256 of the photos that no look wins, as it was said with names shown or shown in the end."""
    trial: Trial | None = None
    """Under way: names are hidden."""
    told: Trial | None = None
    """The last of which it was shown who was who; it stays until another one ends."""
    gave_way: GaveWay | None = None
    """What it changed; None once that was taken back, or anything else was judged since."""

    @property
    def blind(self) -> bool:
        """Whether names are hidden now."""
        return self.trial is not None

    @property
    def ties(self) -> frozenset[str]:
        """Those that are shown now."""
        return self.named_ties if self.trial is None else self.trial.ties

    def hide(self) -> Round:
        """Begin a blind trial, unless one is under way."""
        return self if self.blind else replace(self, trial=Trial())

    def show(self) -> Round:
        """End the trial under way: its ties and winners count. One in which nothing was said leaves no trace."""
        if self.trial is None or self.trial.empty:
            return replace(self, trial=None)
        ties = (self.named_ties - self.trial.winners.keys()) | self.trial.ties
        return Round(ties, told=self.trial)


def to_json(rounds: Mapping[str, Round]) -> dict[str, Any]:
    """For the store's preferences: by the scope's id, the latest last."""
    return {
        scope: {
            "ties": sorted(one.named_ties),
            "trial": _trial_row(one.trial),
            "told": _trial_row(one.told),
            "gave_way": _gave_way_row(one.gave_way),
        }
        for scope, one in list(rounds.items())[-MOST_KEPT:]
    }


def _trial_row(trial: Trial | None) -> dict[str, Any] | None:
    if trial is None:
        return None
    return {"seed": trial.seed, "ties": sorted(trial.ties), "said": [_pick_row(pick) for pick in trial.said.values()]}


def _gave_way_row(what: GaveWay | None) -> dict[str, Any] | None:
    if what is None:
        return None
    before, after = ([_pick_row(pick) for pick in picks] for picks in (what.undo.before, what.undo.after))
    return {"ties": sorted(what.named_ties), "before": before, "after": after}


def _pick_row(pick: Pick) -> list[Any]:
    """Without its note."""
    return [pick.job, pick.photo, pick.verdict, pick.stars, pick.judged_at.isoformat()]


def from_json(value: Any) -> dict[str, Round]:
    """What can't be read is left out."""
    rows = value.items() if isinstance(value, dict) else ()
    return {scope: one for scope, row in rows if (one := _round(row)) is not None}


def all_readable(value: Any) -> bool:
    """Whether `from_json` leaves nothing out."""
    return isinstance(value, dict) and all(_round(row) is not None for row in value.values())


def _round(row: Any) -> Round | None:
    try:
        return Round(_texts(row["ties"]), _trial(row["trial"]), _trial(row["told"]), _gave_way(row.get("gave_way")))
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _trial(row: Any) -> Trial | None:
    """Raises KeyError, TypeError or ValueError for what is none."""
    if row is None:
        return None
    said = [_pick(*each) for each in row["said"]]
    return Trial(_text(row["seed"]), {pick.job: pick for pick in said}, _texts(row["ties"]))


def _gave_way(row: Any) -> GaveWay | None:
    """Of what an older version kept there is none; raises as `_trial`."""
    if row is None:
        return None
    before, after = (tuple(_pick(*each) for each in row[name]) for name in ("before", "after"))
    if [pick.job for pick in before] != [pick.job for pick in after]:
        raise ValueError("of other results after than before")
    return GaveWay(Undo(before, after), _texts(row["ties"]))


def _pick(job: Any, photo: Any, verdict: Any, stars: Any, judged_at: Any) -> Pick:
    if not isinstance(stars, int) or not 0 <= stars <= MOST_STARS:
        raise ValueError("no number of stars")
    return Pick(_text(photo), _text(job), Verdict(verdict), stars, "", _moment(judged_at))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _texts(value: Any) -> frozenset[str]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return frozenset(map(_text, value))
