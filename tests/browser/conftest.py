"""A real Chromium, the real app, and pages that fail their test when they complain or call out.

Fixtures: `done_app` (the app after a first visit: three results) and `app_with` (with what a data folder holds), one
process for all tests; `app` (an app of its own, as a new user gets it) and `start_app` (with settings), where a test
needs that; `page` and `new_page` (a size, a colour scheme); `watch` (what the pages did wrong; `watch.allow(pattern)`
for what a test provokes); `room` (opens the viewer alone on a bare page, by preference on the one `usual_page`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser.app_server import AppServer
from tests.browser.components.room import WINDOW, Enter, door, sender
from tests.browser.contexts import Contexts
from tests.browser.find_browser import MISSING, find_browser
from tests.browser.first_visit import visit
from tests.browser.tune_page import settled
from tests.browser.watch import Watch

HERE = Path(__file__).parent
WIDE: ViewportSize = {"width": 1440, "height": 900}
PATIENCE = 30_000
"""Milliseconds that something expected may take: Playwright's own five seconds are few on a busy machine."""

ARGUMENTS = [
    "--no-sandbox",  # containers run as root, where Chromium's sandbox refuses to start
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-quic",
    "--disable-sync",
    "--force-color-profile=srgb",  # what screenshots show depends on no screen
    "--no-first-run",
    "--renderer-process-limit=1",  # a page opens where the last one was: the app's scripts are read and compiled there
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def require_browser() -> str:
    """The browser's path. Where there is none, the test is skipped; in CI, where nobody reads skips, it fails."""
    path = find_browser()
    if path is not None:
        return path
    if os.environ.get("CI"):
        pytest.fail(MISSING)
    pytest.skip(MISSING)


# Once per package, not per session: while Playwright lives, no other test may run an event loop in this thread.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    path = require_browser()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS, headless=True)
        yield chromium
        chromium.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    watch = Watch()
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture(scope="package")
def contexts(browser: Browser) -> Iterator[Contexts]:
    contexts = Contexts(browser)
    yield contexts
    contexts.close()


@pytest.fixture
def new_page(browser: Browser, contexts: Contexts, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Makes a page as in another browser: `new_page(viewport={…}, color_scheme="dark")`.

    One with options beside its size has a context that nobody had before, with nothing cached; in all others nothing
    slides or fades.
    """
    lent: list[BrowserContext] = []
    own: list[BrowserContext] = []

    def make(*, viewport: ViewportSize = WIDE, **options: Any) -> Page:
        if options:
            context = browser.new_context(**{"viewport": viewport, "accept_downloads": True, **options})
            own.append(context)
        else:
            context = contexts.take()
            lent.append(context)
        watch.over(context)
        page = context.new_page()
        if not options:
            page.set_viewport_size(viewport)
        return page

    yield make
    watch.end()
    for context in own:
        context.close()
    for context in lent:
        contexts.give_back(context)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """1440×900, light."""
    return new_page()


@pytest.fixture
def start_app(browser: Browser, watch: Watch, tmp_path: Path) -> Iterator[Callable[..., AppServer]]:
    """Starts an app with further settings: `start_app(RETOUCH_ENGINE_SECONDS="3")`. Skips where no browser is.

    `data`: a data folder that it gets a copy of; none is an empty one.
    """
    apps: list[AppServer] = []

    def start(script: Path | None = None, *, data: Path | None = None, **env: str) -> AppServer:
        folder = tmp_path / f"app-{len(apps)}"
        if data is not None:
            shutil.copytree(data, folder)
        app = AppServer(folder, env) if script is None else AppServer(folder, env, script)
        apps.append(app)
        return app.start()

    yield start
    watch.end()
    for app in apps:
        app.close()


@pytest.fixture
def app(start_app: Callable[..., AppServer]) -> AppServer:
    """The app as a new user gets it: an empty data folder, the local engine, no token."""
    return start_app()


@pytest.fixture(scope="package")
def running_app(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One app for all tests that need no settings: starting one costs more than most of them. Use `app_with`."""
    app = AppServer(tmp_path_factory.mktemp("running") / "data")
    try:
        yield app.start()
    finally:
        app.close()


@pytest.fixture
def app_with(
    running_app: AppServer, new_page: Callable[..., Page], watch: Watch
) -> Iterator[Callable[[Path], AppServer]]:
    """The running app with what this data folder holds, and nothing of the test before: `app_with(folder)`."""

    def hold(data: Path) -> AppServer:
        running_app.hold(data)
        return running_app

    yield hold
    for page in watch.pages(running_app.url):  # `new_page` is here to close them later
        settled(page)  # or what a script still writes would be the next test's


@pytest.fixture(scope="session")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as a first visit leaves it: the sample and three looks, done and measured. Not to be changed."""
    return visit(tmp_path_factory.mktemp("visited") / "data")


@pytest.fixture
def done_app(app_with: Callable[[Path], AppServer], visited: Path) -> AppServer:
    """The running app after a first visit."""
    return app_with(visited)


@pytest.fixture(scope="package")
def usual_page(browser: Browser) -> Iterator[Page]:
    """One bare page for all tests that ask for nothing special."""
    with browser.new_context(viewport=WINDOW) as context:
        yield context.new_page()


@pytest.fixture
def room(usual_page: Page, new_page: Callable[..., Page], watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Enter:
    return door(usual_page, new_page, watch, sender(monkeypatch))
