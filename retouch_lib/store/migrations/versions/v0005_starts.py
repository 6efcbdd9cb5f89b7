"""How often a deleted job was sent: one that got no answer and was sent again may have been paid twice."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deleted_jobs", sa.Column("starts", sa.Integer(), server_default="1", nullable=False))
