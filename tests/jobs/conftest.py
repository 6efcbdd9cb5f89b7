"""Fixtures of the jobs' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.jobs.world import World
from tests.postgres_server import PostgresServer


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A job context whose server is a script and whose waits take no time."""
    world = World(tmp_path)
    yield world
    world.store.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with PostgresServer() as server:
        yield server
