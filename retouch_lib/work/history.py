"""What was asked for and what it cost, as pandas frames: for the History page, and for a notebook.

history = History(lab.store, "local")
history.jobs(Where(search="school", since=month_begin))
history.quota()

Times are UTC (datetime64[us, UTC]), durations seconds, money credits. Days and months are those of this computer's
time zone. Nothing reads a photo or a result.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import pandas as pd

from retouch_lib.owners import Owner
from retouch_lib.store.charges import CHARGED
from retouch_lib.store.chunks import Columns
from retouch_lib.store.records import Job
from retouch_lib.store.store import Store
from retouch_lib.store.uses import FREE_SERVER, ORDERS, Verdicts
from retouch_lib.store.uses import Where as Where  # history's public name too
from retouch_lib.work import spending
from retouch_lib.work.spending import Drop, Forecast, Inference

By = Literal["day", "month", "preset", "photo", "project", "server"]
_TIMES = ("asked_at", "read_at", "attempted_at", "answered_at", "ended_at")
_SECONDS = ("waiting_s", "processing_s", "downloading_s")
_WHOLE = (
    "credits",
    "unsure",
    "quota_after",
    "bytes",
    "longest_side",
    "stars",
    "value",
    "uses",
    "jobs",
    "unknown",
    "reused",
    "done",
    "bought",
    "failed",
)
_MOST_OPTIONS = 500
_MOST_JUDGED = 8
_NOTHING = Where()
_BEFORE = timedelta(days=2)
"""How much earlier than the period jobs and readings are looked at, so that its first ones can be judged."""
_IN_BALANCES = ("account", "token_ref", "value", "read_at")
_IN_DROPS = ("account", "token_ref", "attempted_at", "answered_at", "credits", "unsure")
"""What is looked at; the rest is not read, as there may be 100,000 rows."""
_PACE_DAYS = timedelta(days=spending.LONG_DAYS)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of a period in one line."""

    uses: int
    """Pictures asked for: jobs made, and results reused."""
    jobs: int
    reused: int
    """Answered by a job that was there already: 0 credits."""
    done: int
    bought: int
    """Those of the done that are from a server which takes credits, and deleted jobs that took one."""
    credits: int
    """Credits surely taken; the local engine takes none."""
    unknown: int
    """Jobs of which nobody knows whether a credit was taken."""
    waiting_s: float | None
    """Mean seconds of a done job from the press to the server's acceptance: the queue here, and the upload."""
    processing_s: float | None
    """From the acceptance to the server's "completed"."""
    downloading_s: float | None
    """Until the result was on disk, checked."""

    @property
    def seconds(self) -> float | None:
        """Mean seconds of a done job from the press to its result, where all parts are known."""
        parts = [part for part in (self.waiting_s, self.processing_s, self.downloading_s) if part is not None]
        return sum(parts) if len(parts) == len(_SECONDS) else None

    @property
    def credits_per_result(self) -> float | None:
        """Sure credits, also those of jobs that failed, per result bought."""
        return self.credits / self.bought if self.bought else None


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """What there is to filter by, at most 500 of each."""

    presets: tuple[str, ...]
    servers: tuple[str, ...]
    states: tuple[str, ...]
    projects: tuple[str, ...]
    photos: dict[str, str]
    """SHA-256 → name, the newest first."""


class History:
    """One owner's history. A frame is made anew by each call; without `limit` it holds everything that is meant."""

    def __init__(self, store: Store, owner: Owner) -> None:
        self._store = store
        self._owner = owner
        self._judged: dict[tuple[datetime | None, int, int, int], tuple[Inference, ...]] = {}
        self._named: tuple[tuple[int, ...], dict[tuple[str, str], str]] = ((), {})
        self._clock = store.now

    def jobs(
        self,
        where: Where = _NOTHING,
        order: str = "asked_at",
        *,
        descending: bool = True,
        limit: int | None = None,
        offset: int = 0,
    ) -> pd.DataFrame:
        """One row per picture asked for: a job as it was made, or a later request that it answered.

        `order` is a name of `store.uses.ORDERS`. Columns:

        job, run         ids; run is empty where it is no longer known
        project          as named on the run, or empty
        asked_at         time of the press, UTC
        share            "paid": the job was made for it; "joined" or "known": a job under way, or done, answered it
        preset           its name when it was pressed
        fingerprint      SHA-256 of the canonical payload
        photo            SHA-256; photo_name: what it was called then
        longest_side     pixels that the photo was sent reduced to; 0: as it is
        server, state    as in `store.records.JobState`
        credits          1, 0, or <NA>: nobody knows (failed, or sent without an answer); 0 for what was reused
        waiting_s        seconds from the press to the server's acceptance (queue here, upload)
        processing_s     seconds from there to the server's "completed"
        downloading_s    seconds from there to the checked result on disk
        quota_after      the day's attempts left, as the start's answer said
        result           SHA-256, or empty; result_type: "jpeg", "png", "zip", "json" or empty
        bytes            of the result
        error, remark    class of what went wrong; what was said of it, by the server too
        verdict          "picked", "rejected" or empty; stars: 1–5 or <NA>; note: what was written on the result
        """
        rows = self._store.uses(
            self._owner, where, self._verdicts(where), order, descending=descending, limit=limit, offset=offset
        )
        return _frame(rows)

    def runs(self, where: Where = _NOTHING) -> pd.DataFrame:
        """One row per run, newest first.

        run, project, server, asked_at (UTC); uses, jobs, reused, done, bought, credits, unknown (as in `Summary`);
        waiting_s, processing_s, downloading_s: means over its done jobs, seconds
        """
        return _frame(self._store.uses_by_run(self._owner, where, self._verdicts(where)))

    def quota(self, where: Where = _NOTHING, *, points: int | None = None) -> pd.DataFrame:
        """What servers said is left, oldest first; of `where` only the period counts.

        account          "retouch4me" (all its servers), "custom" or "local"
        server, token    the server asked; the token's alias: "token 1" is the first ever used there
        kind             "balance": credits left; "quota": the day's attempts left
        value            whole number
        read_at          UTC
        job              the id of the job that brought it, or empty

        With `points`, the last reading in each of so many equal times: for charts.
        """
        rows = self._store.reading_columns(self._owner, where.since, where.until, buckets=points)
        return self._with_aliases(_by_reference(rows))

    def marks(self, where: Where = _NOTHING) -> pd.DataFrame:
        """How many jobs were made: by the minute in up to two days, by the hour in up to three months, else by the day.

        account; asked_at: the first of that time, UTC; jobs, failed: counts
        """
        days = ((where.until or self._clock()) - where.since).days if where.since else None
        letters = (
            len("2026-03-01") if days is None or days > 92 else len("2026-03-01 12" if days > 2 else "2026-03-01 12:00")
        )
        return _frame(self._store.marks(self._owner, where, letters))

    def spend(self, by: By, where: Where = _NOTHING, *, first_day: int = 1) -> pd.DataFrame:
        """Sums by day, billing month (beginning on `first_day`, 1–28), preset, photo, project or server.

        key: the name; "YYYY-MM-DD" for days, and for months their first day; SHA-256 for photos, with their name in
        `name`. Then uses, jobs, reused, done, bought, credits, unknown, waiting_s, processing_s, downloading_s as in
        `runs`.
        """
        if not 1 <= first_day <= 28:
            raise ValueError(f"a billing month begins on a day from 1 to 28, not {first_day}")
        return _frame(self._store.uses_by(self._owner, where, self._verdicts(where), by, first_day))

    def summary(self, where: Where = _NOTHING) -> Summary:
        return Summary(**self._store.uses_summary(self._owner, where, self._verdicts(where)))

    def filter_options(self) -> FilterOptions:
        found = self._store.names_used(self._owner, _MOST_OPTIONS)
        photos = dict(zip(found["photos"], found["photo_names"], strict=True))
        lists = {name: tuple(found[name]) for name in ("presets", "servers", "states", "projects")}
        return FilterOptions(**lists, photos=photos)

    # What the balance tells

    def forecasts(self) -> list[Forecast]:
        """How long each balance will last at its pace; the local engine's play money is left out."""
        now = self._clock()
        charges = self._with_aliases(self._told(self._charges(now - _PACE_DAYS)))
        aliases = self._aliases()
        found = [
            (account, aliases.get((account, last.token_ref), "token"), last, taken)
            for account, last, taken in self._store.balances(self._owner)
            if account != FREE_SERVER
        ]
        return [spending.forecast(*one, charges, now) for one in sorted(found, key=lambda one: one[:2])]

    def unexplained(self, where: Where = _NOTHING) -> list[Drop]:
        """Falls of a balance that our own jobs can't explain: somebody else used the token. Oldest first."""
        found = spending.drops(self._balances(where.since, where.until), self._charges(where.since, _IN_DROPS))
        aliases = self._aliases()
        return [replace(drop, token=aliases.get((drop.account, drop.token), "token")) for drop in found]

    def inference(self, job: Job) -> Inference | None:
        """What the balances tell of a job of which nobody said whether it was paid; None where they don't tell."""
        if job.attempted_at is None:
            return None
        day = job.attempted_at.replace(hour=0, minute=0, second=0, microsecond=0)  # jobs of a day share what is kept
        return next((one for one in self._inferences(day) if job.id in one.jobs), None)

    def _verdicts(self, where: Where) -> Verdicts:
        """Of the jobs that were maybe paid, those of which the balance tells: judged anew after each balance.

        And after a deletion, which gives its jobs new ids.
        """
        return (
            spending.verdicts(self._inferences(where.since))
            if self._store.has_unknown(self._owner, where)
            else Verdicts()
        )

    def _inferences(self, begin: datetime | None) -> tuple[Inference, ...]:
        """Kept until a balance, a deletion or a start without an answer gives cause to look again."""
        key = (
            begin,
            self._store.newest_balance(self._owner),
            self._store.deleted_count(self._owner),
            self._store.unsure_count(self._owner),
        )
        known = self._judged.get(key)
        if known is None:
            since = begin - _BEFORE if begin else None
            known = tuple(spending.inferences(self._balances(since), self._charges(begin)))
            self._judged = {**dict(list(self._judged.items())[-_MOST_JUDGED:]), key: known}
        return known

    def _told(self, charges: pd.DataFrame) -> pd.DataFrame:
        """With what the balances tell of the doubtful ones."""
        if not charges["credits"].isna().any():
            return charges
        said = spending.verdicts(self._inferences(charges["attempted_at"].min().to_pydatetime()))
        took = charges["credits"].mask(charges["job"].isin(said.charged), 1).mask(charges["job"].isin(said.free), 0)
        return charges.assign(credits=took)

    def _balances(self, since: datetime | None, until: datetime | None = None) -> pd.DataFrame:
        rows = self._store.reading_columns(self._owner, since, until, kind="balance", columns=_IN_BALANCES)
        return _by_reference(rows)

    def _charges(self, since: datetime | None, columns: Sequence[str] = CHARGED) -> pd.DataFrame:
        """From some time before `since` on: jobs that were on their way then count too."""
        return _by_reference(self._store.charges(self._owner, since - _BEFORE if since else None, columns))

    def _aliases(self) -> dict[tuple[str, str], str]:
        """(account, reference) → "token 1", … in the order of their first use; kept until something is used or goes."""
        state = self._store.tokens_state(self._owner)
        known, aliases = self._named
        if known != state:
            aliases = self._name_tokens()
            self._named = (state, aliases)
        return aliases

    def _name_tokens(self) -> dict[tuple[str, str], str]:
        aliases: dict[tuple[str, str], str] = {}
        counts: dict[str, int] = {}
        for account, reference in self._store.tokens_used(self._owner):
            counts[account] = counts.get(account, 0) + 1
            aliases[account, reference] = f"token {counts[account]}"
        return aliases

    def _with_aliases(self, frame: pd.DataFrame) -> pd.DataFrame:
        aliases = self._aliases()
        pairs = zip(frame["account"].tolist(), frame["token"].tolist(), strict=True)
        names = [aliases.get(pair, "token") for pair in pairs]
        return frame.assign(token=pd.Series(names, index=frame.index, dtype="str"))


def _by_reference(chunks: Iterator[Columns]) -> pd.DataFrame:
    """`token` is the stored reference, until an alias takes its place."""
    return _frame(chunks).rename(columns={"token_ref": "token"})


def _frame(chunks: Iterator[Columns]) -> pd.DataFrame:
    """Each chunk becomes columns at once, so that plain values never lie there all together."""
    return pd.concat([_typed(chunk) for chunk in chunks], ignore_index=True)


def _typed(chunk: Columns) -> pd.DataFrame:
    return pd.DataFrame({name: _column(name, values) for name, values in chunk.items()})


def _column(name: str, values: list[Any]) -> pd.Series:
    if name in _TIMES:
        return pd.Series(pd.to_datetime(values, utc=True, format="ISO8601")).dt.as_unit("us")
    if name in _WHOLE:
        return pd.Series(values, dtype="Int64")
    if name in _SECONDS:
        return pd.Series(values, dtype="float64")
    return pd.Series(values, dtype="str")


__all__ = ["ORDERS", "By", "Drop", "FilterOptions", "Forecast", "History", "Inference", "Summary", "Where"]
