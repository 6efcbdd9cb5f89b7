"""`pip install .`: the wheel holds all of the library, and works in a fresh environment, away from the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import urllib.error
import urllib.request
import venv
import zipfile
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

import retouch_lib
from retouch_lib.ui.settings.about import DOCUMENTS
from tests.browser.app_server import AppServer

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = "retouch_lib/top_level"
SCRIPT = Path(__file__).with_name("in_a_folder.py")
PATIENCE = 250
"""Seconds for any step, on a busy machine."""

pytestmark = pytest.mark.timeout(300)


@dataclass(frozen=True)
class Environment:
    """A fresh environment: the wheel, and beside it the packages that these tests run on."""

    python: Path
    site_packages: Path
    folder: Path
    """Empty, outside the checkout."""


def run(*command: str | Path, **options: Any) -> str:
    """Its output. Fails with what it wrote to stderr."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("RETOUCH_", "PYTHON"))}
    env = {**clean, **options.pop("env", {})}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `pip install .` builds it, with the builder that the tests' lock names: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "wheel", "--quiet", *offline, "--wheel-dir", folder, ROOT)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    base = tmp_path_factory.mktemp("environment")
    builder = venv.EnvBuilder(symlinks=os.name != "nt")
    builder.create(base)
    python = Path(builder.ensure_directories(base).env_exe)
    site_packages = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(base), "platbase": str(base)}))
    offline = ("--no-deps", "--no-index", "--disable-pip-version-check")
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    run(*pip, *offline, "--ignore-installed", "--no-compile", wheel)
    shared = {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    (site_packages / "what_the_tests_run_on.pth").write_text("\n".join(shared) + "\n")
    return Environment(python, site_packages, tmp_path_factory.mktemp("anywhere"))


def files(folder: str) -> set[str]:
    """Of the checkout, as a clean clone has them."""
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in paths}


def test_the_wheel_holds_the_whole_library(wheel: Path) -> None:
    """Byte for byte; and of the top level what starts the app and every document."""
    library = files("retouch_lib")
    kinds = {Path(name).suffix for name in library}
    assert {".py", ".tflite", ".jpg", ".png", ".js", ".css", ".html"} <= kinds
    beside = {*files("pages"), "app.py", ".streamlit/config.toml", "requirements.txt", *DOCUMENTS}
    beside |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")}
    wanted = {name: name for name in library} | {f"{TOP_LEVEL}/{name}": name for name in beside}
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
        assert wanted.keys() - held == set()
        assert [name for name, source in wanted.items() if archive.read(name) != (ROOT / source).read_bytes()] == []
    others = {name for name in held - wanted.keys() if ".dist-info/" not in name}
    assert {name for name in others if not name.startswith(f"{TOP_LEVEL}/docs/")} == set()


def test_the_wheel_says_what_it_is_and_needs(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = BytesParser().parsebytes(archive.read(name))
        licences = name.replace("METADATA", "licenses/")
        assert {f"{licences}LICENSE", f"{licences}NOTICE"} <= set(archive.namelist())
    assert told["Version"] == retouch_lib.__version__
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pins = [re.split(r" +#", line)[0] for line in lines if re.match(r"[^#]+==", line)]
    assert set(map(Requirement, told.get_all("Requires-Dist", []))) == set(map(Requirement, pins))


def test_it_retouches_a_photo_in_a_fresh_environment(environment: Environment, tmp_path: Path) -> None:
    env = {"RETOUCH_DATA_DIR": str(tmp_path / "data")}
    told = run(environment.python, "-P", SCRIPT, ROOT / "docs" / "history.md", cwd=environment.folder, env=env)
    said = json.loads(told.splitlines()[-1])
    assert said["library"] == str(environment.site_packages / "retouch_lib")
    assert said["retouched"]["state"] == "done"
    assert said["retouched"]["changed"]
    assert said["retouched"]["bytes"] > 100_000
    assert said["pages"] == {Path(name).stem: [] for name in files("pages")}
    assert said["ten lines"] == ""
    assert (environment.folder / "retouched.jpg").read_bytes() != (environment.folder / "photo.jpg").read_bytes()
    assert said["notebook"] == {"runs": 1, "spent": 1}


class InstalledApp(AppServer):
    """Started as somebody starts it who has only the wheel."""

    environment: Environment

    def _command(self) -> list[str]:
        return [str(self.environment.python), "-P", "-m", "retouch_lib.ui"]


def test_the_app_starts_from_it(environment: Environment, tmp_path: Path) -> None:
    app = InstalledApp(tmp_path / "data", {"PYTHONPATH": ""})
    app.environment, app.folder = environment, environment.folder
    try:
        app.start()
        with urllib.request.urlopen(app.url, timeout=PATIENCE) as answer:
            assert answer.status == 200
            assert b"<title>" in answer.read()
        foreign = urllib.request.Request(app.url, headers={"Host": "elsewhere.example"})
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(foreign, timeout=PATIENCE)
    finally:
        app.close()
    assert (tmp_path / "data" / "lab.sqlite").exists()
