"""What balance readings tell: which doubtful jobs were paid, who else used the token, how long the balance lasts.

All functions take frames as `history` makes them: balances (account, token, value, read_at) and charges (job, account,
token, attempted_at, answered_at, ended_at, credits, unsure), both oldest first. Nothing is guessed: where the figures
allow two readings, they say so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pandas as pd

from retouch_lib.store.records import Reading
from retouch_lib.store.uses import Verdicts

LONG_DAYS, SHORT_DAYS = 30, 7
"""A forecast looks at the pace of the last month and of the last week."""
FEWEST_DAYS_SPENT, FEWEST_DAYS_SPANNED = 3, 7
"""With less than that, a pace is chance."""
_LONGEST_DAYS = 3 * 365
SETTLES = pd.Timedelta(hours=1)
"""How long after its begin a start without an answer may still be charged."""


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
class Inference:
    """What two balances tell of the doubtful jobs between them."""

    jobs: tuple[str, ...]
    """Their ids."""
    charged: bool
    """Whether all of them took a credit; else none did."""
    gone: int
    """Credits: by how much the balance fell."""
    sure: int
    """How many jobs of that time surely took one."""


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
    found: list[Drop] = []
    for account, token, read in _by_token(balances):
        mine = _of(charges, account, token)
        # A start without an answer explains a fall for as long as it may be charged, not for ever.
        over = mine["answered_at"].where(mine["unsure"].ne(1), mine["attempted_at"] + SETTLES)
        begun, answered = _micros(mine["attempted_at"]), _micros(over.dropna()).sort_values()
        # A job on its way while a balance was read counts on both sides of it, and no one else is blamed for it.
        earlier = read.shift(fill_value=0)
        two = pd.DataFrame({"since": earlier["at"], "until": read["at"]})
        two = two.assign(before=earlier["value"], after=read["value"]).iloc[1:]
        ours = begun.searchsorted(two["until"], side="right") - answered.searchsorted(two["since"], side="left")
        two = two.assign(ours=ours.clip(0))
        fell = two[two["before"] - two["after"] > two["ours"]]
        rows = fell[["since", "until", "before", "after", "ours"]].itertuples(index=False, name=None)
        found += [Drop(account, token, _time(since), _time(until), *rest) for since, until, *rest in rows]
    return sorted(found, key=lambda drop: drop.until)


def inferences(balances: pd.DataFrame, charges: pd.DataFrame) -> list[Inference]:
    """What the balances tell of the jobs with unknown credits: which were charged, and which were not.

    A job is judged between a balance before it and one after it, both read while no other job was on its way. The fall
    must be just what the sure jobs of that time took (then no doubtful one was charged), or just that and every
    doubtful one (then all were). Anything else leaves them unknown.

    A start without an answer counts as on its way for `SETTLES` at most. Within that time it may be found charged, but
    not free: its credit may be taken yet.
    """
    found: dict[tuple[int, int, str], Inference] = {}
    for account, token, read in _by_token(balances):
        sums = _Sums(_of(charges, account, token))
        if not sums.doubtful:
            continue
        quiet = read[~sums.on_the_way(read["at"])]
        times, values = quiet["at"].tolist(), quiet["value"].tolist()
        settled = (~sums.unsettled(quiet["at"])).tolist()
        before_of = list(accumulate((place if ok else -1 for place, ok in enumerate(settled)), max))
        for job in sums.doubtful:
            last = bisect_right(times, job.begun) - 1
            before = before_of[last] if last >= 0 else -1
            if before < 0:
                continue
            for after in range(bisect_left(times, job.told_from), len(times)):
                span, fell = (times[before], times[after]), values[before] - values[after]
                if after > before and (told := sums.judge(*span, fell, settled=settled[after])) is not None:
                    found[before, after, f"{account} {token}"] = told
                    break
                if settled[after] and times[after] >= job.over:
                    break
    return list(found.values())


def verdicts(told: Iterable[Inference]) -> Verdicts:
    """The same by job."""
    told = list(told)
    charged = (job for one in told if one.charged for job in one.jobs)
    return Verdicts(frozenset(charged), frozenset(job for one in told if not one.charged for job in one.jobs))


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


def _by_token(balances: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """at (microseconds since 1970), value (credits); oldest first; the local engine's play money is left out."""
    for (account, token), group in balances[balances["account"] != "local"].groupby(["account", "token"], sort=True):
        at, value = _micros(group["read_at"]), group["value"].astype("int64")
        yield str(account), str(token), pd.DataFrame({"at": at, "value": value})


def _micros(times: pd.Series) -> pd.Series:
    """Microseconds since 1970: whole numbers are compared by the hundred thousand."""
    whole: pd.Series = times.dt.as_unit("us").astype("int64")
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
    told_from: int
    """From when on a balance may tell that it was charged."""
    over: int
    """From when on one may tell that it was not: until then its credit may be taken, or come back."""


class _Sums:
    """A token's charges, sorted so that any time between two readings is summed up by bisection."""

    def __init__(self, mine: pd.DataFrame) -> None:
        unknown = mine["credits"].isna()
        unsure = unknown & mine["unsure"].eq(1)
        over = mine["ended_at"].where(~unsure, mine["attempted_at"] + SETTLES)
        known = unknown & over.notna()
        begun, told = mine["attempted_at"], over.where(~unsure, mine["attempted_at"])
        columns = (mine.loc[known, "job"].tolist(), *(_micros(times[known]).tolist() for times in (begun, told, over)))
        self.doubtful = [_Doubtful(*row) for row in zip(*columns, strict=True)]
        self._doubtful_begun = [job.begun for job in self.doubtful]
        self._sure = _micros(mine.loc[~unknown, "attempted_at"]).tolist()
        self._begun = _micros(mine.loc[~unsure, "attempted_at"])
        # A refund may come until a doubtful job's end; a sure one is paid for when it is answered.
        answered = mine["answered_at"].where(~unknown, mine["ended_at"])[~unsure]
        self._over = _micros(answered.dropna()).sort_values()
        self._unsure_begun, self._unsure_over = _micros(begun[unsure]), _micros(over[unsure]).sort_values()

    def between(self, begin: int, end: int) -> list[_Doubtful]:
        """The doubtful jobs begun in that time."""
        return self.doubtful[bisect_right(self._doubtful_begun, begin) : bisect_right(self._doubtful_begun, end)]

    def judge(self, begin: int, end: int, fell: int, *, settled: bool) -> Inference | None:
        """What two readings, one at each time, tell of the doubtful jobs between them.

        `fell`: credits by which the balance did; `settled`: no start was unsettled at the second.
        """
        sure = bisect_right(self._sure, end) - bisect_right(self._sure, begin)
        jobs = tuple(job.id for job in self.between(begin, end))
        if jobs and fell == sure + len(jobs):
            return Inference(jobs, charged=True, gone=fell, sure=sure)
        return Inference(jobs, charged=False, gone=fell, sure=sure) if jobs and fell == sure and settled else None

    def on_the_way(self, at: pd.Series) -> pd.Series:
        """Whether a job that gets an answer was on its way, at each of these times."""
        return _any_within(self._begun, self._over, at)

    def unsettled(self, at: pd.Series) -> pd.Series:
        """Whether a start that got no answer might still be charged, at each of these times."""
        return _any_within(self._unsure_begun, self._unsure_over, at)


def _any_within(begun: pd.Series, over: pd.Series, at: pd.Series) -> pd.Series:
    """Whether more had begun by each time than was over before it; both sorted, all in microseconds."""
    count = begun.searchsorted(at, side="right") - over.searchsorted(at, side="left")
    return pd.Series(count > 0, index=at.index)
