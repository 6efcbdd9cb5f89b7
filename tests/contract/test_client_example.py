"""The ten lines in the client's docstring, as they stand there, against the local engine."""

from __future__ import annotations

import dataclasses
import doctest
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from retouch_lib.cloud import client as client_module
from retouch_lib.cloud import servers
from tests.engines import TOKEN, MakeEngine


def test_the_example_retouches_one_photo(
    make_engine: MakeEngine, portrait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine()
    waited: list[float] = []
    monkeypatch.setattr(servers, "MAIN", dataclasses.replace(servers.MAIN, base=f"{engine.url}/api/v1"))
    monkeypatch.setenv("RETOUCH_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(portrait, tmp_path / "photo.jpg")
    example = doctest.DocTestParser().get_doctest(client_module.__doc__ or "", {}, "example", None, None)
    wait = time.sleep
    defaults = client_module.Client.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "sleep", lambda seconds: (waited.append(seconds), wait(0.02))[1])
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    example.globs["client"].close()
    assert outcome == (0, len(example.examples)), "".join(said)
    assert len(example.examples) == 10
    assert (tmp_path / "retouched.jpg").read_bytes() != (tmp_path / "photo.jpg").read_bytes()
    assert engine.tasks.charges == 1
    assert waited[0] == 2
    assert set(waited[1:]) <= {3}


def test_the_client_alone_brings_in_none_of_the_heavy_parts() -> None:
    heavy = ("streamlit", "dbos", "sqlalchemy", "cv2", "starlette")
    look = f"import sys, retouch_lib.cloud.client; print([name for name in {heavy} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    assert ended.stdout.strip() == "[]"
