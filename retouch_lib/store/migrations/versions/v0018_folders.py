"""In which folder a photo lay when it was dropped, so that a delivery can keep it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("photos", sa.Column("folder", sa.Text(), nullable=False, server_default=""))
