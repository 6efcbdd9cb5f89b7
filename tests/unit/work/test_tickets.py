"""What an address stands for: one owner's, for a while, and never too much of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from retouch_lib.media.metadata import AS_IT_IS
from retouch_lib.media.parcel import Parcel, ParcelFile
from retouch_lib.work import tickets
from retouch_lib.work.tickets import LASTS, Tickets
from tests.unit.store.conftest import NOON


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def parcel(name: str, files: int = 1) -> Parcel:
    one = ParcelFile("DSC_1.jpg", "j", "c" * 64, 1000, "a" * 64, NOON, AS_IT_IS)
    return Parcel(name, (one,) * files)


def test_the_same_parcel_has_the_same_ticket_and_each_owner_their_own(clock: Clock) -> None:
    issued = Tickets(clock)
    first = issued.issue("local", parcel("a"))
    assert issued.issue("local", parcel("a")).id == first.id
    assert len({first.id, issued.issue("local", parcel("b")).id, issued.issue("other", parcel("a")).id}) == 3
    assert issued.find("local", first.id) is first
    assert issued.find("other", first.id) is None
    assert issued.find("local", "guessed") is None
    assert (first.transfer.files_of, first.transfer.bytes_of) == (1, 1000)


def test_it_lasts_for_hours_from_when_it_was_last_shown(clock: Clock) -> None:
    issued = Tickets(clock)
    shown, left = issued.issue("local", parcel("a")), issued.issue("local", parcel("b"))
    clock.now += LASTS - timedelta(seconds=1)
    issued.issue("local", parcel("a"))
    clock.now += timedelta(seconds=1)
    assert issued.find("local", shown.id) is shown
    assert issued.find("local", left.id) is None


def test_the_oldest_go_where_there_are_too_many(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = Tickets(clock)
    monkeypatch.setattr(tickets, "MOST_FILES", 10)
    ids = [issued.issue("local", parcel(name, 5)).id for name in "abc"]
    assert [issued.find("local", ticket) is not None for ticket in ids] == [False, True, True]
    big = issued.issue("local", parcel("big", 11))
    assert issued.find("local", big.id) is big
    assert issued.find("local", ids[2]) is None
    monkeypatch.setattr(tickets, "MOST_TICKETS", 2)
    ids = [issued.issue("local", parcel(name)).id for name in "abc"]
    assert [issued.find("local", ticket) is not None for ticket in ids] == [False, True, True]
