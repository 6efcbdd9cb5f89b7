"""Clients that never wait, and photos to send."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retouch_lib.cloud.client import Client
from retouch_lib.tokens.secret import Token
from tests.clock import ManualClock

SECRET = "reto_x7K2mQ9Lp4Nz8Vb1cR5Ty0Hs"

MakeClient = Callable[..., Client]


@pytest.fixture
def token() -> Token:
    return Token(SECRET)


@pytest.fixture
def make_client(clock: ManualClock) -> Iterator[MakeClient]:
    """Client(base, …) with the manual clock's sleep; closed at the end."""
    made: list[Client] = []

    def make(base: str, **options: object) -> Client:
        made.append(Client(base, **{"sleep": clock.sleep, "read_timeout": 10.0, **options}))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def small_photo(tmp_path: Path) -> Path:
    """Not a picture anyone could open, but the client sends bytes as they are."""
    path = tmp_path / "small.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\xff\xd9")
    return path


@pytest.fixture
def big_photo(tmp_path: Path) -> Path:
    """100 MB that take no room on disk."""
    path = tmp_path / "big.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0")
    with path.open("rb+") as file:
        file.truncate(100 * 1024 * 1024)
    return path


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate and key for 127.0.0.1, made now: no key lies in the repository."""
    pem = tmp_path_factory.mktemp("tls") / "server.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1"
    made = subprocess.run(
        [*command.split(), "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem, "-out", f"{pem}.crt"],
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr.decode()
    pem.write_bytes(pem.read_bytes() + Path(f"{pem}.crt").read_bytes())
    return pem


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server of this machine speaks TLS with, such that clients take its word."""
    monkeypatch.setattr("retouch_lib.cloud.transport.is_near", lambda url: False)  # so that the bundle counts
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", f"{certificate}.crt")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
