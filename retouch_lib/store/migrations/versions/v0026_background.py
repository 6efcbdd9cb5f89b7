"""Which jobs and runs go behind those that somebody waits for."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("jobs", "runs"):
        op.add_column(table, sa.Column("background", sa.Boolean(), nullable=False, server_default="0"))
