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
    IllegalTransition,
    InvalidPhoto,
    LimitReached,
    RetouchError,
    TokenRejected,
    UnexpectedReply,
)
from retouch_lib.jobs import figures, words
from retouch_lib.jobs.progress import Upload
from retouch_lib.jobs.rooms import Rooms
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
_WRITE_AGAIN = 1.0
_WORTH_SAYING = 60.0
"""Seconds of waiting from which on the job's note names the time of the next try."""
_TO_SEND = frozenset({JobState.QUEUED, JobState.STARTING})


def start(rooms: Rooms, job_id: str) -> JobState:
    """Send the job until the server has it, refused it, or nobody knows; returns the state it is in then."""
    tries = 0
    while True:
        job = rooms.job(job_id)
        if job.state not in _TO_SEND:
            return job.state
        try:
            if job.state is JobState.STARTING and not _may_repeat(rooms, job):
                return _unsure(rooms, job, words.UNSURE if rooms.recent(job, KEY_LIVES) else words.TOO_OLD)
            token = rooms.token(job)
            if token is None:
                rooms.say(job, words.without_access(another=rooms.vault.token(job.owner) is not None), "TokenMissing")
                rooms.stop.wait(_LOOK_FOR_TOKEN, TOKENS)
                continue
            seconds = _try_once(rooms, job, token, tries)
        except IllegalTransition:  # it moved on since it was read: cancelled, for example, while it waited for a slot
            continue
        tries += 1
        if seconds:
            rooms.stop.wait(seconds)


def _may_repeat(rooms: Rooms, job: Job) -> bool:
    return rooms.server(job.server).trusts_key and rooms.recent(job, KEY_LIVES)


def _try_once(rooms: Rooms, job: Job, token: Token, tries: int) -> float:
    """One POST, in a slot; returns the seconds to wait before another try (0: none is due, or at once)."""
    server = rooms.server(job.server)
    with rooms.uploads.hold(job.token_ref):
        if not server.trusts_key:
            figures.read_before(rooms, job, token)
        try:
            photo = _photo(rooms, job)
        except InvalidPhoto as error:
            _refused(rooms, job, job.attempts, error)
            return 0.0
        sent = rooms.write(
            job,
            state=JobState.STARTING,
            attempts=job.attempts + 1,
            attempted_at=job.attempted_at or rooms.clock(),
            uploaded=0,
            note="",
            error="",
        )
        upload = Upload(rooms, sent)
        try:
            _post(rooms, sent, photo, token, upload)
        except CallError as error:
            return _not_started(rooms, job, sent, server, error, tries, upload.sent)
    return 0.0


@dataclass(frozen=True, slots=True)
class _Photo:
    path: Path
    name: str
    """As the server is told."""
    bytes: int


def _photo(rooms: Rooms, job: Job) -> _Photo:
    """What is sent, looked at before the row says that it is. Raises InvalidPhoto where its file can't be read."""
    row = rooms.store.photo(job.owner, job.photo)
    path = rooms.files.path(job.photo)
    try:
        with path.open("rb") as file:
            file.read(1)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        gone = "The photo's file can't be read from the data folder. Nothing was sent. Add the photo again."
        raise InvalidPhoto(gone) from None
    return _Photo(path, row.name if row else "photo", size)


def _post(rooms: Rooms, job: Job, photo: _Photo, token: Token, upload: Upload) -> None:
    """Raises CallError, whatever went wrong: its delivery says whether the photo may have been sent."""
    try:
        reply = rooms.stop.during(
            lambda: rooms.api(job.server).start(
                photo.path, job.payload, token, name=photo.name, key=job.id, progress=upload.report
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
    _keep_id(rooms, job, reply, photo.bytes)
    figures.note_quota(rooms, job, reply.quota)


def _keep_id(rooms: Rooms, job: Job, reply: StartReply, size: int) -> None:
    """Write the server's id down, however often it takes: without the id a credit is lost."""
    while True:
        try:
            rooms.store.set_job(
                job.id,
                state=JobState.WAITING,
                remote_id=reply.id,
                quota=reply.quota,
                started_at=rooms.clock(),
                uploaded=size,
                note="",
                error="",
            )
        except IllegalTransition as error:
            _log.error("the id of job %s has no place: %s", job.id, error)
            raise
        except Exception as error:  # noqa: BLE001 - whatever keeps the row from being written, the id must not go
            _log.error("the id of job %s can't be written yet: %s", job.id, type(error).__name__)
            rooms.stop.wait(_WRITE_AGAIN)
        else:
            return


def _not_started(
    rooms: Rooms, before: Job, sent: Job, server: Server, error: CallError, tries: int, in_vain: int
) -> float:
    """`before` and `sent`: the job before this try, and during it. `in_vain`: bytes that were sent for nothing."""
    kind = type(error).__name__
    in_vain = 0 if server.is_local else in_vain
    wait = max(pause(tries, error.retry_after, in_vain=in_vain), 0.05)
    if isinstance(error, ConnectionLost) and not in_vain:
        wait = min(wait, _LOOK_FOR_CONNECTION)
    if may_resend_start(error, trusts_key=server.trusts_key):
        if error.delivery is Delivery.UNKNOWN or before.state is JobState.STARTING:
            rooms.write(sent, note=words.resending(error), error=kind)
        else:
            again = rooms.clock() + timedelta(seconds=wait) if wait > _WORTH_SAYING else None
            _take_back(rooms, before, sent, note=words.not_sent_yet(error, again), error=kind)
        return wait
    if error.delivery is Delivery.UNKNOWN:
        note = words.no_use(error)
        _unsure(rooms, sent, note, "" if note is words.UNSURE else kind)
    else:
        _refused(rooms, sent, before.attempts, error)
    return 0.0


def _take_back(rooms: Rooms, before: Job, sent: Job, note: str, error: str) -> None:
    rooms.write(
        sent,
        state=JobState.QUEUED,
        attempts=before.attempts,
        attempted_at=before.attempted_at,
        note=note,
        error=error,
    )


def _unsure(rooms: Rooms, job: Job, note: str, error: str = "") -> JobState:
    """`error`: the kind of what came in place of an answer, if anything."""
    if note is words.UNSURE or error:
        token = rooms.token(job)
        note = words.unsure(note, *figures.before_and_now(rooms, job, token))
    return rooms.write(job, state=JobState.UNSURE, note=note, error=error).state


def _refused(rooms: Rooms, job: Job, earlier: int, error: RetouchError) -> None:
    """This try was surely not paid; one of the `earlier` ones may have been.

    Out of credits, or with an unknown token, the rest of the run is not sent at all.
    """
    if earlier:
        _unsure(rooms, job, f"{error} An earlier try of this job got no answer: it may have been paid.")
        return
    kind = type(error).__name__
    with rooms.refusing:
        rooms.write(job, state=JobState.REFUSED, attempts=0, note=str(error), error=kind)
        if isinstance(error, LimitReached | TokenRejected):
            _refuse_the_rest(rooms, job, kind)


def _refuse_the_rest(rooms: Rooms, job: Job, kind: str) -> None:
    for mate in rooms.store.run_mates(job.id):
        if mate.state is JobState.QUEUED and mate.token_ref == job.token_ref and not mate.attempts:
            _refuse_unsent(rooms, mate, kind)
    mates = rooms.store.run_mates(job.id)
    refused = [mate for mate in mates if mate.state is JobState.REFUSED and mate.error == kind]
    if kind == LimitReached.__name__:
        started = sum(mate.maybe_paid for mate in mates)
        note = words.limit_reached(started, len(mates), len(refused))
    else:
        note = words.token_rejected(len(refused))
    for mate in refused:
        rooms.store.set_job(mate.id, when={JobState.REFUSED}, note=note)


def _refuse_unsent(rooms: Rooms, mate: Job, kind: str) -> None:
    try:
        rooms.write(mate, state=JobState.REFUSED, error=kind)
    except IllegalTransition:
        return  # it is being sent by now, and gets its own answer
