"""An index by which the last figure of an account is found: every page asks for it, and jobs leave a figure each."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_readings_owner_token_ref_kind"), "readings", ["owner", "token_ref", "kind"])
