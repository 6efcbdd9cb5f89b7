"""Hot folders, and the files in them that were seen to their end."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hot_folders",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("output", sa.Text(), nullable=False),
        sa.Column("presets", sa.Text(), nullable=False),
        sa.Column("server", sa.String(length=40), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hot_folders")),
        sa.UniqueConstraint(
            "owner",
            "source",
            "output",
            "presets",
            "server",
            name=op.f("uq_hot_folders_owner_source_output_presets_server"),
        ),
    )
    op.create_table(
        "hot_files",
        sa.Column("folder", sa.String(length=36), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("changed_ns", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["folder"], ["hot_folders.id"], name=op.f("fk_hot_files_folder")),
        sa.PrimaryKeyConstraint("folder", "path", name=op.f("pk_hot_files")),
    )
    op.create_index(op.f("ix_hot_files_folder_ended_at"), "hot_files", ["folder", "ended_at"])
