"""What PostgreSQL adds: several processes write at once, and the server may be gone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select, text

from retouch_lib.errors import DataUnusable, IllegalTransition, NewerDatabase, OverBudget, StoreTrouble
from retouch_lib.jobs.hints import Hints
from retouch_lib.jobs.hooks import Hooks
from retouch_lib.store import connecting, telling
from retouch_lib.store import postgres as room
from retouch_lib.store.postgres import PostgresDatabase
from retouch_lib.store.records import JobState, Share, Take
from retouch_lib.store.store import Store
from retouch_lib.tokens.database_url import DatabaseUrl
from retouch_lib.words.text import folded
from tests.engines import wait_until
from tests.postgres_server import PostgresServer
from tests.unit.store.conftest import NOON, OWNER, SHA, Ticking, photo, wanted

ROUNDS, AT_ONCE = 6, 6


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.empty_database()


@pytest.fixture
def stores(url: str) -> Iterator[list[Store]]:
    """Of three replicas."""
    stores = [Store.connect(url, Ticking()) for _ in range(3)]
    stores[0].add_photo(photo())
    yield stores
    for store in stores:
        store.close()


@dataclass(frozen=True)
class UpTo:
    """A budget."""

    credits: int
    since: datetime = NOON - timedelta(hours=1)

    def check(self, takes: Sequence[Take]) -> None:
        for take in takes:
            if take.standing.spent + take.credits > self.credits:
                raise OverBudget(take.credits, "over")


def at_once(stores: list[Store], press: Callable[[Store, int], Any]) -> Counter[Any]:
    """What six presses on three replicas came to."""
    ready = threading.Barrier(AT_ONCE)

    def one(number: int) -> Any:
        ready.wait()
        try:
            return press(stores[number % len(stores)], number)
        except (IllegalTransition, OverBudget) as error:
            return type(error)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def make_run(store: Store, number: int, **options: Any) -> Any:
    item = wanted(fingerprint=f"{number:064x}")
    return store.make_run(OWNER, "main", [item], engine_version="", token_ref="ref", **options)


def test_a_job_is_started_by_one(stores: list[Store]) -> None:
    for number in range(ROUNDS):
        job = make_run(stores[0], number).items[0].job

        def start(store: Store, _number: int, job_id: str = job.id) -> str:
            return store.set_job(job_id, when={JobState.QUEUED}, state=JobState.STARTING).state

        assert at_once(stores, start) == {"starting": 1, IllegalTransition: AT_ONCE - 1}


def test_equal_presses_pay_once(stores: list[Store]) -> None:
    for number in range(ROUNDS):
        shares = at_once(stores, lambda store, _, number=number: make_run(store, number).items[0].share)
        assert shares[Share.PAID] == 1


def test_the_budget_is_not_overspent(stores: list[Store]) -> None:
    for number in range(ROUNDS):
        budget = UpTo(number + 1)

        def press(store: Store, k: int, first: int = number * AT_ONCE, budget: UpTo = budget) -> bool:
            return bool(make_run(store, first + k, budget=budget))

        assert at_once(stores, press) == {True: 1, OverBudget: AT_ONCE - 1}


def test_replicas_that_start_together_make_the_tables_once(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    with ThreadPoolExecutor(3) as pool:
        stores = list(pool.map(lambda _: Store.connect(url), range(3)))
    for store in stores:
        assert store.photos(OWNER) == ()
        store.close()


def test_a_newer_labs_database_is_left_alone(url: str) -> None:
    with psycopg.connect(url) as connection:
        before = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    try:
        with pytest.raises(NewerDatabase, match="Start the newer version"):
            Store.connect(url)
    finally:
        with psycopg.connect(url) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", before)


class TestADatabaseThatCantBeUsed:
    """One sentence for the terminal: the address without its password, the reason, and what to do."""

    WAY_ON = "Nothing was changed or sent. See to that, or to RETOUCH_DATABASE_URL, and start Retouch Lab again."

    def told(self, url: str) -> str:
        with pytest.raises(DataUnusable) as caught:
            Store.connect(url)
        return str(caught.value)

    def test_no_server(self) -> None:
        told = self.told("postgresql://lab:secret@127.0.0.1:1/lab")
        assert told == (
            f"The database postgresql://lab@127.0.0.1:1/lab can't be used: Connection refused. {self.WAY_ON}"
        )

    def test_no_such_database(self, postgres: PostgresServer) -> None:
        assert 'database "nosuch" does not exist. Nothing' in self.told(postgres.url("nosuch"))

    def test_no_such_user(self, postgres: PostgresServer) -> None:
        told = self.told(postgres.url("postgres").replace("lab@", "stranger:secret@"))
        assert 'can\'t be used: role "stranger" does not exist. Nothing' in told
        assert "secret" not in told

    def test_a_wrong_password(self) -> None:
        said = (
            'connection failed: connection to server at "10.0.0.7", port 5432 failed: FATAL:  password authentication '
            'failed for user "lab"\nconnection to server at "10.0.0.7", port 5432 failed: FATAL:  no pg_hba.conf entry'
        )
        url = DatabaseUrl("postgresql://lab:secret@db.example/lab")
        with pytest.raises(DataUnusable) as caught, connecting.explained(url):
            raise psycopg.OperationalError(said)
        assert str(caught.value) == (
            "The database postgresql://lab@db.example/lab can't be used: password authentication failed for user "
            f'"lab". {self.WAY_ON}'
        )

    def test_one_that_is_too_old(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(connecting, "OLDEST", 99)
        assert "is PostgreSQL 18" in self.told(url)

    def test_one_that_holds_no_unicode(self, postgres: PostgresServer) -> None:
        with psycopg.connect(postgres.url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
        assert "keeps texts as LATIN1; UTF8 is needed" in self.told(postgres.url("latin"))


def test_a_commit_outlasts_a_crash_of_the_server(url: str) -> None:
    """The tests' own server is told not to see to that: a storm that restarted it lost a run so."""
    with psycopg.connect(url) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("off",)
    with closing(PostgresDatabase(url)) as database, database.reading() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "on"


def test_all_that_share_it_have_one_key(stores: list[Store]) -> None:
    keys = {store.common_key() for store in stores}
    assert len(keys) == 1
    assert len(keys.pop()) == 32


def test_a_connection_that_was_cut_is_made_anew(url: str, stores: list[Store]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        connection.execute(others + " AND datname = current_database()")
    assert [one.sha256 for one in stores[0].photos(OWNER)] == [SHA]


def test_a_paused_writer_keeps_others_waiting_for_seconds_only(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_IDLE_SECONDS", 0.2)
    with closing(PostgresDatabase(url)) as paused, closing(Store.connect(url)) as store:
        with pytest.raises(StoreTrouble), paused.writing():
            store.add_photo(photo())  # waits until the server ends the other's session
        assert store.photos(OWNER)


def test_what_another_replica_wrote_is_seen_at_once(stores: list[Store]) -> None:
    first, second, _ = stores
    assert first.preference(OWNER, "server") is None
    version = first.version()
    assert first.version() == version
    second.set_preference(OWNER, "server", "main")
    assert first.version() != version
    assert first.preference(OWNER, "server") == "main"


def test_texts_that_it_cant_hold_are_mended(stores: list[Store]) -> None:
    job = make_run(stores[0], 1).items[0].job
    told = "x" * 500 + "\0\ud800"
    assert stores[0].set_job(job.id, remote_state=told).remote_state.startswith("x" * 500)


def test_names_are_compared_as_everywhere(url: str) -> None:
    names = ["СВАДЬБА", "E\u0301TE\u0301", "Straße", "ΌΣΟΣ", "Ǆ", "İ", "Hill School"]
    with closing(PostgresDatabase(url)) as database, database.reading() as connection:
        assert [connection.execute(select(func.folded(name))).scalar_one() for name in names] == list(
            map(folded, names)
        )


def test_what_one_replica_tells_every_other_hears_and_nobody_keeps(stores: list[Store]) -> None:
    heard: list[list[str]] = [[], []]
    stores[0].tell("nobody listens")
    for store, words in zip(stores, heard, strict=False):
        store.listen(words.append)

    def told() -> bool:
        stores[2].tell("job-1")
        return all(heard)

    wait_until(told)  # until both have begun to listen
    stores[2].tell("job-2")
    wait_until(lambda: all("job-2" in words for words in heard))
    assert {word for words in heard for word in words} == {"job-1", "job-2"}


def test_who_listens_does_so_again_when_the_connection_was_lost(
    stores: list[Store], url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "_AGAIN_AFTER", 0.01)
    heard: list[str] = []
    stores[0].listen(heard.append)

    def told(word: str) -> bool:
        stores[1].tell(word)
        return word in heard

    wait_until(lambda: told("before"))
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    wait_until(lambda: told("after"))


def test_a_callback_that_reaches_another_replica_is_told_to_the_one_that_has_the_job(stores: list[Store]) -> None:
    hints = [Hints() for _ in stores]
    replicas = [
        Hooks(b"k" * 32, "https://lab.example", own, store.tell) for store, own in zip(stores, hints, strict=True)
    ]
    for store, own in zip(stores, hints, strict=True):
        store.listen(own.give)
    job, mark = str(replicas[0].address("job-1")).split("/")[-2:]

    def called() -> bool:
        assert replicas[2].is_ours(job, mark), "one secret: any replica knows the address"
        stores[2].tell("job-1")  # as `follow` does, without its bound: the others may not listen yet
        return hints[0].event("job-1").is_set()

    with hints[0].hold("job-1"), hints[1].hold("job-2"):
        wait_until(called)
        hints[0].event("job-1").clear()
        replicas[1].follow(job)
        wait_until(lambda: hints[0].event("job-1").is_set())
        assert not hints[1].event("job-2").is_set()
