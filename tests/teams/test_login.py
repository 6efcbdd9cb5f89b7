"""A team logs in: two replicas of the real app on one database behind Caddy, a test provider, a real browser."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import requests
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from retouch_lib.owners import Owner
from retouch_lib.store.records import utc_now
from retouch_lib.store.store import Store
from retouch_lib.tokens.database_url import DatabaseUrl
from retouch_lib.tokens.signed_tickets import SignedTickets
from retouch_lib.tokens.signing_keys import SigningKeys
from retouch_lib.ui import preferences
from retouch_lib.ui.server.logins import COOKIE, owner_of
from retouch_lib.ui.server.urls import file_url, upload_url
from tests.browser.app_server import AppServer, free_port
from tests.browser.conftest import ARGUMENTS, PATIENCE, require_browser
from tests.engines import jpeg_bytes
from tests.postgres_server import PostgresServer

BESIDE_PYTHON = Path(sys.executable).parent
LONG = 4 * PATIENCE
"""Two replicas, a proxy, a database and a provider start on the same cores."""
ADDRESS = "ann@studio.test"


@dataclass(frozen=True)
class Team:
    url: str
    """Of the proxy, which asks each replica in turn."""
    provider: str
    replicas: tuple[AppServer, ...]
    database: str
    secret: Path

    def owner(self, subject: str) -> Owner:
        found = owner_of({"iss": self.provider, "sub": subject})
        assert found
        return found


@contextmanager
def running(command: list[str | Path], log: Path, answers: str) -> Iterator[None]:
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file)
    try:
        wait_for(lambda: urllib.request.urlopen(answers, timeout=2).status == 200, log)
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_for(holds: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if holds():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    folder = tmp_path_factory.mktemp("team")
    with ExitStack() as started:
        database = started.enter_context(PostgresServer()).new_database()
        proxy, provider = free_port(), f"http://127.0.0.1:{free_port()}"
        started.enter_context(
            running(
                [BESIDE_PYTHON / "oidc-provider-mock", "--port", provider.rpartition(":")[2]],
                folder / "provider.log",
                f"{provider}/.well-known/openid-configuration",
            )
        )
        (folder / "secret").write_text("a secret of thirty-two characters or more")
        (folder / "secrets.toml").write_text(f"""
[auth]
redirect_uri = "http://localhost:{proxy}/oauth2callback"
cookie_secret = "another secret of thirty-two characters"
client_id = "lab"
client_secret = "of no use elsewhere"
server_metadata_url = "{provider}/.well-known/openid-configuration"
""")
        settings = {
            "RETOUCH_DATABASE_URL": database,
            "RETOUCH_SECRET_FILE": str(folder / "secret"),
            "RETOUCH_FILES_URL": f"file://{folder}/files",
            "RETOUCH_ENGINE_URL": "http://127.0.0.1:9",  # nobody runs anything
            "STREAMLIT_SECRETS_FILES": str(folder / "secrets.toml"),
        }
        replicas = []
        for name in ("one", "two"):
            replicas.append(AppServer(folder / name, settings))
            started.callback(replicas[-1].close)
            replicas[-1].start()
        upstreams = " ".join(f"127.0.0.1:{replica.port}" for replica in replicas)
        (folder / "Caddyfile").write_text(f"""
{{
	admin off
	auto_https off
	persist_config off
}}
http://localhost:{proxy} {{
	bind 127.0.0.1
	reverse_proxy {upstreams} {{
		lb_policy round_robin
	}}
}}
""")
        caddy: list[str | Path] = [BESIDE_PYTHON / "caddy", "run", "--config", folder / "Caddyfile"]
        started.enter_context(running(caddy, folder / "caddy.log", f"http://localhost:{proxy}/healthz"))
        team = Team(f"http://localhost:{proxy}", provider, tuple(replicas), database, folder / "secret")
        store = Store.connect(DatabaseUrl(database))
        for subject in ("ann", "ben"):
            store.set_preference(team.owner(subject), preferences.GREETED, True)
        store.close()
        yield team


def user(team: Team, subject: str, **claims: str) -> None:
    assert requests.put(f"{team.provider}/users/{subject}", json=claims, timeout=10).ok


def log_in(team: Team, page: Page, subject: str) -> None:
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(f"{team.provider}/**", timeout=LONG)
    page.locator("input[name=sub]").fill(subject)
    page.get_by_role("button", name="Authorize").first.click()


def kept(context: BrowserContext, team: Team) -> dict[str, str]:
    """A copy of the browser's cookies."""
    return {str(each["name"]): str(each["value"]) for each in context.cookies(team.url)}


def statuses(team: Team, path: str, cookies: dict[str, str]) -> set[int]:
    """What every replica answers, and the proxy."""
    places = [team.url, *(replica.url for replica in team.replicas)]
    return {requests.get(place + path, cookies=cookies, timeout=20).status_code for place in places}


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_team_logs_in(team: Team) -> None:
    user(team, "ann", name="Ann Smith", email=ADDRESS)
    user(team, "ben", name="Ben")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require_browser(), args=ARGUMENTS)
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{team.url}/settings?photo=4f2a")
        log_in(team, page, "ann")
        out = page.get_by_role("button", name="Log out")
        expect(out).to_be_visible(timeout=LONG)
        expect(page.get_by_test_id("stSidebar").get_by_text("Ann Smith")).to_be_visible()
        assert page.url == f"{team.url}/settings?photo=4f2a", "the link survived the login"
        anns = kept(context, team)

        for _ in range(3):  # each lands at another replica
            page.reload()
            expect(out).to_be_visible(timeout=LONG)

        others = browser.new_context()
        bens_page = others.new_page()
        bens_page.goto(team.url)
        log_in(team, bens_page, "ben")
        expect(bens_page.get_by_role("button", name="Log out")).to_be_visible(timeout=LONG)
        bens = kept(others, team)

        sha256 = put(team, "ann", anns)
        photo = file_url(sha256, "thumbnail")
        assert statuses(team, photo, bens) == {404}
        forged = {**anns, COOKIE: anns[COOKIE].swapcase()}
        assert statuses(team, photo, forged) == statuses(team, photo, {}) == {404}
        assert statuses(team, photo, anns) == {200}

        out.click()
        page.wait_for_url(f"{team.provider}/**", timeout=LONG)
        page.goto(team.url)
        expect(page.get_by_role("button", name="Log in")).to_be_visible(timeout=LONG)
        wait_for(lambda: statuses(team, photo, anns) == {404}, Path(team.replicas[0]._log))
        assert statuses(team, file_url("0" * 64, "full"), bens) == {404}
        expect(bens_page.get_by_role("button", name="Log out")).to_be_visible()
        browser.close()
    written = "".join(replica.log for replica in team.replicas)
    assert ADDRESS not in written
    assert "Traceback" not in written
    with psycopg.connect(team.database) as connection:
        people = connection.execute("SELECT owner, name FROM people ORDER BY name").fetchall()
    assert people == [(team.owner("ann"), "Ann Smith"), (team.owner("ben"), "Ben")]


def put(team: Team, subject: str, cookies: dict[str, str]) -> str:
    """Upload to whichever replica the proxy chooses; the photo's name."""
    keys = SigningKeys.open(team.secret.parent, str(team.secret))
    ticket = SignedTickets(keys.key("uploads"), utc_now).issue(team.owner(subject))
    asked = f"{team.url}{upload_url(ticket)}?name=a.jpg"
    return str(requests.put(asked, data=jpeg_bytes(640, 480), cookies=cookies, timeout=30).json()["sha256"])
