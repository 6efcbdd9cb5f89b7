"""The locks name what the lists of pins ask for and everything that this needs, each with the hashes of its files."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from itertools import combinations
from pathlib import Path

import pytest

from retouch_lib.ui.settings.licences import dependencies

ROOT = Path(__file__).resolve().parents[1]
LISTS = {
    "requirements.txt": "requirements.lock",
    "tests/requirements.txt": "tests/requirements.lock",
    "tests/teams/requirements.txt": "tests/teams/requirements.lock",
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;]+)", re.M)


def pins(file: str) -> dict[str, str]:
    """Versions by name, the names in the form in which they can be compared."""
    return {folded(name): number for name, number in PIN.findall((ROOT / file).read_text())}


def folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def entries(file: str) -> dict[str, list[str]]:
    """Each package's hashes."""
    text = (ROOT / file).read_text()
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
    return {folded(block.split("==")[0]): re.findall(r"--hash=sha256:([0-9a-f]{64})\b", block) for block in blocks}


@pytest.mark.parametrize("file", LISTS)
def test_every_pin_of_a_list_is_in_its_lock(file: str) -> None:
    asked, locked = pins(file), pins(LISTS[file])
    assert asked
    assert {name: locked.get(name) for name in asked} == asked, "make lock"


def test_the_wheel_is_built_with_what_the_tests_build_it_with() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert needed
    assert dict(PIN.findall("\n".join(needed))).items() <= pins("tests/requirements.txt").items()


@pytest.mark.parametrize("lock", LISTS.values())
def test_every_locked_package_has_hashes(lock: str) -> None:
    hashes = entries(lock)
    assert hashes.keys() == pins(lock).keys()
    assert [name for name, sums in hashes.items() if not sums] == []


def test_what_two_locks_name_has_one_version() -> None:
    for one, other in combinations(LISTS.values(), 2):
        first, second = pins(one), pins(other)
        shared = first.keys() & second.keys()
        assert "typing-extensions" in shared
        assert {name: first[name] for name in shared} == {name: second[name] for name in shared}, (one, other)


def test_what_runs_here_is_what_the_lock_names() -> None:
    """Also what only another package asks for: a pin there that nobody wrote would otherwise change overnight."""
    installed = {folded(package.name): package.version for package in dependencies()}
    assert len(installed) > 40
    locked = pins("requirements.lock")
    assert {name: locked.get(name) for name in installed} == installed


@pytest.mark.parametrize("lock", [lock for lock in LISTS.values() if lock.startswith("tests/")])
def test_the_tests_run_on_what_their_lock_names(lock: str) -> None:
    """What `make test-teams` alone needs may be absent."""
    locked = pins(lock)
    assert {name: _installed(name) or number for name, number in locked.items()} == locked


def _installed(name: str) -> str | None:
    """None where this system does not need it."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None
