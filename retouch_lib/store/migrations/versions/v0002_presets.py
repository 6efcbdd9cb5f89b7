"""The preset library, and an index by which a payload's jobs are found."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presets")),
    )
    op.create_index(op.f("ix_presets_owner_name"), "presets", ["owner", "name"], unique=False)
    op.create_table(
        "preset_versions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("preset", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["preset"], ["presets.id"], name=op.f("fk_preset_versions_preset")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preset_versions")),
        sa.UniqueConstraint("preset", "number", name=op.f("uq_preset_versions_preset_number")),
    )
    op.create_index(op.f("ix_preset_versions_fingerprint"), "preset_versions", ["fingerprint"], unique=False)
    op.create_index(op.f("ix_jobs_owner_fingerprint_state"), "jobs", ["owner", "fingerprint", "state"], unique=False)
