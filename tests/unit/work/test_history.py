"""Frames and sums of hand-made stores: what was asked for, what it cost, what may be filtered and sorted."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from alembic import command
from alembic.config import Config

from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.store import database
from retouch_lib.store.records import Job, JobState, Photo, Reading, Run, Wanted
from retouch_lib.store.store import Store
from retouch_lib.work.history import History, Where
from tests.launches import as_opened_before
from tests.many_jobs import fill

OWNER, TOKEN = "local", "ref"
A, B = "a" * 64, "b" * 64
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def on(self, **later: float) -> datetime:
        self.now += timedelta(**later)
        return self.now


@pytest.fixture
def at() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, at: Clock) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), at)
    for sha256, name in ((A, "Anna_1.jpg"), (B, "100%_Ben.jpg")):
        store.add_photo(Photo(sha256, OWNER, name, 1000, "jpeg", 600, 800, None, None, NOON))
    yield store
    store.close()


@pytest.fixture
def history(store: Store) -> History:
    return History(store, OWNER)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This computer stands in New York: five hours behind UTC, four from 8 March 2026 on."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def press(store: Store, *wanted: Wanted, server: str = "main", project: str = "") -> Run:
    return store.make_run(OWNER, server, wanted, engine_version="", token_ref=TOKEN, project=project)


def want(preset: object = SLIGHT, photo: str = A, job: str | None = None, nonce: str = "") -> Wanted:
    return Wanted(photo, preset.name, preset.to_json(), preset.fingerprint, nonce, job)  # type: ignore[attr-defined]


def finish(store: Store, at: Clock, job: Job, end: JobState = JobState.DONE) -> Job:
    """Waiting 3 s, processing 10 s, downloading 2 s."""
    at.on(seconds=1)
    store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=at.now)
    at.on(seconds=2)
    store.set_job(job.id, state=JobState.WAITING, remote_id="r", started_at=at.now, quota=99)
    at.on(seconds=10)
    if end is JobState.FAILED:
        return store.set_job(job.id, state=end, error="JobFailed", note="The server gave up.")
    store.set_job(job.id, state=JobState.DOWNLOADING, ready_at=at.now)
    at.on(seconds=2)
    return store.set_job(job.id, state=end, result="c" * 64, result_type="jpeg", result_bytes=5_000_000)


def balance(store: Store, at: Clock, value: int, *, token: str = TOKEN, server: str = "main") -> None:
    store.add_reading(Reading(OWNER, server, token, "balance", value, None, at.now))


def test_what_deleted_jobs_took_still_counts_without_a_name(store: Store, history: History, at: Clock) -> None:
    balance(store, at, 40)
    run = press(store, want(), want(BALANCED), project="Hill School")
    finish(store, at, run.items[0].job)
    finish(store, at, run.items[1].job, JobState.FAILED)
    kept = press(store, want(HEAVY, B))
    finish(store, at, kept.items[0].job)
    store.delete_runs(OWNER, [run.id])

    summary = history.summary()
    assert (summary.jobs, summary.credits, summary.unknown, summary.done, summary.bought) == (3, 2, 1, 1, 2)
    gone = history.jobs(Where(states=("deleted",)), "photo_name", limit=10)
    assert set(gone["preset"]) == set(gone["project"]) == set(gone["photo_name"]) == {"(deleted)"}
    assert set(gone["photo"]) == set(gone["run"]) == set(gone["result"]) == {""}
    assert list(history.jobs(limit=10)["state"]) == ["done", "deleted", "deleted"]
    for nameless in (
        Where(projects=("Hill School",)),
        Where(photos=(A,)),
        Where(search="slight"),
        Where(states=("x",)),
    ):
        assert history.summary(nameless).jobs == 0
    by_photo = history.spend("photo").set_index("key")
    assert (by_photo.loc["", "name"], by_photo.loc["", "credits"]) == ("(deleted)", 1)
    assert history.filter_options().states == ("deleted", "done")
    assert history.marks()["jobs"].sum() == 3

    at.on(minutes=5)
    balance(store, at, 37)  # three jobs, three credits: the failed one was charged, and nobody else used the token
    assert history.summary().credits == 3
    assert history.unexplained() == []


def test_what_the_balance_told_is_told_after_a_deletion_too(store: Store, history: History, at: Clock) -> None:
    balance(store, at, 40)
    run = press(store, want())
    finish(store, at, run.items[0].job, JobState.FAILED)
    at.on(seconds=1)
    balance(store, at, 39)
    before = history.summary()
    assert (before.credits, before.unknown) == (1, 0)
    store.delete_runs(OWNER, [run.id])
    assert replace(history.summary(), bought=0) == before, "whether a deleted one brought a result is not known"


def test_a_job_taken_back_before_it_was_sent_again_keeps_a_time(store: Store, history: History, at: Clock) -> None:
    balance(store, at, 40)
    finish(store, at, press(store, want()).items[0].job, JobState.FAILED)
    at.on(seconds=1)
    balance(store, at, 39)
    at.on(minutes=1)
    job = press(store, want(photo=B)).items[0].job
    store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=at.now)
    unsure = store.set_job(job.id, state=JobState.UNSURE)
    store.send_again(store.job(OWNER, unsure.id) or unsure)
    store.set_job(job.id, state=JobState.DROPPED)
    at.on(minutes=1)
    balance(store, at, 38)
    assert (history.summary().credits, history.summary().unknown) == (2, 0)


def test_a_start_that_was_paid_and_sent_again_is_nobody_elses_use(store: Store, history: History, at: Clock) -> None:
    """Both starts are paid; only the time of the second is kept."""
    balance(store, at, 40)
    job = press(store, want()).items[0].job
    at.on(minutes=1)
    store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=at.now)
    unsure = store.set_job(job.id, state=JobState.UNSURE)
    at.on(minutes=1)
    balance(store, at, 39)
    assert history.summary().credits == 1
    at.on(hours=3)
    store.send_again(unsure)
    at.on(seconds=1)
    store.set_job(job.id, state=JobState.STARTING, attempts=2, attempted_at=at.now)
    at.on(seconds=1)
    store.set_job(job.id, state=JobState.WAITING, remote_id="r", started_at=at.now)
    store.set_job(job.id, state=JobState.DOWNLOADING, ready_at=at.now)
    store.set_job(job.id, state=JobState.DONE, result="c" * 64, result_type="jpeg", result_bytes=1)
    at.on(minutes=1)
    balance(store, at, 38)
    assert history.unexplained() == []
    at.on(days=1)
    balance(store, at, 37)
    assert [drop.unexplained for drop in history.unexplained()] == [1]


class TestJobs:
    def test_an_empty_store_has_typed_columns(self, history: History) -> None:
        frame = history.jobs()
        assert len(frame) == 0
        assert str(frame["asked_at"].dtype) == "datetime64[us, UTC]"
        assert str(frame["credits"].dtype) == "Int64"
        assert str(frame["waiting_s"].dtype) == "float64"

    def test_a_paid_and_a_cached_use_of_one_job(self, store: Store, history: History, at: Clock) -> None:
        job = finish(store, at, press(store, want(), project="Hill School").items[0].job)
        at.on(hours=1)
        press(store, want(job=job.id))
        cached, paid = history.jobs().to_dict("records")
        assert (cached["share"], cached["credits"], cached["asked_at"]) == ("known", 0, pd.Timestamp(at.now))
        assert pd.isna(cached["waiting_s"])
        assert {name: paid[name] for name in ("share", "credits", "project", "preset", "server", "state")} == {
            "share": "paid",
            "credits": 1,
            "project": "Hill School",
            "preset": "slight",
            "server": "main",
            "state": "done",
        }
        assert [paid[name] for name in ("waiting_s", "processing_s", "downloading_s")] == pytest.approx(
            [3, 10, 2], abs=1e-3
        )
        assert (paid["photo"], paid["photo_name"], paid["bytes"], paid["quota_after"]) == (
            A,
            "Anna_1.jpg",
            5_000_000,
            99,
        )
        assert paid["asked_at"] == pd.Timestamp(NOON)

    @pytest.mark.parametrize(
        ("server", "end", "cost"),
        [
            ("main", JobState.DONE, 1),
            ("local", JobState.DONE, 0),
            ("main", JobState.FAILED, None),
            ("local", JobState.FAILED, 0),
        ],
    )
    def test_what_a_job_cost(
        self, store: Store, history: History, at: Clock, server: str, end: JobState, cost: int | None
    ) -> None:
        finish(store, at, press(store, want(), server=server).items[0].job, end)
        (found,) = history.jobs()["credits"]
        assert found == cost if cost is not None else pd.isna(found)

    def test_what_was_never_or_nobody_knows_whether_it_was_sent(self, store: Store, history: History) -> None:
        first, second, third = (item.job for item in press(store, want(), want(BALANCED), want(HEAVY)).items)
        store.set_job(first.id, state=JobState.CANCELLED)
        store.set_job(second.id, state=JobState.STARTING, attempts=1, attempted_at=NOON)
        store.set_job(second.id, state=JobState.UNSURE)
        store.set_job(second.id, state=JobState.DROPPED)
        store.set_job(third.id, state=JobState.REFUSED)
        cost = history.jobs(order="preset", descending=False).set_index("preset")["credits"]
        assert pd.isna(cost["balanced"])
        assert cost[["slight", "heavy"]].to_list() == [0, 0]

    def test_a_job_tried_again_stays_and_keeps_its_project(self, store: Store, history: History, at: Clock) -> None:
        failed = finish(store, at, press(store, want(), project="Hill School").items[0].job, JobState.FAILED)
        finish(store, at, store.repeat_job(failed, TOKEN))
        frame = history.jobs()
        assert frame["state"].to_list() == ["done", "failed"]
        assert set(frame["project"]) == {"Hill School"}
        assert history.spend("project").iloc[0][["key", "credits", "unknown"]].to_list() == ["Hill School", 1, 1]

    def test_filters_and_search(self, store: Store, history: History, at: Clock) -> None:
        press(store, want(), want(BALANCED, B), project="Hill School")
        at.on(days=1)
        (job,) = (item.job for item in press(store, want(HEAVY, B), server="local").items)
        store.set_job(job.id, state=JobState.CANCELLED)

        def found(**fields: object) -> list[str]:
            return sorted(history.jobs(Where(**fields))["preset"])  # type: ignore[arg-type]

        assert found() == ["balanced", "heavy", "slight"]
        assert found(since=NOON + timedelta(hours=1)) == ["heavy"]
        assert found(until=NOON + timedelta(hours=1)) == ["balanced", "slight"]
        assert found(photos=(B,)) == ["balanced", "heavy"]
        assert found(presets=("slight", "heavy"), servers=("main",)) == ["slight"]
        assert found(states=("cancelled",)) == ["heavy"]
        assert found(projects=("",)) == ["heavy"]
        assert found(search="ANNA") == ["slight"]
        assert found(search="hill ben") == ["balanced"]
        assert found(search="100%") == ["balanced", "heavy"]
        assert found(search="0%0") == []
        assert found(search=job.id[:8]) == ["heavy"]

    def test_neither_case_nor_form_of_a_letter_makes_a_difference(self, store: Store, history: History) -> None:
        nfd = "U\u0308ber E\u0301te\u0301"
        store.add_photo(Photo(A, OWNER, "Свадьба 12.jpg", 1000, "jpeg", 600, 800, None, None, NOON))
        press(store, want(replace(SLIGHT, name=nfd)), project="Свадьба Анны")
        press(store, want(replace(BALANCED, name="Über Été"), B), project="СВАДЬБА АННЫ")
        press(store, want(HEAVY, B))

        def found(**fields: object) -> int:
            return len(history.jobs(Where(**fields)))  # type: ignore[arg-type]

        assert found(search="свадьба") == found(search="АННЫ") == 2
        assert found(search="свадьба 12.JPG") == 1  # not "12" alone, which a job's random number may hold
        assert found(search="üBER") == found(search="u\u0308ber") == found(search="été") == 2
        assert found(search="uber") == 0
        assert found(projects=("свадьба анны",)) == found(presets=("über été",)) == 2
        options = history.filter_options()
        assert [name.casefold() for name in options.projects] == ["", "свадьба анны"]
        assert len(options.presets) == 2
        for by in ("project", "preset"):
            assert sorted(history.spend(by)["jobs"]) == [1, 2]
        assert len(store.runs_of(OWNER, "Свадьба анны")) == 2

    def test_a_photo_under_a_new_name_does_not_rename_its_rows(self, store: Store, history: History) -> None:
        first = press(store, want())
        store.add_photo(Photo(A, OWNER, "Berta.jpg", 1000, "jpeg", 600, 800, None, None, NOON))
        press(store, want(job=first.items[0].job.id))
        press(store, want(BALANCED))
        assert sorted(history.jobs()["photo_name"]) == ["Anna_1.jpg", "Berta.jpg", "Berta.jpg"]
        assert (len(history.jobs(Where(search="anna"))), len(history.jobs(Where(search="berta")))) == (1, 2)
        assert history.spend("photo")["name"].to_list() == ["Berta.jpg"], "the one it has now"

    def test_sorting_and_pages(self, store: Store, history: History, at: Clock) -> None:
        for preset, photo in ((SLIGHT, B), (BALANCED, A), (HEAVY, B)):
            press(store, want(preset, photo))
            at.on(minutes=1)
        assert history.jobs()["preset"].to_list() == ["heavy", "balanced", "slight"]
        assert history.jobs(order="photo_name", descending=False)["preset"].to_list() == ["heavy", "slight", "balanced"]
        assert history.jobs(limit=1, offset=1)["preset"].to_list() == ["balanced"]
        with pytest.raises(ValueError, match="is no order"):
            history.jobs(order="1; drop table jobs")

    def test_nothing_of_another_owner_is_seen(self, store: Store, history: History) -> None:
        press(store, want())
        other = History(store, "somebody else")
        assert len(other.jobs()) == len(other.runs()) == len(other.quota()) == other.summary().uses == 0


class TestSums:
    def test_by_local_day_over_the_change_to_summer_time(
        self, here: None, store: Store, history: History, at: Clock
    ) -> None:
        for when in ("2026-03-08T04:30", "2026-03-08T05:30", "2026-03-09T03:59", "2026-03-09T04:01"):
            at.now = datetime.fromisoformat(f"{when}+00:00")
            finish(store, at, press(store, want(replace(SLIGHT, name=when, extra={"when": when}))).items[0].job)
        days = history.spend("day").set_index("key")["credits"].to_dict()
        assert days == {"2026-03-07": 1, "2026-03-08": 2, "2026-03-09": 1}

    def test_a_billing_month_begins_on_the_day_chosen(
        self, here: None, store: Store, history: History, at: Clock
    ) -> None:
        for day in ("2026-01-31", "2026-02-14", "2026-02-15", "2026-03-14", "2026-03-15"):
            at.now = datetime.fromisoformat(f"{day}T15:00+00:00")
            press(store, want(replace(SLIGHT, extra={"day": day})))
        assert history.spend("month", first_day=15)[["key", "jobs"]].values.tolist() == [
            ["2026-01-15", 2],
            ["2026-02-15", 2],
            ["2026-03-15", 1],
        ]
        with pytest.raises(ValueError, match="from 1 to 28"):
            history.spend("month", first_day=31)

    def test_averages_are_of_done_paid_jobs_only(self, store: Store, history: History, at: Clock) -> None:
        run = press(store, want(), want(BALANCED))
        job = finish(store, at, run.items[0].job)
        finish(store, at, run.items[1].job, JobState.FAILED)
        press(store, want(job=job.id))
        summary = history.summary()
        assert (summary.uses, summary.jobs, summary.reused, summary.done) == (3, 2, 1, 1)
        assert (summary.credits, summary.unknown, summary.bought, summary.credits_per_result) == (1, 1, 1, 1.0)
        assert summary.seconds == pytest.approx(15, abs=1e-3)
        assert History(store, "nobody").summary().seconds is None

    def test_free_results_make_the_bought_ones_no_cheaper(self, store: Store, history: History, at: Clock) -> None:
        for server in ("main", "main", "local", "local", "local"):
            (item,) = press(store, want(nonce=f"{at.on(seconds=1)}"), server=server).items
            finish(store, at, item.job)
        summary = history.summary()
        assert (summary.done, summary.bought, summary.credits, summary.credits_per_result) == (5, 2, 2, 1.0)
        assert history.summary(Where(servers=("local",))).credits_per_result is None
        sums = history.spend("server").set_index("key")["bought"]
        assert sums.to_dict() == {"local": 0, "main": 2}

    def test_by_photo_with_names_and_by_preset(self, store: Store, history: History, at: Clock) -> None:
        for item in press(store, want(), want(BALANCED), want(BALANCED, B)).items:
            finish(store, at, item.job)
        assert history.spend("photo")[["key", "name", "credits"]].values.tolist() == [
            [A, "Anna_1.jpg", 2],
            [B, "100%_Ben.jpg", 1],
        ]
        assert history.spend("preset")[["key", "credits"]].values.tolist() == [["balanced", 2], ["slight", 1]]

    def test_runs(self, store: Store, history: History, at: Clock) -> None:
        run = press(store, want(), want(BALANCED), project="Hill School")
        at.on(hours=1)
        again = press(store, want(job=run.items[0].job.id))
        frame = history.runs()
        assert frame[["run", "project", "uses", "jobs", "reused"]].values.tolist() == [
            [again.id, "", 1, 0, 1],
            [run.id, "Hill School", 2, 2, 0],
        ]

    def test_choices(self, store: Store, history: History) -> None:
        press(store, want(), project="Hill School")
        choices = history.filter_options()
        assert (choices.presets, choices.servers, choices.projects) == (("slight",), ("main",), ("Hill School",))
        assert choices.photos == {A: "Anna_1.jpg", B: "100%_Ben.jpg"}


class TestQuota:
    def test_tokens_have_aliases_and_servers_of_the_vendor_one_account(
        self, store: Store, history: History, at: Clock
    ) -> None:
        for value, token, server in ((41, "x" * 32, "main"), (40, "x" * 32, "world"), (7, "y" * 32, "main")):
            balance(store, at, value, token=token, server=server)
            at.on(minutes=1)
        frame = history.quota()
        assert frame[["account", "server", "token", "value"]].values.tolist() == [
            ["retouch4me", "main", "token 1", 41],
            ["retouch4me", "world", "token 1", 40],
            ["retouch4me", "main", "token 2", 7],
        ]
        assert "x" * 8 not in frame.to_csv()

    def test_few_points_keep_the_last_of_each_time(self, store: Store, history: History, at: Clock) -> None:
        for value in range(100, 0, -1):
            balance(store, at, value)
            at.on(minutes=1)
        frame = history.quota(points=10)
        assert 10 <= len(frame) <= 11
        assert frame["value"].iloc[-1] == 1
        assert frame["read_at"].is_monotonic_increasing
        assert len(history.quota(Where(since=NOON + timedelta(minutes=90)))) == 10


def test_a_failed_job_is_paid_or_not_as_soon_as_the_balance_tells(store: Store, history: History, at: Clock) -> None:
    balance(store, at, 41)
    for preset in (SLIGHT, BALANCED):
        finish(store, at.on(minutes=2) and at, press(store, want(preset)).items[0].job, JobState.FAILED)
    assert history.summary().unknown == 2
    balance(store, at.on(minutes=2) and at, 39)
    assert (history.summary().unknown, history.summary().credits) == (0, 2)
    finish(store, at.on(minutes=2) and at, press(store, want(HEAVY)).items[0].job, JobState.FAILED)
    balance(store, at.on(minutes=2) and at, 39)
    assert history.jobs()[["preset", "credits"]].values.tolist() == [["heavy", 0], ["balanced", 1], ["slight", 1]]


def test_figures_agree_with_the_rows_they_sum_up(tmp_path: Path) -> None:
    """The sums of SQL against the same sums in pandas, over 500 made-up jobs."""
    fill(tmp_path / "lab.sqlite", 500, until=NOON, days=60)
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), lambda: NOON)
    history, where = History(store, OWNER), Where(since=NOON - timedelta(days=30))
    rows, summary = history.jobs(where), history.summary(where)
    assert summary.uses == len(rows) > 200
    assert summary.credits == rows["credits"].sum()
    assert summary.unknown == rows["credits"].isna().sum()
    timed = rows[(rows["share"] == "paid") & (rows["state"] == "done")]
    assert summary.processing_s == pytest.approx(timed["processing_s"].mean())
    for by in ("project", "preset", "server", "photo"):
        spent = history.spend(by, where).set_index("key")["credits"]  # type: ignore[arg-type]
        assert spent.to_dict() == rows.groupby(by)["credits"].sum().to_dict()
    assert history.spend("day", where)["uses"].sum() == history.runs(where)["uses"].sum() == len(rows)
    pages = [history.jobs(where, limit=100, offset=offset)["job"] for offset in range(0, len(rows), 100)]
    assert pd.concat(pages).to_list() == rows["job"].to_list()
    oldest = history.jobs(where, descending=False)
    keys = ["job", "run", "share"]
    assert history.jobs(where, descending=False, limit=100, offset=100)[keys].equals(
        oldest[100:200][keys].reset_index(drop=True)
    )
    store.close()


def test_older_files_learn_for_which_run_each_job_was_made(tmp_path: Path) -> None:
    path = tmp_path / "lab.sqlite"
    _migrated_to(path, "0002")
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO photos VALUES ('local', 'p', 'x.jpg', 1, 'jpeg', 1, 1, NULL, NULL, '2026-01-01', NULL)"
        )
        old.execute("INSERT INTO runs VALUES ('run', 'local', 'main', 'Hill School', '2026-01-01 00:00:00.000000')")
        for job, nonce in (("first", ""), ("second", "first"), ("third", "second"), ("stray", "gone")):
            names = ("id", "nonce", "owner", "photo", "state", "created_at", "server", "token_ref", "attempts", "polls")
            others = ("variant", "payload", "fingerprint", "engine_version", "remote_state", "step", "plugin", "reason")
            texts = (*others, "note", "error")
            old.execute(
                f"INSERT INTO jobs ({', '.join((*names, *texts))}, progress, uploaded) "
                f"VALUES (?, ?, 'local', 'p', 'failed', '2026-01-01 00:00:00.000000', 'main', 'ref', 1, 1, "
                f"{', '.join(['?'] * len(texts))}, 0, 0)",
                (job, nonce, *("x" for _ in texts)),
            )
        old.execute("INSERT INTO run_items VALUES ('run', 0, 'x', 'paid', 'third')")
    store = Store.open(path)
    projects = History(store, OWNER).jobs().set_index("job")["project"].to_dict()
    assert projects == {"first": "Hill School", "second": "Hill School", "third": "Hill School", "stray": ""}
    store.close()


def _migrated_to(path: Path, revision: str) -> None:
    own = database.Database(path)
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with own.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    own.close()
