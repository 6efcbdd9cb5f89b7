"""What a version of a preset was made from."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("preset_versions", sa.Column("made_from", sa.Text(), nullable=False, server_default=""))
