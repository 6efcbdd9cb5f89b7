"""Halves of characters, as JSON's \\ud800, broken file names and broken servers bring them: kept or mended, never a
traceback."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting, InvalidPayload
from retouch_lib.presets import envelope, importing, share_text
from retouch_lib.presets.bounded_json import show
from retouch_lib.presets.importing import Imported
from retouch_lib.presets.preset import Preset
from retouch_lib.settings import Settings
from retouch_lib.store.records import Photo
from retouch_lib.store.store import Store
from retouch_lib.words.text import is_whole, whole
from retouch_lib.work.history import History, Where
from retouch_lib.work.library import Library
from tests.unit.store.conftest import OWNER, make_run, photo, store, wanted

__all__ = ["store"]  # a fixture

HALF = "\ud800"
TASK = {"Plugin": "Heal", "Alpha1": 0.5}
PAYLOAD = {"mode": "professional", "tasks": [TASK]}


def test_halves_are_told_and_mended() -> None:
    assert whole(f"a{HALF}b") == "a\ufffdb"
    assert whole("\ud83d\ude00") == "😀", "two halves that belong together"
    assert whole("é😀") == "é😀"
    assert [is_whole(text) for text in ("é😀", HALF, "\udcff")] == [True, False, False]


def sources() -> dict[str, str]:
    marked = {"retouchlab": {"schema": 1}, "payload": PAYLOAD}
    values = {
        "plugin": {"tasks": [{"Plugin": f"He{HALF}al"}]},
        "field": {"tasks": [{**TASK, HALF: 1}]},
        "value": {"tasks": [{**TASK, "X": {"a": [HALF]}}]},
        "number": {"tasks": [{"Plugin": "Heal", "Alpha1": HALF}]},
        "mode": {**PAYLOAD, "mode": HALF},
        "extra": {**PAYLOAD, HALF: 1},
        "name beside a payload": {"name": f"a{HALF}", "payload": PAYLOAD},
        "name of a payload": {f"a{HALF}": PAYLOAD},
        "text": HALF,
        "list": [HALF],
        "tasks": {"tasks": HALF},
        **{
            f"envelope's {key}": {**marked, key: value}
            for key, value in {
                "name": f"a{HALF}",
                "note": f"a{HALF}\nb",
                "author": HALF,
                "tags": [f"a{HALF}", HALF],
                "used": {f"a{HALF}": 3},
                "version": HALF,
                "fingerprint": HALF,
                f"other{HALF}": 1,
                "retouchlab": {"schema": HALF, "kind": "preset"},
            }.items()
        },
    }
    texts = {f"{name}, {kind}": json.dumps(value, ensure_ascii=kind == "escaped")
             for name, value in values.items() for kind in ("escaped", "raw")}  # fmt: skip
    curl = json.dumps({"tasks": [{"Plugin": HALF}]})
    return texts | {
        "twice": f'{{"{HALF}": 1, "{HALF}": 2}}',
        "twice in a literal": f"{{'\\ud800': 1, '{HALF}': 2}}",
        "literal": f"{{'name': 'a\\ud800', 'payload': {PAYLOAD}}}",
        "literal's plugin": "{'tasks': [{'Plugin': '\\ud800'}]}",
        "literal's name": f"a{HALF}b = {PAYLOAD}",
        "words": f"see {HALF} {json.dumps(PAYLOAD)}",
        "nothing": f"see {HALF}",
        "curl": f"curl -F x={HALF} -F 'payload={json.dumps(PAYLOAD)}'",
        "curl's payload": f"curl -F $'payload={curl}'",
        "curl's file": f"curl -F payload=@{HALF}",
        "share text": f"retouchlab:1:abc{HALF}.12345678",
    }


def test_what_is_imported_can_be_shown_shared_and_kept(store: Store) -> None:
    library, kept = Library(store), 0
    for name, source in sources().items():
        said: list[str] = []
        try:
            imported = importing.read_presets(source)
        except InvalidPayload as error:
            imported = Imported(())
            said.append(str(error))
        assert all(is_whole(sentence) and sentence for sentence in (*said, *imported.notes)), name
        for found in imported.found:
            for text in (found.place, *found.tags, *found.used, *found.notes, *map(str, found.findings)):
                assert is_whole(text), name
            shared = share_text.from_text(share_text.to_text(found.preset, tags=found.tags, used=found.used))
            assert shared.preset == found.preset, name
            library.save(OWNER, replace(found.preset, name=f"kept {kept}"), tags=found.tags)
            kept += 1
    assert kept > 20


def test_an_envelope_keeps_its_payload_and_says_what_was_mended() -> None:
    value = {"retouchlab": {"schema": 1}, "name": f"soft{HALF}", "note": f"for Anna{HALF}", "payload": PAYLOAD}
    found = importing.read_presets(json.dumps(value)).found[0]
    assert (found.preset.name, found.preset.note) == ("soft\ufffd", "for Anna\ufffd")
    assert found.preset.payload() == PAYLOAD
    assert any("half a character" in note for note in found.notes)
    assert is_whole(show({HALF: HALF}))
    assert is_whole(envelope.to_json(found.preset))


def test_the_store_takes_any_text(store: Store) -> None:
    kept = store.add_photo(photo("b" * 64, name=f"a{HALF}.jpg"))
    assert isinstance(kept, Photo)
    assert store.photo(OWNER, "b" * 64) is not None
    run = make_run(store, wanted(f"v{HALF}"))
    job = store.set_job(run.items[0].job.id, note=f"the server said {HALF}", error=HALF)
    assert job.note == "the server said \ufffd"
    assert [item.variant for item in store.run(OWNER, run.id).items] == ["v\ufffd"]  # type: ignore[union-attr]
    store.set_preference(OWNER, "x", {HALF: [HALF]})
    assert store.preference(OWNER, "x") is not None
    library = Library(store)
    saved = library.save(
        OWNER, Preset(f"n{HALF}", Preset.from_json(PAYLOAD).tasks, note=HALF, author=HALF), tags=[HALF]
    )
    assert all(is_whole(text) for text in (saved.note, saved.author, *saved.tags))
    assert library.entry(OWNER, HALF) is None
    assert store.any_job(HALF) is None
    assert len(History(store, OWNER).jobs(Where(search=f"v{HALF}"))) == 1


@pytest.mark.parametrize("name", ["RETOUCH_DATA_DIR", "RETOUCH_CUSTOM_URL", "RETOUCH_PUBLIC_URL", "RETOUCH_SERVER"])
def test_a_setting_that_is_no_utf_8_is_refused_with_a_sentence(name: str) -> None:
    value = os.fsdecode(b"https://a\xff" if name.endswith("URL") else b"/tmp/a\xff")
    with pytest.raises(BadSetting, match=f"{name} in .* UTF-8"):
        Settings.read({name: value})


def test_a_data_folder_within_one_that_is_no_utf_8_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = tmp_path / os.fsdecode(b"a\xff")
    odd.mkdir()
    monkeypatch.chdir(odd)
    with pytest.raises(BadSetting, match=r"RETOUCH_DATA_DIR.*UTF-8"):
        Settings.read({"RETOUCH_DATA_DIR": "here"})
