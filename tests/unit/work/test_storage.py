"""Which results are past their limits, and what is removed, measured and emptied, without a lab."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retouch_lib.machine.disk import bytes_in
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.previews import Previews
from retouch_lib.presets.vendor import BALANCED, HEAVY
from retouch_lib.store.records import JobState, Photo
from retouch_lib.store.removals import Removal
from retouch_lib.store.retention import KeptResult
from retouch_lib.store.store import Store
from retouch_lib.work.storage import due
from tests.launches import as_opened_before
from tests.unit.work.test_history import OWNER, A, Clock, finish, press, want

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)


def kept(name: str, days: float, gigabytes: float = 1.0, *, held: bool = False) -> KeptResult:
    return KeptResult(name, int(gigabytes * 1e9), NOW - timedelta(days=days), held)


RESULTS = [kept("a", 40), kept("b", 31, held=True), kept("c", 20), kept("d", 2, 3), kept("e", 0.5, 4)]
"""10 GB."""


@pytest.mark.parametrize(
    ("days", "gigabytes", "old", "much", "over"),
    [
        (0, 0, "", "", 0),
        (30, 0, "a", "", 0),  # the held one stays, however old
        (1, 0, "acd", "", 0),  # the one of today is younger than a day
        (0, 9.5, "", "a", 0),
        (30, 8.5, "a", "c", 0),
        (0, 10, "", "", 0),
        (0, 1, "", "acd", 4e9),  # what is held or young can't make room
    ],
)
def test_results_past_a_limit(days: int, gigabytes: float, old: str, much: str, over: float) -> None:
    found = due(RESULTS, NOW, days, gigabytes)
    assert "".join(result.sha256 for result in found.too_old) == old
    assert "".join(result.sha256 for result in found.too_much) == much
    assert found.over == over
    assert found.count == len(old + much)


class TestKeeping:
    @pytest.fixture
    def at(self) -> Clock:
        return Clock()

    @pytest.fixture
    def store(self, tmp_path: Path, at: Clock) -> Iterator[Store]:
        store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), at)
        store.add_photo(Photo(A, OWNER, "Anna_1.jpg", 1000, "jpeg", 600, 800, None, None, at.now))
        yield store
        store.close()

    def test_a_result_counts_from_its_last_use_and_is_held_by_the_latest_run(self, store: Store, at: Clock) -> None:
        first = finish(store, at, press(store, want()).items[0].job)
        at.on(days=1)
        other = finish(store, at, press(store, want(BALANCED)).items[0].job)
        store.set_job(other.id, result="d" * 64, expires_at=at.now + timedelta(hours=24))
        fetched = at.now
        at.on(days=1)
        press(store, want(job=first.id))
        reused = at.now
        assert [(result.sha256[0], result.used_at, result.held) for result in store.kept_results(OWNER)] == [
            ("d", fetched, False),
            ("c", reused, True),
        ]
        holding = store.holding(OWNER, fetched)
        assert (holding.photos, holding.photo_bytes, holding.results, holding.result_bytes) == (1, 1000, 2, 10**7)
        assert (holding.on_servers, holding.on_servers_until) == (1, fetched + timedelta(hours=24))
        assert store.holding(OWNER, reused).on_servers == 0

        assert store.sweep(OWNER, ["c" * 64, "d" * 64], "Result swept.") == 1  # the latest run's stays
        assert [job.state for job in store.jobs(OWNER)] == [JobState.SWEPT, JobState.DONE]
        left = store.to_remove()[Removal.FILE]
        assert set(left) == {"c" * 64, "d" * 64}, "also what a job had before its result was replaced"
        assert store.unused_files(left) == ("d" * 64,)
        assert store.owners() == (OWNER,)
        assert store.kept_results("browser") == ()
        assert store.sweep("browser", ["c" * 64], "") == 0

    def test_results_of_a_run_under_way_are_held(self, store: Store, at: Clock) -> None:
        run = press(store, want(), want(HEAVY))
        finish(store, at, run.items[0].job)
        press(store, want(BALANCED))
        assert [result.held for result in store.kept_results(OWNER)] == [True]


def test_previews_of_what_is_gone_go_and_the_others_stay(tmp_path: Path, portrait: Path) -> None:
    files = Files(tmp_path / "files")
    folder = tmp_path / "previews"
    previews, layers = Previews(files, folder), LayerViews(files, folder)
    shas = []
    for data in (portrait.read_bytes(), portrait.read_bytes() + b"more"):
        part = files.new_part()
        part.write_bytes(data)
        shas.append(files.adopt(part))
        previews.thumbnail(shas[-1])
    gone, stays = shas
    (folder / "layers").mkdir()
    for name in (f"{stays}.over-{gone}.full.jpg", f"layers/{gone}.0.png"):
        (folder / name).write_bytes(b"12345")
    files.remove(gone)
    layers.forget([gone])
    previews.forget([gone])
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert {path.name.partition(".")[0] for path in left} == {stays}
    assert not any(gone in path.name for path in left)
    assert previews.bytes() == bytes_in(folder) == sum(path.stat().st_size for path in left) > 0
    with pytest.raises(OSError, match="No such file"):
        previews.thumbnail(gone)
    size = previews.bytes()
    assert previews.clear() == size
    assert previews.bytes() == 0
    assert previews.thumbnail(stays).is_file()
    assert bytes_in(tmp_path / "nowhere") == 0
