"""Variants survive the way into the store and back; names stay apart."""

from __future__ import annotations

import json
from dataclasses import replace

from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.ui.variants import MAX_NAME, duplicate, first_variants, from_json, new_variant, to_json


def test_a_new_user_has_the_three_looks_all_in_the_run() -> None:
    variants = first_variants()
    assert [variant.preset for variant in variants] == [SLIGHT, BALANCED, HEAVY]
    assert all(variant.chosen and not variant.edited for variant in variants)


def test_an_edited_look_says_so_and_knows_its_start() -> None:
    slight, *_ = first_variants()
    edited = slight.with_preset(slight.preset.with_task(Task("Heal", {"Scale": 0, "Alpha1": 0.5})))
    assert edited.name == "slight (edited)"
    assert edited.with_preset(edited.start).name == "slight"


def test_variants_come_back_from_the_store_as_they_were() -> None:
    slight, balanced, heavy = first_variants()
    edited = heavy.with_preset(heavy.preset.without("Fabric"))
    unticked = replace(balanced, chosen=False)
    own = new_variant([slight], Preset("mine", (Task("Hair", {"Alpha1": 0.5, "New": {"a": [1]}}),), extra={"x": 1}))
    before = (slight, unticked, edited, own)
    after = from_json(json.loads(json.dumps(to_json(before))))
    assert after == before
    assert after[0].preset.note == SLIGHT.note, "the vendor's sentence is not lost"


def test_a_variant_with_every_plugin_off_is_kept() -> None:
    slight, *_ = first_variants()
    empty = slight.with_preset(replace(slight.preset, tasks=()))
    (after,) = from_json(json.loads(json.dumps(to_json([empty]))))
    assert after.preset.tasks == ()
    assert after.start.tasks == SLIGHT.tasks


def test_what_cannot_be_read_is_left_out_and_an_empty_board_starts_anew() -> None:
    good = to_json(first_variants())[:1]
    assert [variant.preset for variant in from_json([*good, {"id": "x"}, 5, {"payload": []}])] == [SLIGHT]
    for broken in (None, "text", [], [1, 2], {"a": 1}):
        assert [variant.preset for variant in from_json(broken)] == [SLIGHT, BALANCED, HEAVY]


def test_duplicates_get_names_of_their_own() -> None:
    variants = list(first_variants())
    for expected in ("balanced 2", "balanced 3", "balanced 4"):
        variants.append(duplicate(variants, variants[1]))
        assert variants[-1].preset.name == expected
    assert variants[-1].preset.fingerprint == BALANCED.fingerprint
    assert len({variant.id for variant in variants}) == len(variants)


def test_long_names_are_cut_and_still_differ() -> None:
    variants = list(first_variants())
    for _ in range(3):
        variants.append(new_variant(variants, Preset("n" * 500, SLIGHT.tasks)))
    names = [variant.preset.name for variant in variants]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= MAX_NAME
