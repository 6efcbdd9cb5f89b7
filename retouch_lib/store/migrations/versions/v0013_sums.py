"""Indexes that hold what History sums over all of an owner's jobs and readings: their rows are then not read for it."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_OF_JOBS = (
    *("owner", "created_at", "server", "state", "attempts", "remote_id", "token_ref"),
    *("attempted_at", "started_at", "ready_at", "ended_at", "id", "run"),
)
_OF_READINGS = ("owner", "server", "kind", "read_at", "token_ref", "value", "job")


def upgrade() -> None:
    op.drop_index(op.f("ix_jobs_owner_created_at"), "jobs")
    op.create_index(op.f("ix_jobs_sums"), "jobs", list(_OF_JOBS))
    op.drop_index(op.f("ix_readings_owner_server_kind_read_at"), "readings")
    op.create_index(op.f("ix_readings_sums"), "readings", list(_OF_READINGS))
