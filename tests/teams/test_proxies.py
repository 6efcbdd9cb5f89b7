"""Three replicas of the real app behind the proxies of `deploy/`, seen in a real Chromium."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TypeAlias

import pytest
from playwright.sync_api import FilePayload, Page, expect

from retouch_lib.engine.server import EngineServer
from tests.browser.app_server import AppServer
from tests.browser.conftest import browser as browser
from tests.browser.conftest import contexts as contexts
from tests.browser.conftest import new_page as new_page
from tests.browser.conftest import watch as watch
from tests.browser.tune_page import APP_GONE, done_cards, has_ticked, run_button, set_heal, settled, wait_until_done
from tests.browser.watch import Watch
from tests.engines import jpeg_bytes
from tests.postgres_server import PostgresServer
from tests.teams.apps import replicas
from tests.teams.proxies import IN_TURN, NGINX, STICKY, caddy, chosen_by_cookie, nginx

Behind: TypeAlias = Callable[[Path, list[AppServer]], AbstractContextManager[str]]

needs_nginx = pytest.mark.skipif(NGINX is None, reason="there is no nginx: apt-get install nginx-light")
pytestmark = pytest.mark.long
PROXIES = [
    pytest.param(lambda folder, apps: caddy(folder, apps, IN_TURN), id="caddy"),
    pytest.param(lambda folder, apps: nginx(folder, apps, sticky=False), id="nginx", marks=needs_nginx),
]


@pytest.fixture
def team(tmp_path: Path, engine: EngineServer) -> Iterator[list[AppServer]]:
    with (
        PostgresServer() as postgres,
        replicas(tmp_path, 3, postgres.new_database(), RETOUCH_ENGINE_URL=engine.url) as apps,
    ):
        yield apps


@pytest.mark.timeout(300)
@pytest.mark.parametrize("behind", PROXIES)
def test_any_replica_answers_for_all(
    tmp_path: Path,
    team: list[AppServer],
    behind: Behind,
    engine: EngineServer,
    new_page: Callable[..., Page],
    watch: Watch,
) -> None:
    """Each request to the next replica in turn: F5 while a run is under way, six uploads, a download."""
    engine.faults.add("status", "progress_100", count=60)
    with behind(tmp_path, team) as address:
        page = new_page()
        page.goto(address)
        wait_until_done(page)
        settled(page)
        set_heal(page, 77)
        before = page.url
        run_button(page).click()
        page.wait_for_function("before => location.href !== before", arg=before)
        run = page.url
        for _ in range(3):
            page.reload()
            settled(page)
            assert page.url == run
        wait_until_done(page)
        names = [f"photo-{number}.jpg" for number in range(6)]
        photos = [
            FilePayload(name=name, mimeType="image/jpeg", buffer=jpeg_bytes(seed=seed))
            for seed, name in enumerate(names)
        ]
        page.locator("input[type=file]").first.set_input_files(photos)
        has_ticked(page, *names)
        watch.end()  # the proxy ends next


@pytest.mark.timeout(300)
def test_a_killed_replicas_page_shows_the_result_without_a_press(
    tmp_path: Path, team: list[AppServer], engine: EngineServer, new_page: Callable[..., Page], watch: Watch
) -> None:
    watch.allow(APP_GONE)
    with caddy(tmp_path, team, STICKY) as address:
        page = new_page()
        page.goto(address)
        wait_until_done(page)
        settled(page)
        engine.faults.add("status", "progress_100", count=20)
        set_heal(page, 55)
        charges = engine.tasks.charges
        before = page.url
        run_button(page).click()
        page.wait_for_function("before => location.href !== before", arg=before)
        expect(done_cards(page)).to_have_count(2)  # of the looks that were known
        (cookie,) = [one for one in page.context.cookies() if one["name"] == "lab_replica"]
        chosen_by_cookie(cookie["value"], team).stop(signal.SIGKILL)
        expect(done_cards(page)).to_have_count(3, timeout=120_000)
        assert engine.tasks.charges == charges + 1
