"""Triage over the store: what is measured, what is not yet, what could not be, and what can't be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting
from retouch_lib.imaging.measures.change import StrayChange
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.store.records import Job
from retouch_lib.store.store import Store
from retouch_lib.work import triaging
from retouch_lib.work.history import History, Where
from retouch_lib.work.triage import TriageLimits
from retouch_lib.work.triage_limits import KEY, RANGES, limits_fit, limits_of
from retouch_lib.work.triaging import Triages
from tests.launches import as_opened_before
from tests.unit.store.conftest import OWNER, make_run, photo, wanted
from tests.unit.store.test_measures import finish

FINE = Measured((30, 20))
STRAY = replace(FINE, stray=StrayChange(4.0, 0.5, 0.04, Part.CLOTHES, PhotoPlace(0.4, 0.9, 0.1, 0.1)))
WORSE = replace(FINE, stray=StrayChange(9.0, 0.5, 0.64, Part.BACKGROUND, PhotoPlace(0.9, 0.4, 0.1, 0.1)))


class Desk:
    """A store with results, and who is told which of them are looked at."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.looked_at: list[list[str]] = []
        self.triages = Triages(store, self._look_first)

    def _look_first(self, ids: Collection[str]) -> None:
        self.looked_at.append(list(ids))

    def jobs(self) -> list[Job]:
        return list(self.store.jobs(OWNER))[::-1]

    def settle(self, job: Job, figures: Measured | str) -> None:
        (one,) = self.store.to_measure(1, [job.id])
        if isinstance(figures, str):
            self.store.settle_measure(one, trouble=figures)
        else:
            self.store.settle_measure(one, figures.to_json())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Four results and a job that has none."""
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"))
    store.add_photo(photo())
    items = make_run(store, *(wanted(name, name[0] * 64) for name in "bcdef")).items
    for place, item in enumerate(items[:4]):
        finish(store, item.job, str(place) * 64)
    yield Desk(store)
    store.close()


def test_the_worst_comes_first_and_the_rest_is_measured_soon(desk: Desk) -> None:
    jobs = desk.jobs()
    for job, figures in zip(jobs, (STRAY, FINE, WORSE), strict=False):
        desk.settle(job, figures)
    found = desk.triages.of_jobs(OWNER, jobs)
    assert [one.id for one in found.needing] == [jobs[2].id, jobs[0].id]
    assert found.needing[0].reasons[0].words == "64% moved where no plugin belongs, background most, right edge"
    assert found.why(jobs[0].id).startswith("4% moved")
    assert (found.count, found.measured, found.is_measuring) == (4, 3, True)
    assert desk.looked_at == [[jobs[3].id]]
    assert desk.triages.figures(OWNER, jobs[1]) == FINE
    assert desk.triages.figures(OWNER, jobs[3]) is None


def test_what_could_not_be_measured_is_said_and_not_waited_for(desk: Desk) -> None:
    jobs = desk.jobs()[:2]
    desk.settle(jobs[0], FINE)
    desk.settle(jobs[1], "It could not be measured.")
    found = desk.triages.of_jobs(OWNER, jobs)
    assert (found.measured, found.is_measuring, found.needing) == (2, False, ())
    assert found.troubles == {jobs[1].id: "It could not be measured."}
    assert found.why(jobs[1].id) == "It could not be measured."
    assert desk.looked_at == []


def test_figures_that_cant_be_read_are_taken_again(desk: Desk) -> None:
    jobs = desk.jobs()[:2]
    desk.settle(jobs[0], FINE)
    (one,) = desk.store.to_measure(1, [jobs[1].id])
    desk.store.settle_measure(one, '{"version": 1}')
    found = desk.triages.of_jobs(OWNER, jobs)
    assert (found.measured, [each.id for each in found.worst_first]) == (1, [jobs[0].id])
    assert desk.looked_at == [[jobs[1].id]]
    assert [each.job for each in desk.store.to_measure(5, [jobs[1].id])] == [jobs[1].id]


def test_nobody_else_sees_them(desk: Desk) -> None:
    desk.settle(desk.jobs()[0], WORSE)
    assert desk.triages.of_jobs("somebody else", desk.jobs()).worst_first == ()


def test_a_limit_that_was_chosen_holds(desk: Desk) -> None:
    job, limits = desk.jobs()[0], desk.triages.limits
    desk.settle(job, STRAY)
    limits.choose(OWNER, "stray_share", 0.05)
    assert desk.triages.of_jobs(OWNER, [job]).needing == ()
    assert limits.read(OWNER) == replace(TriageLimits(), stray_share=0.05)
    limits.choose(OWNER, "part_clothes", 9.0)
    assert limits.read(OWNER).parts[Part.CLOTHES] == 9.0
    limits.choose(OWNER, "stray_share", RANGES["stray_share"].usual)
    assert limits.chosen(OWNER) == {"part_clothes": 9.0}, "the usual value follows a newer version's"
    limits.forget(OWNER)
    assert limits.read(OWNER) == TriageLimits()
    assert desk.store.preference(OWNER, KEY) is None


@pytest.mark.parametrize(("name", "value"), [("texture", 1.0), ("moles", 1.5), ("moles", 0), ("stray", float("nan"))])
def test_a_limit_that_makes_no_sense_is_refused(desk: Desk, name: str, value: float) -> None:
    with pytest.raises(BadSetting, match="can't be used"):
        desk.triages.limits.choose(OWNER, name, value)
    assert desk.triages.limits.chosen(OWNER) == {}


@pytest.mark.parametrize("kept", [[1], "high", {"stray": "high"}, {"stray": True}, {"stray": 1e9}, {"shoes": 3.0}])
def test_limits_that_cant_be_read_are_the_usual_ones(desk: Desk, kept: object) -> None:
    desk.store.set_preference(OWNER, KEY, kept)  # type: ignore[arg-type]
    assert desk.triages.limits.read(OWNER) == TriageLimits()
    assert not limits_fit(kept)  # type: ignore[arg-type]


def test_every_limit_can_be_chosen() -> None:
    assert limits_of({name: each.usual for name, each in RANGES.items()}) == TriageLimits()
    limits_of({name: each.least for name, each in RANGES.items()})
    limits_of({name: each.most for name, each in RANGES.items()})


def needing(desk: Desk, limits: str) -> set[str]:
    return set(History(desk.store, OWNER).jobs(Where(needing=limits))["job"])


def test_the_history_is_filtered_by_what_needs_a_look(desk: Desk) -> None:
    stray, fine, worse, unmeasured = desk.jobs()[:4]
    for job, figures in ((stray, STRAY), (fine, FINE), (worse, WORSE)):
        desk.settle(job, figures)
    held = desk.triages.hold_all(OWNER, 10)
    assert (held.left, needing(desk, held.limits)) == (0, {stray.id, worse.id})
    assert History(desk.store, OWNER).summary(Where(needing=held.limits)).uses == 2
    desk.settle(unmeasured, WORSE)
    assert needing(desk, desk.triages.hold_all(OWNER, 10).limits) == {stray.id, worse.id, unmeasured.id}
    assert desk.triages.hold_all("somebody else", 10).left == 0
    assert desk.triages.all_reasons(OWNER) == {
        one.id: desk.triages.of_jobs(OWNER, [one]).why(one.id) for one in (stray, worse, unmeasured)
    }
    assert desk.triages.all_reasons("somebody else") == {}


def test_new_limits_are_new_answers_and_an_older_ones_are_not_taken_for_them(desk: Desk) -> None:
    stray, worse = desk.jobs()[:2]
    desk.settle(stray, STRAY)
    desk.settle(worse, WORSE)
    usual = desk.triages.hold_all(OWNER, 10)
    desk.triages.limits.choose(OWNER, "stray_share", 0.05)
    strict = desk.triages.hold_all(OWNER, 10)
    assert strict.limits != usual.limits
    assert (needing(desk, strict.limits), needing(desk, usual.limits)) == ({worse.id}, set())


def test_what_is_held_against_limits_takes_no_longer_than_it_may_and_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for job in desk.jobs()[:3]:
        desk.settle(job, WORSE)
    monkeypatch.setattr(triaging, "_AT_ONCE", 2)
    triages = Triages(desk.store, lambda _: None, iter(range(100)).__next__)
    first = triages.hold_all(OWNER, 1)
    assert (first.left, len(needing(desk, first.limits))) == (1, 2)
    second = triages.hold_all(OWNER, 1)
    assert (second.left, len(needing(desk, second.limits))) == (0, 3)


def test_figures_that_cant_be_read_are_measured_again_and_hold_up_nothing(desk: Desk) -> None:
    fine, broken = desk.jobs()[:2]
    desk.settle(fine, WORSE)
    (one,) = desk.store.to_measure(1, [broken.id])
    desk.store.settle_measure(one, '{"version": 1}')
    held = desk.triages.hold_all(OWNER, 10)
    assert (held.left, needing(desk, held.limits)) == (0, {fine.id})
    assert [each.job for each in desk.store.to_measure(5, [broken.id])] == [broken.id]
