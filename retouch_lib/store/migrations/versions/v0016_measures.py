"""Measures: the figures of a job's result against its original, or why there are none."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "measures",
        sa.Column("job", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('begun', 'measured', 'given up')", name=op.f("ck_measures_state")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_measures_job")),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_measures")),
    )
    op.create_index(op.f("ix_measures_version_state"), "measures", ["version", "state"])
