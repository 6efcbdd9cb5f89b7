"""The library's sentences: where a preset was used, what saving it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retouch_lib.presets.changes import changes
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.ui.shared.preset_words import (
    change_rows,
    known_as_in_words,
    outcome_in_words,
    saved_in_words,
    usage_in_words,
    version_in_words,
)
from retouch_lib.words.times import day_and_time
from retouch_lib.work.library import LibraryEntry, Usage, Version

LABELS = {"local": "Local engine", "main": "Main", "world": "World"}
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def version(number: int, preset: object = BALANCED, tags: tuple[str, ...] = ()) -> Version:
    named = replace(preset, name="wedding", note="", author="Ann")  # type: ignore[type-var]
    return Version(str(number), number, named, tags, NOON, named.fingerprint, ())


@pytest.mark.parametrize(
    ("servers", "sentence"),
    [
        ({}, "Not run yet."),
        ({"local": 3}, "Tried on the local engine with 3 photos. Not run on Main yet."),
        ({"local": 1}, "Tried on the local engine with 1 photo. Not run on Main yet."),
        ({"main": 2}, "Run on Main with 2 photos."),
        ({"local": 3, "main": 1}, "Tried on the local engine with 3 photos; run on Main with 1 photo."),
        ({"gone": 1, "world": 2}, "Run on gone with 1 photo; on World with 2 photos."),
    ],
)
def test_where_a_preset_was_used(servers: dict[str, int], sentence: str) -> None:
    assert usage_in_words(Usage(sum(servers.values()), servers, None), LABELS, "Main") == sentence


def test_without_a_token_no_cloud_server_is_missed() -> None:
    assert usage_in_words(Usage(1, {"local": 1}, None), LABELS, "") == "Tried on the local engine with 1 photo."


def test_what_saving_makes() -> None:
    entry = LibraryEntry("wedding", (version(1, SLIGHT), version(2, BALANCED)), vendor=False)
    assert outcome_in_words(None, HEAVY.fingerprint, "new") == "A new preset, “new”."
    assert outcome_in_words(entry, HEAVY.fingerprint, "wedding") == "Version 3 of “wedding”."
    assert outcome_in_words(entry, SLIGHT.fingerprint, "wedding").endswith("The same values as version 1.")
    assert outcome_in_words(entry, BALANCED.fingerprint, "wedding").startswith("The same values as the newest version")


def test_versions_and_who_saved_them() -> None:
    entry = LibraryEntry("wedding", (version(1), version(2)), vendor=False)
    assert version_in_words(entry, entry.newest) == "version 2 of 2"
    line = saved_in_words(version(1, tags=("school", "indoors")))
    assert line == f"Saved {day_and_time(NOON)} by Ann · school, indoors"
    vendor = Version("v", 1, BALANCED, (), None, BALANCED.fingerprint, ())
    assert saved_in_words(vendor) == "By Retouch4me"


def test_a_table_of_changes_keeps_equal_names_apart() -> None:
    rows = change_rows(changes(SLIGHT, BALANCED), "x", "x")
    assert list(rows) == ["Plugin", "Value", "x (before)", "x (after)"]
    assert len({len(column) for column in rows.values()}) == 1
    assert rows["Value"][1] == "added", "Fabric"
    assert rows["x (after)"][0] == "100\N{NO-BREAK SPACE}%"


def test_values_known_under_another_name() -> None:
    entries = (
        LibraryEntry("wedding", (version(1), version(2, SLIGHT), version(3)), vendor=False),
        LibraryEntry("balanced", (version(1),), vendor=True),
    )
    said = "You have these very values already: {}."
    assert known_as_in_words(entries, BALANCED.fingerprint, "new") == (said.format("“wedding”, version 3 and 2 more"),)
    assert known_as_in_words(entries, BALANCED.fingerprint, "wedding") == (said.format("“balanced”"),)
    assert known_as_in_words(entries, SLIGHT.fingerprint, "new") == (said.format("“wedding”, version 2"),)
    assert known_as_in_words(entries, HEAVY.fingerprint, "new") == ()
