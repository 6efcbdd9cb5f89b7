"""Several looks from one job a photo: its price, what it can't show, and the looks once the layers are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.presets.layer_request import layers_for
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import BALANCED, HEAVY, LOOKS, SLIGHT
from retouch_lib.store.records import JobState, Run, SimulatedLook
from retouch_lib.work.previewing import Preview, Previewing
from tests.unit.store.conftest import OWNER
from tests.unit.work.test_mixing import LAYERS, PHOTO, World, archive


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


def offer(world: World, *presets: Preset, first: Preset | None = None) -> Preview | None:
    return Previewing(world.store, world.mixing, world.plan).offer(OWNER, [PHOTO], presets, "local", first=first)


def done(world: World, *presets: Preset) -> Run:
    """The press, and its layers there."""
    preview = offer(world, *presets, first=HEAVY)
    assert preview is not None
    job = world.done(preview.plan, archive(*LAYERS, "Portrait Volumes"))
    run = world.store.latest_run(OWNER)
    assert run is not None
    assert run.items[0].job.id == job.id
    return run


def test_three_looks_are_one_job_and_what_it_won_t_show_is_named(world: World) -> None:
    preview = offer(world, *LOOKS, first=BALANCED)
    assert preview is not None
    assert (preview.plan.to_pay, len(preview.plan.items)) == (1, 1)
    assert [look.variant for look in preview.plan.looks] == ["slight", "balanced", "heavy"]
    assert [remark.partition(":")[0] for remark in preview.remarks] == ["slight", "balanced", "heavy"]
    assert "Heal: its layer was rendered with Sensitivity 100 %, not 90 %." in preview.remarks[2]
    own = offer(world, *LOOKS)
    assert own is not None
    assert "not 80 %" not in own.remarks[0], "without another word the first look's own counts"


def test_it_says_before_what_is_said_after(world: World) -> None:
    request = layers_for([HEAVY, *LOOKS])
    run = done(world, *LOOKS)
    for look in Previewing(world.store, world.mixing, world.plan).looks(run, PHOTO):
        assert request.foreseen(look.preset) == look.remarks


@pytest.mark.parametrize(
    "presets",
    [
        (SLIGHT,),
        (SLIGHT, replace(SLIGHT, name="the same")),
        (SLIGHT, HEAVY.with_task(Task("Crop", {}))),
        (Preset("mask", (Task("Skin Mask", {}),)), Preset("faces", (Task("Face Detection", {}),))),
    ],
)
def test_it_is_not_offered_where_nothing_is_saved_or_shown_exactly_enough(
    world: World, presets: tuple[Preset, ...]
) -> None:
    assert offer(world, *presets) is None


def test_looks_stand_in_the_run_and_are_shown_of_its_layers(world: World) -> None:
    run = done(world, SLIGHT, BALANCED)
    assert [look.variant for look in run.looks] == ["slight", "balanced"]
    assert world.store.simulated_looks(OWNER, [run.id, "x"]) == {run.id: ("slight", "balanced")}
    assert world.store.simulated_looks("somebody", [run.id]) == {}
    slight, balanced = Previewing(world.store, world.mixing, world.plan).looks(run, PHOTO)
    assert slight.preset == replace(SLIGHT, note="", author="")
    assert slight.strengths == slight.result.simulated(SLIGHT).strengths != balanced.strengths
    assert str(slight.picture) == f"{run.items[0].job.result}-{PHOTO}~{slight.strengths}"
    assert slight.id != balanced.id
    assert Previewing(world.store, world.mixing, world.plan).looks(run, "b" * 64) == ()


def test_before_its_layers_are_there_a_run_shows_no_look(world: World) -> None:
    preview = offer(world, *LOOKS)
    assert preview is not None
    (run,) = world.store.make_runs(OWNER, [preview.plan.ask()])
    assert Previewing(world.store, world.mixing, world.plan).looks(run, PHOTO) == ()
    (plain,) = world.store.make_runs(OWNER, [replace(preview.plan, looks=()).ask()])
    assert plain.looks == ()


def test_what_every_drawing_asks_for_is_read_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    run, previewing = done(world, SLIGHT, BALANCED), Previewing(world.store, world.mixing, world.plan)
    first = previewing.of_photos(run)
    assert first == {PHOTO: previewing.looks(run, PHOTO)}
    monkeypatch.setattr(Preset, "from_json", classmethod(lambda *_: pytest.fail("a look is parsed again")))
    monkeypatch.setattr(world.mixing, "result_of", lambda _: pytest.fail("an archive is opened again"))
    assert previewing.of_photos(run) == first
    (item,) = run.items
    gone = replace(run, items=(replace(item, job=replace(item.job, state=JobState.SWEPT)),))
    assert previewing.of_photos(gone) == {}, "whatever is held of it"


def test_a_look_that_can_t_be_read_is_left_out(world: World) -> None:
    run = done(world, SLIGHT, BALANCED)
    strange = replace(run, looks=(SimulatedLook("odd", "[1]"), *run.looks[1:]))
    assert [look.variant for look in Previewing(world.store, world.mixing, world.plan).looks(strange, PHOTO)] == [
        "balanced"
    ]
