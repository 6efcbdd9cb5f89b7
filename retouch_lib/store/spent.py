"""What an owner's paid jobs have taken or may take: the figures that stand before every paid press.

Counted is whatever was written, also what is still in the queue: two tabs that press at once see each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, case, func, or_, select

from retouch_lib.errors import LimitReached
from retouch_lib.owners import Owner
from retouch_lib.store import readings, tables
from retouch_lib.store.readings import same_account
from retouch_lib.store.records import ENDED, UNDER_WAY, BudgetCheck, Job, JobState, Reading, Share, Standing, Take
from retouch_lib.store.rows import job_from
from retouch_lib.store.tables import deleted_jobs, jobs, run_items
from retouch_lib.store.uses import FREE_SERVER, account_of

Source = tuple[str, str]
"""A server, or the account it draws on, and a token's reference."""
_WAITED = timedelta(days=31)
"""A job is sent within that time after its press, as a rule; it bounds the rows that are looked at."""
_TOGETHER = timedelta(minutes=1)
"""Starts answered within it may be written down in another order: the lowest quota is the last."""
_MOST_TOGETHER = 500
"""Starts answered within that time: more than three uploads at once can bring."""
_NOT_PAID = (JobState.REFUSED, JobState.CANCELLED)
_TO_ANSWER = (JobState.QUEUED, JobState.STARTING)


def standing(connection: Connection, owner: Owner, server: str, token_ref: str, since: datetime) -> Standing:
    """The credits of all accounts since then, and what is known of the account that the server and token draw on."""
    balance = readings.last(connection, readings.BALANCE, owner, server, token_ref)
    taken = 0 if balance is None else taken_after(connection, owner, server, token_ref, balance.read_at)
    attempts = _attempts_left(connection, owner, server, token_ref, since)
    return Standing(_credits_since(connection, owner, since), balance, taken, attempts)


def standings(
    connection: Connection, owner: Owner, sources: Iterable[Source], since: datetime
) -> dict[Source, Standing]:
    """The same for each of several accounts, by account; one that costs nothing has none."""
    found: dict[Source, Standing] = {}
    for server, token_ref in sources:
        account = (account_of(server), token_ref)
        if server != FREE_SERVER and account not in found:
            found[account] = standing(connection, owner, server, token_ref, since)
    return found


def takes(credits_: Iterable[tuple[Source, int]], before: Mapping[Source, Standing]) -> tuple[Take, ...]:
    """What a press takes of each account, given (server, token) → credits of its parts."""
    sums: Counter[Source] = Counter()
    for (server, token_ref), count in credits_:
        if server != FREE_SERVER:
            sums[account_of(server), token_ref] += count
    return tuple(Take(count, before[account], account) for account, count in sums.items() if count)


def checked(
    connection: Connection, owner: Owner, sources: Iterable[Source], budget: BudgetCheck | None
) -> dict[Source, Standing]:
    """What `require` compares with, as it stands before the press is written; empty where nothing is paid."""
    return {} if budget is None else standings(connection, owner, sources, budget.since)


def require(
    budget: BudgetCheck | None, credits_: Iterable[tuple[Source, int]], before: Mapping[Source, Standing]
) -> None:
    """Raise OverBudget, which takes the press back with its transaction, unless the budget lets it pass as a whole."""
    if budget is not None and (press := takes(credits_, before)):
        budget.check(press)


def balances(connection: Connection, owner: Owner) -> list[tuple[Reading, int]]:
    """The last balance of each account, and what jobs took of it after that or are about to take."""
    return [
        (last, taken_after(connection, owner, last.server, last.token_ref, last.read_at))
        for last in readings.last_balances(connection, owner)
    ]


def balance_is_due(connection: Connection, ended: Job) -> bool:
    """Whether an account is at rest, and took or may have taken credits since its balance was last read.

    At rest is one of which no job will move by itself: neither to be sent, nor at work on the server.
    """
    mine = (
        jobs.c.owner == ended.owner,
        jobs.c.token_ref == ended.token_ref,
        same_account(jobs.c.server, ended.server),
    )
    moving = select(jobs.c.id).where(*mine, jobs.c.state.in_(UNDER_WAY - {JobState.UNSURE})).limit(1)
    if connection.execute(moving).first() is not None:
        return False
    balance = readings.last(connection, readings.BALANCE, ended.owner, ended.server, ended.token_ref)
    if balance is None:
        return ended.maybe_paid or ended.error == LimitReached.__name__
    since = (jobs.c.created_at >= balance.read_at - _WAITED, jobs.c.attempted_at.is_not(None))
    over = select(jobs.c.id).where(*mine, *since, jobs.c.state.in_(ENDED), jobs.c.ended_at >= balance.read_at)
    return connection.execute(over.limit(1)).first() is not None


def not_sent(connection: Connection, owner: Owner, run: str) -> Sequence[Job]:
    """The jobs of a run that were not sent, because the limit was reached before their turn; in the run's order."""
    query = (
        select(*jobs.c)
        .join(run_items, run_items.c.job == jobs.c.id)
        .where(jobs.c.owner == owner, run_items.c.run == run, run_items.c.share != Share.KNOWN)
        .where(jobs.c.state == JobState.REFUSED, jobs.c.error == LimitReached.__name__)
        .order_by(run_items.c.position)
    )
    found = (job_from(row) for row in connection.execute(query).mappings())
    return tuple({job.id: job for job in found}.values())


def _credits_since(connection: Connection, owner: Owner, since: datetime) -> int:
    """Every start that was paid or may have been, and every one still to come.

    A job sent again after an answer was lost counts twice: it may have been paid twice.
    """
    starts = jobs.c.attempts + case((jobs.c.state == JobState.QUEUED, 1), else_=0)
    kept = select(func.coalesce(func.sum(starts), 0)).where(
        jobs.c.owner == owner,
        jobs.c.created_at >= since - _WAITED,
        jobs.c.server != FREE_SERVER,
        jobs.c.state.not_in(_NOT_PAID),
        or_(jobs.c.state == JobState.QUEUED, func.coalesce(jobs.c.attempted_at, jobs.c.created_at) >= since),
    )
    gone = select(func.coalesce(func.sum(deleted_jobs.c.starts), 0)).where(
        deleted_jobs.c.owner == owner,
        deleted_jobs.c.created_at >= since - _WAITED,
        deleted_jobs.c.server != FREE_SERVER,
        func.coalesce(deleted_jobs.c.attempted_at, deleted_jobs.c.created_at) >= since,
    )
    return int(connection.execute(kept).scalar_one()) + int(connection.execute(gone).scalar_one())


def _attempts_left(connection: Connection, owner: Owner, server: str, token_ref: str, since: datetime) -> int | None:
    """None where no start since then said it: when a server begins its day is not known."""
    last = readings.last(connection, readings.QUOTA, owner, server, token_ref)
    if last is None or last.read_at < since:
        return None
    mine = readings.of_account(readings.QUOTA, owner, server, token_ref)
    said = select(tables.readings.c.value, tables.readings.c.read_at).where(*mine)
    newest = said.order_by(tables.readings.c.id.desc()).limit(_MOST_TOGETHER).subquery()
    lowest = select(func.min(newest.c.value)).where(newest.c.read_at >= last.read_at - _TOGETHER)
    value = int(connection.execute(lowest).scalar_one())
    return max(0, value - taken_after(connection, owner, server, token_ref, last.read_at))


def taken_after(connection: Connection, owner: Owner, server: str, token_ref: str, read_at: datetime) -> int:
    """Jobs of that account that what was read then doesn't count yet: answered since, or still to be."""
    kept = select(func.count()).where(
        jobs.c.owner == owner,
        jobs.c.created_at >= read_at - _WAITED,
        jobs.c.token_ref == token_ref,
        same_account(jobs.c.server, server),
        or_(
            jobs.c.state.in_(_TO_ANSWER),
            and_(jobs.c.state.not_in(_NOT_PAID), func.coalesce(jobs.c.started_at, jobs.c.attempted_at) > read_at),
        ),
    )
    gone = select(func.count()).where(
        deleted_jobs.c.owner == owner,
        deleted_jobs.c.created_at >= read_at - _WAITED,
        deleted_jobs.c.token_ref == token_ref,
        same_account(deleted_jobs.c.server, server),
        func.coalesce(deleted_jobs.c.started_at, deleted_jobs.c.attempted_at) > read_at,
    )
    return int(connection.execute(kept).scalar_one()) + int(connection.execute(gone).scalar_one())
