"""The reduced copy that is sent in a photo's place: made before the job is sent, once for all jobs that send it.

It has a name (its SHA-256) in the job's row before anything is sent, and stays as long as the row: another try sends
the same bytes with the same key, and results are compared with it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retouch_lib.errors import IllegalTransition, InvalidPhoto, RetouchError
from retouch_lib.imaging.files.reduced import reduced_jpeg
from retouch_lib.jobs import words
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.patience import patiently
from retouch_lib.media.files import digest_of
from retouch_lib.store.records import Job
from retouch_lib.store.removals import Removal

_GONE = "The photo's file can't be read from the data folder. Add the photo again."


def with_copy(context: JobContext, job: Job) -> Job:
    """The job, whose reduced copy is there; where it sends none, as it is. Two jobs of one photo share a copy.

    Raises InvalidPhoto where none can be made of the photo, or not the one that was sent before; OSError where it can't
    be written; IllegalTransition where the job has moved on.
    """
    if not job.longest_side or (job.sent and context.files.has(job.sent)):
        return job
    with context.reducing.hold(""):
        return _shared(context, job) or _made(context, job)


def _shared(context: JobContext, job: Job) -> Job | None:
    """The job with the copy that another job has of the same photo, at the same size."""

    def share() -> Job | None:
        found = context.plain_store.copy_of(job.owner, job.photo, job.longest_side)
        if found is None or job.sent:
            return None
        sha256, size = found
        with context.files.settling(sha256):  # no deletion takes the file before the row names it
            if not context.files.has(sha256):
                return None
            return context.plain_store.set_job(job.id, seen=job, sent=sha256, sent_bytes=size)

    return patiently(context.stop, share)


def _made(context: JobContext, job: Job) -> Job:
    if not context.files.fetch(job.photo):
        raise InvalidPhoto(words.copy_not_made(_GONE))
    part, source = context.files.new_part(), context.files.place(job.photo)
    try:
        data = context.stop.during(_in_words(lambda: reduced_jpeg(source, job.longest_side), source))
        part.write_bytes(data)
        return _kept(context, job, part)
    finally:
        part.unlink(missing_ok=True)


def _in_words(make: Callable[[], bytes], source: Path) -> Callable[[], bytes]:
    """What is wrong with the photo is InvalidPhoto, whatever a decoder calls it; a lack of memory may pass."""

    def made() -> bytes:
        try:
            return make()
        except MemoryError:
            raise
        except OSError:
            if source.is_file():
                raise
            raise InvalidPhoto(words.copy_not_made(_GONE)) from None
        except RetouchError as error:
            raise InvalidPhoto(words.copy_not_made(str(error))) from None
        except Exception as error:  # noqa: BLE001 - decoders fail in ways of their own
            raise InvalidPhoto(words.copy_not_made(f"({type(error).__name__})")) from None

    return made


def _kept(context: JobContext, job: Job, part: Path) -> Job:
    """Move the copy to its place and name it in the row; a copy that may have been sent is never another one."""
    sha256, size = digest_of(part), part.stat().st_size
    if job.attempts and job.sent not in (None, sha256):
        raise InvalidPhoto(words.COPY_CHANGED)

    def settle() -> Job:
        with context.files.settling(sha256):
            if part.exists() or not context.files.has(sha256):
                context.files.adopt(part, sha256)
            try:
                return context.plain_store.set_job(job.id, seen=job, sent=sha256, sent_bytes=size)
            except IllegalTransition:  # it was cancelled meanwhile, so its copy goes too, unless another job sends it
                context.plain_store.remove_later(Removal.FILE, [sha256])
                raise

    return patiently(context.stop, settle)
