"""Which looks are simulated of the layers that a run renders."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("runs", sa.Column("looks", sa.Text(), nullable=False, server_default=""))
