"""What SQLite and PostgreSQL say differently: each as one word of ours, written out per dialect."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, String, case, func, literal, literal_column
from sqlalchemy.dialects.postgresql import insert as insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement, GenericFunction


def values(names: str) -> ColumnElement[Any]:
    """The texts of a JSON list as a column to select: one parameter, however many. Of SQLite also those of no text."""
    column: ColumnElement[Any] = _texts(literal(names, String)).table_valued("value").c.value
    return column


def numbered(names: tuple[str, ...]) -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Names as two columns of one table: what sorts them in the order given, and each name."""
    value = values(json.dumps([f"{place:08d}{name}" for place, name in enumerate(names)]))
    return func.substr(value, 1, 8), func.substr(value, 9)


def greater(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The greater of two that are not NULL: SQLite's max(a, b), PostgreSQL's greatest(a, b)."""
    return case((one > other, one), else_=other)


def row_number(table: str) -> ColumnElement[int]:
    """Grows with each row that is added to that table: what tells apart two of one instant. SQLite has it by itself."""
    return literal_column(f"{table}.rowid", Integer)


class _texts(GenericFunction[str]):  # noqa: N801 - SQLAlchemy's functions are named as they are called
    inherit_cache = True
    type = String()


class random_hex(FunctionElement[str]):  # noqa: N801
    """32 hex digits, others for each row."""

    inherit_cache = True
    type = String()


class found_at(FunctionElement[int]):  # noqa: N801
    """found_at(text, part): the place of a part in a text, from 1; 0 where it isn't there."""

    inherit_cache = True
    type = Integer()


class unindexed(FunctionElement[str]):  # noqa: N801
    """unindexed(column): its text, by which SQLite looks for no row in an index. PostgreSQL knows by itself when that
    takes longer, as long as it is asked for the column and not for what was made of it."""

    inherit_cache = True
    type = String()


class kind_of(FunctionElement[str]):  # noqa: N801
    """What a cell holds, "integer" or "text": SQLite keeps whatever was written into it."""

    inherit_cache = True
    type = String()


class days(FunctionElement[float]):  # noqa: N801
    """A stored time as days since some day, with fractions."""

    inherit_cache = True
    type = Float()


class time_text(FunctionElement[str]):  # noqa: N801
    """A stored time as text: "2026-03-01 12:00:00.000000", in UTC. Of SQLite's as it was written, whatever that is."""

    inherit_cache = True
    type = String()


class seconds_now(FunctionElement[float]):  # noqa: N801
    """Seconds since 1970 by the database's clock, also in the middle of a transaction."""

    inherit_cache = True
    type = Float()


class local_date(FunctionElement[str]):  # noqa: N801
    """local_date(time text): its day in the owner's time, "2026-03-01". local_date(time text, n): the day on which its
    month began, of months that begin n days after the calendar's.

    The owner's time is this computer's with SQLite, the session's with PostgreSQL: see `PostgresDatabase`.
    """

    inherit_cache = True
    type = String()


def _written(element: FunctionElement[Any], compiler: Any, options: dict[str, Any]) -> list[str]:
    """Its arguments, as SQL."""
    return [compiler.process(one, **options) for one in element.clauses]


@compiles(_texts, "sqlite")
def _(element: _texts, compiler: Any, **options: Any) -> str:
    return f"json_each({_written(element, compiler, options)[0]})"


@compiles(_texts, "postgresql")
def _(element: _texts, compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({_written(element, compiler, options)[0]} AS jsonb))"


@compiles(random_hex, "sqlite")
def _(element: random_hex, compiler: Any, **options: Any) -> str:
    return "lower(hex(randomblob(16)))"


@compiles(random_hex, "postgresql")
def _(element: random_hex, compiler: Any, **options: Any) -> str:
    return "replace(CAST(gen_random_uuid() AS text), '-', '')"


@compiles(found_at, "sqlite")
def _(element: found_at, compiler: Any, **options: Any) -> str:
    return f"instr({', '.join(_written(element, compiler, options))})"


@compiles(found_at, "postgresql")
def _(element: found_at, compiler: Any, **options: Any) -> str:
    return f"strpos({', '.join(_written(element, compiler, options))})"


@compiles(unindexed, "sqlite")
def _(element: unindexed, compiler: Any, **options: Any) -> str:
    return f"({_written(element, compiler, options)[0]} || '')"


@compiles(unindexed, "postgresql")
def _(element: unindexed, compiler: Any, **options: Any) -> str:
    return _written(element, compiler, options)[0]


@compiles(kind_of, "sqlite")
def _(element: kind_of, compiler: Any, **options: Any) -> str:
    return f"typeof({_written(element, compiler, options)[0]})"


@compiles(kind_of, "postgresql")
def _(element: kind_of, compiler: Any, **options: Any) -> str:
    return f"CAST(pg_typeof({_written(element, compiler, options)[0]}) AS text)"


@compiles(days, "sqlite")
def _(element: days, compiler: Any, **options: Any) -> str:
    return f"julianday({_written(element, compiler, options)[0]})"


@compiles(days, "postgresql")
def _(element: days, compiler: Any, **options: Any) -> str:
    # Not extract(), whose numbers have any number of digits, and take their time.
    return f"(date_part('epoch', {_written(element, compiler, options)[0]}) / 86400)"


@compiles(time_text, "sqlite")
def _(element: time_text, compiler: Any, **options: Any) -> str:
    return _written(element, compiler, options)[0]


@compiles(time_text, "postgresql")
def _(element: time_text, compiler: Any, **options: Any) -> str:
    return f"to_char({_written(element, compiler, options)[0]}, 'YYYY-MM-DD HH24:MI:SS.US')"


@compiles(seconds_now, "sqlite")
def _(element: seconds_now, compiler: Any, **options: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(seconds_now, "postgresql")
def _(element: seconds_now, compiler: Any, **options: Any) -> str:
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"


@compiles(local_date, "sqlite")
def _(element: local_date, compiler: Any, **options: Any) -> str:
    text, *shift = _written(element, compiler, options)
    month = "".join(f", '-' || {n} || ' days', 'start of month', '+' || {n} || ' days'" for n in shift)
    return f"date({text}, 'localtime'{month})"


@compiles(local_date, "postgresql")
def _(element: local_date, compiler: Any, **options: Any) -> str:
    text, *shift = _written(element, compiler, options)
    local = f"(CAST({text} AS timestamp) AT TIME ZONE 'UTC' AT TIME ZONE current_setting('TimeZone'))"
    for n in shift:
        gap = f"make_interval(days => CAST({n} AS integer))"
        local = f"(date_trunc('month', {local} - {gap}) + {gap})"
    return f"to_char({local}, 'YYYY-MM-DD')"
