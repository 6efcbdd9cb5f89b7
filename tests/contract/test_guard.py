"""The doors of the app and of the local engine by raw HTTP: which hosts, pages and neighbours are answered."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from retouch_lib.engine.server import EngineServer
from retouch_lib.settings import Settings
from retouch_lib.ui.server.request_filter import request_filter
from tests.contract import raw
from tests.engines import TOKEN, MakeEngine, wait_until

LEAKY = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "same-origin"}
LINK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
HANDSHAKE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
FOREIGN_HOSTS = [
    "",
    "testserver",
    "rebound.example",
    "127.0.0.1.rebound.example",
    "localhost.rebound.example",
    "me@127.0.0.1",
    "127.0.0.1@rebound.example",
    "127.0.0.1/",
    "127.0.0.1 rebound.example",
    "[127.0.0.1]",
    "::1",
    "127.1",
    "0.0.0.0",
    "10.0.0.5",
    "[::]",
    "localhost:port",
    "localhost:8501:8501",
    "löcalhost",
]
OWN_HOSTS = ["127.0.0.1", "localhost:9000", "LocalHost:9000", "[::1]:8501", "127.0.0.2:80"]
FOREIGN_ORIGINS = [
    "http://rebound.example",
    "http://127.0.0.1:9",
    "http://localhost:8501",
    "http://127.0.0.1:8501.rebound.example",
    "http://127.0.0.1:8501/",
    "ftp://127.0.0.1:8501",
    "127.0.0.1:8501",
    "null",
    "",
]


class Door:
    """A server behind one of the guards; requests carry its own Host unless told otherwise."""

    def __init__(self, url: str, path: str) -> None:
        self.url = url
        self.path = path

    def ask(
        self, method: str = "GET", host: str | None = "127.0.0.1:8501", body: bytes = b"", **headers: str | list[str]
    ) -> tuple[int, dict[str, str], str]:
        """Status, headers and body. `host` None: no such header; a list of values: the header so many times."""
        lines = [f"{method} {self.path} HTTP/1.1"]
        lines += [] if host is None else [f"Host: {host}"]
        for name, values in {"Connection": "close", **headers}.items():
            lines += [f"{name}: {value}" for value in ([values] if isinstance(values, str) else values)]
        lines += [f"Content-Length: {len(body)}"] if body else []
        with raw.connected(self.url) as connection, connection.makefile("rb") as answer:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
            head = b"".join(iter(answer.readline, b"\r\n")).decode("latin-1").rstrip()
            text = "" if "Upgrade" in headers else answer.read().decode()
        status, *fields = head.split("\r\n")
        return int(status.split()[1]), dict(field.lower().split(": ", 1) for field in fields), text

    def status(self, **options: object) -> int:
        return self.ask(**options)[0]  # type: ignore[arg-type]


@contextmanager
def app_door(settings: Settings) -> Iterator[Door]:
    """The app's guard before a page, and a WebSocket that accepts whoever comes."""

    async def page(request: Request) -> Response:
        return PlainTextResponse("page", headers=LEAKY)

    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close()

    app = Starlette(
        routes=[Route("/", page, methods=["GET", "POST", "PUT", "OPTIONS"]), WebSocketRoute("/", stream)],
        middleware=[request_filter(settings)],
    )
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        wait_until(lambda: server.started)
        yield Door(f"http://127.0.0.1:{listener.getsockname()[1]}", "/")
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def app() -> Iterator[Door]:
    with app_door(Settings(data_dir=Path("unused"))) as door:
        yield door


@pytest.fixture(scope="module")
def public() -> Iterator[Door]:
    settings = Settings(
        data_dir=Path("unused"), public_url="https://Lab.Example:8443/retouch", frame_origin="https://wiki.example"
    )
    with app_door(settings) as door:
        yield door


@pytest.fixture
def door(request: pytest.FixtureRequest) -> Door:
    if request.param == "app":
        found: Door = request.getfixturevalue("app")
        return found
    engine: EngineServer = request.getfixturevalue("engine")
    return Door(engine.url, "/api/v1/info/limits")


both = pytest.mark.parametrize("door", ["app", "engine"], indirect=True)


@both
def test_only_this_computers_own_names_are_answered(door: Door) -> None:
    assert {host: door.status(host=host) for host in FOREIGN_HOSTS} == dict.fromkeys(FOREIGN_HOSTS, 400)
    assert {host: door.status(host=host) for host in OWN_HOSTS} == dict.fromkeys(OWN_HOSTS, 200)


@both
def test_no_host_and_two_hosts_are_refused(door: Door) -> None:
    assert door.status(host=None) == 400
    assert door.status(Host=["127.0.0.1:8501"]) == 400
    assert door.status(host="127.0.0.1:8501", HOST="rebound.example") == 400


@both
def test_a_page_is_answered_only_at_the_address_it_came_from(door: Door) -> None:
    assert door.status(Origin="http://127.0.0.1:8501") == 200
    assert door.status(host="localhost:9000", Origin="http://localhost:9000") == 200, "through a tunnel"
    for origin in FOREIGN_ORIGINS:
        assert door.status(Origin=origin) == 403, origin
    assert door.status(Origin=["http://127.0.0.1:8501", "http://rebound.example"]) == 403


@both
@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense", ""])
def test_what_the_browser_says_of_a_neighbour_is_believed(door: Door, site: str) -> None:
    assert door.status(**{"Sec-Fetch-Site": site}) == 403
    assert door.status(**{"Sec-Fetch-Site": [site, "same-origin"]}) == 403


@both
def test_typed_addresses_own_pages_and_programs_are_answered(door: Door) -> None:
    for site in ("none", "same-origin"):
        assert door.status(**{"Sec-Fetch-Site": site}) == 200
    assert door.status() == 200


@both
def test_no_answer_lets_another_origin_read_it(door: Door) -> None:
    for headers in ({}, {"Origin": "http://127.0.0.1:8501"}, {"Origin": "http://rebound.example"}):
        assert not [name for name in door.ask(**headers)[1] if name.startswith("access-control-")]
    preflight = {"Origin": "http://rebound.example", "Access-Control-Request-Method": "PUT"}
    assert door.status(method="OPTIONS", **preflight) == 403


def test_a_foreign_page_starts_no_task(engine: EngineServer, portrait: Path) -> None:
    """A form of another page reaches the engine without any preflight; nothing is taken, and the sentence arrives."""
    for headers in ({"Origin": "http://127.0.0.1:9"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}):
        reply = raw.start(engine.url, portrait.read_bytes(), headers=headers)
        assert (reply.status, reply.json["status"]) == (403, 403)
        assert "not pages" in reply.json["message"]
    assert raw.start(engine.url, portrait.read_bytes(), headers={"Host": "rebound.example"}).status == 400
    assert engine.tasks.starts == 0
    assert raw.start(engine.url, portrait.read_bytes()).status == 200


def test_every_route_of_the_engine_is_guarded(make_engine: MakeEngine) -> None:
    url = make_engine(control=True).url
    for method, path in [
        ("GET", "/"),
        ("GET", "/charges"),
        ("POST", "/faults"),
        ("DELETE", "/faults"),
        ("GET", "/api/v1/retoucher/status/x"),
        ("GET", "/api/v1/retoucher/getFile/x"),
        ("POST", "/api/v1/balance"),
        ("POST", "/api/retouch/v1/balance"),
    ]:
        foreign = {"Origin": "http://rebound.example", "X-Retouch-Token": TOKEN}
        assert raw.call(url, method, path, headers=foreign).status == 403, path
        assert raw.call(url, method, path, headers={"Host": "rebound.example"}).status == 400, path


def test_an_engine_for_other_computers_is_told_its_names(make_engine: MakeEngine) -> None:
    url = make_engine(host="0.0.0.0", names=["Engine"]).url
    door = Door(url.replace("0.0.0.0", "127.0.0.1"), "/api/v1/info/limits")
    for host in ("engine:8600", "192.168.0.7:8600", "[fe80::1]:8600"):
        assert door.status(host=host) == 200
    assert door.status(host="rebound.example") == 400


class TestTheApp:
    def test_a_link_on_another_page_opens_it(self, app: Door) -> None:
        assert app.status(**LINK) == 200
        assert app.status(**{**LINK, "Sec-Fetch-Site": "same-site"}) == 200

    @pytest.mark.parametrize(
        "change",
        [
            {"Sec-Fetch-Dest": "iframe"},
            {"Sec-Fetch-Dest": "embed"},
            {"Sec-Fetch-Dest": ["document", "iframe"]},
            {"Sec-Fetch-Mode": "no-cors"},
            {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
            {"method": "POST"},
            {"method": "PUT"},
        ],
    )
    def test_but_nothing_else_of_that_page_does(self, app: Door, change: dict[str, str]) -> None:
        assert app.status(**{**LINK, **change}) == 403

    def test_no_page_may_frame_it_and_no_text_fetches_pictures(self, app: Door) -> None:
        for options in ({}, {"host": "rebound.example"}, {"Origin": "null"}):
            headers = app.ask(**options)[1]  # type: ignore[arg-type]
            assert headers["content-security-policy"] == "frame-ancestors 'none'; img-src 'self' data: blob:"
            assert headers["x-frame-options"] == "deny"
            assert headers["cross-origin-opener-policy"] == "same-origin"
            assert headers["cross-origin-resource-policy"] == "same-origin"
            assert headers["referrer-policy"] == "same-origin"

    def test_its_sentences_say_what_to_do(self, app: Door) -> None:
        assert "RETOUCH_PUBLIC_URL" in app.ask(host="rebound.example")[2]
        assert "its own pages" in app.ask(Origin="null")[2]

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 101),
            ({"Origin": "http://127.0.0.1:8501"}, 101),
            ({"Origin": "http://127.0.0.1:9"}, 403),
            ({"Origin": "http://localhost:8501"}, 403),
            ({"Origin": "null"}, 403),
            ({"host": "rebound.example"}, 403),
            ({"host": ""}, 403),
            ({"host": "testserver"}, 403),
            ({"Sec-Fetch-Site": "same-site"}, 403),
            ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 403),
        ],
    )
    def test_a_websocket_is_refused_before_it_opens(self, app: Door, headers: dict[str, str], status: int) -> None:
        assert app.status(**{**HANDSHAKE, **headers}) == status


class TestAPublicAddress:
    def test_its_name_is_answered_beside_this_computers_own(self, public: Door) -> None:
        for host in ("lab.example:8443", "lab.example", "LAB.example", "localhost:8501"):
            assert public.status(host=host) == 200
        for host in ("lab.example.", "x.lab.example", "lab.example.rebound.example", "rebound.example"):
            assert public.status(host=host) == 400
        assert public.status(host="lab.example", Origin="https://lab.example") == 200
        assert public.status(host="lab.example", Origin="https://rebound.example") == 403
        assert public.status(host="127.0.0.1:8501", Origin="https://lab.example") == 403

    def test_one_origin_may_show_it_in_a_frame(self, public: Door) -> None:
        _, headers, _ = public.ask(host="lab.example")
        assert headers["content-security-policy"].startswith("frame-ancestors https://wiki.example; img-src")
        assert "x-frame-options" not in headers
        framed = {**LINK, "Sec-Fetch-Dest": "iframe"}
        assert public.status(host="lab.example", **framed) == 200
        assert public.status(host="lab.example", **{**framed, "Origin": "https://wiki.example"}) == 403

    @pytest.mark.parametrize(
        ("url", "host"), [("https://läb.example", "xn--lb-via.example"), ("http://[2001:db8::1]:80", "[2001:db8::1]")]
    )
    def test_names_are_known_as_browsers_write_them(self, url: str, host: str) -> None:
        with app_door(Settings(data_dir=Path("unused"), public_url=url)) as door:
            assert door.status(host=host) == 200
