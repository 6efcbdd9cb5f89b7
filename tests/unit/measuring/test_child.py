"""The measuring process: it steps back, answers one result after the other, and ends when it dies, hangs or is told."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.measuring import child as child_file
from retouch_lib.measuring.child import Child, ChildEnded
from retouch_lib.media.files import Files
from retouch_lib.media.whole_pictures import PictureName
from tests.engines import wait_until
from tests.unit.imaging import archives
from tests.unit.imaging.pictures import PORTRAIT
from tests.unit.media.test_layer_views import keep
from tests.unit.media.test_mixes import named


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child()
    yield child
    child.close()
    child.rest()


@pytest.fixture
def stand_in(child: Child, monkeypatch: pytest.MonkeyPatch) -> Child:
    monkeypatch.setattr(child_file, "MODULE", "tests.unit.measuring.stand_in")
    return child


def ask(child: Child, name: str) -> str:
    return child.ask(Path(name), Path("result"), "jpeg", ()).figures


def test_a_real_one_measures_and_says_what_it_cant(
    child: Child, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child_file, "MODULE", "tests.unit.measuring.in_haste")
    answer = child.ask(PORTRAIT, PORTRAIT, "jpeg", ["Heal"])
    assert answer.trouble == ""
    assert len(Measured.from_json(answer.figures).faces) == 1
    process, torn = child.pid, tmp_path / "torn.jpg"
    torn.write_bytes(PORTRAIT.read_bytes()[:9000])
    assert child.ask(PORTRAIT, torn, "jpeg", []).trouble.startswith("This result could not be measured: ")
    assert "no longer" in child.ask(PORTRAIT, tmp_path / "none", "jpeg", []).trouble
    assert child.ask(PORTRAIT, torn, "zip", []).trouble.startswith("This result could not be measured: ")
    files, previews = Files(tmp_path / "files"), tmp_path / "previews"
    layers = PictureName(keep(files, archives.layered()), keep(files, PORTRAIT.read_bytes()))
    child.decode_layers(files.root, previews, str(layers))
    assert not list(previews.rglob("*.png")), "layers of another photo"
    layers = named(files)
    child.decode_layers(files.root, previews, str(layers))
    assert len(list(previews.rglob("*.png"))) == 4, "three layers, and the Skin Mask"
    assert child.pid == process, "what can't be read does it no harm"


def test_it_steps_back_behind_all_others_but_for_what_is_looked_at(stand_in: Child) -> None:
    idle = os.SCHED_IDLE if sys.platform == "linux" else 0
    asked = [
        stand_in.ask(Path("steps back"), Path("result"), "jpeg", (), looked_at=looked_at).figures
        for looked_at in (False, True, False)
    ]
    assert asked == [f"19 {idle}", "19 0", f"19 {idle}"]


def test_broken_off_in_the_middle_another_one_answers(stand_in: Child) -> None:
    def hang() -> None:
        with pytest.raises(ChildEnded):
            ask(stand_in, "hangs")

    hanging = threading.Thread(target=hang)
    hanging.start()
    wait_until(lambda: stand_in.pid is not None)
    stand_in.break_off()
    hanging.join(5)
    assert ask(stand_in, "two").startswith("two ")


def test_one_process_answers_until_it_is_told_to_rest(stand_in: Child) -> None:
    first = ask(stand_in, "one")
    assert ask(stand_in, "one") == first
    stand_in.rest()
    assert stand_in.pid is None
    assert ask(stand_in, "one") != first


@pytest.mark.parametrize("name", ["dies", "babbles", "spins"])
def test_after_its_end_another_one_answers(stand_in: Child, name: str) -> None:
    with pytest.raises(ChildEnded):
        ask(stand_in, name)
    assert ask(stand_in, "two").startswith("two ")


def test_one_that_hangs_is_killed(stand_in: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child_file, "SECONDS", 0.3)
    with pytest.raises(ChildEnded):
        ask(stand_in, "hangs")
    assert stand_in.pid is None


def test_closed_in_the_middle_it_is_gone_for_good(stand_in: Child) -> None:
    ended = threading.Event()

    def hang() -> None:
        with pytest.raises(ChildEnded):
            ask(stand_in, "hangs")
        ended.set()

    threading.Thread(target=hang).start()
    wait_until(lambda: stand_in.pid is not None)
    stand_in.close()
    assert ended.wait(5)
    with pytest.raises(ChildEnded):
        ask(stand_in, "two")
    assert stand_in.pid is None


def test_it_gets_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUCH_TOKEN", "reto_secret")
    assert "reto_secret" not in str(child_file.environment())
