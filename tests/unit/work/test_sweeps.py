"""Sweeps as they stand: what is known is not made again, what layers show is simulated, and the rest has a price."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.errors import InvalidAxis
from retouch_lib.imaging.measures.change import PartChange, StrayChange
from retouch_lib.imaging.measures.measured import FaceMeasured, GoneSpots, Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.presets.payload_sweep import payload_sweep
from retouch_lib.presets.vendor import BALANCED, HEAVY
from retouch_lib.reports.sweep_sheet import sweep_sheet
from retouch_lib.store.records import JobState
from retouch_lib.work.plan import Plan
from retouch_lib.work.sweep_cells import PlannedSweep
from retouch_lib.work.sweep_table import MEASURES
from retouch_lib.work.sweeps import MOST_CELLS, Sweeps
from retouch_lib.work.triaging import Triages
from tests.unit.store.conftest import NOON, OWNER
from tests.unit.work.test_mixing import LAYERS, PHOTO, World, archive

PLACE = PhotoPlace(0.5, 0.5, 0.1, 0.1)
ONE = ["Dodge Burn.Blend=0:100:50"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    yield world
    world.store.close()


def sweeps_of(world: World) -> Sweeps:
    return Sweeps(world.store, world.mixing, Triages(world.store, lambda _: None), world.plan)


def planned(world: World, *axes: str, rendered: bool = False, photos: tuple[str, ...] = (PHOTO,)) -> PlannedSweep:
    sweep = payload_sweep(BALANCED, axes or ONE)
    return sweeps_of(world).plan(OWNER, photos, sweep, "local", rendered=rendered)


def press(world: World, plan: Plan) -> list[str]:
    """Its jobs, by id."""
    (run,) = world.store.make_runs(OWNER, [plan.ask()])
    return [item.job.id for item in run.items]


def test_a_kill_in_the_middle_keeps_what_came_and_the_rest_is_one_press(world: World) -> None:
    first = planned(world, *ONE, "Heal.Sensitivity=50,100", photos=(PHOTO, PHOTO))
    assert [(one.cell.row, one.cell.column) for one in first.cells] == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert (first.plan.to_pay, first.jobs, first.under_way) == (6, (), False)
    done, ended, *_ = press(world, first.plan)
    job = world.store.job(OWNER, done)
    assert job is not None
    world.finish(job, b"picture", "jpeg")
    world.store.set_job(ended, state=JobState.CANCELLED)
    then = planned(world, *ONE, "Heal.Sensitivity=50,100")
    assert (then.plan.to_pay, then.plan.known, then.plan.running, then.under_way) == (1, 1, 4, True)
    assert then.cells[0].job is not None
    assert then.cells[0].job.id == done
    assert press(world, then.plan)[0] == done, "the run is of the whole sweep, and nothing known is paid again"
    assert planned(world, "Dodge Burn.Blend=0,25", "Heal.Sensitivity=50").plan.to_pay == 1, "in another sweep, too"


def test_what_layers_show_is_free_unless_it_is_to_be_rendered(world: World) -> None:
    """Fabric's strength is a layer's opacity; another sensitivity of Heal is no matter of layers."""
    _, plan = world.mixing.rendering(OWNER, PHOTO, [HEAVY, BALANCED], "local")
    world.done(plan, archive(*LAYERS, "Portrait Volumes"))
    base = plan.items[0].preset
    heal = base.task("Heal")
    assert heal is not None
    same = 100 * (heal.number(("Alpha1",)) or 0)
    sweeps = sweeps_of(world)
    sweep = payload_sweep(base, ["Fabric.Blend=20,40", f"Heal.Sensitivity={same / 2:g},{same:g}"])
    found = sweeps.plan(OWNER, [PHOTO], sweep, "local")
    assert [one.simulated is not None for one in found.cells] == [False, False, True, True]
    shown = [one.simulated.strengths for one in found.cells if one.simulated]
    assert shown[0] != shown[1]
    assert (found.simulated, found.plan.to_pay) == (2, 2)
    (row,) = sweep_sheet(found, {}, NOON).photos
    assert row.name == f"Heal Sensitivity {same:g} % · photo"
    assert [one.look for one in row.results] == ["20 % (simulated)", "40 % (simulated)"]
    assert len({one.in_part for one in row.results}) == 2
    assert sweeps.plan(OWNER, [PHOTO], sweep, "local", rendered=True).plan.to_pay == 4
    smaller = sweeps.plan(OWNER, [PHOTO], sweep, "local", longest_side=2048)
    assert smaller.simulated == 0, "layers of another size show something else"
    job = world.store.job(OWNER, press(world, sweeps.plan(OWNER, [PHOTO], sweep, "local", rendered=True).plan)[2])
    assert job is not None
    then = sweeps.plan(OWNER, [PHOTO], sweep, "local")
    assert then.cells[2].simulated is None, "a job is at it"
    assert then.cells[2].job == job


def test_a_sweep_has_its_bounds(world: World) -> None:
    photos = tuple(f"{number:064}" for number in range(MOST_CELLS // 3 + 1))
    with pytest.raises(InvalidAxis, match=f"{MOST_CELLS:,} are the most"):
        planned(world, photos=photos)


def test_a_sweep_is_a_table_with_the_measures_of_its_results(world: World) -> None:
    first = planned(world, "Heal.Sensitivity=50,100", "Heal.Scale=Auto,Close-up")
    job = world.store.job(OWNER, press(world, first.plan)[1])
    assert job is not None
    job = world.finish(job, b"picture", "jpeg")
    skin = PartChange(Part.SKIN, 0.3, 1.25, 4.0, 5.0, PLACE, (0, 0, 0), (0, 0), PLACE)
    stray = StrayChange(0.5, 0.4, 0.01, Part.HAIR, PLACE)
    faces = tuple(FaceMeasured(PLACE, 300, (0, 0, 0), kept) for kept in (0.9, None, 0.8))
    (one,) = world.store.to_measure(10, [job.id])
    figures = Measured((30, 20), (skin,), stray, faces, GoneSpots(7))
    world.store.settle_measure(one, figures.to_json())
    frame = sweeps_of(world).frame(OWNER, planned(world, "Heal.Sensitivity=50,100", "Heal.Scale=Auto,Close-up"))
    assert list(frame["Heal Sensitivity"]) == [50, 100, 50, 100]
    assert list(frame["Heal Scale"]) == ["Auto", "Auto", "Close-up", "Close-up"]
    assert list(frame["state"]) == ["queued", "done", "queued", "queued"]
    done = frame.iloc[1]
    assert (done.photo_name, done.job, done.result) == ("DSC_1.jpg", job.id, job.result)
    assert [done[name] for name in MEASURES] == [pytest.approx(0.85), 1.25, 0.5, 7.0]
    assert frame.iloc[0][[*MEASURES]].isna().all()
    assert json.loads(done.payload)["tasks"]
