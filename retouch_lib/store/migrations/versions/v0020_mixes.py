"""Mixes: layers of a result at strengths of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mixes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("job", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("strengths", sa.String(length=300), nullable=False),
        sa.Column("extrapolate", sa.Integer(), nullable=False),
        sa.Column("guard", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("length(name) <= 80", name=op.f("ck_mixes_name")),
        sa.CheckConstraint("length(strengths) <= 300", name=op.f("ck_mixes_strengths")),
        sa.CheckConstraint("extrapolate IN (0, 1)", name=op.f("ck_mixes_extrapolate")),
        sa.CheckConstraint("length(guard) <= 200000", name=op.f("ck_mixes_guard")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_mixes_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mixes")),
    )
    op.create_index(op.f("ix_mixes_job"), "mixes", ["job"])
    op.create_index(op.f("ix_mixes_owner_changed_at"), "mixes", ["owner", "changed_at"])
