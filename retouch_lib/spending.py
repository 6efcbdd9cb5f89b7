"""What balance readings tell: which doubtful jobs were paid, who else used the token, how long the balance lasts.

All functions take frames as `history` makes them: balances (account, token, value, read_at) and charges (job, account,
token, attempted_at, answered_at, ended_at, credits), both oldest first. Nothing is guessed: where the figures allow two
readings, they say so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pandas as pd

from retouch_lib.store.records import Reading
from retouch_lib.store.uses import Verdicts

LONG_DAYS, SHORT_DAYS = 30, 7
"""A forecast looks at the pace of the last month and of the last week."""
FEWEST_DAYS_SPENT, FEWEST_DAYS_SPANNED = 3, 7
"""With less than that, a pace is chance."""
_LONGEST_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class Drop:
    """A balance fell by more than our own jobs can have taken."""

    account: str
    token: str
    """Its alias."""
    since: datetime
    """Of the last reading before; UTC."""
    until: datetime
    before: int
    """Credits."""
    after: int
    ours: int
    """Credits our jobs took in that time, at most."""

    @property
    def unexplained(self) -> int:
        """Credits, at least."""
        return self.before - self.after - self.ours


@dataclass(frozen=True, slots=True)
class Forecast:
    """How long a balance lasts."""

    account: str
    token: str
    balance: int
    """Credits, as last read."""
    read_at: datetime
    spent: int
    """Credits that our jobs took since it was read, or are about to take."""
    credits: int
    """Credits our jobs took within the last 30 days."""
    days_spent: int
    """On how many of those days."""
    days: float
    """Days from the first of them, or the last 30, until now."""
    per_day: tuple[float, ...]
    """Credits per day of that time, and of the last 7 days where anything was spent in them; empty: too few data."""
    lasts_until: tuple[datetime, ...]
    """For each of `per_day`; UTC. Far-off days are cut off at three years."""

    @property
    def left(self) -> int:
        return max(0, self.balance - self.spent)

    @property
    def enough_data(self) -> bool:
        return bool(self.per_day)


def drops(balances: pd.DataFrame, charges: pd.DataFrame) -> list[Drop]:
    """Balances that fell by more than the jobs that were, or may have been, charged meanwhile. Oldest first."""
    found = []
    for account, token, read in _by_token(balances):
        mine = _of(charges, account, token)
        begun, answered = _micros(mine["attempted_at"]), sorted(_micros(mine["answered_at"].dropna()))
        for before, after in pairwise(read):
            if before.value <= after.value:
                continue
            # A job on its way while a balance was read counts on both sides of it: nobody is blamed wrongly.
            ours = max(0, bisect_right(begun, after.at) - bisect_left(answered, before.at))
            drop = Drop(account, token, _time(before.at), _time(after.at), before.value, after.value, ours)
            if drop.unexplained > 0:
                found.append(drop)
    return sorted(found, key=lambda drop: drop.until)


def verdicts(balances: pd.DataFrame, charges: pd.DataFrame) -> Verdicts:
    """Which of the jobs with unknown credits were charged, and which were not.

    A job is judged between the last balance before it and the first after it. The fall must be just what the sure jobs
    of that time took (then no doubtful one was charged), or just that and every doubtful one (then all were). Anything
    else, or a job on its way while one of the two was read, leaves them unknown.
    """
    charged: set[str] = set()
    free: set[str] = set()
    for account, token, read in _by_token(balances):
        sums = _Sums(_of(charges, account, token))
        times = [balance.at for balance in read]
        windows = {_window(times, job) for job in sums.doubtful} - {None}
        for before, after in (window for window in windows if window is not None):
            said = sums.judge(read[before], read[after])
            if said is not None:
                inside = sums.between(times[before], times[after])
                (charged if said else free).update(job.id for job in inside)
    return Verdicts(frozenset(charged), frozenset(free))


def forecast(account: str, token: str, last: Reading, taken: int, charges: pd.DataFrame, now: datetime) -> Forecast:
    """How long an account lasts; `token`: as the charges name it. `charges` must reach 30 days back.

    `taken`: credits that jobs took after `last`, or are about to take: the same figure as stands beside every price.
    """
    mine = _of(charges, account, token)
    sure = mine.loc[mine["credits"] == 1, "attempted_at"]
    recent = sure[sure >= now - timedelta(days=LONG_DAYS)]
    days = (now - recent.min()).total_seconds() / 86_400 if len(recent) else 0.0
    spent_on = recent.dt.tz_convert(now.astimezone().tzinfo).dt.date.nunique() if len(recent) else 0
    paces: list[float] = []
    if spent_on >= FEWEST_DAYS_SPENT and days >= FEWEST_DAYS_SPANNED:
        paces.append(len(recent) / days)
        if last_week := int((recent >= now - timedelta(days=SHORT_DAYS)).sum()):
            paces.append(last_week / SHORT_DAYS)
    left = max(0, last.value - taken)
    lasts = tuple(now + timedelta(days=min(_LONGEST_DAYS, left / pace)) for pace in paces)
    return Forecast(
        account=account,
        token=token,
        balance=last.value,
        read_at=last.read_at,
        spent=taken,
        credits=len(recent),
        days_spent=int(spent_on),
        days=days,
        per_day=tuple(paces),
        lasts_until=lasts,
    )


@dataclass(frozen=True, slots=True)
class _Balance:
    at: int
    """Microseconds since 1970, as all times below: they are compared by the hundred thousand."""
    value: int


def _by_token(balances: pd.DataFrame) -> Iterator[tuple[str, str, list[_Balance]]]:
    """Oldest first; the local engine's play money is left out."""
    for (account, token), group in balances[balances["account"] != "local"].groupby(["account", "token"], sort=True):
        pairs = zip(_micros(group["read_at"]), group["value"].tolist(), strict=True)
        yield str(account), str(token), [_Balance(at, value) for at, value in pairs]


def _micros(times: pd.Series) -> list[int]:
    whole: list[int] = times.dt.as_unit("us").astype("int64").tolist()
    return whole


def _time(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)


def _of(charges: pd.DataFrame, account: str, token: str) -> pd.DataFrame:
    """That token's charges: those that took a credit, or may have."""
    mine = (charges["account"] == account) & (charges["token"] == token)
    return charges[mine & charges["credits"].ne(0).fillna(True)]


@dataclass(frozen=True, slots=True)
class _Doubtful:
    id: str
    begun: int
    ended: int


class _Sums:
    """A token's charges, sorted so that any time between two readings is summed up by bisection."""

    def __init__(self, mine: pd.DataFrame) -> None:
        unknown = mine["credits"].isna()
        over = unknown & mine["ended_at"].notna()
        times = (_micros(mine.loc[over, "attempted_at"]), _micros(mine.loc[over, "ended_at"]))
        columns = (mine.loc[over, "job"].tolist(), *times)
        self.doubtful = [_Doubtful(job, begun, ended) for job, begun, ended in zip(*columns, strict=True)]
        self._doubtful_begun = [job.begun for job in self.doubtful]
        self._begun = _micros(mine["attempted_at"])
        self._sure = _micros(mine.loc[~unknown, "attempted_at"])
        # A refund may come until a doubtful job's end; a sure one is paid for when it is answered.
        self._over = sorted(_micros(mine["answered_at"].where(~unknown, mine["ended_at"]).dropna()))

    def between(self, begin: int, end: int) -> list[_Doubtful]:
        """The doubtful jobs begun in that time."""
        return self.doubtful[bisect_right(self._doubtful_begun, begin) : bisect_right(self._doubtful_begun, end)]

    def judge(self, before: _Balance, after: _Balance) -> bool | None:
        """Whether the doubtful jobs between two readings were charged; None where the figures don't tell."""
        if self._on_the_way(before.at) or self._on_the_way(after.at):
            return None
        sure = bisect_right(self._sure, after.at) - bisect_right(self._sure, before.at)
        doubtful = len(self.between(before.at, after.at))
        fell = before.value - after.value
        return True if fell == sure + doubtful else False if fell == sure else None

    def _on_the_way(self, at: int) -> bool:
        return bisect_right(self._begun, at) > bisect_left(self._over, at)


def _window(times: list[int], job: _Doubtful) -> tuple[int, int] | None:
    """The readings around a job, by place; None where one is missing."""
    before, after = bisect_right(times, job.begun) - 1, bisect_left(times, job.ended)
    return (before, after) if 0 <= before < after < len(times) else None
