"""FLIP in its process: the package's own figures, and a sentence for each way in which the process can end."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from retouch_lib.imaging.measures import colour_map
from retouch_lib.measuring import flip as flip_file
from retouch_lib.measuring import flip_program
from retouch_lib.measuring.flip import MOST_PIXELS, Flip, FlipFailed
from tests.engines import wait_until

pytest.importorskip("flip_evaluator", reason="it has no build for this system or this Python")

BLACK, WHITE = (np.full((4, 5, 3), level, np.uint8) for level in (0, 255))
BLACK_TO_WHITE = 0.96739
"""What the package, version 1.7, gives for two such pictures of any size."""


@pytest.fixture
def flip() -> Iterator[Flip]:
    flip = Flip()
    yield flip
    flip.close()


@pytest.fixture
def stand_in(flip: Flip, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Flip]:
    def does(what: str) -> Flip:
        monkeypatch.setattr(flip_file, "environment", lambda: {**os.environ, "FLIP_STAND_IN": what})
        monkeypatch.setattr(flip_file, "MODULE", "tests.unit.measuring.flip_stand_in")
        return flip

    return does


def drawn() -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A grey ramp, and the same with a spot."""
    one = np.repeat(np.linspace(40, 200, 64).astype(np.uint8)[None, :, None], 48, axis=0).repeat(3, axis=2)
    other = one.copy()
    other[20:26, 40:46] = (150, 90, 80)
    return one, other


def test_black_against_white_is_the_packages_own_figure(flip: Flip) -> None:
    found = flip.of(BLACK, WHITE)
    assert found.mean == pytest.approx(BLACK_TO_WHITE, abs=1e-4)
    assert (found.levels == round(BLACK_TO_WHITE * 255)).all()
    assert found.levels.shape == (4, 5)


def test_a_picture_does_not_differ_from_itself(flip: Flip) -> None:
    found = flip.of(drawn()[0], drawn()[0])
    assert (found.mean, found.levels.max()) == (0, 0)


def test_a_drawn_spot_is_found_where_it_is_with_the_packages_figures_and_colours(flip: Flip) -> None:
    import cv2
    import flip_evaluator  # type: ignore[import-untyped]

    one, other = drawn()
    found = flip.of(one, other)
    floats = [picture.astype(np.float32) / 255 for picture in (one, other)]
    coloured, mean, told = flip_evaluator.evaluate(*floats, "LDR")
    assert told["ppd"] == pytest.approx(flip_program.PIXELS_PER_DEGREE, abs=0.03), "the package's own"
    assert found.mean == pytest.approx(mean, abs=2e-4)
    png = cv2.imdecode(np.frombuffer(colour_map.flip_coloured(found.levels), np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.abs(png.astype(int) - coloured * 255).max() <= 4, "magma, as its authors have it"
    inside = found.levels[20:26, 40:46]
    assert inside.min() > 60
    assert found.levels[:, :20].max() == 0


def test_half_a_megapixel_goes_through_whole(flip: Flip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flip_file, "MODULE", "tests.unit.measuring.flip_stand_in")
    largest = np.zeros((500, MOST_PIXELS // 500, 3), np.uint8)
    assert flip.of(largest, largest).levels.shape == largest.shape[:2]


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("dies", "its process ended"),
        ("babbles", "its process ended"),
        ("means nothing", "its process ended"),
        ("spins", "took too long"),
        ("absent", "not installed here"),
    ],
)
def test_however_it_ends_it_is_said(stand_in: Callable[[str], Flip], what: str, words: str) -> None:
    if what == "spins" and not hasattr(signal, "SIGXCPU"):
        pytest.skip("this system has no limit of processor time")
    with pytest.raises(FlipFailed, match=words):
        stand_in(what).of(BLACK, WHITE)
    assert stand_in("answers").of(BLACK, WHITE).mean == 0.5, "and the next one answers"


def test_one_that_hangs_is_killed(stand_in: Callable[[str], Flip], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flip_file, "SECONDS", 0.3)
    flip = stand_in("hangs")
    with pytest.raises(FlipFailed, match="took too long"):
        flip.of(BLACK, WHITE)
    assert flip.pid is None


def test_closed_in_the_middle_it_is_gone_for_good(stand_in: Callable[[str], Flip]) -> None:
    flip, said = stand_in("hangs"), []

    def ask() -> None:
        with pytest.raises(FlipFailed, match="was stopped") as stopped:
            flip.of(BLACK, WHITE)
        said.append(stopped.value)

    thread = threading.Thread(target=ask)
    thread.start()
    wait_until(lambda: flip.pid is not None)
    flip.close()
    thread.join(5)
    assert len(said) == 1
    with pytest.raises(FlipFailed, match="was stopped"):
        flip.of(BLACK, WHITE)


@pytest.mark.skipif(sys.platform == "win32", reason="there it begins in its class")
def test_it_gives_way_to_the_app(stand_in: Callable[[str], Flip]) -> None:
    assert stand_in("is nice").of(BLACK, WHITE).levels[0, 0] == min(os.nice(0) + 10, 19)


def test_where_the_package_is_absent_it_is_known_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    assert flip_file.is_installed()
    monkeypatch.setattr(flip_file, "PACKAGE", "flip_of_another_name")
    flip_file.is_installed.cache_clear()
    assert not flip_file.is_installed()
    flip_file.is_installed.cache_clear()
