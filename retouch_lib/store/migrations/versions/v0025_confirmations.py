"""Confirmations: pictures made of layers, each with what a server really rendered, and how far both are apart."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "confirmations",
        sa.Column("job", sa.String(length=36), nullable=False),
        sa.Column("rendered", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("strengths", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("server", sa.String(length=40), nullable=False),
        sa.Column("plugins", sa.Text(), nullable=False),
        sa.Column("mean", sa.Float(), nullable=True),
        sa.Column("p99", sa.Float(), nullable=True),
        sa.Column("worst", sa.Float(), nullable=True),
        sa.Column("x", sa.Float(), nullable=True),
        sa.Column("y", sa.Float(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False, server_default=""),
        sa.Column("noted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_confirmations_job")),
        sa.ForeignKeyConstraint(["rendered"], ["jobs.id"], name=op.f("fk_confirmations_rendered")),
        sa.PrimaryKeyConstraint("job", "rendered", name=op.f("pk_confirmations")),
    )
    op.create_index(op.f("ix_confirmations_rendered"), "confirmations", ["rendered"])
    op.create_index(op.f("ix_confirmations_owner_server"), "confirmations", ["owner", "server"])
