"""Which result is measured next, and what becomes of those that can't be."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.measuring.child import Child, ChildEnded, MeasureAnswer
from retouch_lib.measuring.measurer import MOST_DECODED, MOST_TRIES, Measurer
from retouch_lib.media.files import Files
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.store.store import Store
from tests.engines import wait_until
from tests.launches import as_opened_before
from tests.unit.store.conftest import OWNER, make_run, photo, wanted
from tests.unit.store.test_measures import finish

FIGURES = Measured((30, 20)).to_json()
RESULTS = tuple(digit * 64 for digit in "123")


class OneThatAnswers(Child):
    """No process: it answers by the result's name, and ends where there is no answer."""

    def __init__(self) -> None:
        super().__init__()
        self.answers = dict.fromkeys(RESULTS, MeasureAnswer(FIGURES, ""))
        self.asked: list[str] = []
        self.looked_at: list[str] = []
        self.broken_off = False
        self.decoded: list[tuple[str, str, str]] = []
        self.let_go = threading.Event()
        self.let_go.set()

    def ask(
        self, source: Path, result: Path, result_type: str, plugins: Collection[str], *, looked_at: bool = False
    ) -> MeasureAnswer:
        assert (source.name, list(plugins)) == ("a" * 64, ["Heal"])
        self.asked.append(result.name)
        self.looked_at += [result.name] if looked_at else []
        self.let_go.wait(5)
        if result.name not in self.answers or self._closed or self.broken_off:
            self.broken_off = False
            raise ChildEnded
        return self.answers[result.name]

    def decode_layers(self, files: Path, previews: Path, name: str) -> None:
        self.decoded.append((files.name, previews.name, name))

    def break_off(self) -> None:
        self.broken_off = True
        self.let_go.set()


@pytest.fixture
def child() -> OneThatAnswers:
    return OneThatAnswers()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(as_opened_before(tmp_path / "lab.sqlite"))
    store.add_photo(photo())
    yield store
    store.close()


@pytest.fixture
def measurer(store: Store, child: Child, tmp_path: Path) -> Iterator[Measurer]:
    measurer = Measurer(store, Files(tmp_path / "files"), child, previews=tmp_path / "previews")
    yield measurer
    measurer.close()


@pytest.fixture
def ids(store: Store) -> list[str]:
    """Three looks at one photo, all done."""
    items = make_run(store, *(wanted(name, name[0] * 64) for name in "bcd")).items
    for item, result in zip(items, RESULTS, strict=True):
        finish(store, item.job, result)
    return [item.job.id for item in items]


def test_what_is_looked_at_comes_first_then_the_newest(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    measurer.look_first(ids[:1])
    while measurer.measure_next():
        pass
    assert child.asked == [RESULTS[0], RESULTS[2], RESULTS[1]]
    assert child.looked_at == [RESULTS[0]], "the others wait until nobody else wants to run"
    assert {kept.figures for kept in store.measures(OWNER, ids).values()} == {FIGURES}
    assert not measurer.measure_next()


def test_one_that_ends_the_process_is_tried_a_few_times_and_said(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    del child.answers[RESULTS[2]]
    child.answers[RESULTS[1]] = MeasureAnswer("", "It is torn.")
    while measurer.measure_next():
        pass
    found = store.measures(OWNER, ids)
    assert child.asked == [*[RESULTS[2]] * MOST_TRIES, RESULTS[1], RESULTS[0]]
    assert "ended twice over it" in found[ids[2]].trouble
    assert found[ids[1]].trouble == "It is torn."
    assert found[ids[0]].figures == FIGURES


def test_figures_that_cant_be_read_are_not_kept(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    child.answers[RESULTS[2]] = MeasureAnswer('{"version": 1}', "")
    measurer.measure_next()
    assert "unreadable" in store.measures(OWNER, ids)[ids[2]].trouble


def test_the_same_file_is_measured_once(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    again = make_run(store, replace(wanted("d", "d" * 64), nonce="anyway")).items[0].job
    finish(store, again, RESULTS[2])
    while measurer.measure_next():
        pass
    assert child.asked.count(RESULTS[2]) == 1
    assert store.measures(OWNER, [again.id])[again.id].figures == FIGURES


def test_a_close_breaks_off_and_is_no_try(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    child.let_go.clear()
    measurer.start()
    wait_until(lambda: child.asked)
    assert store.to_measure(1)[0].tries == 1, "counted before it is made: it may end this program"
    measurer.close()
    assert not measurer._thread.is_alive()
    assert (store.to_measure(1)[0].job, store.to_measure(1)[0].tries) == (ids[2], 0)


def test_one_that_nobody_looks_at_is_broken_off_for_one_that_is_looked_at(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    child.let_go.clear()
    measurer.start()
    wait_until(lambda: child.asked == [RESULTS[2]])
    measurer.look_first(["of a job that is not done"])
    assert not child.broken_off
    measurer.look_first(ids[:1])
    wait_until(lambda: len(store.measures(OWNER, ids)) == 3)
    assert child.asked == [RESULTS[2], RESULTS[0], RESULTS[2], RESULTS[1]]
    assert child.looked_at == [RESULTS[0]]


def test_one_that_is_looked_at_is_not_broken_off_for_another(
    measurer: Measurer, child: OneThatAnswers, ids: list[str], store: Store
) -> None:
    child.let_go.clear()
    measurer.look_first(ids[:1])
    measurer.start()
    wait_until(lambda: child.asked == [RESULTS[0]])
    measurer.look_first(ids[1:2])
    assert not child.broken_off
    child.let_go.set()
    wait_until(lambda: len(store.measures(OWNER, ids)) == 3)
    assert child.asked == [*RESULTS]


def test_started_it_takes_what_comes(measurer: Measurer, ids: list[str], store: Store) -> None:
    measurer.start()
    wait_until(lambda: len(store.measures(OWNER, ids)) == 3)
    new = make_run(store, wanted("e", "e" * 64)).items[0].job
    finish(store, new, RESULTS[0])
    measurer.look_first([new.id])
    wait_until(lambda: store.measures(OWNER, [new.id]))


def layered(store: Store, files: Files, name: str, seconds_ago: float = 0) -> str:
    """A layered result that came then; its SHA-256."""
    result = name * 64
    path = files.path(result)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    came = store.now().timestamp() - seconds_ago
    os.utime(path, (came, came))
    finish(store, make_run(store, wanted(name, name * 64)).items[0].job, result, "zip")
    return result


def test_layers_that_have_just_come_are_decoded_for_mix_after_their_measure(
    measurer: Measurer, child: OneThatAnswers, store: Store, tmp_path: Path
) -> None:
    files = Files(tmp_path / "files")
    old, new = layered(store, files, "4", 7200), layered(store, files, "5")
    child.answers |= dict.fromkeys((old, new), MeasureAnswer(FIGURES, ""))
    while measurer.measure_next():
        pass
    assert child.asked == [new, old]
    assert child.decoded == [("files", "previews", str(PictureName(new, "a" * 64)))]


def test_of_a_batch_of_layers_only_some_are_decoded(
    measurer: Measurer, child: OneThatAnswers, store: Store, tmp_path: Path
) -> None:
    files = Files(tmp_path / "files")
    for name in "0123456789"[: MOST_DECODED + 1]:
        child.answers[layered(store, files, name)] = MeasureAnswer(FIGURES, "")
    while measurer.measure_next():
        pass
    assert len(child.decoded) == MOST_DECODED
