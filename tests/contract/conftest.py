"""What several tests of the app's routes start with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui.server import lifespan
from tests.contract.hosts import Host
from tests.launches import as_opened_before


@pytest.fixture
def host(tmp_path: Path) -> Iterator[Host]:
    lab = Lab.open(Settings(data_dir=as_opened_before(tmp_path / "data" / "lab.sqlite").parent))
    lifespan.use(lab)
    host = Host(lab)
    yield host
    host.close()
    lifespan.use(None)
    lab.close()
