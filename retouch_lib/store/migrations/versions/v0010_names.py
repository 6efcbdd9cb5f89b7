"""Names: a job keeps what its photo was called then, and the library has no two names that read the same.

Of two presets that do ("Été" typed, and "Été" as macOS writes it) the newer one gets a number; nothing is merged.
"""

import sqlalchemy as sa
from alembic import op

from retouch_lib.words.text import composed, folded

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_photos = sa.table("photos", *map(sa.column, ("owner", "sha256", "name")))
_jobs = sa.table("jobs", *map(sa.column, ("id", "owner", "photo", "photo_name")))
_items = sa.table("run_items", *map(sa.column, ("job", "photo_name")))
_presets = sa.table("presets", *map(sa.column, ("id", "owner", "name", "folded", "removed_at", "made_at")))


def upgrade() -> None:
    for table, column in (("jobs", "photo_name"), ("run_items", "photo_name"), ("presets", "folded")):
        op.add_column(table, sa.Column(column, sa.Text(), server_default="", nullable=False))
    _compose_photos()
    _name_jobs()
    _fold_presets()
    live = sa.text("removed_at IS NULL")
    op.create_index(
        op.f("ix_presets_owner_folded"),
        "presets",
        ["owner", "folded"],
        unique=True,
        sqlite_where=live,
        postgresql_where=live,
    )


def _compose_photos() -> None:
    bind = op.get_bind()
    for owner, sha256, name in bind.execute(sa.select(_photos)).all():
        if composed(name) != name:
            row = (_photos.c.owner == owner, _photos.c.sha256 == sha256)
            bind.execute(sa.update(_photos).where(*row).values(name=composed(name)))


def _name_jobs() -> None:
    named = sa.select(_photos.c.name).where(_photos.c.owner == _jobs.c.owner, _photos.c.sha256 == _jobs.c.photo)
    op.execute(sa.update(_jobs).values(photo_name=sa.func.coalesce(named.scalar_subquery(), "")))
    made = sa.select(_jobs.c.photo_name).where(_jobs.c.id == _items.c.job)
    op.execute(sa.update(_items).values(photo_name=sa.func.coalesce(made.scalar_subquery(), "")))


def _fold_presets() -> None:
    bind = op.get_bind()
    taken: set[tuple[str, str]] = set()
    rows = bind.execute(sa.select(_presets).order_by(_presets.c.made_at, _presets.c.id)).mappings().all()
    for row in rows:
        wanted = name = composed(row["name"])
        number = 2
        while row["removed_at"] is None and (row["owner"], folded(name)) in taken:
            name, number = f"{wanted} ({number})", number + 1
        if row["removed_at"] is None:
            taken.add((row["owner"], folded(name)))
        new = sa.update(_presets).where(_presets.c.id == row["id"])
        bind.execute(new.values(name=name, folded=folded(name)))
