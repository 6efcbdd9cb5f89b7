"""One of several processes on a database: what it may send, when it must not, and whom it gives way to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import BadSetting, StoreTrouble
from retouch_lib.jobs import replicas
from retouch_lib.jobs.replicas import Alone, OneOfSeveral
from retouch_lib.jobs.start import start
from retouch_lib.jobs.stopping import Stop
from retouch_lib.store import replicas as rows
from retouch_lib.store.records import JobState
from retouch_lib.store.replicas import Replica
from retouch_lib.store.store import Store
from retouch_lib.tokens.database_url import DatabaseUrl
from tests.jobs.world import NOON, World
from tests.launches import as_opened_before

URL = DatabaseUrl("postgresql://lab:secret@db.example/lab")


class Beside(Alone):
    """One replica of several, as its steps see it."""

    id = "me"
    alive = True
    lapses = 0

    def heard(self) -> bool:
        return self.alive

    def lease(self) -> Callable[[], bool]:
        begun = self.lapses
        return lambda: self.alive and self.lapses == begun


@pytest.fixture
def me(world: World) -> Beside:
    world.context.replica = Beside()
    return world.context.replica


class TestStart:
    def test_one_that_is_not_heard_waits_and_sends_then(self, world: World, me: Beside) -> None:
        me.alive = False
        world.stop.before_wait = lambda: setattr(me, "alive", len(world.stop.waits) == 3)
        world.api.starts.append(StartReply("r1", 1))
        assert start(world.context, world.job("local").id) is JobState.WAITING
        assert world.stop.waits == [0.5] * 3

    @pytest.mark.parametrize(("server", "judged"), [("main", JobState.UNSURE), ("local", JobState.WAITING)])
    def test_a_start_in_other_hands_is_judged_when_they_let_go(
        self, world: World, me: Beside, server: str, judged: JobState
    ) -> None:
        """Whoever waits for it sees how it ended; a start cut off is judged as any other."""
        job = world.job(server)
        world.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=NOON, sender="other")
        asked: list[str] = []

        def in_hand(job: Any) -> bool:
            asked.append(job.sender)
            assert world.api.calls == []
            return len(asked) < 4

        world.context.at_work_elsewhere = in_hand
        world.api.balances.append(40)
        world.api.starts.append(StartReply("r1", 1))
        assert start(world.context, job.id) is judged
        assert asked == ["other"] * 4
        assert world.now(job).sender == ("other" if server == "main" else "me")

    def test_what_the_other_wrote_meanwhile_is_right(self, world: World, me: Beside) -> None:
        job = world.job("main")
        world.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=NOON, sender="other")
        world.context.at_work_elsewhere = lambda _job: True
        world.stop.before_wait = lambda: world.store.set_job(job.id, state=JobState.WAITING, remote_id="r7") and None
        assert start(world.context, job.id) is JobState.WAITING
        assert world.api.calls == []

    @pytest.mark.parametrize("sent", [0, 40])
    def test_one_that_was_paused_before_its_last_byte_does_not_pay(self, world: World, me: Beside, sent: int) -> None:
        """It is heard again before its upload goes on: what it began before is nevertheless not sent."""
        job = world.job("main")
        world.api.balances.append(40)

        def paused(progress: Callable[[int, int], None]) -> None:
            me.lapses += 1
            world.stop.before_wait = lambda: None
            other = world.store.set_job(job.id, state=JobState.UNSURE, note="taken up by another")
            assert other.state is JobState.UNSURE
            progress(sent, 100)

        world.api.sends = paused
        assert start(world.context, job.id) is JobState.UNSURE
        assert world.now(job).note == "taken up by another"

    def test_where_nobody_took_it_up_it_is_sent_anew(self, world: World, me: Beside) -> None:
        job = world.job("main")
        world.api.balances.extend([40, 40])
        tries: list[int] = []

        def paused_once(progress: Callable[[int, int], None]) -> None:
            tries.append(1)
            me.lapses += len(tries) == 1
            progress(0, 100)

        world.api.sends = paused_once
        world.api.starts.append(StartReply("r1", 1))
        assert start(world.context, job.id) is JobState.WAITING
        assert (world.now(job).attempts, len(tries)) == (1, 2)

    def test_whose_last_byte_is_out_waits_for_its_answer(self, world: World, me: Beside) -> None:
        world.api.balances.append(40)

        def paused(progress: Callable[[int, int], None]) -> None:
            me.lapses += 1
            progress(100, 100)

        world.api.sends = paused
        world.api.starts.append(StartReply("r1", 1))
        assert start(world.context, world.job("main").id) is JobState.WAITING


class OnAFile:
    """Heartbeats on a file of SQLite's, by its clock."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.fails = False

    def _do(self, act: Callable[..., Any], *args: Any) -> Any:
        if self.fails:
            raise StoreTrouble("The lab's database can't be reached. Nothing was changed.")
        return self._store._write(act, *args)

    def beat(self, replica: Replica) -> None:
        self._do(rows.beat, replica)

    def leave(self, replica_id: str) -> None:
        self._do(rows.leave, replica_id)

    def living(self) -> tuple[Replica, ...]:
        found: tuple[Replica, ...] = self._do(rows.living)
        return found

    def forget(self, replica_ids: Collection[str]) -> None:
        self._do(rows.forget, replica_ids)

    @contextmanager
    def dead(self) -> Iterator[tuple[str, ...]]:
        yield self._do(rows.dead)

    def close(self) -> None:
        """It is the store's."""


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"))
    yield store
    store.close()


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    seconds = Seconds()
    monkeypatch.setattr(replicas, "_seconds", seconds)
    monkeypatch.setattr(replicas, "BEAT_EVERY", 1000.0)  # the test says when
    return seconds


@pytest.fixture
def enter(store: Store, seconds: Seconds, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., OneOfSeveral]]:
    entered: list[OneOfSeveral] = []
    monkeypatch.setattr(replicas, "Heartbeats", lambda _url: OnAFile(store))
    monkeypatch.setattr(replicas, "_LOOK_FOR_OTHERS", 0.01)
    monkeypatch.setattr(replicas, "_PATIENCE", 0.05)

    def enter(
        engine: str = "http://engine:8700",
        files: str = "s3://bucket",
        secret: str = "a secret's name",
        hand_over: Callable[..., None] = lambda _ids: None,
    ) -> OneOfSeveral:
        one = OneOfSeveral(URL, store, version="1.0", engine=engine, files=files, secret=secret)
        one.enter(hand_over)
        entered.append(one)
        return one

    yield enter
    for one in entered:
        one.leave()


class TestOneOfSeveral:
    def test_its_lease_ends_before_others_take_it_for_dead(
        self, enter: Callable[..., OneOfSeveral], seconds: Seconds
    ) -> None:
        one = enter()
        lease = one.lease()
        assert lease()
        seconds.now += replicas.LEASE - 0.1
        assert lease()
        one._beat()
        seconds.now += replicas.LEASE - 0.1
        assert lease(), "it was heard in time"
        seconds.now += 0.2
        assert not one.heard()
        one._beat()
        assert one.heard()
        assert one.lease()()
        assert not lease(), "what was begun before the pause is not gone on with"
        assert replicas.LEASE < rows.DEAD_AFTER

    def test_two_with_engines_of_their_own_cant_work_beside_each_other(
        self, enter: Callable[..., OneOfSeveral], store: Store
    ) -> None:
        first = enter(engine="")
        for engine in ("", "http://engine:8700"):
            with pytest.raises(BadSetting, match="Start one engine for all") as caught:
                enter(engine=engine)
            assert "secret" not in str(caught.value)
        assert [one.id for one in store.living_replicas()] == [first.id], "who came later has left"

    @pytest.mark.parametrize(("first", "second"), [("", ""), ("s3://bucket", ""), ("", "s3://b"), ("s3://a", "s3://b")])
    def test_nor_two_that_keep_files_in_two_places(
        self, enter: Callable[..., OneOfSeveral], first: str, second: str
    ) -> None:
        enter(files=first)
        with pytest.raises(BadSetting, match="Give each of them the same RETOUCH_FILES_URL"):
            enter(files=second)

    def test_nor_two_that_dont_know_what_the_other_signed(self, enter: Callable[..., OneOfSeveral]) -> None:
        enter()
        with pytest.raises(BadSetting, match="same secret in RETOUCH_SECRET_FILE"):
            enter(secret="another's name")

    def test_one_that_died_a_moment_ago_is_nobody(self, enter: Callable[..., OneOfSeveral], store: Store) -> None:
        enter(engine="").leave()
        assert enter(engine="").heard()

    def test_what_the_dead_had_in_hand_is_handed_over_once(
        self, enter: Callable[..., OneOfSeveral], store: Store
    ) -> None:
        given: list[Collection[str]] = []
        gone, left = enter(), enter(hand_over=given.append)
        left._bury()
        assert given == []
        gone.leave()
        left._bury()
        left._bury()
        assert given == [(gone.id,)]
        assert store.replicas_unheard_of([gone.id]) == (gone.id,)

    def test_after_the_database_was_away_everybody_may_speak_first(
        self, enter: Callable[..., OneOfSeveral], seconds: Seconds
    ) -> None:
        given: list[Collection[str]] = []
        gone, left = enter(), enter(hand_over=given.append)
        gone.leave()
        seconds.now += 10
        left._bury()
        assert given == [], "nor is it heard itself"
        left._beat()
        left._bury()
        assert given == []
        for _ in range(3):
            seconds.now += rows.DEAD_AFTER / 2
            left._beat()
        left._bury()
        assert given == [(gone.id,)]

    def test_they_share_what_may_be_done_at_a_time(self, enter: Callable[..., OneOfSeveral]) -> None:
        one = enter()
        assert one.share(24) == 24
        enter()
        enter()
        one._bury()
        assert (one.share(24), one.share(2)) == (8, 1)

    def test_a_slot_is_waited_for_and_given_back(
        self, enter: Callable[..., OneOfSeveral], store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one, other = enter(), enter()
        stop = Stop()
        waits: list[float] = []
        with one.holding(["upload/1"], stop):
            monkeypatch.setattr(stop, "wait", lambda s: (waits.append(s), store.give_lease_back("upload/1", one.id)))
            with other.holding(["upload/1"], stop):
                assert store.lease_holder("upload/1") == other.id
        assert len(waits) == 1
        assert store.take_lease(["upload/1"], one.id)

    def test_a_slot_that_the_database_did_not_take_back_comes_free_later(
        self, enter: Callable[..., OneOfSeveral], store: Store, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        one = enter()

        def away(*_: Any) -> None:
            raise StoreTrouble("away")

        with monkeypatch.context() as patch:
            patch.setattr(store, "give_lease_back", away)
            with one.holding(["upload/1"], Stop()):
                pass
        assert store.lease_holder("upload/1") == one.id
        one._beat()
        assert store.lease_holder("upload/1") != one.id

    def test_of_a_work_one_does_it_until_it_dies(self, enter: Callable[..., OneOfSeveral], seconds: Seconds) -> None:
        one, other = enter(), enter()
        assert one.keeps("retention")
        assert one.keeps("retention")
        assert not other.keeps("retention")
        one.leave()
        assert other.keeps("retention")
        seconds.now += replicas.LEASE
        assert not other.keeps("retention"), "others may have begun with it"
