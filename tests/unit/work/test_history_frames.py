"""docs/history.md: its notebook runs as it stands, and names each column of each frame and no other."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from retouch_lib.store.store import Store
from retouch_lib.work.history import History
from tests.launches import as_opened_before
from tests.many_jobs import OWNER, fill

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "history.md").read_text()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    fill(folder / "lab.sqlite", 60, until=datetime.now(UTC), days=20)
    return folder


def columns(method: str) -> set[str]:
    """The first cells of the table below that method's heading."""
    section = PAGE.split(f"## `history.{method}(")[1].split("\n## ")[0]
    cells = re.findall(r"^\|([^|]*`[^|]*)\|", section, re.M)
    return set(re.findall(r"`(\w+)`", " ".join(cells)))


def test_the_notebook_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUCH_DATA_DIR", str(folder))
    script, *_ = re.findall(r"```python\n(.*?)```", PAGE, re.S)  # what follows it reads the page's CSV
    found: dict[str, pd.DataFrame] = {}
    exec(script, found)
    assert len(found["runs"]) >= 20
    assert found["spent"].sum() == found["runs"]["credits"].sum() > 0
    assert found["slow"]["processing_s"].is_monotonic_decreasing
    assert len(found["balance"]) >= 10


def test_each_column_is_described_and_has_its_type(folder: Path) -> None:
    store = Store.open(as_opened_before(folder / "lab.sqlite"))
    history = History(store, OWNER)
    jobs, runs, quota, sums = history.jobs(), history.runs(), history.quota(), history.spend("photo")
    store.close()
    assert columns("jobs") == set(jobs.columns)
    assert columns("runs") == set(runs.columns)
    assert columns("quota") == set(quota.columns)
    assert set(sums.columns) == set(runs.columns) - {"run", "project", "server", "asked_at"} | {"key", "name"}
    for frame in (jobs, runs, quota, sums):
        for name, dtype in frame.dtypes.items():
            column = str(name)
            if column.endswith("_at"):
                assert str(dtype) == "datetime64[us, UTC]"
            elif column.endswith("_s"):
                assert str(dtype) == "float64"
            else:
                assert str(dtype) in ("str", "Int64"), column
