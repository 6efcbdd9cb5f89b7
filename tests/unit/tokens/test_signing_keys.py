"""The lab's secret, the keys made of it, and the tickets that any replica with the same secret knows again."""

from __future__ import annotations

import os
import pickle
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retouch_lib.errors import BadSetting, DataUnusable
from retouch_lib.owners import Owner
from retouch_lib.tokens.signed_tickets import LASTS_DAYS, SignedTickets
from retouch_lib.tokens.signing_keys import SigningKeys
from tests.clock import ManualClock
from tests.rights import without_access

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC).timestamp()
ME = Owner("me")
HOUR, DAY = 3600.0, 86_400.0


def tickets_at(clock: ManualClock, key: bytes = b"key") -> SignedTickets:
    return SignedTickets(key, lambda: datetime.fromtimestamp(clock(), UTC))


class TestKeys:
    def test_each_purpose_has_its_own_and_it_outlasts_a_restart(self, tmp_path: Path) -> None:
        keys = SigningKeys.open(tmp_path / "new")
        assert len({keys.key("uploads"), keys.key("backups"), keys.key("")}) == 3
        assert len(keys.key("uploads")) == 32
        assert SigningKeys.open(tmp_path / "new").key("uploads") == keys.key("uploads")
        assert SigningKeys.open(tmp_path / "another").key("uploads") != keys.key("uploads")

    def test_replicas_with_one_secret_have_the_same_keys(self, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text("5" * 64 + "\n")
        one, other = (SigningKeys.open(tmp_path / name, str(tmp_path / "secret")) for name in ("a", "b"))
        assert one.key("uploads") == other.key("uploads")
        assert one.name == other.name != SigningKeys.open(tmp_path / "c").name
        assert len(one.name) == 32
        assert not (tmp_path / "a").exists(), "no second secret lies about"

    @pytest.mark.parametrize(
        ("text", "said"), [("short", "too little"), ("x" * 5000, "too much"), (" " * 64, "too little")]
    )
    def test_a_file_that_holds_no_secret_is_refused_without_showing_it(
        self, tmp_path: Path, text: str, said: str
    ) -> None:
        (tmp_path / "secret").write_text(text)
        with pytest.raises(BadSetting, match=said) as refused:
            SigningKeys.open(tmp_path, str(tmp_path / "secret"))
        assert text not in str(refused.value)

    def test_a_file_that_is_not_there_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(BadSetting, match=r"RETOUCH_SECRET_FILE: .*No such file"):
            SigningKeys.open(tmp_path, str(tmp_path / "none"))

    @pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
    def test_only_its_owner_may_read_it(self, tmp_path: Path) -> None:
        before = SigningKeys.open(tmp_path).key("uploads")
        path = tmp_path / "secret.key"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with without_access(path), pytest.raises(DataUnusable, match=r"secret\.key can't be read: Permission"):
            SigningKeys.open(tmp_path)
        path.write_bytes(b"cut")
        assert SigningKeys.open(tmp_path).key("uploads") != before

    def test_it_shows_itself_to_nobody(self) -> None:
        keys = SigningKeys(b"a secret of thirty-two bytes, or so")
        assert repr(keys) == "SigningKeys(…)"
        with pytest.raises(TypeError, match="never pickled"):
            pickle.dumps(keys)


class TestSignedTickets:
    def test_a_ticket_of_one_replica_is_known_by_another(self) -> None:
        one, other = (tickets_at(ManualClock(NOON)) for _ in range(2))
        assert other.is_of(ME, one.issue(ME))

    def test_it_is_no_other_owners_and_of_no_other_purpose(self) -> None:
        tickets = tickets_at(ManualClock(NOON))
        assert not tickets.is_of(Owner("you"), tickets.issue(ME))
        assert not tickets_at(ManualClock(NOON), b"another").is_of(ME, tickets.issue(ME))

    def test_it_lasts_a_week_and_is_the_same_all_day(self) -> None:
        clock = ManualClock(NOON)
        tickets = tickets_at(clock)
        ticket = tickets.issue(ME)
        clock.advance(11 * HOUR)
        assert tickets.issue(ME) == ticket
        clock.advance(LASTS_DAYS * DAY)
        assert tickets.is_of(ME, ticket)
        clock.advance(2 * HOUR)
        assert not tickets.is_of(ME, ticket)

    def test_one_of_a_day_far_ahead_is_not_honoured(self) -> None:
        clock = ManualClock(NOON + 3 * DAY)
        ticket = tickets_at(clock).issue(ME)
        clock.now = NOON
        assert not tickets_at(clock).is_of(ME, ticket)

    @pytest.mark.parametrize(
        "forged", ["", "x", "é", "5147.", "5147." + "A" * 43, "٥." + "A" * 43, "f" * 40 + "." + "A" * 43]
    )
    def test_what_was_made_up_is_none(self, forged: str) -> None:
        assert not tickets_at(ManualClock(NOON)).is_of(ME, forged)

    def test_another_day_on_a_ticket_is_seen(self) -> None:
        tickets = tickets_at(ManualClock(NOON))
        day, signed = tickets.issue(ME).split(".")
        assert not tickets.is_of(ME, f"{int(day, 16) + 1:x}.{signed}")
