"""The database's address: what can be one, and that its password is shown nowhere."""

from __future__ import annotations

import copy
import pickle

import pytest

from retouch_lib.tokens.database_url import NO_DATABASE, DatabaseUrl

URL = "postgresql://lab:Geh3im%40x@db.example:5433/retouch?sslmode=require"


def test_it_shows_no_password() -> None:
    url = DatabaseUrl(f" {URL}\n")
    for shown in (repr(url), str(url), f"{url}", f"{url:>60}", repr([url])):
        assert "postgresql://lab@db.example:5433/retouch" in shown
        assert "Geh3im" not in shown
    assert url.with_password() == URL
    assert url == DatabaseUrl(URL) == DatabaseUrl(url) == copy.copy(url)
    with pytest.raises(TypeError):
        pickle.dumps(url)


@pytest.mark.parametrize(
    "text",
    [URL, "postgres://lab@/retouch?host=/run/postgresql", "postgresql://db/retouch", "postgresql://u:p@[::1]:5432/x"],
)
def test_one_that_can_be_used(text: str) -> None:
    assert DatabaseUrl(text)
    assert DatabaseUrl(text).fault == ""


@pytest.mark.parametrize(
    "text",
    [
        "mysql://lab:Geh3im@db/retouch",
        "postgresql://lab:Geh3im@db",
        "postgresql://lab:Geh3im@db/",
        "postgresql://lab:Geh/3im@db/retouch",
        "postgresql://lab:Geh@3im@db/retouch",
        "postgresql://lab:Geh?3im@db/retouch",
        "postgresql://lab:Geh#3im@db/retouch",
        "postgresql://lab:Geh:3im@db/retouch",
        "postgresql://lab:Geh 3im@db/retouch",
        "postgresql://db/retouch?user=lab&password=Geh3im",
        "Geh3im",
    ],
)
def test_one_that_cant_is_told_without_a_part_of_it(text: str) -> None:
    url = DatabaseUrl(text)
    assert url.fault.startswith("must be postgresql://user:password@host/name")
    assert "3im" not in url.fault + repr(url)


def test_none() -> None:
    assert not NO_DATABASE
    assert repr(NO_DATABASE) == ""
