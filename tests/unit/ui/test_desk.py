"""The desk of a run: what it sent, as variants that are known again, and as it is kept."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, LOOKS, SLIGHT
from retouch_lib.store.records import Run, RunItem, Share, SimulatedLook
from retouch_lib.ui.desk import from_store, holds, of_run, to_store
from retouch_lib.ui.variants import Variant, first_variants
from tests.unit.ui.test_job_words import DONE, START

A, B = "a" * 64, "b" * 64
MILD = BALANCED.with_task(Task("Heal", {"Scale": 0, "Alpha1": 0.4}))


def run(*sent: Preset, photos: tuple[str, ...] = (B, A), longest_side: int = 0, payload: str = "") -> Run:
    jobs = [
        replace(
            DONE,
            id=f"{photo}{preset.name}",
            photo=photo,
            variant=preset.name,
            payload=payload or preset.to_json(),
            fingerprint=preset.fingerprint,
            longest_side=longest_side,
        )
        for photo in photos
        for preset in sent
    ]
    items = tuple(RunItem(place, job.variant, Share.PAID, job, "x.jpg") for place, job in enumerate(jobs))
    return Run("r", "local", "main", "Hill School", START, items)


def test_what_a_run_sent_lies_on_its_desk() -> None:
    desk = of_run(run(*LOOKS, longest_side=4096), ())
    assert desk.photos == (B, A), "in its order"
    assert desk.variants == first_variants(), "the vendor's looks, with what he says of them"
    assert (desk.one_picture, desk.longest_side, desk.project) == (True, 4096, "Hill School")


def test_changed_values_are_marked_against_what_they_were_changed_from() -> None:
    (variant,) = of_run(run(replace(MILD, name="balanced (edited)")), ()).variants
    assert (variant.name, variant.edited, variant.start) == ("balanced (edited)", True, BALANCED)
    assert variant.preset.fingerprint == MILD.fingerprint
    own = Variant("v", replace(MILD, name="mine"), replace(SLIGHT, name="mine"), chosen=False)
    (known,) = of_run(run(replace(MILD, name="mine (edited)")), (own,)).variants
    assert known == replace(own, chosen=True), "one's own is known again"
    (strange,) = of_run(run(replace(MILD, name="other")), (own,)).variants
    assert (strange.name, strange.edited) == ("other", False)


def test_layers_are_asked_for_where_the_run_did() -> None:
    desk = of_run(run(BALANCED.with_layers(True)), ())
    assert not desk.one_picture
    assert desk.variants == first_variants()[1:2], "balanced, which has no flags of its own"


def test_what_an_older_version_allowed_leaves_the_looks() -> None:
    assert of_run(run(SLIGHT, payload="[1]"), ()).variants == first_variants()


@pytest.mark.parametrize(
    ("photos", "sent", "side", "here"),
    [
        ((A, B), LOOKS, 0, True),
        ((A, B, "c" * 64), (SLIGHT, BALANCED), 0, True),
        ((A,), LOOKS, 0, False),
        ((A, B), (SLIGHT, MILD), 0, False),
        ((A, B), LOOKS, 4096, False),
    ],
)
def test_a_run_lies_where_a_press_sends_all_of_it(
    photos: tuple[str, ...], sent: tuple[Preset, ...], side: int, here: bool
) -> None:
    assert holds(run(SLIGHT, BALANCED), photos, sent, side) is here


def test_a_desk_is_kept_and_read_again() -> None:
    desk = of_run(run(SLIGHT, replace(MILD, name="balanced (edited)")), ())
    stored = json.loads(json.dumps(to_store("r", desk)))
    assert from_store(stored) == ("r", desk)
    for broken in (None, [], {}, {**stored, "photos": [1]}, {**stored, "longest_side": "big"}, {**stored, "run": 3}):
        assert from_store(broken) is None


def test_of_a_run_whose_layers_show_looks_these_lie_on_the_desk() -> None:
    """Not the layers, which nobody chose by themselves."""
    rendered = run(HEAVY.with_layers(True))
    looks = tuple(SimulatedLook(preset.name, preset.to_json()) for preset in (SLIGHT, BALANCED))
    shown = replace(rendered, looks=(*looks, SimulatedLook("odd", "[1]")))
    desk = of_run(shown, ())
    assert (desk.variants, desk.one_picture) == (first_variants()[:2], True)
    assert holds(shown, (A, B), LOOKS, 0)
    assert not holds(shown, (A, B), (SLIGHT,), 0)
