"""Confirmations: what counts, what is measured once, and what is said of single plugins and of several together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media import mixes as mixes_room
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.store.records import Confirmed, Job
from retouch_lib.work.confirmations import Confirmations
from retouch_lib.work.mixing import LayeredResult
from tests.unit.imaging import pictures
from tests.unit.imaging.archives import SIZE
from tests.unit.store.conftest import OWNER
from tests.unit.work.test_mixing import PHOTO, World, archive

ASKED = Preset(
    "layers",
    (Task("Heal", {"Alpha1": 0.5, "Scale": 0, "Layer": 1}), Task("Mattifier", {"Alpha1": 1.0, "Scale": 0, "Layer": 1})),
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


@pytest.fixture
def result(world: World) -> LayeredResult:
    job = world.done(world.plan(OWNER, [PHOTO], [ASKED], "local"), archive("Heal", "Mattifier"))
    return world.mixing.result(OWNER, job.id)


@pytest.fixture
def confirmations(world: World) -> Confirmations:
    pictures_of_mixes = Mixes(world.files, Making(world.files, world.previews), world.previews)
    return Confirmations(world.store, pictures_of_mixes, world.plan, world.store.now)


def confirm(world: World, confirmations: Confirmations, result: LayeredResult, *strengths: int) -> Job:
    """The mix, confirmed: the photo itself comes back."""
    wanted = Strengths(strengths)
    saved = result.as_preset(wanted, "soft")
    plan = world.plan(OWNER, [PHOTO], [saved.preset], "local")
    job = world.done(plan, pictures.jpeg(pictures.smooth(*SIZE)), "jpeg") if plan.to_pay else plan.items[0].job
    assert job is not None
    confirmations.note(OWNER, result, wanted, saved, job)
    return job


def test_each_confirmation_counts_once_for_its_plugins(
    world: World, result: LayeredResult, confirmations: Confirmations
) -> None:
    for strengths in ((0, 300), (0, 600), (0, 601), (FULL, 600)):
        confirm(world, confirmations, result, *strengths)
    confirmations.settle(OWNER, 9)
    told = confirmations.tallies(OWNER, "local")
    assert [(one.plugins, one.count) for one in told] == [(("Mattifier",), 2), (("Heal", "Mattifier"), 1)], (
        "60.1 % is rendered as 60 %: the same job confirms once"
    )
    assert 0 < told[0].mean < told[0].worst
    assert confirmations.tallies(OWNER, "main") == confirmations.tallies("somebody", "local") == ()
    pair = confirmations.pair(OWNER, told[1].worst_one)
    assert pair is not None
    assert str(pair.simulated) == f"{result.picture}~1000-600"
    assert pair.photo == PHOTO


def test_what_is_measured_stays_measured(
    world: World, result: LayeredResult, confirmations: Confirmations, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(world, confirmations, result, 0, 300)
    confirmations.settle(OWNER)
    before = confirmations.tallies(OWNER, "local")
    monkeypatch.setattr(mixes_room, "off", None)
    confirm(world, confirmations, result, 0, 300)
    confirmations.settle(OWNER)
    assert confirmations.tallies(OWNER, "local") == before


def test_what_a_preset_cant_say_and_what_goes_beyond_is_not_counted(
    world: World, result: LayeredResult, confirmations: Confirmations
) -> None:
    job = confirm(world, confirmations, result, 400, 600)  # of Heal a preset has all or nothing
    confirm(world, confirmations, result, 0, 1400)
    whole = Strengths((0, 600))
    saved = result.as_preset(whole)
    assert not confirmations.uncounted(result, whole, saved, job)
    assert "elsewhere" in confirmations.uncounted(result, whole, saved, replace(job, server="main"))
    assert "another version" in confirmations.uncounted(result, whole, saved, replace(job, engine_version="older"))
    assert "strokes" in confirmations.uncounted(result, whole.guarded("a" * 24), saved, job)
    confirmations.settle(OWNER, 9)
    assert confirmations.tallies(OWNER, "local") == ()


def test_layers_are_checked_against_the_same_payload_flat(
    world: World, result: LayeredResult, confirmations: Confirmations
) -> None:
    plan = confirmations.checking(OWNER, result)
    assert [item.preset.to_json().count('"Layer":1') for item in plan.items] == [2, 0]
    assert plan.to_pay == 1, "the layers are known"
    with_more = replace(result, rendered=replace(result.rendered, extra={"outputFormat": "png"}))
    flat_one = confirmations.checking(OWNER, with_more).items[1].preset
    assert flat_one.extra == {"outputFormat": "png"}, "the same payload but for its layers"
    confirmations.note_check(OWNER, result, plan)
    assert confirmations.check_of(OWNER, plan) is None
    flat = np.asarray(pictures.smooth(*SIZE))
    (run,) = world.store.make_runs(OWNER, [plan.ask()])
    world.finish(run.items[1].job, pictures.jpeg(flat), "jpeg")
    again = confirmations.checking(OWNER, result)
    assert again.answered
    confirmations.note_check(OWNER, result, again)
    confirmations.settle(OWNER)
    check = confirmations.check_of(OWNER, again)
    assert check is not None
    assert check.off is not None
    assert 0 < check.off.mean <= check.off.p99 <= check.off.worst
    assert confirmations.tallies(OWNER, "local") == (), "no simulation"
    (tally,) = confirmations.tallies(OWNER, "local", Confirmed.LAYERS)
    assert tally.plugins == ("Heal", "Mattifier")


def test_pictures_that_went_or_dont_fit_are_no_figure(
    world: World, result: LayeredResult, confirmations: Confirmations
) -> None:
    wanted = Strengths((0, 600))
    saved = result.as_preset(wanted)
    plan = world.plan(OWNER, [PHOTO], [saved.preset], "local")
    job = world.done(plan, pictures.jpeg(pictures.smooth(20, 10)), "jpeg")
    confirmations.note(OWNER, result, wanted, saved, job)
    confirmations.settle(OWNER)
    assert confirmations.tallies(OWNER, "local") == ()
    assert world.store.confirmations_to_measure(OWNER, 9) == ()
