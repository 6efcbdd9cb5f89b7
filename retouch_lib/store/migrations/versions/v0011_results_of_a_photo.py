"""An index by which a photo's results are found, newest first: Compare asks for them, and whether there are any."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_jobs_owner_photo_state_created_at"), "jobs", ["owner", "photo", "state", "created_at"])
