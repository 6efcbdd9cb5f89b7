"""An index by which reduced copies are found, without reading the rows of jobs that sent none."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    there = sa.text("sent IS NOT NULL")
    op.create_index(op.f("ix_jobs_owner_sent"), "jobs", ["owner", "sent"], sqlite_where=there, postgresql_where=there)
