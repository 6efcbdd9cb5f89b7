"""A photo that is sent reduced: to which longest side, and the copy that goes in its place."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("longest_side", sa.Integer(), server_default="0", nullable=False))
    op.add_column("jobs", sa.Column("sent", sa.String(64)))
    op.add_column("jobs", sa.Column("sent_bytes", sa.Integer()))
