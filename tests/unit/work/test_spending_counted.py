"""What balances tell, against the same counted one by one: thousands of jobs are summed up by bisection."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from retouch_lib.work import spending
from retouch_lib.work.spending import SETTLES, Drop, Inference
from tests.unit.work.test_spending import NOON, Charge, balances, charges

HOUR = SETTLES.to_pytimedelta()
Row = tuple[str, datetime, datetime | None, datetime | None, int | None, bool]
"""Job, begun, answered, ended, credits, unsure."""


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[tuple[float, int]], list[Charge]]:
    """Readings, and jobs among them of which some are in doubt; minutes after noon, many of them the same."""
    moments = st.integers(0, 16).map(lambda tens: tens * 10)
    ats = draw(st.lists(moments, max_size=8))
    values = draw(st.lists(st.integers(37, 40), min_size=len(ats), max_size=len(ats)))
    jobs: list[Charge] = []
    begins = sorted(draw(st.lists(moments, max_size=8)))
    for number, begun in enumerate(begins):
        kind = draw(st.sampled_from(["sure", "free", "failed", "unsure", "under way"]))
        answered = begun + draw(st.sampled_from([0, 10]))
        ended = answered + draw(st.sampled_from([0, 10]))
        cost = {"sure": 1, "free": 0, "under way": 1}.get(kind)
        told = (None, None) if kind in ("unsure", "under way") else (answered, ended)
        jobs.append((str(number), begun, *told, cost))
    return list(zip(sorted(ats), values, strict=True)), jobs


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """Those that took a credit, or may have."""

    def time(value: pd.Timestamp) -> datetime | None:
        return None if pd.isna(value) else value.to_pydatetime()

    found = []
    for row in frame.itertuples():
        credits_ = None if pd.isna(row.credits) else int(row.credits)
        if credits_ != 0:
            times = (time(row.attempted_at), time(row.answered_at), time(row.ended_at))
            found.append((row.job, *times, credits_, bool(row.unsure)))
    return found  # type: ignore[return-value]


def counted_drops(read: list[tuple[datetime, int]], rows: list[Row]) -> list[Drop]:
    found = []
    for (since, before), (until, after) in pairwise(read):
        overs = [begun + HOUR if unsure else answered for _, begun, answered, _, _, unsure in rows]
        begun_by = sum(row[1] <= until for row in rows)
        over_by = sum(over is not None and over < since for over in overs)
        ours = max(0, begun_by - over_by)
        if before - after > ours:
            found.append(Drop("retouch4me", "ref", since, until, before, after, ours))
    return found


def counted_inferences(read: list[tuple[datetime, int]], rows: list[Row]) -> set[Inference]:
    sent = [row for row in rows if not row[5]]
    unsure = [row for row in rows if row[5]]
    over = {job: begun + HOUR if doubt else ended for job, begun, _, ended, _, doubt in rows}
    doubtful = [row for row in rows if row[4] is None and over[row[0]] is not None]
    found: set[Inference] = set()

    def on_the_way(at: datetime) -> bool:
        ends = [ended if cost is None else answered for _, _, answered, ended, cost, _ in sent]
        return sum(row[1] <= at for row in sent) > sum(end is not None and end < at for end in ends)

    def settled(at: datetime) -> bool:
        return sum(row[1] <= at for row in unsure) <= sum(row[1] + HOUR < at for row in unsure)

    quiet = [(at, value) for at, value in read if not on_the_way(at)]
    for job, begun, _, ended, _, doubt in doubtful:
        earlier = [place for place, (at, _) in enumerate(quiet) if at <= begun and settled(at)]
        told_from = begun if doubt else ended
        if not earlier or told_from is None:
            continue
        since, before = quiet[earlier[-1]]
        for place, (until, after) in enumerate(quiet):
            if until < told_from or place <= earlier[-1]:
                continue
            between = [row for row in rows if since < row[1] <= until]
            sure = sum(row[4] is not None for row in between)
            jobs = tuple(row[0] for row in between if row in doubtful)
            fell = before - after
            if jobs and (fell == sure + len(jobs) or (fell == sure and settled(until))):
                found.add(Inference(jobs, charged=fell == sure + len(jobs), gone=fell, sure=sure))
                break
            end = over[job]
            if settled(until) and end is not None and until >= end:
                break
    return found


@settings(max_examples=200)
@given(histories())
def test_falls_that_our_jobs_don_t_explain(history: tuple[list[tuple[float, int]], list[Charge]]) -> None:
    readings, jobs = history
    frame = charges(*jobs)
    read = [(NOON + timedelta(minutes=at), value) for at, value in readings]
    assert spending.drops(balances(*readings), frame) == counted_drops(read, rows_of(frame))


@settings(max_examples=200)
@given(histories())
def test_which_doubtful_jobs_were_charged(history: tuple[list[tuple[float, int]], list[Charge]]) -> None:
    readings, jobs = history
    frame = charges(*jobs)
    read = [(NOON + timedelta(minutes=at), value) for at, value in readings]
    told = spending.inferences(balances(*readings), frame)
    assert set(told) == counted_inferences(read, rows_of(frame))
