"""What the revisions' tables lack on PostgreSQL: a row's number, wide integers, texts of any length, an index with that
number, and `folded`.

The revisions are written for SQLite, which takes no notice of a length or a width. Done after each of them that is new;
what is there already stays.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

NUMBERED = ("jobs", "runs", "deleted_jobs")
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
_FOLDED = "CREATE OR REPLACE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN "
"""As `words.text.folded`. Before version 18 there is no caseless match but by small letters: "ß" is then no "ss".

Not STRICT: its CASE would then be called for each row, and not become a part of the statement.
"""
_CASEFOLD = 'normalize(casefold(normalize($1, NFD) COLLATE "pg_unicode_fast"), NFC)'
_LOWER = 'normalize(lower(normalize($1, NFD) COLLATE "und-x-icu"), NFC)'
_PLAIN = 'CASE WHEN octet_length($1) = length($1) THEN lower($1 COLLATE "C") COLLATE "C" ELSE {} COLLATE "C" END'
"""Most names are of ASCII alone, where small letters are all there is to it: ten times as quick."""
_INDEXES = {
    "ix_jobs_sums": """jobs (owner, created_at, rowid) INCLUDE (
        server, state, attempts, remote_id, token_ref, attempted_at, started_at, ready_at, ended_at, id, run
    )""",
    "ix_readings_owner_token_ref_kind": "readings (owner, token_ref, kind, id)",
}
"""As in `tables`, and with the row's number: SQLite has it in every index, and answers out of the index alone."""
_HOW_OFTEN = {"runs": "coalesce(project, '')", "jobs": "variant", "run_items": "variant"}
"""How often each name occurs is known by what it is looked for as: else few are expected, and all rows are read."""
_IS_COMPLETE = """
SELECT count(*) FROM pg_indexes
WHERE schemaname = current_schema() AND indexname = :name AND indexdef ~ '[ (](row)?id\\)'
"""


def complete(connection: Connection) -> None:
    """Bring the tables as the revisions made them to what the statements of this room rely on."""
    for table in NUMBERED:
        numbered = f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS rowid bigint GENERATED ALWAYS AS IDENTITY"
        connection.execute(text(numbered))
    for columns, kind in ((_TEXTS, 'text COLLATE "C"'), (_NUMBERS, "bigint")):
        for table, column in connection.execute(text(columns)).all():
            connection.execute(text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind}'))
    for name, columns in _INDEXES.items():
        if not connection.execute(text(_IS_COMPLETE), {"name": name}).scalar_one():
            connection.execute(text(f"DROP INDEX IF EXISTS {name}"))
            connection.execute(text(f"CREATE INDEX {name} ON {columns}"))
    version = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    beyond = _CASEFOLD if version >= _FULL_CASEFOLD_SINCE else _LOWER
    connection.execute(text(_FOLDED + _PLAIN.format(beyond)))
    for table, name in _HOW_OFTEN.items():
        counted = f"CREATE STATISTICS IF NOT EXISTS st_{table}_names ON (folded({name})) FROM {table}"
        connection.execute(text(counted))
