"""Three replicas on one database, and what is done to them: `python -m tests.teams.chaos --jobs 1000 --kills 100`.

A person presses Run again and again, on whichever replica answers; meanwhile one after the other is killed, paused for
longer than the others' patience, or rolled, and the database is restarted twice. At the end every job has its one
charge and its one whole result. The server is the engine: it charges one key once, and counts.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import requests

from retouch_lib.errors import StoreTrouble
from retouch_lib.imaging.files.photo import verify
from retouch_lib.media.file_stores import files_of
from retouch_lib.media.files import Files, digest_of
from retouch_lib.owners import LOCAL
from retouch_lib.settings import Settings
from retouch_lib.store.records import ENDED, JobState, Photo, utc_now
from retouch_lib.store.store import Store
from tests.engines import jpeg_bytes
from tests.postgres_server import PostgresServer
from tests.teams.replica import Gone, Replica

LOOKS = 3
PAUSE = 7.0
"""Seconds: others take it for dead after 4."""


@dataclass
class Team:
    postgres: PostgresServer
    database: str
    engine: str
    files: Files
    store: Store
    replicas: list[Replica]
    done: Counter[str] = field(default_factory=Counter)
    """What was done to them."""
    takeovers: list[float] = field(default_factory=list)
    """Seconds from a death until nothing was in the dead one's hands."""
    _watching: list[threading.Thread] = field(default_factory=list)

    def add_photo(self, seed: int) -> str:
        part = self.files.new_part()
        part.write_bytes(jpeg_bytes(seed=seed))
        info = verify(part)
        sha256 = self.files.adopt(part)
        row = (info.bytes, info.format, info.width, info.height, None, None, utc_now())
        self.store.add_photo(Photo(sha256, LOCAL, f"DSC_{seed}.jpg", *row))
        return sha256

    def press(self, photo: str, server: str = "local") -> None:
        """As a person does: on another page where one has gone."""
        while True:
            try:
                random.choice(self.replicas).ask(do="run", photo=photo, looks=LOOKS, server=server)
            except Gone:
                time.sleep(0.1)
            else:
                return

    def states(self) -> Counter[JobState]:
        try:
            return Counter(job.state for job in self.store.jobs(LOCAL, limit=100_000))
        except StoreTrouble:  # it is just being restarted
            return Counter()

    def charges(self) -> int:
        return int(requests.get(f"{self.engine}/charges", timeout=10).json()["charges"])

    # What is done to them

    def kill(self) -> None:
        self._end(signal.SIGKILL, "kills")

    def roll(self) -> None:
        self._end(signal.SIGTERM, "rolls")

    def pause(self, seconds: float = PAUSE) -> None:
        one = random.choice(self.replicas)
        one.send(signal.SIGSTOP)
        time.sleep(seconds)
        one.send(signal.SIGCONT)
        self.done["pauses"] += 1

    def restart_database(self) -> None:
        self.postgres.restart()
        self.done["database restarts"] += 1

    def _end(self, number: int, called: str) -> None:
        one = random.choice(self.replicas)
        pid = one.pid
        one.end(number)
        ended = time.monotonic()
        self.done[called] += 1
        watch = threading.Thread(target=self._watch, args=(pid, ended))
        watch.start()
        one.start()
        self._watching.append(watch)

    def _watch(self, pid: int, since: float) -> None:
        """Until what was in that process's hands is in others'."""
        query = "SELECT count(*) FROM retouch_jobs.workflow_status WHERE status = 'PENDING' AND executor_id LIKE %s"
        had = None
        while time.monotonic() - since < 60:
            try:
                with psycopg.connect(self.database, autocommit=True) as connection:
                    row = connection.execute(query, (f"%-{pid}-%",)).fetchone()
            except psycopg.Error:
                time.sleep(0.2)
                continue
            left = row[0] if row else 0
            had = left if had is None else had
            if not left:
                if had:
                    self.takeovers.append(time.monotonic() - since)
                return
            time.sleep(0.05)
        self.done["never taken over"] += 1

    def join(self) -> None:
        """Until it is known how long each takeover took."""
        for watch in self._watching:
            watch.join()

    # The count at the end

    def wait_until_all_ended(self, jobs: int, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            states = self.states()
            if states.total() == jobs and set(states) <= ENDED | {JobState.UNSURE}:
                return
            time.sleep(0.3)

    def against(self, jobs: int) -> list[str]:
        """What speaks against "as many charges and whole results as jobs"."""
        rows = self.store.jobs(LOCAL, limit=100_000)
        found = [f"{len(rows)} rows for {jobs} jobs"] if len(rows) != jobs else []
        if (charges := self.charges()) != jobs:
            found.append(f"{charges} charges for {jobs} jobs")
        for job in rows:
            if job.state is not JobState.DONE or job.result is None:
                found.append(f"{job.id} is {job.state}: {job.note} {job.error}")
            elif not self._is_whole(job.result):
                found.append(f"the result of {job.id} is damaged")
            elif job.note or job.error:
                found.append(f"{job.id} is done and says: {job.note} {job.error}")
        return found

    def _is_whole(self, sha256: str) -> bool:
        with self.files.lent(sha256) as path:
            return digest_of(path) == sha256


@contextmanager
def team(folder: Path, *, seconds: float, replicas: int = 3) -> Iterator[Team]:
    """`seconds`: what a task takes on the engine."""
    engine = subprocess.Popen(
        [sys.executable, "-m", "tests.quick_engine", "--port", "0", "--data-dir", str(folder / "engine"),
         "--seconds", str(seconds), "--credits", "1000000", "--faults", "--until-stdin-closes"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert engine.stdout is not None
    assert engine.stdin is not None
    url = engine.stdout.readline().strip()
    with PostgresServer() as postgres:
        database = postgres.new_database()
        store = Store.connect(database)
        shared = folder / "files"
        shared.mkdir()
        files = files_of(Settings(folder / "seen", files_url=shared.as_uri()))
        made: list[Replica] = []
        try:
            for number in range(replicas):
                made.append(Replica(folder / f"replica{number}", shared, url, database))
            yield Team(postgres, database, url, files, store, made)
        finally:
            for one in made:
                with suppress(ProcessLookupError):
                    one.send(signal.SIGCONT)
                    one.end()
            store.close()
            engine.stdin.close()
            engine.wait(20)
            engine.stdout.close()


def storm(it: Team, runs: int, deeds: list[Callable[[], None]], *, every: float) -> list[str]:
    """Press so many runs while the deeds are done, some before each of them; what speaks against the promise."""
    photos = [it.add_photo(number + 1) for number in range(runs)]
    presses = 0
    with ThreadPoolExecutor(1) as person:
        pressed: list[Future[None]] = []
        for number, deed in enumerate(deeds, 1):
            until = runs * number // len(deeds)
            pressed += [person.submit(it.press, photo) for photo in photos[presses:until]]
            presses = until
            time.sleep(every)
            deed()
        for press in pressed:
            press.result()
    it.wait_until_all_ended(runs * LOOKS, 180)
    it.join()
    return it.against(runs * LOOKS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=300)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--pauses", type=int, default=5)
    parser.add_argument("--restarts", type=int, default=2, help="of the database")
    parser.add_argument("--rolls", type=int, default=6)
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two deeds")
    parser.add_argument("--seconds", type=float, default=2.0, help="what a task takes on the engine")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="retouch-teams-") as folder,
        team(Path(folder), seconds=given.seconds) as it,
    ):
        deeds = [it.kill] * given.kills + [it.pause] * given.pauses + [it.roll] * given.rolls
        deeds += [it.restart_database] * given.restarts
        random.shuffle(deeds)
        begun = time.monotonic()
        against = storm(it, given.jobs // LOOKS, deeds, every=given.every)
        took = sorted(it.takeovers)
        print(f"{it.states().total()} jobs, {it.charges()} charges, {dict(it.done)}, {time.monotonic() - begun:.0f} s")
        if took:
            print(
                f"taken over after {took[0]:.1f} to {took[-1]:.1f} s, median {took[len(took) // 2]:.1f} s ({len(took)})"
            )
        for one in it.replicas:
            words = Counter(" ".join(line.split()[2:8]) for line in one.log.splitlines() if line[:2] == "20")
            print(words.most_common(6))
    print("\n".join(against) or "nothing speaks against it")
    return 1 if against else 0


if __name__ == "__main__":
    sys.exit(main())
