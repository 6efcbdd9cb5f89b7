"""Rows as columns come whole, from either database, however many there are at a time."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, literal, select, union_all

from retouch_lib.store import chunks as module
from retouch_lib.store.chunks import chunks
from retouch_lib.store.store import Store


def numbers(count: int) -> Select[Any]:
    every = union_all(*(select(literal(n).label("n"), literal(f"the {n}th").label("word")) for n in range(count)))
    return select(every.subquery()).order_by("n")


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("count", [1, 2, 5, 12])
def test_no_row_is_lost_and_none_comes_twice(
    store: Store, monkeypatch: pytest.MonkeyPatch, count: int, many: bool
) -> None:
    monkeypatch.setattr(module, "CHUNK", 4)
    monkeypatch.setattr(module, "_PART", 2)
    with store._database.reading() as connection:
        parts = list(chunks(connection, numbers(count), many=many))
    assert [n for part in parts for n in part["n"]] == list(range(count))
    assert [word for part in parts for word in part["word"]] == [f"the {n}th" for n in range(count)]


def test_of_no_rows_there_are_the_columns(store: Store) -> None:
    with store._database.reading() as connection:
        (part,) = chunks(connection, numbers(1).where(literal(False)), many=True)
    assert part == {"n": [], "word": []}
