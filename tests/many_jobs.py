"""A store full of made-up jobs, written in bulk: for the benchmarks, and for looking at the History page.

python -m tests.many_jobs DATA_DIR 500
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.store import Store

OWNER = "local"
TOKEN_REF = "a" * 32
_PROJECTS = ("", "Hill School", "Meyer wedding", "catalogue 2026")
_STATES = ("done",) * 94 + ("failed",) * 3 + ("refused", "cancelled", "dropped")
_A_PHOTO = 24
"""Jobs per photo, about."""


def fill(
    path: Path,
    count: int,
    *,
    until: datetime,
    days: int = 365,
    seed: int = 1,
    photo: str = "",
    photos: Sequence[str] = (),
) -> None:
    """Put `count` jobs, with their runs, reuses and readings, into the store at `path`, ending at `until`.

    A tenth of the runs reuse results of the one before; one job in four is local; two credits vanish unexplained.
    `photo`: the SHA-256 of one that is there already and gets all of the jobs; `photos`: of several that share them,
    one after the other as people work; else each has about 24.
    """
    Store.open(path).close()
    choice = random.Random(seed)
    with closing(sqlite3.connect(path)) as connection, connection:
        made = [] if photo or photos else [_photo(number, until) for number in range(max(1, count // _A_PHOTO))]
        _insert(connection, "photos", made)
        there = [row["sha256"] for row in made] or list(photos) or [photo]
        rows = list(_runs(choice, there, count, until, days, in_order=bool(photos)))
        for table in ("runs", "jobs", "run_items", "readings"):
            _insert(connection, table, [row for name, row in rows if name == table])


def _runs(
    choice: random.Random, photos: list[str], count: int, until: datetime, days: int, *, in_order: bool
) -> Iterator[tuple[str, dict[str, Any]]]:
    made, balance, before = 0, count + 41, []
    step = timedelta(days=days) / max(1, count)
    while made < count:
        now = until - step * (count - made)
        run, server = str(uuid.UUID(int=choice.getrandbits(128))), choice.choice(("main", "main", "world", "local"))
        asked = {"id": run, "owner": OWNER, "server": server, "project": choice.choice(_PROJECTS)}
        yield "runs", {**asked, "created_at": _time(now)}
        if server != "local":
            yield "readings", _reading(server, "balance", balance, now, None)
        known = before if choice.random() < 0.1 else []
        photo = photos[len(photos) * made // count] if in_order else choice.choice(photos)
        jobs = [_job(choice, run, photo, server, look, made, now) for look in range(min(3, count - made))]
        made += len(jobs)
        for job in jobs:
            yield "jobs", job
            if server != "local" and job["remote_id"]:
                balance -= 1
                yield "readings", _reading(server, "quota", 1000 - made % 1000, now, job["id"])
        for place, (job, share) in enumerate([*((job, "paid") for job in jobs), *((job, "known") for job in known)]):
            item = {"run": run, "position": place, "variant": job["variant"], "share": share, "job": job["id"]}
            item["photo_name"] = job["photo_name"]
            yield "run_items", item
        before = [job for job in jobs if job["state"] == "done"]
        balance -= 2 if made == count // 2 // 3 * 3 else 0


def _job(
    choice: random.Random, run: str, photo: str, server: str, look: int, number: int, now: datetime
) -> dict[str, Any]:
    state = choice.choice(_STATES)
    sent, done = state in ("done", "failed"), state == "done"
    begun = now + timedelta(seconds=choice.uniform(0.1, 2))
    answered = begun + timedelta(seconds=choice.uniform(0.5, 3))
    ready = answered + timedelta(seconds=choice.uniform(3, 30))
    job_id = str(uuid.UUID(int=choice.getrandbits(128)))
    return {
        "id": job_id,
        "owner": OWNER,
        "run": run,
        "photo": photo,
        "photo_name": f"DSC_{int(photo, 16) % 10_000:04d}.jpg",
        "variant": LOOKS[look].name,
        "payload": LOOKS[look].to_json(),
        "fingerprint": LOOKS[look].fingerprint,
        "server": server,
        "engine_version": "1" if server == "local" else "",
        "nonce": str(number + look),
        "token_ref": TOKEN_REF,
        "state": state,
        "remote_id": f"remote-{job_id[:8]}" if sent else None,
        "remote_state": "completed" if done else "",
        "progress": 100 if done else 0,
        "step": "",
        "plugin": "",
        "reason": "",
        "uploaded": 1,
        "polls": 4,
        "note": "" if done else "The server gave up.",
        "error": "" if done else "JobFailed",
        "quota": 1000 - number % 1000 if sent and server != "local" else None,
        "result": f"{choice.getrandbits(256):064x}" if done else None,
        "result_type": "jpeg" if done else None,
        "result_bytes": choice.randrange(10**6, 10**7) if done else None,
        "created_at": _time(now),
        "attempts": int(state != "cancelled" and state != "refused"),
        "attempted_at": _time(begun),
        "started_at": _time(answered) if sent else None,
        "ready_at": _time(ready) if done else None,
        "ended_at": _time(ready + timedelta(seconds=choice.uniform(0.2, 2))),
        "expires_at": None,
    }


def _photo(number: int, until: datetime) -> dict[str, Any]:
    names = {"owner": OWNER, "sha256": f"{number:064x}", "name": f"DSC_{number:04d}.jpg", "bytes": 8_000_000}
    shape = {"format": "jpeg", "width": 4000, "height": 6000, "profile": "sRGB", "sample": None}
    return {**names, **shape, "added_at": _time(until - timedelta(seconds=number)), "removed_at": None}


def _reading(server: str, kind: str, value: int, at: datetime, job: str | None) -> dict[str, Any]:
    figure = {"owner": OWNER, "server": server, "token_ref": TOKEN_REF, "kind": kind, "value": value}
    return {**figure, "job": job, "read_at": _time(at)}


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        names = list(rows[0])
        values = ", ".join(f":{name}" for name in names)
        connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})", rows)


def _time(when: datetime) -> str:
    """As the store writes it."""
    return f"{when.astimezone(UTC).replace(tzinfo=None):%Y-%m-%d %H:%M:%S.%f}"


if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    fill(target / "lab.sqlite", int(sys.argv[2]), until=datetime.now(UTC))
    print(json.dumps({"jobs": int(sys.argv[2]), "at": str(target)}))
