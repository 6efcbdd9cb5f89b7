"""What deleted jobs took, what a deletion has still to remove, and an index by which a job's readings are found."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deleted_jobs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("server", sa.String(length=40), nullable=False),
        sa.Column("token_ref", sa.String(length=64), nullable=False),
        sa.Column("credits", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("attempted_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_jobs")),
    )
    op.create_index(op.f("ix_deleted_jobs_owner_created_at"), "deleted_jobs", ["owner", "created_at"], unique=False)
    op.create_table(
        "leavings",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_leavings")),
    )
    op.create_index(op.f("ix_readings_job"), "readings", ["job"], unique=False)
