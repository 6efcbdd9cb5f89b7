"""What a mix is for: that of the sliders, one that is set aside, or the amount of a result."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mixes", sa.Column("kind", sa.String(length=10), nullable=False, server_default="mix"))
    op.execute(
        "UPDATE mixes SET kind = 'amount' WHERE strengths NOT LIKE '%-%' "
        "AND job IN (SELECT id FROM jobs WHERE result_type <> 'zip')"
    )
