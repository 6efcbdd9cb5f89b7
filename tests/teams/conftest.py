"""Marks what stands in this folder: `pytest` alone leaves it out, `make test-teams` runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Hooks of a folder's conftest see the items of every folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.teams)
