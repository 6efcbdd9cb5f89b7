"""The library: versions are added and never overwritten, the vendor's presets stay, and usage is counted by photo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.errors import InvalidName, InvalidPayload
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, LOOKS, SLIGHT
from retouch_lib.store.records import Job, JobState, Wanted
from retouch_lib.store.store import Store
from retouch_lib.work.delivery_names import version_numbers
from retouch_lib.work.library import MOST_TOLD, Library, Usage, clean_tags, fingerprints
from tests.launches import as_opened_before
from tests.unit.store.conftest import OWNER, Ticking, photo

WEDDING = replace(BALANCED, name="wedding", note="softer teeth", author="Ann")
A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"), Ticking())
    for sha256 in (A, B, C):
        store.add_photo(photo(sha256))
    yield store
    store.close()


@pytest.fixture
def library(store: Store) -> Library:
    return Library(store)


def heal(preset: Preset, value: float) -> Preset:
    return preset.with_task(Task("Heal", {"Scale": 0, "Alpha1": value}))


def run(store: Store, preset: Preset, photo: str, server: str = "local", end: JobState = JobState.DONE) -> Job:
    wanted = Wanted(photo, preset.name, preset.to_json(), preset.fingerprint, "", None)
    job = store.make_run(OWNER, server, [wanted], engine_version="", token_ref="").items[0].job
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        store.set_job(job.id, state=state)
    return store.set_job(job.id, state=end, result="d" * 64)


class TestVersions:
    def test_a_saved_payload_is_parsed_once_however_often_it_is_asked_for(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        library.save(OWNER, heal(WEDDING, 0.73))
        before = library.entries(OWNER)
        monkeypatch.setattr(Preset, "from_json", classmethod(lambda cls, *_: pytest.fail("parsed again")))
        assert library.entries(OWNER) == before
        assert version_numbers(library, OWNER)[before[0].newest.fingerprint] == 1

    def test_a_new_owner_has_the_vendors_presets_and_no_others(self, library: Library) -> None:
        entries = library.entries(OWNER)
        assert [entry.newest.preset for entry in entries[:3]] == list(LOOKS)
        assert [entry.name for entry in entries] == ["slight", "balanced", "heavy", "layered"]
        assert all(entry.vendor and entry.newest.saved_at is None for entry in entries)

    def test_each_save_is_a_version_and_the_older_ones_stay(self, library: Library) -> None:
        first = library.save(OWNER, WEDDING, tags=["Church", "church", " "])
        second = library.save(OWNER, heal(WEDDING, 0.4))
        entry = library.entry(OWNER, "wedding")
        assert entry is not None
        assert entry.versions == (first, second)
        assert [version.number for version in entry.versions] == [1, 2]
        assert first.preset == WEDDING, "payload, name, note and author come back as they were"
        assert first.tags == ("church",)
        assert second.saved_at is not None
        assert first.saved_at is not None
        assert second.saved_at > first.saved_at
        assert entry.version(1) == first
        assert entry.version(3) is None

    def test_the_same_again_is_no_new_version_but_another_note_or_tag_is(self, library: Library) -> None:
        first = library.save(OWNER, WEDDING)
        assert library.save(OWNER, WEDDING) == first
        assert library.save(OWNER, replace(WEDDING, note="for indoors")).number == 2
        assert library.save(OWNER, replace(WEDDING, note="for indoors"), tags=["indoors"]).number == 3
        assert library.save(OWNER, WEDDING).number == 4, "going back to an older state is a step, too"

    def test_unknown_plugins_fields_and_other_payload_keys_are_kept(self, library: Library) -> None:
        strange = Preset(
            "strange",
            (Task("Hair", {"Alpha1": 0.5, "New": {"a": [1, None]}}), Task("Heal", {"Alpha1": 7})),
            mode="studio",
            extra={"outputFormat": "zip", "x": {"y": "ü"}},
        )
        assert library.save(OWNER, strange).preset == strange

    def test_a_preset_without_plugins_is_not_saved(self, library: Library) -> None:
        with pytest.raises(InvalidPayload, match="nothing to save"):
            library.save(OWNER, Preset("empty", ()))
        assert library.entry(OWNER, "empty") is None

    def test_own_presets_come_first_by_name(self, library: Library) -> None:
        for name in ("b", "A", "c"):
            library.save(OWNER, replace(WEDDING, name=name))
        assert [entry.name for entry in library.entries(OWNER)][:4] == ["A", "b", "c", "slight"]

    def test_another_owner_sees_none_of_it(self, library: Library) -> None:
        library.save(OWNER, WEDDING)
        assert library.entry("somebody", "wedding") is None
        assert all(entry.vendor for entry in library.entries("somebody"))
        assert library.save("somebody", WEDDING).number == 1


class TestNames:
    @pytest.mark.parametrize("name", ["", "  \n", "balanced", "Balanced", " LAYERED ", "\x00\u202e"])
    def test_empty_ones_and_the_vendors_are_refused(self, library: Library, name: str) -> None:
        with pytest.raises(InvalidName):
            library.save(OWNER, replace(WEDDING, name=name))
        assert len(library.entries(OWNER)) == 4

    def test_a_name_is_one_short_line(self, library: Library) -> None:
        assert library.save(OWNER, replace(WEDDING, name="  soft\n\u202eskin\x07 ")).preset.name == "soft skin"
        assert len(library.save(OWNER, replace(WEDDING, name="x" * 500)).preset.name) == 40

    def test_renaming_takes_all_versions_along(self, library: Library) -> None:
        library.save(OWNER, WEDDING)
        library.save(OWNER, heal(WEDDING, 0.4))
        assert library.rename(OWNER, "wedding", " church ") == "church"
        entry = library.entry(OWNER, "church")
        assert entry is not None
        assert [version.preset.name for version in entry.versions] == ["church", "church"]
        assert library.entry(OWNER, "wedding") is None

    def test_no_name_is_taken_twice(self, library: Library) -> None:
        library.save(OWNER, WEDDING)
        library.save(OWNER, replace(SLIGHT, name="soft"))
        with pytest.raises(InvalidName, match="already"):
            library.rename(OWNER, "soft", "wedding")
        with pytest.raises(InvalidName, match="stays as it is"):
            library.rename(OWNER, "soft", "heavy")
        with pytest.raises(InvalidName, match="no preset"):
            library.rename(OWNER, "gone", "new")
        assert library.rename(OWNER, "soft", "soft") == "soft"
        assert [entry.name for entry in library.entries(OWNER)][:2] == ["soft", "wedding"]

    def test_tags_are_few_short_and_each_once(self) -> None:
        assert clean_tags(["School ", "school", "", "Class\nof 26"]) == ("school", "class of 26")
        assert len(clean_tags([str(number) for number in range(99)])) == 20


class TestRemoval:
    def test_a_removed_preset_leaves_the_list_and_its_results_stay(self, library: Library, store: Store) -> None:
        library.save(OWNER, WEDDING)
        job = run(store, WEDDING, A)
        library.remove(OWNER, "wedding")
        assert library.entry(OWNER, "wedding") is None
        assert store.results_for(OWNER, A) == (job,)
        assert Preset.from_json(job.payload).fingerprint == WEDDING.fingerprint

    def test_its_name_starts_anew(self, library: Library) -> None:
        for value in (0.1, 0.2):
            library.save(OWNER, heal(WEDDING, value))
        library.remove(OWNER, "wedding")
        assert library.save(OWNER, heal(WEDDING, 0.3)).number == 1

    def test_it_comes_back_with_its_versions(self, library: Library) -> None:
        for value in (0.1, 0.2):
            library.save(OWNER, heal(WEDDING, value))
        before = library.entry(OWNER, "wedding")
        library.remove(OWNER, "wedding")
        assert library.removed("somebody") == ()
        (gone,) = library.removed(OWNER)
        assert (gone.name, gone.versions) == ("wedding", 2)
        with pytest.raises(InvalidName, match="Nothing was changed"):
            library.bring_back("somebody", gone.id)
        assert library.bring_back(OWNER, gone.id) == "wedding"
        assert library.entry(OWNER, "wedding") == before
        assert library.removed(OWNER) == ()
        with pytest.raises(InvalidName, match="on your list already"):
            library.bring_back(OWNER, gone.id)

    def test_where_its_name_is_taken_it_gets_a_number(self, library: Library) -> None:
        for value in (0.1, 0.2, 0.3):
            library.save(OWNER, heal(WEDDING, value))
            if value < 0.3:
                library.remove(OWNER, "wedding")
        newest, oldest = library.removed(OWNER)
        assert [library.bring_back(OWNER, gone.id) for gone in (oldest, newest)] == ["wedding (2)", "wedding (3)"]
        back = library.entry(OWNER, "wedding (2)")
        assert back is not None
        assert back.newest.preset.payload() == heal(WEDDING, 0.1).payload()

    @pytest.mark.parametrize("name", ["balanced", "unknown"])
    def test_what_is_not_ones_own_is_not_removed(self, library: Library, name: str) -> None:
        with pytest.raises(InvalidName, match="no preset"):
            library.remove(OWNER, name)
        assert library.entry(OWNER, "balanced") is not None


class TestTold:
    def test_what_a_sender_says_is_kept_for_that_payload_and_the_last_word_counts(self, library: Library) -> None:
        library.keep_told(OWNER, "a", {"local": 3})
        library.keep_told(OWNER, "b", {})
        library.keep_told(OWNER, "a", {"local": 4, "main": 1})
        assert library.told(OWNER, "a") == {"local": 4, "main": 1}
        assert library.told(OWNER, "b") == library.told("somebody", "a") == {}

    def test_it_does_not_grow_for_ever(self, library: Library) -> None:
        for number in range(MOST_TOLD + 2):
            library.keep_told(OWNER, str(number), {"local": 1})
        assert [library.told(OWNER, name) for name in ("0", "1", "2")] == [{}, {}, {"local": 1}]


class TestTried:
    def test_each_payload_once_in_a_run_the_newest_run_first(self, store: Store) -> None:
        edited = heal(WEDDING, 0.4)
        for photos, presets in (((A,), (WEDDING,)), ((A, B), (edited, WEDDING))):
            wanted = [
                Wanted(photo, preset.name, preset.to_json(), preset.fingerprint, "", None)
                for photo in photos
                for preset in presets
            ]
            store.make_run(OWNER, "local", wanted, engine_version="", token_ref="")
        tried = store.tried(OWNER)
        assert [Preset.from_json(one.payload).payload() for one in tried] == [
            preset.payload() for preset in (edited, WEDDING, WEDDING)
        ]
        assert tried[0].run == tried[1].run != tried[2].run
        assert store.tried(OWNER, runs=1) == tried[:2]
        assert store.tried("somebody") == ()


class TestUsage:
    def test_nothing_was_run(self, library: Library) -> None:
        assert library.usage(OWNER, WEDDING) == Usage(0, {}, None)

    def test_photos_are_counted_once_per_server_and_layers_count_too(self, library: Library, store: Store) -> None:
        run(store, WEDDING, A)
        run(store, WEDDING.with_layers(True), A)
        run(store, WEDDING, B)
        last = run(store, WEDDING, B, "main")
        usage = library.usage(OWNER, WEDDING)
        assert (usage.photos, usage.servers, usage.last) == (2, {"local": 2, "main": 1}, last)
        assert library.usage(OWNER, WEDDING.with_layers(True)) == usage

    def test_only_results_of_these_very_numbers_count(self, library: Library, store: Store) -> None:
        run(store, HEAVY, A)
        run(store, WEDDING, A, end=JobState.FAILED)
        assert library.usage(OWNER, WEDDING).photos == 0
        assert library.usage("somebody", HEAVY).photos == 0

    def test_a_name_makes_no_difference(self, library: Library, store: Store) -> None:
        run(store, BALANCED, A)
        assert library.usage(OWNER, WEDDING).servers == {"local": 1}
        assert len(fingerprints(WEDDING)) == 2
