"""What one paid press writes, over several tables: whole, or not at all where the budget says no.

Equal presses, of two tabs or of one double click, meet in `jobs.add_or_join`.

Each function works on a connection whose transaction the caller holds; what it raises takes all of it back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from retouch_lib.errors import IllegalTransition
from retouch_lib.owners import Owner
from retouch_lib.store import jobs, runs, spent
from retouch_lib.store.records import Ask, BudgetCheck, Job, JobState, Run, Share


def make_runs(
    connection: Connection, now: datetime, owner: Owner, asks: Sequence[Ask], budget: BudgetCheck | None
) -> tuple[Run, ...]:
    """The runs of one press with their jobs. A job that appeared meanwhile is joined. Raises OverBudget, Gone."""
    before = spent.checked(connection, owner, [(ask.server, ask.token_ref) for ask in asks], budget)
    made = [runs.make(connection, now, owner, ask) for ask in asks]
    new = [run.items[len(run.items) - len(ask.wanted) :] for ask, run in zip(asks, made, strict=True)]
    paid = [sum(item.share is Share.PAID for item in items) for items in new]
    taken = [((ask.server, ask.token_ref), count) for ask, count in zip(asks, paid, strict=True)]
    spent.require(budget, taken, before)
    return tuple(made)


def repeat_jobs(
    connection: Connection, now: datetime, olds: Sequence[Job], token_ref: str, budget: BudgetCheck | None
) -> tuple[Job, ...]:
    """The jobs that repeat these, which are of one owner and server. Raises IllegalTransition, OverBudget."""
    source = (olds[0].server, token_ref)
    before = spent.checked(connection, olds[0].owner, [source], budget)
    repeated = [jobs.repeat(connection, old, token_ref, now) for old in olds]
    spent.require(budget, [(source, sum(made for _, made in repeated))], before)
    return tuple(job for job, _ in repeated)


def send_again(connection: Connection, now: datetime, job: Job, budget: BudgetCheck | None) -> Job:
    """Put an unsure job into the queue once more, which may pay it a second time. Raises IllegalTransition, OverBudget.

    `job`: as it was seen by the one who pressed.
    """
    there = jobs.by_id(connection, job.id)
    if there is None or there.state is not JobState.UNSURE or there.attempts != job.attempts:
        raise IllegalTransition("This job was sent again, or left, meanwhile. Nothing was sent; look again.")
    source = (job.server, job.token_ref)
    before = spent.checked(connection, job.owner, [source], budget)
    anew = {"attempted_at": None, "note": "", "error": ""}
    new = jobs.change(connection, job.id, now, JobState.QUEUED, {JobState.UNSURE}, anew)
    spent.require(budget, [(source, 1)], before)
    return new
