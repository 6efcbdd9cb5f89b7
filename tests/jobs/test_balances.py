"""The balance read beside a job: of its account, whichever server said it and whatever other tokens read since."""

from __future__ import annotations

import pytest

from retouch_lib.jobs import balances
from retouch_lib.store.records import JobState, Reading
from tests.jobs.world import OWNER, TOKEN, World


def read(world: World, value: int, *, server: str = "main", token: str = "") -> None:
    ref = token or world.vault.ref(TOKEN)
    world.store.add_reading(Reading(OWNER, server, ref, "balance", value, None, world.clock()))


@pytest.mark.parametrize("server", ["main", "world"])
def test_a_fresh_balance_of_the_account_is_not_asked_for_again(world: World, server: str) -> None:
    read(world, 41, server=server)
    read(world, 7, token="other")
    balances.read_before(world.context, world.job(), TOKEN)
    assert world.api.count("balance") == 0


def test_an_old_one_is(world: World) -> None:
    read(world, 41, server="world")
    world.clock.advance(61)
    world.api.balances.append(40)
    balances.read_before(world.context, world.job(), TOKEN)
    assert world.api.count("balance") == 1


def test_the_balance_before_a_job_is_found_behind_those_of_other_tokens(world: World) -> None:
    read(world, 41, server="world")
    world.clock.advance(1)
    for _ in range(150):
        read(world, 7, token="other")
    world.clock.advance(1)
    job = world.job()
    job = world.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=world.clock())
    world.clock.advance(1)
    read(world, 40)
    world.api.balances.append(39)
    assert balances.before_and_now(world.context, job, TOKEN) == (41, 39)
