"""Kept mixes: by owner, gone with their jobs, bounded, and a row that can't be read takes no other with it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.imaging.files.limits import MAX_LAYERS
from retouch_lib.imaging.guard import ALL, NO_GUARD, name_of
from retouch_lib.imaging.strengths import MOST, Strengths
from retouch_lib.imaging.strokes import Stroke
from retouch_lib.store import snapshot
from retouch_lib.store.mixes import LONGEST_GUARD, LONGEST_NAME
from retouch_lib.store.records import Job, JobState, Mix, MixKind
from retouch_lib.store.runs import Gone
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, SHA, as_of_revision, make_run, photo, wanted

STRENGTHS = Strengths((1000, 0, 450))


@pytest.fixture
def job(store: Store) -> Job:
    return make_run(store).items[0].job


def mix(job: Job, id_: str = "m1", **fields: Any) -> Mix:
    told = {"name": "", "strengths": STRENGTHS, "extrapolate": False, "guard": "", **fields}
    return Mix(id_, OWNER, job.id, made_at=NOON, changed_at=NOON, **told)


def finish(store: Store, job: Job, kind: str = "zip") -> Job:
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    return store.set_job(job.id, state=JobState.DONE, result="b" * 64, result_type=kind, result_bytes=9)


def test_a_mix_is_kept_and_changed(store: Store, job: Job) -> None:
    kept = store.add_mix(mix(job, name="soft", extrapolate=True, guard='{"spots": []}'))
    assert store.mix(OWNER, "m1") == kept
    changed = store.change_mix(OWNER, "m1", strengths=Strengths((1, 2, 3)), extrapolate=False, guard="")
    assert store.mix(OWNER, "m1") == changed
    assert (str(changed.strengths), changed.name, changed.made_at) == ("1-2-3", "soft", NOON)
    assert changed.changed_at > kept.changed_at
    store.delete_mix(OWNER, "m1")
    assert store.mixes(OWNER) == ()
    with pytest.raises(Gone):
        store.change_mix(OWNER, "m1", name="late")


def test_a_guard_is_found_by_its_name_however_many_mixes_came_after(store: Store, job: Job) -> None:
    wanted_one = str(NO_GUARD.add(ALL, "kept", Stroke(((1, 2),), 300)))
    store.add_mix(mix(job, "first", guard=wanted_one))
    for number in range(60):
        store.add_mix(mix(job, f"m{number}", guard=f"another {number}"))
    assert store.guard(name_of(wanted_one)) == wanted_one
    assert store.guard("0" * 24) is store.guard("") is None


def test_the_last_changed_comes_first(store: Store, job: Job) -> None:
    other = make_run(store, wanted(fingerprint="e" * 64)).items[0].job
    for one in (mix(job), mix(other, "m2"), mix(job, "m3")):
        store.add_mix(one)
    for name in ("m3", "m1", "m2"):
        store.change_mix(OWNER, name, name=name)
    assert [one.id for one in store.mixes(OWNER)] == ["m2", "m1", "m3"]
    assert [one.id for one in store.mixes(OWNER, job.id)] == ["m1", "m3"]
    assert [one.id for one in store.mixes(OWNER, limit=1)] == ["m2"]


def test_another_owners_mix_is_none(store: Store, job: Job) -> None:
    store.add_mix(mix(job))
    assert store.mix("somebody", "m1") is None
    assert store.mixes("somebody") == ()
    store.delete_mix("somebody", "m1")
    with pytest.raises(Gone):
        store.change_mix("somebody", "m1", name="mine")
    assert store.mix(OWNER, "m1") is not None
    mine = mix(job, "m2")
    for bad in (replace(mine, owner="somebody"), replace(mine, job="x" * 36)):
        with pytest.raises(Gone):
            store.add_mix(bad)


def test_what_is_kept_is_bounded(store: Store, job: Job) -> None:
    longest = Strengths((MOST,) * MAX_LAYERS)
    store.add_mix(mix(job, strengths=longest, name="n" * LONGEST_NAME, guard="g" * LONGEST_GUARD))
    assert store.mix(OWNER, "m1") is not None, "the longest strengths fit the column"
    for fields in ({"name": "n" * (LONGEST_NAME + 1)}, {"guard": "g" * (LONGEST_GUARD + 1)}, {"job": "other"}):
        with pytest.raises(ValueError, match=r"bounds|not to be changed"):
            store.change_mix(OWNER, "m1", **fields)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("strengths", "1-x"), ("strengths", b"\xff"), ("strengths", 7.5), ("name", b"\xff"), ("guard", 3),
        ("kind", "other"), ("changed_at", "never"), ("made_at", b"\x00"),
    ],
)  # fmt: skip
@pytest.mark.sqlite
def test_a_row_that_cant_be_read_takes_no_other_with_it(
    store: Store, job: Job, column: str, value: object, tmp_path: Path
) -> None:
    for id_ in ("m1", "m2"):
        store.add_mix(mix(job, id_))
    with closing(sqlite3.connect(tmp_path / "lab.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE mixes SET {column} = ? WHERE id = 'm1'", (value,))
    assert [one.id for one in store.mixes(OWNER) if one.id == "m2"] == ["m2"]
    assert store.mix(OWNER, "m1") is None or column in ("name", "guard")


@pytest.mark.sqlite
def test_it_goes_with_its_job_and_stays_when_the_file_is_swept(store: Store, job: Job, tmp_path: Path) -> None:
    finish(store, job)
    run = make_run(store, wanted(fingerprint="e" * 64))
    store.add_mix(mix(job, name="Miss Smith, softer"))
    store.add_mix(mix(run.items[0].job, "m2"))
    assert store.sweep(OWNER, ["b" * 64], "swept") == 1
    assert len(store.mixes(OWNER)) == 2
    first = [one.id for one in store.runs(OWNER) if one.id != run.id]
    store.delete_runs(OWNER, first)
    assert [one.id for one in store.mixes(OWNER)] == ["m2"]
    store.rewrite()
    assert b"Miss Smith" not in (tmp_path / "lab.sqlite").read_bytes()


def test_amounts_are_told_by_job(store: Store, job: Job) -> None:
    """The one changed last; a mix of one layer, one set aside, and strengths that are no amount are none."""
    other = make_run(store, wanted(fingerprint="e" * 64)).items[0].job
    half, kind = Strengths((500,)), MixKind.AMOUNT
    store.add_mix(mix(job, strengths=half))
    store.add_mix(mix(job, "m2", strengths=half, kind=MixKind.KEPT))
    store.add_mix(mix(job, "m3", kind=kind))
    store.add_mix(mix(job, "m4", strengths=Strengths((MOST,)), kind=kind))
    assert store.amounts(OWNER, [job.id, other.id]) == {}
    for id_ in ("m5", "m6"):
        store.add_mix(mix(job, id_, strengths=half, kind=kind))
    last = store.change_mix(OWNER, "m5", strengths=Strengths((250,)))
    assert store.amounts(OWNER, [job.id, other.id]) == {job.id: last}
    assert store.amounts(OWNER, [other.id]) == store.amounts("somebody", [job.id]) == store.amounts(OWNER, []) == {}
    assert [one.id for one in store.mixes(OWNER, job.id, MixKind.KEPT)] == ["m2"]


def test_amounts_kept_before_they_had_a_kind_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(Store.open(path)) as store:
        store.add_photo(photo(SHA))
        flat, layers = (make_run(store, wanted(fingerprint=name * 64)).items[0].job for name in "ef")
        finish(store, flat, "jpeg")
        finish(store, layers)
        for id_, one in (("m1", flat), ("m2", layers)):
            store.add_mix(mix(one, id_, strengths=Strengths((500,))))
    as_of_revision(path, "0022")
    with closing(Store.open(path)) as store:
        assert {one.id: one.kind for one in store.mixes(OWNER)} == {"m1": MixKind.AMOUNT, "m2": MixKind.MIX}


def test_layered_results(store: Store, job: Job) -> None:
    finish(store, job)
    finish(store, make_run(store, wanted(fingerprint="e" * 64)).items[0].job, "jpeg")
    make_run(store, wanted(fingerprint="c" * 64))
    assert [one.id for one in store.layered_results(OWNER)] == [job.id]
    assert [one.id for one in store.layered_results(OWNER, SHA)] == [job.id]
    assert store.layered_results(OWNER, "9" * 64) == store.layered_results("somebody") == ()


@pytest.mark.sqlite
def test_a_backup_holds_them(store: Store, job: Job, tmp_path: Path) -> None:
    store.add_mix(mix(job))
    snapshot.take(tmp_path / "lab.sqlite", tmp_path / "copy.sqlite", NOON)
    with closing(Store.open(tmp_path / "copy.sqlite")) as copy:
        assert copy.mixes(OWNER) == store.mixes(OWNER)


def test_a_folder_of_the_version_before_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(Store.open(path)) as store:
        store.add_photo(photo(SHA))
        job = make_run(store).items[0].job
    as_of_revision(path, "0019")
    with closing(Store.open(path)) as store:
        assert store.add_mix(mix(job)) == store.mix(OWNER, "m1")
