"""Statements on picks: one row for each judged result, one winner a photo.

Each function works on a connection whose transaction the caller holds, so that two tabs that pick at once take turns.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)

from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.records import JobState, Pick, Verdict
from retouch_lib.store.sql import insert, kind_of, time_text
from retouch_lib.store.tables import jobs, picks

MOST_STARS, LONGEST_NOTE = 5, 500
UNJUDGED = "unjudged"
"""To filter by, beside a verdict and a number of stars: results of which nothing was said."""
_COLUMNS = (
    *(picks.c[name] for name in ("photo", "job", "verdict", "stars", "note")),
    # As text: of a time that can't be read SQLAlchemy would fail with all rows.
    time_text(picks.c.judged_at).label("judged_at"),
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One press: what is to be said of some results. Raises ValueError for stars or a note out of bounds."""

    what: Literal["pick", "reject", "clear", "stars", "note"]
    """"clear" takes back a pick or a rejection; stars and note stay."""
    stars: int = 0
    """For "stars": 1–5, or 0 to take them off."""
    note: str = ""
    """For "note"; empty takes it off."""

    def __post_init__(self) -> None:
        if not 0 <= self.stars <= MOST_STARS or len(self.note) > LONGEST_NOTE:
            raise ValueError("stars or note out of bounds")

    def of(self, pick: Pick) -> Pick:
        """That pick after this press."""
        if self.what == "stars":
            return replace(pick, stars=self.stars)
        if self.what == "note":
            return replace(pick, note=self.note)
        return replace(pick, verdict=_VERDICTS[self.what])


_VERDICTS = {"pick": Verdict.PICKED, "reject": Verdict.REJECTED, "clear": Verdict.NONE}


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes a press back."""

    before: tuple[Pick, ...]
    """The picks that it changed, as they were; empty where it changed none."""
    after: tuple[Pick, ...]
    """The same ones as the press left them."""

    def of(self, pick: Pick) -> Pick:
        """That pick without what the press did to it; what was said of it since, by another tab, stays."""
        before = next(one for one in self.before if one.job == pick.job)
        after = next(one for one in self.after if one.job == pick.job)
        if _alike(pick, after):
            return before
        for field in ("verdict", "stars", "note"):
            if getattr(pick, field) == getattr(after, field):
                pick = replace(pick, **{field: getattr(before, field)})
        return pick


def of_photos(connection: Connection, owner: Owner, sha256s: Collection[str]) -> dict[str, Pick]:
    """The judged results of those photos, by job; a row that can't be read is left out."""
    return _read(connection, picks.c.owner == owner, among(picks.c.photo, json.dumps(sorted(sha256s))))


def judged_so(owner: Owner, choices: Collection[str]) -> ColumnElement[bool]:
    """Of jobs: whether their result fits one of these: a verdict, UNJUDGED, or at least so many stars ("3").

    By stars nothing fits that was rejected.
    """
    wanted: list[ColumnElement[bool]] = [picks.c.verdict.in_([*choices])]
    kept = picks.c.verdict != Verdict.REJECTED
    wanted += [and_(kept, picks.c.stars >= int(choice)) for choice in choices if choice.isdecimal()]
    mine = select(picks.c.job).where(picks.c.owner == owner)
    fits = jobs.c.id.in_(mine.where(or_(*wanted)))
    new = and_(jobs.c.state.in_((JobState.DONE, JobState.SWEPT)), jobs.c.id.not_in(mine))
    return or_(fits, new) if UNJUDGED in choices else fits


def said_of_jobs() -> dict[str, ColumnElement[Any]]:
    """Beside a job: its verdict or nothing, its stars or NULL, its note; what can't be read is nothing."""
    readable = (
        picks.c.job == jobs.c.id,
        picks.c.verdict.in_([*Verdict]),
        kind_of(picks.c.stars) == "integer",
        kind_of(picks.c.note) == "text",
    )

    def said(value: ColumnElement[Any]) -> ColumnElement[Any]:
        return select(value).where(*readable).scalar_subquery()

    return {
        "verdict": func.coalesce(said(func.nullif(picks.c.verdict, Verdict.NONE)), ""),
        "stars": said(func.nullif(picks.c.stars, 0)),
        "note": func.coalesce(said(picks.c.note), ""),
    }


def judge(connection: Connection, now: datetime, owner: Owner, job_ids: Sequence[str], judgement: Judgement) -> Undo:
    """Say that of those of these jobs that are the owner's: of two of one photo that are picked the last one wins."""
    photos = _photos(connection, owner, job_ids)
    before = _read(connection, among(picks.c.job, json.dumps(sorted(photos))))
    new = {}
    for job_id in job_ids:
        if job_id in photos:
            old = before.get(job_id) or Pick(photos[job_id], job_id, Verdict.NONE, 0, "", now)
            new[job_id] = replace(judgement.of(old), judged_at=now)
    return _change(connection, now, owner, new)


def lay(connection: Connection, now: datetime, owner: Owner, wanted: Iterable[Pick]) -> Undo:
    """Make these picks stand as they are. Of results that are gone meanwhile nothing is kept."""
    new = {pick.job: pick for pick in wanted}
    there = _photos(connection, owner, new)
    return _change(connection, now, owner, {job_id: pick for job_id, pick in new.items() if job_id in there})


def put_back(connection: Connection, now: datetime, owner: Owner, undo: Undo) -> Undo:
    """Take back what that press did, where it still stands; returns its redo, which is empty where nothing did.

    A winner that another tab has chosen since stays. Of results that are gone meanwhile nothing is kept.
    """
    left = {pick.job: pick for pick in undo.after}
    there = _photos(connection, owner, left)
    stand = _read(connection, among(picks.c.job, json.dumps(sorted(there))))
    back = {job_id: undo.of(stand.get(job_id) or _blank(left[job_id])) for job_id in there}
    return _change(connection, now, owner, _without_usurpers(connection, owner, back, left))


def _without_usurpers(
    connection: Connection, owner: Owner, back: Mapping[str, Pick], left: Mapping[str, Pick]
) -> dict[str, Pick]:
    """`back`, where no former winner takes the place of one that was chosen after the press."""
    winners = of_photos(connection, owner, {pick.photo for pick in back.values()}).values()
    taken = {pick.photo for pick in winners if pick.verdict is Verdict.PICKED and pick.job not in left}
    held = {
        job_id: replace(pick, verdict=Verdict.NONE)
        for job_id, pick in back.items()
        if pick.photo in taken and pick.verdict is Verdict.PICKED
    }
    return {**back, **held}


def _change(connection: Connection, now: datetime, owner: Owner, new: Mapping[str, Pick]) -> Undo:
    winners = {pick.photo: pick.job for pick in new.values() if pick.verdict is Verdict.PICKED}
    losers = _losers(connection, owner, winners)
    after = {job_id: replace(pick, verdict=Verdict.NONE, judged_at=now) for job_id, pick in losers.items()}
    for job_id, pick in new.items():
        lost = pick.verdict is Verdict.PICKED and winners[pick.photo] != job_id
        after[job_id] = replace(pick, verdict=Verdict.NONE) if lost else pick
    old = _read(connection, among(picks.c.job, json.dumps(sorted(after))))
    before = {job_id: old.get(job_id) or _blank(pick) for job_id, pick in after.items()}
    changed = [job_id for job_id, pick in after.items() if not _alike(pick, before[job_id])]
    _unseat(connection, owner, {after[job_id].photo for job_id in changed if job_id in winners.values()})
    _write(connection, owner, [after[job_id] for job_id in changed])
    return Undo(tuple(before[job_id] for job_id in changed), tuple(after[job_id] for job_id in changed))


def _losers(connection: Connection, owner: Owner, winners: Mapping[str, str]) -> dict[str, Pick]:
    """The present winners of these photos, apart from those that win now."""
    found = of_photos(connection, owner, winners)
    return {
        job_id: pick
        for job_id, pick in found.items()
        if pick.verdict is Verdict.PICKED and winners[pick.photo] != job_id
    }


def _unseat(connection: Connection, owner: Owner, sha256s: Collection[str]) -> None:
    """Make room for these photos' new winners, also where a row that can't be read is one."""
    seated = (picks.c.owner == owner, among(picks.c.photo, json.dumps(sorted(sha256s))), picks.c.verdict == "picked")
    connection.execute(update(picks).where(*seated).values(verdict=Verdict.NONE))


def _write(connection: Connection, owner: Owner, after: Iterable[Pick]) -> None:
    """What says nothing any more has no row. Winners come last: their photos have no other by then."""
    said = sorted(after, key=lambda pick: pick.verdict is Verdict.PICKED)
    blank = [pick.job for pick in said if _is_blank(pick)]
    connection.execute(delete(picks).where(among(picks.c.job, json.dumps(blank))))
    rows = [{**asdict(pick), "owner": owner} for pick in said if not _is_blank(pick)]
    if rows:
        new = insert(picks)
        anew = {name: new.excluded[name] for name in ("verdict", "stars", "note", "judged_at")}
        connection.execute(new.on_conflict_do_update(index_elements=["job"], set_=anew), rows)


def _photos(connection: Connection, owner: Owner, job_ids: Iterable[str]) -> dict[str, str]:
    """Job → photo, of those that are the owner's."""
    mine = (jobs.c.owner == owner, among(jobs.c.id, json.dumps(sorted(job_ids))))
    rows = connection.execute(select(jobs.c.id, jobs.c.photo).where(*mine)).all()
    return {row.id: row.photo for row in rows}


def _read(connection: Connection, *conditions: Any) -> dict[str, Pick]:
    rows = connection.execute(select(*_COLUMNS).where(*conditions))
    return {pick.job: pick for pick in (_pick(*row) for row in rows) if pick is not None}


def _pick(photo: str, job: str, verdict: str, stars: object, note: object, judged_at: str) -> Pick | None:
    """None where the row can't be read."""
    if not (isinstance(stars, int) and 0 <= stars <= MOST_STARS and isinstance(note, str)):
        return None
    try:
        when = datetime.fromisoformat(judged_at).replace(tzinfo=UTC)
        return Pick(photo, job, Verdict(verdict), stars, note[:LONGEST_NOTE], when)
    except (ValueError, TypeError):
        return None


def _blank(pick: Pick) -> Pick:
    return replace(pick, verdict=Verdict.NONE, stars=0, note="")


def _is_blank(pick: Pick) -> bool:
    return pick == _blank(pick)


def _alike(one: Pick, other: Pick) -> bool:
    """Whether they say the same, at whatever time."""
    return replace(one, judged_at=other.judged_at) == other
