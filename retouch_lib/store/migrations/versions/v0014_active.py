"""When a server was first seen at work on a job: what the time to go of others is told from."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("active_at", sa.DateTime()))
