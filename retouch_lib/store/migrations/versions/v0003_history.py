"""The run a job was made for, kept with the job, and an index for a history that begins with the newest."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_ITS_ITEM = """
UPDATE jobs SET run = (
    SELECT runs.id FROM run_items JOIN runs ON runs.id = run_items.run
    WHERE run_items.job = jobs.id AND run_items.share = 'paid' ORDER BY runs.created_at LIMIT 1
)
"""
_OF_ITS_REPETITION = """
UPDATE jobs SET run = (
    SELECT later.run FROM jobs AS later WHERE later.owner = jobs.owner AND later.photo = jobs.photo
    AND later.fingerprint = jobs.fingerprint AND later.server = jobs.server
    AND later.engine_version = jobs.engine_version AND later.nonce = jobs.id
)
WHERE run IS NULL AND EXISTS (
    SELECT 1 FROM jobs AS later WHERE later.owner = jobs.owner AND later.photo = jobs.photo
    AND later.fingerprint = jobs.fingerprint AND later.server = jobs.server
    AND later.engine_version = jobs.engine_version AND later.nonce = jobs.id AND later.run IS NOT NULL
)
"""
"""A job that was tried again gave its place in the run to the job that repeats it, which may have done so too."""


def upgrade() -> None:
    op.add_column("jobs", sa.Column("run", sa.String(length=36), nullable=True))
    op.create_index(op.f("ix_jobs_owner_created_at"), "jobs", ["owner", "created_at"], unique=False)
    op.execute(_OF_ITS_ITEM)
    while op.get_bind().execute(sa.text(_OF_ITS_REPETITION)).rowcount:
        pass
