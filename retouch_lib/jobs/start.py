"""The first step: the photo is sent, at most once as far as anybody can know.

The row says STARTING before the first byte leaves. Whoever finds a row in that state knows that a start may have
been paid: it is sent again only where the server is known to charge one key once, and the user is asked elsewhere.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from retouch_lib.cloud.retry import may_resend_start, pause
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import (
    CallError,
    ConnectionLost,
    Delivery,
    FilesAway,
    IllegalTransition,
    InvalidPhoto,
    LimitReached,
    RetouchError,
    TokenRejected,
    UnexpectedReply,
)
from retouch_lib.jobs import balances, words
from retouch_lib.jobs.context import JobContext
from retouch_lib.jobs.progress import LeaseLost, Upload
from retouch_lib.jobs.reduced_copy import with_copy
from retouch_lib.media.sent import copy_name
from retouch_lib.store.records import Job, JobState
from retouch_lib.tokens.secret import Token

if TYPE_CHECKING:
    from retouch_lib.cloud.replies import StartReply

_log = logging.getLogger(__name__)

KEY_LIVES = timedelta(hours=20)
"""How long after the first try a key is relied on; how long a server remembers one is not documented."""
TOKENS = "tokens"
"""The topic of waits for a token; see `Stop.nudge`."""
_LOOK_FOR_TOKEN = 30.0
_LOOK_FOR_CONNECTION = 2.0
"""As often as the address could come back; a busy server is asked less often."""
_LOOK_FOR_ROOM = 5.0
_LOOK_FOR_REPLICA = 0.5
_WRITE_AGAIN = 1.0
_WORTH_SAYING = 60.0
"""Seconds of waiting from which on the job's note names the time of the next try."""
_TO_SEND = frozenset({JobState.QUEUED, JobState.STARTING})


def start(context: JobContext, job_id: str) -> JobState:
    """Send the job until the server has it, refused it, or nobody knows; returns the state it is in then."""
    tries = 0
    while True:
        job = context.job(job_id)
        if job.state not in _TO_SEND:
            return job.state
        if not context.replica.heard() or (job.state is JobState.STARTING and _in_other_hands(context, job)):
            context.stop.wait(_LOOK_FOR_REPLICA)
            continue
        try:
            if job.state is JobState.STARTING and not _may_repeat(context, job):
                return _unsure(context, job, words.UNSURE if context.recent(job, KEY_LIVES) else words.TOO_OLD)
            token = context.token(job)
            if token is None:
                context.say(
                    job, words.without_access(another=context.vault.token(job.owner) is not None), "TokenMissing"
                )
                context.stop.wait(_LOOK_FOR_TOKEN, TOKENS)
                continue
            seconds = _try_once(context, job, token, tries)
        except IllegalTransition:  # it moved on since it was read: cancelled, for example, while it waited for a slot
            continue
        tries += 1
        if seconds:
            context.stop.wait(seconds)


def _in_other_hands(context: JobContext, job: Job) -> bool:
    """Whether another replica is sending it now: only that one can tell what came of it."""
    return job.sender not in ("", context.replica.id) and context.at_work_elsewhere(job)


def _may_repeat(context: JobContext, job: Job) -> bool:
    return context.server(job.server).trusts_key and context.recent(job, KEY_LIVES)


def _try_once(context: JobContext, job: Job, token: Token, tries: int) -> float:
    """One POST, in a slot; returns the seconds to wait before another try (0: none is due, or at once)."""
    server = context.server(job.server)
    try:
        job = with_copy(context, job)  # before a slot is taken: others send meanwhile
        context.files.fetch(job.source)  # nor while the row says that it is being sent
    except InvalidPhoto as error:
        _refused(context, job, job.attempts, error)
        return 0.0
    except OSError as error:  # a full disk, or a file store that is away
        return _later(context, job, error)
    with context.upload_slot(job):
        if not server.trusts_key:
            balances.read_before(context, job, token)
        try:
            photo = _photo(context, job)
        except InvalidPhoto as error:
            _refused(context, job, job.attempts, error)
            return 0.0
        except FilesAway as error:  # it waited for its slot so long that the photo's copy is gone
            return _later(context, job, error)
        lease = context.replica.lease()
        sent = context.write(
            job,
            state=JobState.STARTING,
            sender=context.replica.id,
            attempts=job.attempts + 1,
            attempted_at=job.attempted_at or context.clock(),
            uploaded=0,
            note="",
            error="",
        )
        upload = Upload(context, sent, lease)
        try:
            _post(context, sent, photo, token, upload)
        except LeaseLost:
            if job.state is JobState.QUEUED:  # else an earlier try may have been paid
                _take_back(context, job, sent, note="", error="")
        except CallError as error:
            return _not_started(context, job, sent, server, error, tries, upload.sent)
    return 0.0


def _later(context: JobContext, job: Job, error: OSError) -> float:
    """Nothing is sent for now. Seconds to wait."""
    context.say(job, words.stuck(error), "OSError")
    return _LOOK_FOR_ROOM


@dataclass(frozen=True, slots=True)
class _Photo:
    path: Path
    name: str
    """As the server is told."""
    bytes: int


def _photo(context: JobContext, job: Job) -> _Photo:
    """What is sent, looked at before the row says that it is. Raises InvalidPhoto where its file can't be read,
    FilesAway where it can't be fetched now."""
    name = job.photo_name or "photo"
    try:
        path = context.files.path(job.source)
        with path.open("rb") as file:
            file.read(1)
            size = os.fstat(file.fileno()).st_size
    except FilesAway:
        raise
    except OSError:
        gone = "The photo's file can't be read from the data folder. Nothing was sent. Add the photo again."
        raise InvalidPhoto(gone) from None
    return _Photo(path, copy_name(name) if job.sent else name, size)


def _post(context: JobContext, job: Job, photo: _Photo, token: Token, upload: Upload) -> None:
    """Raises CallError, whatever went wrong: its delivery says whether the photo may have been sent."""
    try:
        reply = context.stop.during(
            lambda: context.api(job.server).start(
                photo.path,
                job.payload,
                token,
                name=photo.name,
                key=job.id,
                hook=context.hook(job.id),
                progress=upload.report,
            ),
            meanwhile=upload.write,
            grace=upload.grace,
        )
    except CallError:
        raise
    except RetouchError as error:  # the photo's file can't be read: nothing was sent
        raise CallError(str(error)) from None
    except Exception as error:  # noqa: BLE001 - whatever it was, the photo may have been sent
        raise UnexpectedReply(words.stuck_while_sending(type(error).__name__), delivery=Delivery.UNKNOWN) from None
    _keep_id(context, job, reply, photo.bytes)
    balances.note_quota(context, job, reply.quota)


def _keep_id(context: JobContext, job: Job, reply: StartReply, size: int) -> None:
    """Write the server's id down, however often it takes: without the id a credit is lost."""
    while True:
        try:
            context.store.set_job(
                job.id,
                state=JobState.WAITING,
                remote_id=reply.id,
                quota=reply.quota,
                started_at=context.clock(),
                uploaded=size,
                note="",
                error="",
            )
        except IllegalTransition as error:
            _log.error("the id of job %s has no place: %s", job.id, error)
            raise
        except Exception as error:  # noqa: BLE001 - whatever keeps the row from being written, the id must not go
            _log.error("the id of job %s can't be written yet: %s", job.id, type(error).__name__)
            context.stop.wait(_WRITE_AGAIN)
        else:
            return


def _not_started(
    context: JobContext, before: Job, sent: Job, server: Server, error: CallError, tries: int, in_vain: int
) -> float:
    """`before` and `sent`: the job before this try, and during it. `in_vain`: bytes that were sent for nothing."""
    kind = type(error).__name__
    in_vain = 0 if server.is_local else in_vain
    wait = max(pause(tries, error.retry_after, in_vain=in_vain), 0.05)
    if isinstance(error, ConnectionLost) and not in_vain:
        wait = min(wait, _LOOK_FOR_CONNECTION)
    if may_resend_start(error, trusts_key=server.trusts_key):
        if error.delivery is Delivery.UNKNOWN or before.state is JobState.STARTING:
            context.write(sent, note=words.resending(error), error=kind)
        else:
            again = context.clock() + timedelta(seconds=wait) if wait > _WORTH_SAYING else None
            _take_back(context, before, sent, note=words.not_sent_yet(error, again), error=kind)
        return wait
    if error.delivery is Delivery.UNKNOWN:
        note = words.no_use(error)
        _unsure(context, sent, note, "" if note is words.UNSURE else kind)
    else:
        _refused(context, sent, before.attempts, error)
    return 0.0


def _take_back(context: JobContext, before: Job, sent: Job, note: str, error: str) -> None:
    context.write(
        sent,
        state=JobState.QUEUED,
        attempts=before.attempts,
        attempted_at=before.attempted_at,
        note=note,
        error=error,
    )


def _unsure(context: JobContext, job: Job, note: str, error: str = "") -> JobState:
    """`error`: the kind of what came in place of an answer, if anything."""
    if note is words.UNSURE or error:
        token = context.token(job)
        note = words.unsure(note, *balances.before_and_now(context, job, token))
    return context.write(job, state=JobState.UNSURE, note=note, error=error).state


def _refused(context: JobContext, job: Job, earlier: int, error: RetouchError) -> None:
    """This try was surely not paid; one of the `earlier` ones may have been.

    Out of credits, or with an unknown token, the rest of the run is not sent at all.
    """
    if earlier:
        _unsure(context, job, f"{error} An earlier try of this job got no answer: it may have been paid.")
        return
    kind = type(error).__name__
    with context.refusing:
        ends_the_run = isinstance(error, LimitReached | TokenRejected)
        note = _refuse_the_rest(context, job, kind) if ends_the_run else str(error)
        context.write(job, state=JobState.REFUSED, attempts=0, note=note, error=kind)


def _refuse_the_rest(context: JobContext, job: Job, kind: str) -> str:
    """Refuse what is not sent yet of the job's run; the note that each of its refused jobs has, `job` among them.

    The job itself is written after that, so that whoever sees the run ended reads one note on all of them.
    """
    mates = [mate for mate in context.store.run_mates(job.id) if mate.id != job.id]
    for mate in mates:
        if mate.state is JobState.QUEUED and mate.token_ref == job.token_ref and not mate.attempts:
            _refuse_unsent(context, mate, kind)
    mates = [mate for mate in context.store.run_mates(job.id) if mate.id != job.id]
    refused = [mate for mate in mates if mate.state is JobState.REFUSED and mate.error == kind]
    if kind == LimitReached.__name__:
        started = sum(mate.maybe_paid for mate in mates)
        note = words.limit_reached(started, len(mates) + 1, len(refused) + 1)
    else:
        note = words.token_rejected(len(refused) + 1)
    for mate in refused:
        context.store.set_job(mate.id, when={JobState.REFUSED}, note=note)
    return note


def _refuse_unsent(context: JobContext, mate: Job, kind: str) -> None:
    try:
        context.write(mate, state=JobState.REFUSED, error=kind)
    except IllegalTransition:
        return  # it is being sent by now, and gets its own answer
