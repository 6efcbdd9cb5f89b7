"""The tables of lab.sqlite, as SQLAlchemy Core sees them. `migrations/` makes them; a test keeps the two alike."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Wide = BigInteger().with_variant(Integer(), "sqlite")
"""Bytes of a file, a time in nanoseconds: PostgreSQL's integers end at two thousand millions."""
_SENT, _BATCH = text("sent IS NOT NULL"), text("batch IS NOT NULL")
_PICKED, _LIVE = text("verdict = 'picked'"), text("removed_at IS NULL")
"""The rows that an index holds."""


class UtcDateTime(TypeDecorator[datetime]):
    """A time-zone-aware UTC time; the column holds it without its zone. A naive time is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone can't be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


photos = Table(
    "photos",
    metadata,
    Column("owner", String(100), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("bytes", Wide, nullable=False),
    Column("format", String(10), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("profile", Text),
    Column("sample", String(40)),
    Column("added_at", UtcDateTime, nullable=False),
    # A photo taken off the list keeps its row: runs made with it still show its name and may be repeated.
    Column("removed_at", UtcDateTime),
    # Folders with / between them.
    Column("folder", Text, nullable=False, server_default=""),
    Index(None, "owner", "added_at"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    # The run it was made for; a job that was tried again keeps it, though its place there went to the repetition.
    Column("run", String(36)),
    Column("photo", String(64), nullable=False),
    # What the photo was called when it was made; another name given to it later doesn't change that.
    Column("photo_name", Text, nullable=False, server_default=""),
    Column("variant", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("server", String(40), nullable=False),
    Column("engine_version", String(40), nullable=False),
    Column("nonce", String(36), nullable=False),
    Column("token_ref", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("remote_id", Text),
    Column("remote_state", String(40), nullable=False, default=""),
    Column("progress", Integer, nullable=False, default=0),
    Column("step", Text, nullable=False, default=""),
    Column("plugin", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
    Column("note", Text, nullable=False, default=""),
    Column("error", String(60), nullable=False, default=""),
    Column("uploaded", Wide, nullable=False, default=0),
    Column("quota", Integer),
    Column("polls", Integer, nullable=False, default=0),
    Column("result", String(64)),
    Column("result_type", String(10)),
    Column("result_bytes", Wide),
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("attempted_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("active_at", UtcDateTime),
    Column("ready_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    # Whether the result's file is whole; see records.Kept.
    Column("kept", String(12), nullable=False, server_default="whole"),
    # Pixels; 0 where the photo goes as it is. Told apart by the nonce, too: see jobs.add_or_join.
    Column("longest_side", Integer, nullable=False, server_default="0"),
    # The reduced copy that goes in the photo's place, by SHA-256; made by the job's first step.
    Column("sent", String(64)),
    Column("sent_bytes", Wide),
    # Whether it goes after every job that somebody waits for; see jobs.lanes.
    Column("background", Boolean, nullable=False, server_default="0"),
    # The replica that began the last start; empty where one process has them all.
    Column("sender", String(120), nullable=False, server_default=""),
    ForeignKeyConstraint(["owner", "photo"], ["photos.owner", "photos.sha256"]),
    # A press joins what is under way: the second of two equal jobs finds the first here.
    UniqueConstraint("owner", "photo", "fingerprint", "server", "engine_version", "nonce"),
    Index(None, "state"),
    # By the time of the press; with all that History sums up, so that the rows, long by their payloads, are not read.
    Index(
        "ix_jobs_sums",
        *("owner", "created_at", "server", "state", "attempts", "remote_id", "token_ref"),
        *("attempted_at", "started_at", "ready_at", "ended_at", "id", "run"),
    ),
    Index(None, "owner", "result"),
    Index(None, "owner", "fingerprint", "state"),
    Index(None, "owner", "photo", "state", "created_at"),
    Index(None, "remote_id"),
    Index(None, "owner", "sent", sqlite_where=_SENT, postgresql_where=_SENT),
)

runs = Table(
    "runs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("server", String(40), nullable=False),
    Column("project", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Of a run that renders layers so that looks are simulated of them: JSON, [[name, payload], …]; empty for any other.
    Column("looks", Text, nullable=False, server_default=""),
    # Whether nobody waits for it at a page: it is never shown as one's latest.
    Column("background", Boolean, nullable=False, server_default="0"),
    # The batch that it is a part of; a batch has a run for each hundred jobs or so.
    Column("batch", String(36)),
    Index(None, "owner", "created_at"),
    Index(None, "batch", sqlite_where=_BATCH, postgresql_where=_BATCH),
)

# Some looks on many photos, worked off in portions.
batches = Table(
    "batches",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("project", Text, nullable=False),
    Column("server", String(40), nullable=False),
    # JSON, [[name, payload], …].
    Column("looks", Text, nullable=False),
    # The folder whose photos they are; empty where they were on the owner's list.
    Column("source", Text, nullable=False),
    # A folder in it whose photos don't count: the results go there.
    Column("without", Text, nullable=False),
    Column("longest_side", Integer, nullable=False),
    # Pixels; faces are looked for, where it is more than 0.
    Column("least_face", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    # Why it stands still, as a sentence; empty where its owner knows.
    Column("note", Text, nullable=False),
    # How many photos go first, to be looked at before the others; 0 for none.
    Column("test", Integer, nullable=False),
    # The credits that it may take: the price that was seen. And whether the owner typed it, over a limit.
    Column("agreed", Integer, nullable=False),
    Column("typed", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("begun_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "owner", "made_at"),
    Index(None, "state"),
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    # Of the file; empty for a photo that was on the owner's list.
    Column("path", Text, nullable=False),
    # In which it lies, from the batch's source on, with / between folders.
    Column("folder", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("bytes", Wide, nullable=False),
    # When the file was changed last, in nanoseconds; with its length it tells that it is still the same.
    Column("changed", Wide, nullable=False),
    # SHA-256; empty until the file is read, and for a HEIC until its JPEG is made.
    Column("photo", String(64), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    # How wide its largest face is in what is sent, in pixels; 0 for none, NULL where nobody looked.
    Column("face", Integer),
    Column("state", String(10), nullable=False),
    # It was refused, or left out, as a sentence.
    Column("why", Text, nullable=False),
    # JSON: under which paths its results were written; empty where they were not.
    Column("saved", Text, nullable=False),
    Index(None, "batch", "state"),
    Index(None, "batch", "path"),
)

run_items = Table(
    "run_items",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("variant", Text, nullable=False),
    Column("share", String(10), nullable=False),
    Column("photo_name", Text, nullable=False, server_default=""),
    Column("job", ForeignKey("jobs.id"), nullable=False, index=True),
)

# What a person thinks of a job's result; a row goes with its job.
picks = Table(
    "picks",
    metadata,
    Column("job", ForeignKey("jobs.id"), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("photo", String(64), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("stars", Integer, nullable=False),
    Column("note", String(500), nullable=False),
    Column("judged_at", UtcDateTime, nullable=False),
    CheckConstraint("verdict IN ('none', 'picked', 'rejected')", name="ck_picks_verdict"),
    CheckConstraint("stars BETWEEN 0 AND 5", name="ck_picks_stars"),
    CheckConstraint("length(note) <= 500", name="ck_picks_note"),
    Index(None, "owner", "photo"),
    # One winner a photo, whoever writes.
    Index("ix_picks_winner", "owner", "photo", unique=True, sqlite_where=_PICKED, postgresql_where=_PICKED),
)

# Figures of a job's result against its original; a row goes with the job, and with the file it is of.
measures = Table(
    "measures",
    metadata,
    Column("job", ForeignKey("jobs.id"), primary_key=True),
    Column("owner", String(100), nullable=False),
    # Of the definitions; see `imaging.measures.version.VERSION`.
    Column("version", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("tries", Integer, nullable=False),
    # JSON; empty unless it is measured.
    Column("figures", Text, nullable=False),
    # Why it was given up, as a sentence.
    Column("trouble", Text, nullable=False),
    # The digest of the limits that the figures were held against last, and how many times its limit the worst has.
    Column("limits", String(64), nullable=False, server_default=""),
    Column("beyond", Float, nullable=False, server_default="0"),
    CheckConstraint("state IN ('begun', 'measured', 'given up')", name="ck_measures_state"),
    Index(None, "version", "state"),
    Index(None, "owner", "limits", "beyond"),
)

# Layers of a job's result at strengths of their own; a row goes with its job.
mixes = Table(
    "mixes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("job", ForeignKey("jobs.id"), nullable=False, index=True),
    # Given by a person; may be empty.
    Column("name", String(80), nullable=False),
    # As `imaging.mix.Strengths` is written.
    Column("strengths", String(300), nullable=False),
    # Whether sliders may go beyond what was rendered.
    Column("extrapolate", Integer, nullable=False),
    # JSON: where layers are taken away; empty where they are not.
    Column("guard", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    # A `MixKind`.
    Column("kind", String(10), nullable=False, server_default="mix"),
    CheckConstraint("length(name) <= 80", name="ck_mixes_name"),
    CheckConstraint("length(strengths) <= 300", name="ck_mixes_strengths"),
    CheckConstraint("extrapolate IN (0, 1)", name="ck_mixes_extrapolate"),
    CheckConstraint("length(guard) <= 200000", name="ck_mixes_guard"),
    Index(None, "owner", "changed_at"),
)

# A picture made of layers beside what a server rendered for it; a row goes with either job.
confirmations = Table(
    "confirmations",
    metadata,
    # Of the layers, and of the picture that they are compared with.
    Column("job", ForeignKey("jobs.id"), primary_key=True),
    Column("rendered", ForeignKey("jobs.id"), primary_key=True, index=True),
    Column("owner", String(100), nullable=False),
    # As `imaging.strengths.Strengths` is written.
    Column("strengths", String(300), nullable=False),
    # A `Confirmed`.
    Column("kind", String(10), nullable=False),
    Column("server", String(40), nullable=False),
    # JSON: the names of those that were on.
    Column("plugins", Text, nullable=False),
    # ΔE00, and where it is worst, as shares of the sides; NULL until they are measured.
    Column("mean", Float),
    Column("p99", Float),
    Column("worst", Float),
    Column("x", Float),
    Column("y", Float),
    # Why there are no figures, as a sentence.
    Column("trouble", Text, nullable=False, server_default=""),
    Column("noted_at", UtcDateTime, nullable=False),
    Index(None, "owner", "server"),
)

# A pick page that was sent out.
client_pages = Table(
    "client_pages",
    metadata,
    # Twelve hexadecimal digits, which every answer carries.
    Column("id", String(12), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("title", Text, nullable=False),
    # Empty where looks stand under their names; else it gave them their places.
    Column("seed", String(32), nullable=False),
    # How many stood on it; of some the results may be deleted since.
    Column("photos", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "owner", "made_at"),
)

# Which result, as which file, stood at which place; a row goes with its job.
client_page_items = Table(
    "client_page_items",
    metadata,
    Column("page", ForeignKey("client_pages.id"), primary_key=True),
    Column("photo_place", Integer, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("job", ForeignKey("jobs.id"), nullable=False, index=True),
    Column("photo", String(64), nullable=False),
    Column("result", String(64), nullable=False),
)

client_answers = Table(
    "client_answers",
    metadata,
    Column("page", ForeignKey("client_pages.id"), primary_key=True),
    # SHA-256 of what was answered: the same one comes twice.
    Column("digest", String(64), primary_key=True),
    Column("sender", String(40), nullable=False),
    Column("comment", String(500), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
    # On single photos: a JSON object of texts by the photo's place on the page; empty where there is none.
    Column("comments", Text, nullable=False, server_default=""),
)

presets = Table(
    "presets",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("name", Text, nullable=False),
    # `words.text.folded` of the name, by which it is found, and which no other preset on the list has.
    Column("folded", Text, nullable=False, server_default=""),
    Column("made_at", UtcDateTime, nullable=False),
    # A removed preset keeps its rows: they tell by which name and version the payload of an old job went.
    Column("removed_at", UtcDateTime),
    Index(None, "owner", "name"),
    Index(None, "owner", "folded", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
)

preset_versions = Table(
    "preset_versions",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("preset", ForeignKey("presets.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("note", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    # JSON of `presets.made_from`; empty where it isn't known.
    Column("made_from", Text, nullable=False, server_default=""),
    UniqueConstraint("preset", "number"),
    Index(None, "fingerprint"),
)

preferences = Table(
    "preferences",
    metadata,
    Column("owner", String(100), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("value", Text, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("server", String(40), nullable=False),
    Column("token_ref", String(64), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", Integer, nullable=False),
    Column("job", ForeignKey("jobs.id"), index=True),
    Column("read_at", UtcDateTime, nullable=False),
    # With all of a row that History reads.
    Index("ix_readings_sums", "owner", "server", "kind", "read_at", "token_ref", "value", "job"),
    # With the row's number, which every index ends with, it finds the last one of an account.
    Index("ix_readings_owner_token_ref_kind", "owner", "token_ref", "kind"),
)

# What a deleted job took of an account, and when: the sums stay true, and nothing tells which job or photo it was.
deleted_jobs = Table(
    "deleted_jobs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("server", String(40), nullable=False),
    Column("token_ref", String(64), nullable=False),
    # 1, or NULL where nobody knows.
    Column("credits", Integer),
    # Each may have been paid.
    Column("starts", Integer, nullable=False, server_default="1"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("attempted_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index(None, "owner", "created_at"),
)

# What a deletion has still to remove outside these tables; a row goes when that is done. See `store.removals`.
pending_removals = Table(
    "leavings",
    metadata,
    Column("kind", String(10), primary_key=True),
    Column("name", Text, primary_key=True),
)

# Folders whose photos are retouched as they come, and the files in them that were seen to their end.
hot_folders = Table(
    "hot_folders",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("owner", String(100), nullable=False),
    Column("source", Text, nullable=False),
    Column("output", Text, nullable=False),
    Column("presets", Text, nullable=False),
    Column("server", String(40), nullable=False),
    Column("options", Text, nullable=False),
    Column("standing", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("owner", "source", "output", "presets", "server"),
)
hot_files = Table(
    "hot_files",
    metadata,
    Column("folder", ForeignKey("hot_folders.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("bytes", Wide, nullable=False),
    Column("changed_ns", Wide, nullable=False),
    Column("state", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("ended_at", UtcDateTime, nullable=False),
    Index(None, "folder", "ended_at"),
)

# Who uses a shared lab; empty where it is one person's.
people = Table(
    "people",
    metadata,
    Column("owner", String(100), primary_key=True),
    # As the login gave it last.
    Column("name", Text, nullable=False),
    # A `Role`.
    Column("role", String(10), nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    # Credits, set by an admin; 0 for any number.
    Column("budget_run", Integer, nullable=False),
    Column("budget_day", Integer, nullable=False),
    # Whether the lab's own token is theirs to spend with.
    Column("lab_credits", Boolean, nullable=False),
    Column("removed_at", UtcDateTime),
)

# What owners share, and with whom; see `store.grants`.
grants = Table(
    "grants",
    metadata,
    Column("owner", String(100), primary_key=True),
    # A `Thing`.
    Column("kind", String(10), primary_key=True),
    # The id of a preset or run, the folded name of a project.
    Column("thing", Text, primary_key=True),
    # A person's owner, or TEAM.
    Column("whom", String(100), primary_key=True),
    Column("writes", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Index(None, "whom"),
)

# Runs that stand under a project of another owner; a row goes with its run.
filings = Table(
    "filings",
    metadata,
    Column("run", ForeignKey("runs.id"), primary_key=True),
    # Whose project it is, and its folded name.
    Column("owner", String(100), nullable=False),
    Column("project", Text, nullable=False),
    Index(None, "owner", "project"),
)

# Who did what, and when; see `store.audit`.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("who", String(100), nullable=False),
    Column("did", String(60), nullable=False),
    Column("about", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "at"),
    Index(None, "who", "id"),
)

# The processes that share this database. Times are its own clock's, in seconds since 1970.
replicas = Table(
    "replicas",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("version", String(40), nullable=False),
    # The address of the local engine that it shares with others; empty: it has one of its own.
    Column("engine", Text, nullable=False),
    # Where photos and results are that others see, too; empty: in its data folder.
    Column("files", Text, nullable=False),
    # A name of the secret that it signs with, which tells nothing of the secret.
    Column("secret", String(40), nullable=False),
    Column("started", Float, nullable=False),
    # When it last said that it lives; 0 once it has left.
    Column("beat", Float, nullable=False),
)

# What one replica at a time may hold: an upload slot of a token, the work on batches.
leases = Table(
    "leases",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("replica", String(120), nullable=False),
)
