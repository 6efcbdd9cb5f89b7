"""Pick pages that were sent out, what stands on them, and the answers that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_pages",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_pages")),
    )
    op.create_index(op.f("ix_client_pages_owner_made_at"), "client_pages", ["owner", "made_at"])
    op.create_table(
        "client_page_items",
        sa.Column("page", sa.String(length=12), nullable=False),
        sa.Column("photo_place", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=36), nullable=False),
        sa.Column("photo", sa.String(length=64), nullable=False),
        sa.Column("result", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["client_pages.id"], name=op.f("fk_client_page_items_page")),
        sa.ForeignKeyConstraint(["job"], ["jobs.id"], name=op.f("fk_client_page_items_job")),
        sa.PrimaryKeyConstraint("page", "photo_place", "place", name=op.f("pk_client_page_items")),
    )
    op.create_index(op.f("ix_client_page_items_job"), "client_page_items", ["job"])
    op.create_table(
        "client_answers",
        sa.Column("page", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sender", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["page"], ["client_pages.id"], name=op.f("fk_client_answers_page")),
        sa.PrimaryKeyConstraint("page", "digest", name=op.f("pk_client_answers")),
    )
