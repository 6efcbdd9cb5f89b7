"""Whether a result's file is whole, or kept as it came: a better one is then fetched while the server has it."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_SAID = "%can't be checked here%"
"""Until now only the note told."""


def upgrade() -> None:
    op.add_column("jobs", sa.Column("kept", sa.String(12), server_default="whole", nullable=False))
    jobs = sa.table("jobs", *map(sa.column, ("kept", "state", "note")), sa.column("expires_at", sa.DateTime()))
    said = op.get_bind().execute
    damaged = sa.update(jobs).where(jobs.c.state == "done", jobs.c.note.like(_SAID))
    said(damaged.values(kept="damaged"))
    now = datetime.now(UTC).replace(tzinfo=None)
    said(damaged.where(jobs.c.expires_at > now).values(kept="provisional"))
