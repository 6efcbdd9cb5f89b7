"""What pages ask of 100,000 jobs, in a file of SQLite's and on PostgreSQL: how many times as long the second takes.

Both hold the same rows. Milliseconds are processor time, the server's own processes included; each question is asked
of both in turn, and its shortest time counts. "Sort by": a page of 100 of all uses in that order. "Peak": how much
memory this process takes more for every use as one frame, in processes of their own.

    python -m benchmarks.two_databases [jobs]
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil
import psycopg

from benchmarks.processor_time import processor_seconds
from retouch_lib.store.database import Database
from retouch_lib.store.portable import read_file
from retouch_lib.store.postgres import PostgresDatabase
from retouch_lib.store.store import Store
from retouch_lib.store.uses import ORDERS
from retouch_lib.work.history import History, Where
from tests.many_jobs import OWNER, TOKEN_REF, fill
from tests.postgres_server import PostgresServer

JOBS, PAGE, TIMES = 100_000, 100, 3
AIM_PAGE, AIM_WHOLE = 1.5, 2.0
NOW, EVERYTHING = datetime.now(UTC), Where()
_SHORT = 0.02
"""Seconds: what takes less is asked twenty times, as a clock's ticks are ten milliseconds."""
Asked = tuple[Store, History]
Question = Callable[[Store, History], object]


def _page(_: Store, history: History, order: str = "asked_at", where: Where = EVERYTHING) -> object:
    return history.jobs(where, order, limit=PAGE)


def _first_view(store: Store, _: History) -> object:
    history, month = History(store, OWNER), Where(since=NOW - timedelta(days=30))
    return history.filter_options(), history.summary(month), history.jobs(month, limit=PAGE)


def _quota(_: Store, history: History) -> object:
    return history.forecasts(), history.unexplained(), history.quota(points=600), history.marks()


def _photos(store: Store) -> list[str]:
    return [photo.sha256 for photo in store.photos(OWNER)[:200]]


PAGES: dict[str, Question] = {
    "first view": _first_view,
    **{f"sort by {order}": partial(_page, order=order) for order in ORDERS},
    "search": partial(_page, where=Where(search="meyer 0001")),
    "of a project": partial(_page, where=Where(projects=("Meyer wedding",))),
    "failed": partial(_page, where=Where(states=("failed",))),
}
WHOLE: dict[str, Question] = {
    "page 500": lambda _, history: history.jobs(limit=PAGE, offset=PAGE * 499),
    "summary": lambda _, history: history.summary(),
    **{
        f"sums by {by}": lambda _, history, by=by: history.spend(by)  # type: ignore[misc]
        for by in ("day", "month", "preset", "photo", "project", "server")
    },
    "every run": lambda _, history: history.runs(),
    "every use": lambda _, history: history.jobs(),
    "quota": _quota,
    "every reading": lambda _, history: history.quota(),
    "survey: results": lambda store, _: store.newest_results(OWNER, _photos(store)),
    "survey: counts": lambda store, _: store.result_counts(OWNER, _photos(store)),
    "with results": lambda store, _: store.photos_with_results(OWNER),
    "library: tried": lambda store, _: store.tried(OWNER),
    "library: reach": lambda store, _: store.reach(OWNER, _fingerprints(store)),
    "budget": lambda store, _: store.standing(OWNER, "main", TOKEN_REF, NOW - timedelta(days=1)),
    "storage": lambda store, _: (store.holding(OWNER, NOW), store.kept_results(OWNER)),
    "latest runs": lambda store, _: store.runs(OWNER),
    "a photo's results": lambda store, _: store.results_for(OWNER, _photos(store)[0]),
}


def _fingerprints(store: Store) -> set[str]:
    return {tried.fingerprint for tried in store.tried(OWNER)}


@contextmanager
def both(count: int) -> Iterator[tuple[Path, str, PostgresServer]]:
    """A file, and a database of PostgreSQL's with the same rows."""
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch, PostgresServer() as server:
        file, url = Path(scratch) / "lab.sqlite", server.new_database()
        fill(file, count, until=NOW)
        Store.connect(url).close()
        _copy(file, url)
        yield file, url, server


def _copy(file: Path, url: str) -> None:
    with (
        closing(Database(file)) as one,
        closing(PostgresDatabase(url)) as other,
        one.reading() as source,
        other.writing() as target,
    ):
        read_file(source, target)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # as PostgreSQL's autovacuum does within a minute


def server_seconds(pid: int) -> float:
    """Processor time of a server's processes so far, also of those that have ended."""
    server = psutil.Process(pid)
    ended = server.cpu_times()
    living = [Path(f"/proc/{one.pid}/schedstat") for one in (server, *server.children())]
    now = sum(int(stat.read_text().split()[0]) for stat in living if stat.exists()) / 1e9
    return now + ended.children_user + ended.children_system


def measure(count: int) -> None:
    with both(count) as (file, url, server):
        with closing(Store.open(file)) as here, closing(Store.connect(url)) as there:
            asked = tuple((store, History(store, OWNER)) for store in (here, there))
            for aim, questions in ((AIM_PAGE, PAGES), (AIM_WHOLE, WHOLE)):
                for name, question in questions.items():
                    ours, theirs = _times(question, asked, server.process)
                    over = f"   over {aim}" if theirs > ours * aim else ""
                    print(f"  {name:24} {_ms(ours)}   {_ms(theirs)}   × {theirs / ours:4.1f}{over}", flush=True)
        for name, where in (("SQLite", str(file)), ("PostgreSQL", url)):
            subprocess.run([sys.executable, "-m", "benchmarks.two_databases", "peak", name, where], check=True)


def _times(question: Question, asked: Sequence[Asked], pid: int) -> list[float]:
    """The shortest processor time of each."""
    server = partial(server_seconds, pid)
    found = [
        [_each(partial(question, *one), beside) for one, beside in zip(asked, (None, server), strict=True)]
        for _ in range(TIMES)
    ]
    return [min(times) for times in zip(*found, strict=True)]


def _each(ask: Callable[[], object], beside: Callable[[], float] | None) -> float:
    """Processor seconds of one asking, with what passes `beside`."""
    for often in (1, 20):
        begun = beside() if beside else 0.0
        took = processor_seconds(lambda: [ask() for _ in range(often)])  # noqa: B023 - called at once
        took += beside() - begun if beside else 0.0
        if took > _SHORT:
            break
    return took / often


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:7.1f} ms"


def peak(name: str, where: str) -> None:
    """Print how much memory the whole history takes at most; the frame itself is a part of it."""
    store = Store.open(Path(where)) if name == "SQLite" else Store.connect(where)
    history = History(store, OWNER)
    history.jobs(limit=PAGE)
    before = _most_memory()
    frame = history.jobs()
    more = _most_memory() - before
    held = int(frame.memory_usage(deep=True).sum())
    print(
        f"  every use in {name:10}   peak {more / 1e6:4.0f} MB, of which {held / 1e6:.0f} MB are the frame", flush=True
    )
    store.close()


def _most_memory() -> int:
    """Of this process so far, in bytes."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def main() -> None:
    print(f"two databases: {JOBS:,} jobs; aims: a page × {AIM_PAGE}, all else × {AIM_WHOLE}", flush=True)
    print(f"  {'':24} {'SQLite':>10}   {'PostgreSQL':>10}", flush=True)
    measure(JOBS)


if __name__ == "__main__":
    if sys.argv[1:2] == ["peak"]:
        peak(*sys.argv[2:])
    else:
        measure(int(sys.argv[1])) if len(sys.argv) > 1 else main()
