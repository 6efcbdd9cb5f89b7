"""Clients that never wait, and photos to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retouch_lib.cloud.client import Client
from retouch_lib.secret import Token
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
