"""People of a team, what they share, runs under others' projects, and the audit list."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("last_seen", sa.DateTime(), nullable=False),
        sa.Column("budget_run", sa.Integer(), nullable=False),
        sa.Column("budget_day", sa.Integer(), nullable=False),
        sa.Column("lab_credits", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_people")),
    )
    op.create_table(
        "grants",
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("thing", sa.Text(), nullable=False),
        sa.Column("whom", sa.String(length=100), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "kind", "thing", "whom", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_whom"), "grants", ["whom"])
    op.create_table(
        "filings",
        sa.Column("run", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_filings_run")),
        sa.PrimaryKeyConstraint("run", name=op.f("pk_filings")),
    )
    op.create_index(op.f("ix_filings_owner_project"), "filings", ["owner", "project"])
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("did", sa.String(length=60), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"])
    op.create_index(op.f("ix_audit_who_id"), "audit", ["who", "id"])
