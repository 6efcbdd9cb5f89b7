"""Statements on the runs and their items. Each function works on a connection whose transaction the caller holds."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from retouch_lib.errors import RetouchError
from retouch_lib.owners import Owner
from retouch_lib.store import jobs as job_rows
from retouch_lib.store.lists import among
from retouch_lib.store.records import Ask, Job, JobState, Run, RunItem, Share, SimulatedLook, Wanted
from retouch_lib.store.rows import job_from, share_from
from retouch_lib.store.sql import row_number
from retouch_lib.store.tables import jobs, photos, run_items, runs

_NEWEST_FIRST = (runs.c.created_at.desc(), row_number("runs").desc())


class Gone(RetouchError):
    """What a run was to use was deleted or swept since it was planned. Nothing was written, so nothing is paid."""


def select_runs(connection: Connection, owner: Owner, limit: int, run_id: str | None = None) -> tuple[Run, ...]:
    """Newest first; only the one named, where `run_id` is given."""
    query = select(runs).where(runs.c.owner == owner).order_by(*_NEWEST_FIRST).limit(limit)
    if run_id is not None:
        query = query.where(runs.c.id == run_id)
    rows = connection.execute(query).mappings().all()
    items = _items(connection, [row["id"] for row in rows])
    return tuple(
        Run(
            row["id"],
            row["owner"],
            row["server"],
            row["project"],
            row["created_at"],
            tuple(items[row["id"]]),
            _looks_from(row["looks"]),
            row["background"],
        )
        for row in rows
    )


def latest(connection: Connection, owner: Owner) -> Run | None:
    """The newest one that somebody waits for; None where there is none."""
    query = select(runs.c.id).where(runs.c.owner == owner, ~runs.c.background).order_by(*_NEWEST_FIRST).limit(1)
    run_id = connection.execute(query).scalar()
    return None if run_id is None else select_runs(connection, owner, 1, run_id)[0]


def make(connection: Connection, now: datetime, owner: Owner, ask: Ask) -> Run:
    """Write the run, its items, and the jobs it must pay. Raises Gone."""
    names = _photo_names(connection, owner, {want.photo for want in ask.wanted})
    run_id = ask.run or _begin(connection, now, owner, ask)
    last = connection.execute(select(func.max(run_items.c.position)).where(run_items.c.run == run_id)).scalar()
    for position, want in enumerate(ask.wanted, 0 if last is None else last + 1):
        name = names[want.photo]
        job, share = _answer(connection, now, owner, ask, run_id, want, name)
        item = {"variant": want.variant, "share": share, "photo_name": name, "job": job.id}
        connection.execute(insert(run_items).values(run=run_id, position=position, **item))
    return select_runs(connection, owner, 1, run_id)[0]


def _begin(connection: Connection, now: datetime, owner: Owner, ask: Ask) -> str:
    """The row of a new run; its id."""
    run_id = job_rows.new_id()
    values = {"id": run_id, "owner": owner, "server": ask.server, "project": ask.project, "created_at": now}
    values["looks"] = json.dumps([[look.variant, look.payload] for look in ask.looks]) if ask.looks else ""
    values |= {"background": ask.background, "batch": ask.batch or None}
    connection.execute(insert(runs).values(values))
    return run_id


def looks_of(connection: Connection, owner: Owner, run_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Of these runs, those whose layers show looks: id → the looks' names."""
    query = select(runs.c.id, runs.c.looks).where(
        runs.c.owner == owner, runs.c.looks != "", among(runs.c.id, json.dumps(sorted(run_ids)))
    )
    return {run_id: tuple(look.variant for look in _looks_from(text)) for run_id, text in connection.execute(query)}


def looks_of_jobs(
    connection: Connection, owner: Owner, job_ids: Collection[str], run_ids: Collection[str] = ()
) -> dict[str, tuple[SimulatedLook, ...]]:
    """Of these jobs, those whose layers were to show looks, in any run or in these: id → the looks, each once, those of
    the newest run first."""
    query = (
        select(run_items.c.job, runs.c.looks)
        .join(runs, runs.c.id == run_items.c.run)
        .where(runs.c.owner == owner, runs.c.looks != "", among(run_items.c.job, json.dumps(sorted(job_ids))))
        .order_by(*_NEWEST_FIRST)
    )
    if run_ids:
        query = query.where(among(runs.c.id, json.dumps(sorted(run_ids))))
    found: dict[str, dict[SimulatedLook, None]] = {}
    for job, text in connection.execute(query):
        found.setdefault(job, {}).update(dict.fromkeys(_looks_from(text)))
    return {job: tuple(looks) for job, looks in found.items()}


def _looks_from(text: str) -> tuple[SimulatedLook, ...]:
    """None of what can't be read."""
    try:
        pairs = json.loads(text) if text else []
        return tuple(SimulatedLook(str(variant), str(payload)) for variant, payload in pairs)
    except (ValueError, TypeError, RecursionError):
        return ()


def _answer(
    connection: Connection, now: datetime, owner: Owner, ask: Ask, run_id: str, want: Wanted, photo_name: str
) -> tuple[Job, Share]:
    job = job_rows.by_id(connection, want.job) if want.job else None
    if want.job and (job is None or job.state is JobState.SWEPT):
        raise Gone("A result that was to be reused is no longer kept. Nothing was sent; look at the price again.")
    made = False
    if job is None or job.owner != owner:
        job, made = job_rows.add_or_join(
            connection,
            now,
            owner=owner,
            photo=want.photo,
            photo_name=photo_name,
            variant=want.variant,
            payload=want.payload,
            fingerprint=want.fingerprint,
            server=ask.server,
            engine_version=ask.engine_version,
            nonce=want.nonce,
            longest_side=want.longest_side,
            token_ref=ask.token_ref,
            run=run_id,
            background=ask.background,
        )
    if made:
        return job, Share.PAID
    if not ask.background:
        job = job_rows.bring_forward(connection, job)
    return job, Share.KNOWN if job.state is JobState.DONE and not job.provisional else Share.JOINED


def _photo_names(connection: Connection, owner: Owner, wanted: set[str]) -> dict[str, str]:
    """SHA-256 → what the photo is called now. Raises Gone."""
    query = select(photos.c.sha256, photos.c.name).where(photos.c.owner == owner, photos.c.sha256.in_(wanted))
    names = {row.sha256: row.name for row in connection.execute(query)}
    if wanted - names.keys():
        raise Gone("A photo of this run was deleted meanwhile. Nothing was sent; choose the photos again.")
    return names


def _items(connection: Connection, run_ids: list[str]) -> dict[str, list[RunItem]]:
    query = (
        select(
            run_items.c.run.label("item_run"),
            run_items.c.position,
            run_items.c.variant.label("item_variant"),
            run_items.c.share,
            run_items.c.photo_name.label("item_photo_name"),
        )
        .add_columns(*jobs.c)
        .join(jobs, jobs.c.id == run_items.c.job)
        .where(run_items.c.run.in_(run_ids))
        .order_by(run_items.c.run, run_items.c.position)
    )
    items: dict[str, list[RunItem]] = {run_id: [] for run_id in run_ids}
    for row in connection.execute(query).mappings():
        item = RunItem(
            row["position"], row["item_variant"], share_from(row["share"]), job_from(row), row["item_photo_name"]
        )
        items[row["item_run"]].append(item)
    return items
