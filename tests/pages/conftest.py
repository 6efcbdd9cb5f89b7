"""Pages run by AppTest on a real lab: a local engine in this process, jobs that really run, an empty data folder."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from retouch_lib.cloud import servers
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.media import face_boxes
from retouch_lib.media.files import digest_of
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.settings import Settings
from retouch_lib.ui.server import lifespan
from tests.jobs.labs import quick
from tests.launches import as_launched_before

ENTRY = Path(__file__).resolve().parents[2] / "retouch_lib" / "ui" / "main.py"
TIMEOUT = 20


_scanned = cache(manifest_scanner.scan_component_manifests)
_find = face_boxes.find
_found: dict[tuple[str, int], tuple[face_boxes.FaceBox, ...]] = {}


def _find_once(preview: Path, width: int) -> tuple[face_boxes.FaceBox, ...]:
    key = digest_of(preview), width
    if key not in _found:
        _found[key] = _find(preview, width)
    return _found[key]


@pytest.fixture(autouse=True)
def looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out the same in every test of a page is found once: Streamlit's search through every installed package
    for components (a quarter of a second, by each AppTest), and the faces of a picture."""
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", _scanned)
    monkeypatch.setattr(face_boxes, "find", _find_once)


@pytest.fixture
def lab(engine: EngineServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lab]:
    """A launched lab; the custom server is the same engine, reached as a cloud server would be, and asked oftener."""
    monkeypatch.setattr(servers, "servers", quick())
    settings = Settings(data_dir=tmp_path / "data", engine_url=engine.url, custom_url=f"{engine.url}/api/v1")
    as_launched_before(settings.data_dir)
    lab = Lab.open(settings)
    lab.launch()
    lifespan.use(lab)
    main = sys.modules["__main__"]  # AppTest puts the page there, and processes made later would run it
    yield lab
    sys.modules["__main__"] = main
    lifespan.use(None)
    lab.close()


@pytest.fixture
def open_page(lab: Lab) -> Callable[[str], AppTest]:
    """Open a page as a browser does: `open_page("tune")`. Fails on an exception in the page."""

    def start(name: str, **query: str) -> AppTest:
        test = AppTest.from_file(str(ENTRY), default_timeout=TIMEOUT)
        for key, value in query.items():
            test.query_params[key] = value
        if name != "tune":
            test.switch_page(f"../../pages/{name}.py")
        return ran(test)

    return start


def ran(test: AppTest) -> AppTest:
    """Run the page, and fail on what it raised."""
    test.run()
    assert not test.exception, [error.value for error in test.exception]
    return test


def wait_for_run(lab: Lab, seconds: float = 60.0, owner: Owner = LOCAL) -> None:
    """Until the owner's latest run has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        run = lab.store.latest_run(owner)
        if run is not None and not run.under_way:
            return
        lab.jobs.wait(0.05)
    raise AssertionError("the run did not end in time")
