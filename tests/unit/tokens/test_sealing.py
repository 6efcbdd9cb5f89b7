"""Tokens of several replicas: in the database sealed, each for its owner, and of no use without the secret."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting, StoreTrouble
from retouch_lib.owners import Owner
from retouch_lib.store.store import Store
from retouch_lib.tokens.sealing import Sealer
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.vault import ONE_REPLICAS, Vault
from retouch_lib.work.token_shelf import TokenShelf

ANN, BEN = Owner("u-ann"), Owner("u-ben")
TEXT = "reto-sealed-token-4Tq9"
KEY, OTHER = b"k" * 32, b"o" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(tmp_path / "lab.sqlite")) as store:
        yield store


def vault(store: Store, key: bytes = KEY, default: str = "") -> Vault:
    """One of a replica of its own."""
    return Vault(b"r" * 32, Token(default), shelf=(TokenShelf(store), Sealer(key)))


def test_what_one_replica_is_given_every_one_knows(store: Store) -> None:
    one, other = vault(store, default="reto-from-the-environment"), vault(store)
    one.keep(ANN, Token(TEXT))
    found = other.token(ANN)
    assert found is not None
    assert found.reveal() == TEXT
    assert other.find(ANN, one.ref(Token(TEXT))) is not None
    assert other.token(BEN) is None
    assert not one.from_environment(ANN)
    other.forget(ANN)
    assert other.token(ANN) is None
    assert one.from_environment(ANN), "forgotten at the other, too"


def test_it_stands_in_clear_nowhere(store: Store, tmp_path: Path) -> None:
    kept = vault(store)
    kept.keep(ANN, Token(TEXT))
    kept.keep(ANN, Token(f"{TEXT}-new"))
    store.close()
    with closing(sqlite3.connect(tmp_path / "lab.sqlite")) as rows:
        assert rows.execute("SELECT count(*) FROM preferences WHERE key = 'sealed_token'").fetchone() == (1,)
    assert not any(TEXT.encode() in file.read_bytes() for file in tmp_path.iterdir())
    assert TEXT not in repr(kept) + repr(Sealer(KEY))
    with pytest.raises(TypeError):
        pickle.dumps(Sealer(KEY))


def test_another_secret_another_owner_or_another_text_opens_nothing(store: Store) -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(ANN, Token(TEXT))
    assert sealer.seal(ANN, Token(TEXT)) != sealed, "a new nonce each time"
    assert sealer.opened(BEN, sealed) is None
    assert Sealer(OTHER).opened(ANN, sealed) is None
    for text in ("", "1.", "1.AAAA", "2." + sealed[2:], sealed[:-4], sealed.swapcase(), "1.é"):
        assert sealer.opened(ANN, text) is None
    vault(store).keep(ANN, Token(TEXT))
    assert vault(store, OTHER).token(ANN) is None


def test_while_the_database_is_away_what_was_known_holds_and_nothing_is_kept(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = vault(store)
    kept.keep(ANN, Token(TEXT))

    def away(*_given: object) -> None:
        raise StoreTrouble("the database is away")

    monkeypatch.setattr(store, "preference", away)
    monkeypatch.setattr(store, "set_preference", away)
    found = kept.token(ANN)
    assert found is not None
    with pytest.raises(StoreTrouble):
        kept.keep(ANN, Token("reto-another"))
    assert kept.token(ANN) == found


def test_without_a_secret_none_is_taken() -> None:
    kept = Vault(b"r" * 32, Token("reto-from-the-environment"), takes_none=ONE_REPLICAS)
    with pytest.raises(BadSetting, match="Set RETOUCH_SECRET_FILE for all of them") as caught:
        kept.keep(ANN, Token(TEXT))
    assert TEXT not in str(caught.value)
    assert kept.from_environment(ANN)
    kept.forget(ANN)
