"""The budget guard: how many credits a run, and a day, may take before the owner's word is asked for.

A press that passes a limit, or the balance, goes through only when it is confirmed for exactly the credits it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from retouch_lib.choices import Choices
from retouch_lib.errors import OverBudget
from retouch_lib.store.records import Standing


@dataclass(frozen=True, slots=True)
class Budget:
    """The limits in force for one press; see `store.records.Guard`."""

    run: int
    """Credits that one run may take unasked; 0: any number."""
    day: int
    """Credits that a day may take unasked; 0: any number."""
    since: datetime
    """When the day began, on this computer's clock."""
    confirmed: int = 0
    """The credits that the owner has typed, to say that this press may take them."""

    def check(self, credits_: int, standing: Standing) -> None:
        """Raises OverBudget for credits that pass a limit, unless just as many are confirmed."""
        reasons = self.reasons(credits_, standing)
        if reasons and credits_ != self.confirmed:
            raise OverBudget(credits_, *reasons, f"It takes your word for {counted(credits_)}.")

    def reasons(self, credits_: int, standing: Standing) -> tuple[str, ...]:
        """A sentence for each limit that a press of so many credits passes, with the day's spend; else nothing."""
        found = []
        if 0 < self.run < credits_:
            found.append(
                f"This takes {counted(credits_)}, {credits_ - self.run} more than the {self.run} set for one run."
            )
        after = standing.spent + credits_
        over_day = 0 < self.day < after and credits_ > 0
        if over_day:
            found.append(
                f"Today's spend is {counted(standing.spent)}; with these it would be {after}, "
                f"{after - self.day} more than the {self.day} set for a day."
            )
        if standing.left is not None and credits_ > standing.left:
            found.append(
                f"The balance is {counted(standing.left)}: {credits_ - standing.left} of {credits_} would not be sent."
            )
        if standing.attempts_left is not None and credits_ > standing.attempts_left:
            found.append(
                f"The day's quota has {standing.attempts_left} left, as the server last said: "
                f"{credits_ - standing.attempts_left} of {credits_} would not be sent."
            )
        if found and not over_day:
            found.append(f"Spent today: {counted(standing.spent)}.")
        return tuple(found)


def budget_of(choices: Choices, now: datetime, confirmed: int = 0) -> Budget:
    return Budget(choices.budget_run, choices.budget_day, day_began(now), confirmed)


def day_began(now: datetime) -> datetime:
    """Midnight before `now` by this computer's clock; where clocks are set forward at midnight, the hour after it."""
    today = now.astimezone().date()
    midnight = datetime.combine(today, time())
    began = midnight.astimezone()
    return began if began.date() == today else midnight.replace(fold=1).astimezone()


def counted(credits_: int) -> str:
    return f"{credits_} credit" if credits_ == 1 else f"{credits_} credits"
