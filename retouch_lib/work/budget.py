"""The budget: how many credits a run, and a day, may take before the owner's word is asked for.

A press that passes a limit, or the balance, goes through only when it is confirmed for exactly the credits it takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from retouch_lib.errors import OverAllowance, OverBudget
from retouch_lib.store.records import Take
from retouch_lib.words.counted import counted
from retouch_lib.work.choices import Choices
from retouch_lib.work.people import ANY, SpendingLimit


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits in force for one press; see `store.records.BudgetCheck`."""

    run: int
    """Credits that one run may take unasked; 0: any number."""
    day: int
    """Credits that a day may take unasked; 0: any number."""
    since: datetime
    """When the day began, on this computer's clock."""
    confirmed: int = 0
    """The credits that the owner has typed, to say that this press may take them."""
    allowed: SpendingLimit = ANY
    """What an admin lets the owner spend: no word of theirs goes beyond it."""

    def check(self, takes: Sequence[Take]) -> None:
        """Raises OverAllowance for a press beyond what an admin allows, and OverBudget for one that passes a limit,
        unless just as many credits are confirmed."""
        if refusals := self.refusals(takes):
            raise OverAllowance(f"Nothing was sent. {' '.join(refusals)}")
        reasons, credits_ = self.reasons(takes), sum(take.credits for take in takes)
        if reasons and credits_ != self.confirmed:
            raise OverBudget(credits_, *reasons, f"It takes your word for {counted(credits_, 'credit')}.")

    def refusals(self, takes: Sequence[Take]) -> tuple[str, ...]:
        """A sentence for each limit of an admin's that a press passes; else nothing. `takes`: as of `reasons`."""
        credits_ = sum(take.credits for take in takes)
        if not credits_:
            return ()
        found = [self.allowed.barred] if self.allowed.barred else []
        if 0 < self.allowed.run < credits_:
            found.append(
                f"This takes {counted(credits_, 'credit')}; an admin lets you spend {self.allowed.run:,} with one run."
            )
        spent = takes[0].standing.spent
        if 0 < self.allowed.day < spent + credits_:
            found.append(
                f"Today you spent {counted(spent, 'credit')} and this takes {credits_:,}; an admin lets you spend "
                f"{self.allowed.day:,} a day."
            )
        return tuple(found)

    def reasons(self, takes: Sequence[Take]) -> tuple[str, ...]:
        """A sentence for each limit that a press passes, with the day's spend; else nothing.

        `takes`: each account once. The limits for a run and a day hold for all of them together.
        """
        credits_ = sum(take.credits for take in takes)
        if not credits_:
            return ()
        spent = takes[0].standing.spent
        found = []
        if 0 < self.run < credits_:
            found.append(
                f"This takes {counted(credits_, 'credit')}, {credits_ - self.run:,} more than the {self.run:,} set for "
                "one run."
            )
        after = spent + credits_
        over_day = 0 < self.day < after
        if over_day:
            found.append(
                f"Today's spend is {counted(spent, 'credit')}; with these it would be {after:,}, "
                f"{after - self.day:,} more than the {self.day:,} set for a day."
            )
        found.extend(sentence for take in takes for sentence in _beyond(take))
        if found and not over_day:
            found.append(f"Spent today: {counted(spent, 'credit')}.")
        return tuple(found)


def _beyond(take: Take) -> Iterator[str]:
    """A sentence where the balance, or the day's quota, does not suffice."""
    credits_, left, attempts = take.credits, take.standing.left, take.standing.attempts_left
    if left is not None and credits_ > left:
        yield f"The balance is {counted(left, 'credit')}: {credits_ - left:,} of {credits_:,} would not be sent."
    if attempts is not None and credits_ > attempts:
        yield (
            f"The day's quota has {attempts:,} left, as the server last said: "
            f"{credits_ - attempts:,} of {credits_:,} would not be sent."
        )


def budget_of(choices: Choices, now: datetime, confirmed: int = 0, allowed: SpendingLimit = ANY) -> Budget:
    return Budget(choices.budget_run, choices.budget_day, day_began(now), confirmed, allowed)


def day_began(now: datetime) -> datetime:
    """Midnight before `now` by this computer's clock; where clocks are set forward at midnight, the hour after it."""
    today = now.astimezone().date()
    midnight = datetime.combine(today, time())
    began = midnight.astimezone()
    return began if began.date() == today else midnight.replace(fold=1).astimezone()
