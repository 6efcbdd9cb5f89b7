"""Picks: what a person thinks of a job's result, one winner a photo."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picks",
        sa.Column("job", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("judged_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("verdict IN ('none', 'picked', 'rejected')", name=op.f("ck_picks_verdict")),
        sa.CheckConstraint("stars BETWEEN 0 AND 5", name=op.f("ck_picks_stars")),
        sa.CheckConstraint("length(note) <= 500", name=op.f("ck_picks_note")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_picks_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_picks")),
    )
    op.create_index(op.f("ix_picks_owner_photo"), "picks", ["owner", "photo"])
    winner = sa.text("verdict = 'picked'")
    op.create_index(
        op.f("ix_picks_winner"), "picks", ["owner", "photo"], unique=True, sqlite_where=winner, postgresql_where=winner
    )
