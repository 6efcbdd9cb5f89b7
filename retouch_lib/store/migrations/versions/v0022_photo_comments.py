"""What a client said of single photos."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client_answers", sa.Column("comments", sa.Text(), nullable=False, server_default=""))
