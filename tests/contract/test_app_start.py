"""The real app where it can't start: it ends with one sentence in the terminal, and no traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from retouch_lib.store.store import Store
from tests.browser.app_server import AppServer

BANNER = ("You can now view", "URL: ")


def told(data_dir: Path, **settings: str) -> str:
    """What the app says beside Streamlit's own words, when it ends by itself."""
    app = AppServer(data_dir, settings)
    try:
        with pytest.raises(AssertionError, match="the app ended at once"):
            app.start()
        assert app.process.returncode == 1
        lines = [line.strip() for line in app.log.splitlines()]
        return "\n".join(line for line in lines if line and not line.startswith(BANNER))
    finally:
        app.close()


def test_a_misspelt_setting(tmp_path: Path) -> None:
    assert told(tmp_path / "data", RETOUCH_BUGDET_RUN="5") == (
        "RETOUCH_BUGDET_RUN in the environment is no setting of Retouch Lab; the nearest is RETOUCH_BUDGET_RUN."
    )
    assert not (tmp_path / "data").exists(), "nothing was begun"


def test_a_damaged_store(tmp_path: Path) -> None:
    Store.open(tmp_path / "data" / "lab.sqlite").close()
    (tmp_path / "data" / "lab.sqlite").write_bytes(b"no database at all" * 1000)
    said = told(tmp_path / "data")
    assert said.startswith(
        f"{tmp_path / 'data' / 'lab.sqlite'} is damaged: it is no whole database. It lists your runs"
    )
    assert "\n" not in said
