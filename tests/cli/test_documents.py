"""docs/cli.md is as the commands are, and what docs/library.md shows runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import retouch_lib
from docs import make_cli
from retouch_lib.cli.main import cli
from retouch_lib.engine.server import EngineServer
from retouch_lib.measuring.measurer import Measurer
from tests.cli.conftest import new_photo
from tests.launches import as_launched_before

LIBRARY = (Path(__file__).resolve().parents[2] / "docs" / "library.md").read_text()


def test_the_page_of_the_commands_is_made_of_them() -> None:
    text = make_cli.PAGE.read_text()
    assert make_cli.page(text) == text, "python docs/make_cli.py"
    assert set(re.findall(r"^### `retouch-lab ([\w-]+)`", text, re.M)) == set(cli.commands)


def test_the_page_of_the_library_lists_what_it_offers() -> None:
    assert re.findall(r"^\| `(\w+)` \|", LIBRARY, re.M) == retouch_lib.__all__
    assert all(isinstance(getattr(retouch_lib, name), type) for name in retouch_lib.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Laboratory'"):
        _ = retouch_lib.Laboratory


def test_its_examples_run(engine: EngineServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUCH_ENGINE_URL", engine.url)
    as_launched_before(tmp_path / "data")
    monkeypatch.setattr(Measurer, "measure_next", lambda _: False)  # its process gives way to all others
    monkeypatch.chdir(new_photo(tmp_path, "photo.jpg").parent)
    for number in range(2):
        new_photo(tmp_path / "photos", f"{number}.jpg")
    names: dict[str, object] = {}
    examples = re.findall(r"```python\n(.*?)```", LIBRARY, re.S)
    try:
        for example in examples:
            exec(example, names)
    finally:
        names["lab"].close()  # type: ignore[attr-defined]
    assert len(examples) == 7
    assert (tmp_path / "retouched.jpg").stat().st_size > 100
    assert len(names["jobs"]) == 5  # type: ignore[arg-type]
    assert list(names["cells"]["state"]) == ["done", "done"]  # type: ignore[index]
