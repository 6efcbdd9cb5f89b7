"""How far each measured result is beyond a limit, and which limits it was held against, so that it can be asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("measures", sa.Column("limits", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("measures", sa.Column("beyond", sa.Float(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_measures_owner_limits_beyond"), "measures", ["owner", "limits", "beyond"])
