"""The judge. Where there is none, its tests are skipped; in CI, where nobody reads skips, they fail."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.find_exiftool import MISSING, find_exiftool
from tests.unit.metadata.exiftool import ExifTool


def require_exiftool() -> str:
    path = find_exiftool()
    if path is not None:
        return path
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


@pytest.fixture(scope="session")
def exiftool() -> Iterator[ExifTool]:
    judge = ExifTool(require_exiftool())
    yield judge
    judge.close()
