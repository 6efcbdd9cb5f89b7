"""Photos, preferences and readings, by owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from retouch_lib.store.records import JobState, Reading
from retouch_lib.store.store import Store
from tests.unit.store.conftest import NOON, OWNER, SHA, make_run, photo, wanted

OTHER = "b" * 64


def test_photos_come_newest_first_and_whole(store: Store) -> None:
    later = photo(OTHER, name="📷 “ä”.png", added_at=NOON + timedelta(seconds=5))
    store.add_photo(later)
    assert store.photos(OWNER) == (later, photo())


def test_a_photo_added_again_comes_to_the_top_under_its_new_name(store: Store) -> None:
    store.add_photo(photo(OTHER, added_at=NOON + timedelta(seconds=5)))
    store.add_photo(photo(name="again.jpg", added_at=NOON + timedelta(seconds=9)))
    assert [item.name for item in store.photos(OWNER)] == ["again.jpg", "DSC_1.jpg"]


def test_a_photo_keeps_the_folder_it_first_had_as_long_as_it_is_on_the_list(store: Store) -> None:
    def added(folder: str) -> str:
        kept = store.add_photo(replace(photo(), folder=folder))
        assert store.photo(OWNER, SHA) == kept
        return kept.folder

    assert added("") == ""
    assert added("Wedding/Ceremony") == "Wedding/Ceremony"
    assert added("Best of") == "Wedding/Ceremony"
    assert added("") == "Wedding/Ceremony"
    store.remove_photos(OWNER, [SHA])
    assert added("Best of") == "Best of"


def test_a_new_name_is_for_new_runs_only(store: Store) -> None:
    old = make_run(store)
    store.add_photo(photo(name="again.jpg", added_at=NOON + timedelta(seconds=9)))
    new = make_run(store, wanted(nonce="again"))
    reused = make_run(store, wanted(job=old.items[0].job.id))
    assert store.run(OWNER, old.id) == old
    names = [(item.photo_name, item.job.photo_name) for run in (old, new, reused) for item in run.items]
    assert names == [("DSC_1.jpg", "DSC_1.jpg"), ("again.jpg", "again.jpg"), ("again.jpg", "DSC_1.jpg")]


def test_a_job_tried_again_keeps_the_photos_name(store: Store) -> None:
    job = make_run(store).items[0].job
    store.set_job(job.id, state=JobState.REFUSED)
    store.add_photo(photo(name="again.jpg", added_at=NOON + timedelta(seconds=9)))
    assert store.repeat_job(job, "ref").photo_name == "DSC_1.jpg"


def test_a_removed_photo_leaves_the_list_but_its_runs_still_know_it(store: Store) -> None:
    run = make_run(store)
    store.remove_photos(OWNER, [SHA])
    assert store.photos(OWNER) == ()
    assert store.photo(OWNER, SHA) == photo()
    assert store.run(OWNER, run.id) == run
    store.add_photo(photo())
    assert store.photos(OWNER) == (photo(),)


def test_nothing_is_seen_by_another_owner(store: Store) -> None:
    run = make_run(store)
    job = run.items[0].job
    stranger = "stranger"
    store.set_preference(OWNER, "server", "main")
    store.add_reading(Reading(OWNER, "main", "ref", "quota", 5, None, NOON))
    assert store.photos(stranger) == ()
    assert store.photo(stranger, SHA) is None
    assert not store.owns(stranger, SHA)
    assert store.run(stranger, run.id) is None
    assert store.latest_run(stranger) is None
    assert store.job(stranger, job.id) is None
    assert store.jobs(stranger) == ()
    assert store.results_for(stranger, SHA) == ()
    assert store.preference(stranger, "server") is None
    assert store.readings(stranger) == ()


def test_an_owner_owns_photos_and_results(store: Store) -> None:
    job = make_run(store).items[0].job
    assert store.owns(OWNER, SHA)
    assert not store.owns(OWNER, OTHER)
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    store.set_job(job.id, state=JobState.DONE, result=OTHER, result_type="jpeg", result_bytes=3)
    assert store.owns(OWNER, OTHER)
    assert [item.result for item in store.results_for(OWNER, SHA)] == [OTHER]


def test_a_preference_is_any_json_and_the_last_one_counts(store: Store) -> None:
    assert store.preference(OWNER, "board") is None
    store.set_preference(OWNER, "board", {"tasks": [1, 0.39, "ü"]})
    store.set_preference(OWNER, "board", [None, True])
    assert store.preference(OWNER, "board") == [None, True]


def test_a_preference_that_is_no_json_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="JSON"):
        store.set_preference(OWNER, "board", float("nan"))


def test_readings_are_found_by_server_kind_and_job(store: Store) -> None:
    job = make_run(store).items[0].job
    for value, kind, name in ((41, "balance", None), (900, "quota", job.id), (40, "balance", job.id)):
        store.add_reading(Reading(OWNER, "main", "ref", kind, value, name, NOON + timedelta(seconds=value)))
    store.add_reading(Reading(OWNER, "world", "ref", "balance", 7, None, NOON))
    assert [item.value for item in store.readings(OWNER, server="main", kind="balance")] == [41, 40]
    assert [item.value for item in store.readings(OWNER, job=job.id)] == [900, 40]
    assert [item.value for item in store.readings(OWNER, limit=1)] == [900]


def test_several_photos_are_taken_off_and_put_back_where_they_stood(store: Store) -> None:
    stranger = "stranger"
    listed = [photo(f"{number:x}" * 64, added_at=NOON + timedelta(seconds=number)) for number in range(1, 4)]
    for one in listed:
        store.add_photo(one)
    store.add_photo(photo(listed[0].sha256, owner=stranger))
    before = store.photos(OWNER)
    store.remove_photos(OWNER, [listed[0].sha256, listed[2].sha256, OTHER])
    assert store.photos(OWNER) == (listed[1], photo())
    assert set(store.photos_of(OWNER, [listed[0].sha256, SHA, OTHER])) == {listed[0], photo()}
    assert len(store.photos(stranger)) == 1
    store.put_photos_back(OWNER, [listed[0].sha256, listed[2].sha256])
    assert store.photos(OWNER) == before


def test_a_photo_counts_as_never_run_until_a_run_is_made_of_it(store: Store) -> None:
    store.add_photo(photo(OTHER))
    assert store.photos_never_run(OWNER) == {SHA, OTHER}
    make_run(store)
    assert store.photos_never_run(OWNER) == {OTHER}
    store.remove_photos(OWNER, [OTHER])
    assert store.photos_never_run(OWNER) == frozenset()
