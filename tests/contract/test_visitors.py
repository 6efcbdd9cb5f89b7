"""Who asks, by raw HTTP: a lab that is shared shows everybody their own things, and 404 for all else."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer
from streamlit.auth_util import set_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

from retouch_lib.errors import StoreTrouble
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.settings import Settings
from retouch_lib.ui.server import doors, lifespan, recognition, signed_cookies
from retouch_lib.ui.server.browsers import COOKIE as BROWSER
from retouch_lib.ui.server.logins import COOKIE, LASTS, name_of, owner_of
from retouch_lib.ui.server.routes import FOR_ANYBODY, routes
from retouch_lib.ui.server.urls import HOOK_ROUTE, METRICS_ROUTE, file_url, upload_url
from retouch_lib.work.auditing import Did, Sought
from retouch_lib.work.people import Role
from tests.contract.hosts import Host
from tests.engines import jpeg_bytes
from tests.launches import as_opened_before

SECRET, ORIGIN = "s" * 40, "http://127.0.0.1:8501"
AUTH = {"cookie_secret": SECRET, "redirect_uri": f"{ORIGIN}/oauth2callback", "client_id": "lab"}
ANN = {"iss": "https://id.example", "sub": "ann", "name": "Ann", "email": "ann@studio.example"}
BEN = {"iss": "https://id.example", "sub": "ben", "name": "Ben"}
LONG = "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(250))
"""Claims that no packing makes short."""
NEAR_PROXY = {"X-Forwarded-For": "192.0.2.7"}


def cookies_of(user: dict[str, str], secret: str = SECRET, origin: str = ORIGIN, **more: object) -> dict[str, str]:
    """As Streamlit sets them after a login."""
    found: dict[str, str] = {}
    set_cookie_with_chunks(
        lambda name, value: found.update({name: create_signed_value(secret, name, value).decode()}),
        lambda name, value: create_signed_value(secret, name, value),
        COOKIE,
        {**user, "origin": origin, "is_logged_in": True, **more},
        cookie_attr_size=60,
    )
    return found


def header(cookies: dict[str, str]) -> dict[str, str]:
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}


def hosted(folder: Path, **settings: bool) -> Iterator[Host]:
    lab = Lab.open(Settings(data_dir=as_opened_before(folder / "data" / "lab.sqlite").parent, **settings))
    lifespan.use(lab)
    host = Host(lab)
    yield host
    host.close()
    lifespan.use(None)
    lab.close()


@pytest.fixture(scope="module")
def login_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(doors, "login_table", lambda: AUTH)
        yield from hosted(tmp_path_factory.mktemp("login"), login=True)


@pytest.fixture(scope="module")
def lan_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    yield from hosted(tmp_path_factory.mktemp("lan"), lan=True)


@pytest.fixture
def login(login_lab: Host) -> Host:
    lifespan.use(login_lab.lab)
    return login_lab


@pytest.fixture
def lan(lan_lab: Host) -> Host:
    lifespan.use(lan_lab.lab)
    return lan_lab


def photo_of(host: Host, owner: Owner) -> str:
    part = host.lab.files.new_part()
    part.write_bytes(jpeg_bytes(64, 48))
    return host.lab.add_photo(owner, part, "a.jpg").sha256


@pytest.mark.parametrize("path", sorted({route.path for route in routes()} - FOR_ANYBODY))
def test_no_route_answers_nobody(login: Host, path: str) -> None:
    """Every route of ours, also one that is new: it stands in `routes`, and whoever means it for anybody says so."""
    (route,) = (route for route in routes() if route.path == path)
    asked = re.sub(r"\{[a-z0-9]+\}", "x", path)
    for method in sorted((route.methods or set()) - {"HEAD"}):
        assert login.call(method, asked)[0] == 404
        status, _, body = login.call(method, asked, **header(cookies_of(ANN, secret="t" * 40)))
        assert (status, body) == (404, b"Not found")


def test_what_is_for_anybody_is_nobodys() -> None:
    programs = {"/healthz", "/readyz", METRICS_ROUTE, HOOK_ROUTE}
    assert {"/components/{name}/{version}.js", "/measures/texture/{kept}.jpg", "/tune"} | programs == FOR_ANYBODY


class TestLogin:
    def test_everybody_gets_their_own_and_404_for_anothers(self, login: Host) -> None:
        anns = owner_of(ANN)
        assert anns
        sha256 = photo_of(login, anns)
        for size in ("full", "preview", "thumbnail"):
            assert login.call("GET", file_url(sha256, size), **header(cookies_of(ANN)))[0] == 200
            assert login.call("GET", file_url(sha256, size), **header(cookies_of(BEN)))[0] == 404
            assert login.call("GET", file_url(sha256, size))[0] == 404

    def test_an_upload_is_the_uploaders_with_their_own_ticket_only(self, login: Host) -> None:
        anns, bens = owner_of(ANN), owner_of(BEN)
        assert anns
        assert bens
        before = login.lab.store.photos(anns)
        asked = upload_url(login.lab.upload_tickets.issue(bens)) + "?name=a.jpg"
        assert login.call("PUT", asked, jpeg_bytes(64, 48), **header(cookies_of(ANN)))[0] == 403
        assert login.call("PUT", asked, jpeg_bytes(64, 48), **header(cookies_of(BEN)))[0] == 200
        assert [photo.name for photo in login.lab.store.photos(bens)] == ["a.jpg"]
        assert login.lab.store.photos(anns) == before
        assert login.lab.store.photos(LOCAL) == ()

    def test_the_backup_holds_everybodys_and_is_nobodys_here(self, login: Host) -> None:
        anns = owner_of(ANN)
        assert anns
        ticket = login.lab.backup_tickets.issue(anns)
        assert login.call("GET", f"/backup/{ticket}", **header(cookies_of(ANN)))[0] == 404

    @pytest.mark.parametrize(
        "cookies",
        [
            cookies_of(ANN, secret="another secret, as long as the first one"),
            cookies_of(ANN, origin="http://evil.example"),
            cookies_of(ANN, is_logged_in=False),
            cookies_of(ANN, is_logged_in="yes"),
            cookies_of({"sub": "ann"}),
            {COOKIE: signed_cookies.sign(BROWSER, json.dumps({**ANN, "origin": ORIGIN, "is_logged_in": True}), SECRET)},
            {COOKIE: signed_cookies.sign(COOKIE, "no JSON", SECRET)},
            {COOKIE: signed_cookies.sign(COOKIE, "chunks-99", SECRET)},
            {COOKIE: signed_cookies.sign(COOKIE, "chunks-2", SECRET)},
            {COOKIE: "x" * 300},
            {COOKIE: ""},
            {f"{COOKIE}_1": cookies_of(ANN)[COOKIE]},
        ],
    )
    def test_no_other_cookie_is_a_login(self, login: Host, cookies: dict[str, str]) -> None:
        anns = owner_of(ANN)
        assert anns
        sha256 = photo_of(login, anns)
        assert login.call("GET", file_url(sha256, "full"), **header(cookies))[0] == 404

    def test_nor_is_a_header_of_ours_that_a_browser_sends(self, login: Host) -> None:
        anns = owner_of(ANN)
        assert anns
        told = {"X-Retouch-Visitor": json.dumps([anns, "Ann", int(time.time())])}
        assert login.call("GET", file_url(photo_of(login, anns), "full"), **told)[0] == 404

    def test_a_login_ends_by_its_age(self, login: Host, monkeypatch: pytest.MonkeyPatch) -> None:
        anns = owner_of(ANN)
        assert anns
        sha256, answers = photo_of(login, anns), {}
        for age in (LASTS - 60, LASTS + 60):
            with monkeypatch.context() as then:
                then.setattr(TimestampSigner, "get_timestamp", lambda _self, age=age: int(time.time()) - age)
                cookies = cookies_of(ANN)
            answers[age] = login.call("GET", file_url(sha256, "full"), **header(cookies))[0]
        assert list(answers.values()) == [200, 404]

    def test_a_kept_cookie_ends_with_the_logout_and_a_new_login_is_none(
        self, login: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cat = {**ANN, "sub": "cat"}
        cats, kept = owner_of(cat), cookies_of(cat)
        assert cats
        sha256 = photo_of(login, cats)
        assert login.call("GET", file_url(sha256, "full"), **header(kept))[0] == 200
        login.lab.logouts.log_out(cats)
        assert login.call("GET", file_url(sha256, "full"), **header(kept))[0] == 404
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _self: int(time.time()) + 1)
        later = cookies_of(cat)
        assert login.call("GET", file_url(sha256, "full"), **header(later))[0] == 200

    def test_a_long_login_is_joined_of_its_parts(self, login: Host) -> None:
        anns, cookies = owner_of(ANN), cookies_of({**ANN, "groups": LONG[:6000]})
        assert anns
        assert len(cookies) > 2
        sha256 = photo_of(login, anns)
        assert login.call("GET", file_url(sha256, "full"), **header(cookies))[0] == 200
        cookies.popitem()
        assert login.call("GET", file_url(sha256, "full"), **header(cookies))[0] == 404

    def test_too_long_a_login_is_said_and_taken_back(self, login: Host) -> None:
        """A browser's WebSocket would never open with it, and the page stay empty."""
        cookies = cookies_of({**ANN, "groups": LONG})
        status, headers, body = login.call("GET", "/", Accept="text/html", **header(cookies))
        assert status == 431
        assert b"This login brings too much along" in body
        assert COOKIE in headers["set-cookie"]

    def test_while_the_database_is_away_nobody_is_taken_for_logged_in(
        self, login: Host, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def away(*_given: object) -> bool:
            raise StoreTrouble("The database is away.")

        monkeypatch.setattr(login.lab.logouts, "is_over", away)
        status, headers, body = login.call("GET", file_url("0" * 64, "full"), **header(cookies_of(ANN)))
        assert (status, body) == (503, b"The database is away.")
        assert headers["retry-after"] == "5"

    def test_streamlits_own_files_are_for_those_who_are_known(self, login: Host) -> None:
        for path in ("/media/0123.jpg", "/_stcore/upload_file/1/2"):
            assert login.call("GET", path)[2] == b"Not found"

    def test_the_fonts_of_the_page_to_log_in_are_for_everybody(self, login: Host) -> None:
        """Here no Streamlit answers: what is let through finds no route."""
        assert login.call("GET", "/static/media/SourceSans.woff2")[2] != login.call("GET", "/media/0123.jpg")[2]


class TestTheWayBack:
    def led(self, host: Host, referer: str) -> str:
        status, headers, _ = host.call("GET", "/auth/login", Referer=referer)
        del status  # here no Streamlit answers
        found = re.match(rf"{recognition._BACK}=([^;]*);", headers["set-cookie"])
        assert found
        return found[1]

    def test_the_page_that_asked_is_kept(self, login: Host) -> None:
        here = f"http://127.0.0.1:{login.port}"
        assert self.led(login, f"{here}/compare?photo=4f2a&run=1#x") == "/compare?photo=4f2a&run=1"
        assert self.led(login, f"{here}/presets?preset=a;b,c") == "/presets?preset=a%3Bb%2Cc"

    @pytest.mark.parametrize(
        "referer",
        [
            "",
            "http://evil.example/compare",
            "{here}//evil.example/x",
            "{here}/\\evil.example",
            "{here}/" + "x" * 4000,
            "http://[",
            "{here}/a b",
            "{here}/ü",
        ],
    )
    def test_and_no_other(self, login: Host, referer: str) -> None:
        here = f"http://127.0.0.1:{login.port}"
        given = referer.replace("{here}", here).encode().decode("latin-1")
        assert self.led(login, given) == ""

    @pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "x", "", "/a\tb"])
    def test_a_cookie_leads_nowhere_else(self, back: str) -> None:
        assert recognition._WITHIN.fullmatch(back) is None


class TestBrowsers:
    def cookie(self, host: Host) -> dict[str, str]:
        _, headers, _ = host.call("GET", "/", Accept="text/html", **NEAR_PROXY)
        found = re.match(
            rf"{BROWSER}=([^;]+); Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax$", headers["set-cookie"]
        )
        assert found
        assert headers["cache-control"] == "no-store"
        return {BROWSER: found[1]}

    def test_each_is_a_person_of_its_own(self, lan: Host) -> None:
        mine, others = self.cookie(lan), self.cookie(lan)
        read = signed_cookies.value_of(mine, BROWSER, lan.lab.keys.key("browsers"), 60)
        assert read
        sha256 = photo_of(lan, Owner(read[0]))
        asked: Callable[[dict[str, str]], int] = lambda cookies: lan.call(  # noqa: E731
            "GET", file_url(sha256, "full"), **NEAR_PROXY, **header(cookies)
        )[0]
        assert [asked(mine), asked(others), asked({})] == [200, 404, 404]
        assert asked({BROWSER: mine[BROWSER].swapcase()}) == 404

    def test_none_is_an_admin_by_coming_first(self, lan: Host) -> None:
        """Somebody sits at the lab; and a backup, which holds everybody's, is for admins."""
        (cookie,) = self.cookie(lan).values()
        owner = Owner(str(URLSafeTimedSerializer(lan.lab.keys.key("browsers"), salt=BROWSER).loads(cookie)))
        assert not lan.lab.people.seen(owner, "Browser 1f3a").is_admin
        ticket = lan.lab.backup_tickets.issue(owner)
        assert lan.call("GET", f"/backup/{ticket}", **NEAR_PROXY, **header({BROWSER: cookie}))[0] == 404
        assert lan.lab.people.is_admin(LOCAL)
        lan.lab.people.set_role(LOCAL, owner, Role.ADMIN)
        assert lan.call("GET", f"/backup/{ticket}", **NEAR_PROXY, **header({BROWSER: cookie}))[0] == 200
        assert lan.lab.auditing.events(Sought(did=Did.BACKED_UP), 9)[0].who == owner

    def test_only_a_page_sets_the_cookie_and_only_once(self, lan: Host) -> None:
        assert "set-cookie" not in lan.call("GET", "/x.js", **NEAR_PROXY)[1]
        assert "set-cookie" not in lan.call("GET", "/", Accept="text/html", **NEAR_PROXY, **header(self.cookie(lan)))[1]

    def test_who_sits_at_the_lab_is_local_as_ever(self, lan: Host) -> None:
        sha256 = photo_of(lan, LOCAL)
        status, headers, body = lan.call("GET", file_url(sha256, "full"), Accept="text/html")
        assert (status, hashlib.sha256(body).hexdigest()) == (200, sha256)
        assert "set-cookie" not in headers

    @pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
    def test_what_a_proxy_passes_on_is_not(self, lan: Host, name: str) -> None:
        assert lan.call("GET", file_url(photo_of(lan, LOCAL), "full"), **{name: "127.0.0.1"})[0] == 404

    def test_nor_what_asks_for_the_address_in_the_network(self, lan: Host) -> None:
        assert lan.call("GET", file_url(photo_of(lan, LOCAL), "full"), Host="192.0.2.7:8501")[0] == 404


@pytest.mark.parametrize(
    ("user", "name"),
    [
        (ANN, "Ann"),
        ({"preferred_username": "ann@studio.example", "email": "ann@studio.example"}, "ann"),
        ({"name": "ann@studio.example"}, "ann"),
        ({"name": " <b>\n\u202eAnn ", "sub": "x"}, "<b> Ann"),
        ({"name": 7, "email": "ann@studio.example"}, "Somebody"),
    ],
)
def test_a_name_is_no_address(user: dict[str, object], name: str) -> None:
    assert name_of(user) == name


def test_one_subject_at_two_providers_is_two_owners() -> None:
    other = owner_of({**ANN, "iss": "https://other.example"})
    assert other != owner_of(ANN) == owner_of({**ANN, "email": "new@studio.example", "name": "Ann Smith"})
    assert owner_of({"iss": "a", "sub": "b\n"}) != owner_of({"iss": "a\nb", "sub": ""})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ""),
        ({"cookie_secret": "short"}, "must have 32 characters"),
        ({"redirect_uri": f"{ORIGIN}/callback"}, "must be the lab's address with /oauth2callback"),
        ({"redirect_uri": "https://elsewhere.example/oauth2callback"}, "must be RETOUCH_PUBLIC_URL with /oauth2callb"),
        ({"client_id": ""}, "names no provider"),
    ],
)
def test_a_login_that_cannot_work_is_said_at_the_start(change: dict[str, str], words: str) -> None:
    whole = {**AUTH, "client_secret": "x", "server_metadata_url": "https://id.example/.well-known/openid-configuration"}
    fault = doors.login_fault({**whole, **change}, ORIGIN)
    assert words in fault if words else not fault
    assert SECRET not in fault
    assert doors.providers(whole) == (None,)
    assert doors.providers({"google": whole, "azure": whole, "odd": {}}) == ("google", "azure")
