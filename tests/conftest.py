"""What every test gets: no settings of the machine, a data folder of its own, the samples, a clock."""

from __future__ import annotations

import gc
import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from retouch_lib.store import database
from retouch_lib.store.locks import Locks, PatientConnection
from tests.clock import ManualClock

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "retouch_lib" / "samples"
GOLDEN = ROOT / "tests" / "golden"

pytest_plugins = ["tests.engines"] if importlib.util.find_spec("tests.engines") else []

# The machine may be slow, and a failure in CI must be the same for everybody.
hypothesis.settings.register_profile("lab", deadline=None, max_examples=60, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("lab")


@pytest.fixture(scope="session", autouse=True)
def nothing_of_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Clear RETOUCH_* and point the data folder away from the person's own photos."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("RETOUCH_")]:
            patch.delenv(name)
        patch.setenv("RETOUCH_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session", autouse=True)
def nobody_waits_for_the_disk() -> Iterator[None]:
    """No test cuts the power, and what a killed process has written the system keeps. Of a page's test with a run that
    is seventy waits of some milliseconds."""
    connected = Locks.connect

    def connect(locks: Locks, *args: Any, **options: Any) -> PatientConnection:
        connection = connected(locks, *args, **options)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        patch.setattr(database, "_SYNCHRONOUS", "OFF")
        patch.setattr(Locks, "connect", connect)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The wheel's file first: it takes long, and begun as the last one it would have the other process wait."""
    items.sort(key=lambda item: "wheel" not in item.path.parts)


def pytest_collection() -> None:
    """What is collected stays: looking there for garbage again and again takes a quarter of the time that goes into it,
    and some of every later look."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a test that reads the environment; not made yet."""
    folder = tmp_path / "data"
    monkeypatch.setenv("RETOUCH_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture(scope="session")
def portrait() -> Path:
    """910×1137 JPEG: one face, teeth, suit."""
    return SAMPLES / "portrait.jpg"


@pytest.fixture(scope="session")
def glasses() -> Path:
    """512×600 JPEG: one face with glasses, uniform."""
    return SAMPLES / "glasses.jpg"


@pytest.fixture(scope="session")
def half_body() -> Path:
    """512×512 PNG: half body before a mottled backdrop."""
    return SAMPLES / "half-body.png"
