"""Tokens live in memory, one per owner; only the key that hashes them is on disk."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting, DataUnusable
from retouch_lib.tokens.secret import Token
from retouch_lib.tokens.vault import LOCAL_ENGINE_TOKEN, Vault
from tests.rights import without_access

MINE = Token("retoexampletokenvalue-of-mine")
YOURS = Token("retoexampletokenvalue-of-yours")
DEFAULT = Token("retoexampletokenvalue-from-environment")


@pytest.fixture
def vault() -> Vault:
    return Vault(b"k" * 32)


def test_each_owner_has_a_token_of_its_own(vault: Vault) -> None:
    vault.keep("me", MINE)
    vault.keep("you", YOURS)
    assert (vault.token("me"), vault.token("you"), vault.token("nobody")) == (MINE, YOURS, None)
    vault.forget("me")
    vault.forget("nobody")
    assert (vault.token("me"), vault.token("you")) == (None, YOURS)


def test_the_environments_token_serves_who_has_none() -> None:
    vault = Vault(b"k" * 32, DEFAULT)
    assert vault.token("me") == DEFAULT
    assert vault.from_environment("me")
    vault.keep("me", MINE)
    assert vault.token("me") == MINE
    assert not vault.from_environment("me")
    vault.forget("me")
    assert vault.token("me") == DEFAULT


def test_an_empty_token_is_none(vault: Vault) -> None:
    vault.keep("me", MINE)
    vault.keep("me", Token(" "))
    assert vault.token("me") is None
    assert Vault(b"k" * 32, Token("")).token("me") is None


@pytest.mark.parametrize("broken", ["reto a token", "reto\ntoken", "reto\x00token", "reto" * 200])
def test_what_is_no_token_is_not_kept(vault: Vault, broken: str) -> None:
    vault.keep("me", MINE)
    with pytest.raises(BadSetting, match=r"What was given as the token has .*Copy it again") as caught:
        vault.keep("me", Token(broken))
    assert broken not in str(caught.value)
    assert vault.token("me") == MINE


def test_a_job_finds_its_token_by_reference_while_it_is_the_same(vault: Vault) -> None:
    ref = vault.ref(MINE)
    assert vault.find("me", ref) is None
    vault.keep("me", MINE)
    assert vault.find("me", ref) == MINE
    assert vault.find("you", ref) is None
    vault.keep("me", YOURS)
    assert vault.find("me", ref) is None


def test_the_local_engines_token_is_everybodys(vault: Vault) -> None:
    assert vault.find("anybody", vault.ref(LOCAL_ENGINE_TOKEN)) == LOCAL_ENGINE_TOKEN


class TestKey:
    def test_references_outlast_a_restart(self, tmp_path: Path) -> None:
        folder = tmp_path / "new" / "folder"
        ref = Vault.open(folder).ref(MINE)
        assert Vault.open(folder).ref(MINE) == ref
        assert Vault.open(tmp_path / "another").ref(MINE) != ref

    @pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
    def test_only_its_owner_may_read_the_key(self, tmp_path: Path) -> None:
        Vault.open(tmp_path)
        assert stat.S_IMODE((tmp_path / "vault.key").stat().st_mode) == 0o600

    @pytest.mark.parametrize("found", [b"", b"short", b"k" * 33])
    def test_a_damaged_key_is_made_anew_and_what_that_means_is_said(self, tmp_path: Path, found: bytes) -> None:
        (tmp_path / "vault.key").write_bytes(found)
        vault = Vault.open(tmp_path)
        assert len((tmp_path / "vault.key").read_bytes()) == 32
        assert (tmp_path / "vault.key.damaged").read_bytes() == found
        assert vault.notice.startswith(f"{tmp_path / 'vault.key'} was damaged (set aside as vault.key.damaged)")
        assert "they wait, and nothing is paid. Take them back and run them again." in vault.notice
        again = Vault.open(tmp_path)
        assert again.ref(MINE) == vault.ref(MINE)
        assert again.notice == ""

    def test_a_key_that_cannot_be_read_is_not_made_anew(self, tmp_path: Path) -> None:
        """Its jobs would lose their token for a mere right to a file."""
        ref = Vault.open(tmp_path).ref(MINE)
        path = tmp_path / "vault.key"
        with (
            without_access(path),
            pytest.raises(DataUnusable, match=r"vault\.key can't be read: Permission.*move it away"),
        ):
            Vault.open(tmp_path)
        assert Vault.open(tmp_path).ref(MINE) == ref
        path.unlink()
        path.mkdir()
        with pytest.raises(DataUnusable, match="can't be read: Is a directory"):
            Vault.open(tmp_path)

    def test_what_a_killed_process_left_is_in_nobodys_way(self, tmp_path: Path) -> None:
        (tmp_path / "vault.key.part").write_bytes(b"half")
        ref = Vault.open(tmp_path).ref(MINE)
        assert Vault.open(tmp_path).ref(MINE) == ref
        assert [path.name for path in tmp_path.iterdir()] == ["vault.key"]

    def test_no_token_is_on_disk_or_in_a_repr(self, tmp_path: Path) -> None:
        vault = Vault.open(tmp_path, DEFAULT)
        vault.keep("me", MINE)
        written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        for token in (MINE, DEFAULT):
            assert token.reveal().encode() not in written
            assert token.reveal() not in repr(vault)
