"""Replicas that are killed, paused and rolled, and their database restarted: as many charges and results as jobs."""

from __future__ import annotations

from pathlib import Path

import pytest

from retouch_lib.store.replicas import DEAD_AFTER
from tests.teams.chaos import storm, team

_SLACK = 30.0
"""Seconds for a slow machine: what is measured stands in docs/teams.md."""


@pytest.mark.long
@pytest.mark.timeout(400)
def test_a_short_storm(tmp_path: Path) -> None:
    with team(tmp_path, seconds=1.0) as it:
        deeds = [it.kill, it.restart_database, it.roll, it.kill, it.pause, it.kill]
        against = storm(it, 12, deeds, every=0.7)
        assert against == [], "\n".join(one.log[-2000:] for one in it.replicas)
        assert it.done == {"kills": 3, "pauses": 1, "rolls": 1, "database restarts": 1}
        assert max(it.takeovers, default=0) < DEAD_AFTER + _SLACK
