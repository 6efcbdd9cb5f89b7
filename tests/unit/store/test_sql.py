"""Statements are written once, for both databases."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from sqlalchemy import Column, Dialect, MetaData, String, Table
from sqlalchemy.dialects import postgresql, sqlite

import retouch_lib.store
from retouch_lib.store.sql import insert

ROOM = Path(retouch_lib.store.__file__).parent
OF_ONE_DATABASE = {
    "instr",
    "json_each",
    "julianday",
    "randomblob",
    "typeof",
    "ifnull",
    "group_concat",
    "strftime",
    "total",
}
"""Functions that only SQLite has."""


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["SQLite", "PostgreSQL"])
def test_one_insert_is_written_for_both(dialect: Dialect) -> None:
    table = Table("photos", MetaData(), Column("owner", String), Column("name", String))
    row = insert(table).values(owner="local").on_conflict_do_update(index_elements=["owner"], set_={"name": "a"})
    written = str(row.compile(dialect=dialect))
    assert "ON CONFLICT (owner) DO UPDATE SET name = " in written
    assert " DO NOTHING" in str(insert(table).on_conflict_do_nothing().compile(dialect=dialect))


@pytest.mark.parametrize("path", sorted(ROOM.glob("*.py")), ids=lambda path: path.stem)
def test_what_the_databases_say_differently_stands_in_one_file(path: Path) -> None:
    if path.name == "sql.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("sqlalchemy.dialects"), f"line {node.lineno}: see store/sql.py"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "func":
            assert node.attr not in OF_ONE_DATABASE, f"line {node.lineno}: see store/sql.py"
