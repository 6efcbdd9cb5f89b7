"""Jobs that another program paid for: written down as under way, with the server's id, so that they are only fetched.

Such a job has no token of ours (`token_ref` is empty) and no start of ours (`attempts` is 0): no sum counts a credit.
Each function works on a connection whose transaction the caller holds.
"""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import Connection, insert

from retouch_lib.errors import IllegalTransition
from retouch_lib.owners import Owner
from retouch_lib.store import jobs as job_rows
from retouch_lib.store import runs as run_rows
from retouch_lib.store.records import Job, JobState, Rescue, Run, Share
from retouch_lib.store.tables import jobs, photos, run_items, runs


def of_remote(connection: Connection, owner: Owner, remote_id: str) -> Job | None:
    """The owner's newest job that a server has under that id."""
    found = job_rows.select_jobs(connection, jobs.c.owner == owner, jobs.c.remote_id == remote_id, limit=1)
    return found[0] if found else None


def adopt(connection: Connection, now: datetime, owner: Owner, rescue: Rescue) -> Run:
    """A run with one job, which waits for its result. Raises IllegalTransition where the lab has it already."""
    if of_remote(connection, owner, rescue.remote_id) is not None:
        raise IllegalTransition("This lab has that job already. Nothing was changed.")
    owned = (photos.c.owner == owner, photos.c.sha256 == rescue.photo)
    name = connection.execute(photos.select().with_only_columns(photos.c.name).where(*owned)).scalar_one()
    run_id, job_id = job_rows.new_id(), job_rows.new_id()
    values = {"id": run_id, "owner": owner, "server": rescue.server, "project": "", "created_at": now}
    connection.execute(insert(runs).values(values))
    connection.execute(
        insert(jobs).values(
            id=job_id,
            owner=owner,
            run=run_id,
            photo=rescue.photo,
            photo_name=name,
            variant=rescue.variant,
            payload=rescue.payload,
            fingerprint=rescue.fingerprint,
            server=rescue.server,
            engine_version=rescue.engine_version,
            nonce=str(uuid.uuid5(uuid.NAMESPACE_URL, rescue.remote_id)),  # beside a job of one's own for the same
            token_ref="",
            state=JobState.WAITING,
            remote_id=rescue.remote_id,
            created_at=now,
            started_at=now,
        )
    )
    item = {"variant": rescue.variant, "share": Share.PAID, "photo_name": name, "job": job_id}
    connection.execute(insert(run_items).values(run=run_id, position=0, **item))
    return run_rows.select_runs(connection, owner, 1, run_id)[0]
