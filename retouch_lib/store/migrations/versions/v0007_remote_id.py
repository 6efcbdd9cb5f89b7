"""An index by which two jobs with one number from the server are found."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_jobs_remote_id"), "jobs", ["remote_id"])
