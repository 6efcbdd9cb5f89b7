"""What the revisions' tables lack on PostgreSQL: a row's number, wide integers, texts of any length, and `folded`.

The revisions are written for SQLite, which takes no notice of a length or a width. Done after each of them that is new;
what is there already stays.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_NUMBERED = ("jobs", "runs", "deleted_jobs")
_TEXTS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')
AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'
"""
"""A job must not be lost because a server's word for its state is long; and rows come in the order of SQLite's."""
_NUMBERS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type = 'integer'
"""
"""SQLite's have 64 bits."""
_FULL_CASEFOLD_SINCE = 180000
_FOLDED = "CREATE OR REPLACE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN "
"""As `words.text.folded`. Before version 18 there is no caseless match but by small letters: "ß" is then no "ss"."""
_CASEFOLD = 'normalize(casefold(normalize($1, NFD) COLLATE "pg_unicode_fast"), NFC)'
_LOWER = 'normalize(lower(normalize($1, NFD) COLLATE "und-x-icu"), NFC)'


def complete(connection: Connection) -> None:
    """Bring the tables as the revisions made them to what the statements of this room rely on."""
    for table in _NUMBERED:
        numbered = f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS rowid bigint GENERATED ALWAYS AS IDENTITY"
        connection.execute(text(numbered))
    for columns, kind in ((_TEXTS, 'text COLLATE "C"'), (_NUMBERS, "bigint")):
        for table, column in connection.execute(text(columns)).all():
            connection.execute(text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}'))
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    connection.execute(text(_FOLDED + (_CASEFOLD if version >= _FULL_CASEFOLD_SINCE else _LOWER)))
