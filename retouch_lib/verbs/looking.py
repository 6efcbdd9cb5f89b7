"""`status`, `balance` and `history`: what there is, what is left, and what it cost."""

from __future__ import annotations

import json

from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.store.records import UNDER_WAY, JobState
from retouch_lib.verbs.events import BALANCE, CSV, JOB, ROWS, STATUS, Events
from retouch_lib.verbs.running import job_facts
from retouch_lib.verbs.watching import waits_for_owner
from retouch_lib.work.spreadsheet import to_csv

_MOST = 5_000
_ROWS_AT_ONCE = 1_000


def status(lab: Lab) -> Events:
    """Every job that has not ended, then the sums."""
    jobs = lab.store.jobs(LOCAL, UNDER_WAY, _MOST)
    for job in jobs:
        yield {**job_facts(job), "kind": JOB}
    yield {
        "kind": STATUS,
        "data_dir": str(lab.settings.data_dir),
        "under_way": len(jobs),
        "unsure": sum(job.state is JobState.UNSURE for job in jobs),
        "waiting_for_you": sum(waits_for_owner(job) for job in jobs),
        "notices": lab.notices,
    }


def balance(lab: Lab, *, server: str) -> Events:
    """Ask the server for the credits left. Raises TokenMissing, CallError."""
    reading = lab.balance(LOCAL, server)
    yield {"kind": BALANCE, "server": server, "credits": reading.value, "read_at": reading.read_at.isoformat()}


def history(lab: Lab, *, form: str = "rows", limit: int = 0) -> Events:
    """What was asked for, the newest first, `limit` of them at most (0: all); `form`: "rows" or "csv"."""
    kept = lab.history(LOCAL)
    offset = 0
    while not limit or offset < limit:
        most = min(_ROWS_AT_ONCE, limit - offset) if limit else _ROWS_AT_ONCE
        frame = kept.jobs(limit=most, offset=offset)
        if form == "csv":
            text = to_csv(frame).decode()
            yield {"kind": CSV, "text": text if offset == 0 else text.partition("\r\n")[2]}
        else:
            yield {"kind": ROWS, "rows": json.loads(frame.to_json(orient="records", date_format="iso"))}
        offset += len(frame)
        if len(frame) < most:
            return
