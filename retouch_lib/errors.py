"""Every exception that Retouch Lab raises on purpose.

RetouchError
├── InvalidPayload        the payload would be refused; nothing was sent
├── InvalidAxis           a sweep can't be made of what was typed; nothing was sent
├── InvalidName           a preset can't have that name: empty, the vendor's, or taken
├── InvalidFolder         nothing can be written into that folder; nothing was
│   └── MissingFolder     it is not there, and the one in which it would lie isn't either
├── InvalidPhoto          the file is no photo that the API takes; nothing was sent
├── InvalidArchive        a layered result is damaged, hostile, or of another size than its photo
├── TokenMissing          no token is known for this owner and server
├── OverBudget            a press would spend more than the owner set, or has; it waits for their word
├── OverAllowance         a press would spend more than an admin lets this person; no word of theirs changes that
├── NotAllowed            this person may not do that; nothing was changed
│   └── NoAdmin           nobody would be left who is an admin
├── IllegalTransition     a job was asked to go where its state does not lead
├── BadSetting            a setting has a value that can't be used
├── NewerFolder           a newer version wrote the data folder; nothing was touched
├── NewerDatabase         a newer version uses the shared database; nothing was touched
├── DataUnusable          the data folder, or a file in it, can't be used
├── FilesAway             the object store can't be reached, or refuses its key (an OSError, too)
├── StoreTrouble          the lab's database can't be used for the moment; nothing was changed
├── (instance.AlreadyRunning, imaging.faces.nets.ModelDamaged, measuring.flip.FlipFailed, engine.ledger.FolderInUse,
│    backup.manifest.NoBackup, backup.saving.NotSaved, store.snapshot.UnreadableDatabase stand beside what raises them)
├── CallError             one call to the API did not succeed
│   ├── Refused           the API answered and said no
│   │   ├── BadRequest        400 (no file, bad parameters)
│   │   ├── TokenRejected     401, 460, or 4xx "Token issue"
│   │   ├── LimitReached      461
│   │   ├── TaskRejected      462
│   │   ├── NotFound          404 (unknown id, or a result older than 24 h)
│   │   ├── TooManyRequests   429
│   │   └── ServerError       5xx
│   ├── UnexpectedReply   an answer that can't be read (HTML of a proxy, a redirect, a short file)
│   ├── ConnectionLost    the network failed
│   └── TimedOut          no answer in time
└── JobError              the API took the job, and it ended badly; carries the job's id
    ├── JobFailed
    └── JobExpired        the 24 hours of a result passed before it was fetched

Messages are written to be shown: what happened, what it means for the credits, what to do. None ever holds a token.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any


class RetouchError(Exception):
    """Base of all; `str(error)` is a sentence for the user."""


class InvalidPayload(RetouchError):
    """A payload the API would refuse. `problems` lists each fault as "place: what is wrong"."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class InvalidAxis(RetouchError):
    """What a sweep is to vary can't be read, or makes no sweep. Nothing was sent."""


class InvalidName(RetouchError):
    """A name that a preset of one's own can't have. Nothing was changed."""


class InvalidFolder(RetouchError):
    """A folder into which nothing can be written. Nothing was."""


class MissingFolder(InvalidFolder):
    """A folder in a folder that is not there: both are made only when that is asked for."""


class InvalidPhoto(RetouchError):
    """A file that is not sent, because the API would not take it."""


class InvalidArchive(RetouchError):
    """A layered result whose layers can't be used. It is paid for and kept as it came."""


class TokenMissing(RetouchError):
    """No token is kept for this owner; jobs wait for one."""


class OverBudget(RetouchError):
    """A press that takes more credits than a budget allows, or than are left. Nothing was written or sent.

    `credits`: what it takes; the same press goes through when it is confirmed for exactly that many.
    `reasons`: a sentence for each limit that it passes.
    """

    def __init__(self, credits_: int, *reasons: str) -> None:
        super().__init__(f"Nothing was sent. {' '.join(reasons)}")
        self.credits = credits_
        self.reasons = reasons

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.credits, *self.reasons)


class OverAllowance(RetouchError):
    """More credits than an admin lets this person spend. Nothing was written or sent."""


class NotAllowed(RetouchError):
    """What only an admin may do, or only whom something is shared with. Nothing was changed."""


class NoAdmin(NotAllowed):
    """Nobody would be left who may change roles and budgets. Nothing was changed."""


class IllegalTransition(RetouchError):
    """A state change that `store.records` does not allow."""


class BadSetting(RetouchError):
    """A setting has a value that can't be used; the message names it."""


class StoreTrouble(RetouchError):
    """The database can't be read or written as long as something lasts: a full disk, another program that holds it."""


class NewerFolder(RetouchError):
    """A newer version wrote the data folder, and this one can't read that file. Nothing was changed."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"A newer Retouch Lab wrote this data folder: this version can't read {file}. Nothing was changed or sent. "
            "Start the newer version, or set RETOUCH_DATA_DIR to another folder."
        )
        self.file = file

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.file,)


class NewerDatabase(RetouchError):
    """A newer version brought the shared database's tables up to date. Nothing was changed."""


class DataUnusable(RetouchError):
    """The data folder, or a file in it, can't be used. The message names it, what is lost, and what to do."""


class FilesAway(RetouchError, OSError):
    """The object store with photos and results can't be used for the moment. Nothing is lost; it is asked again.

    An OSError: to whoever reads or writes a file it is what a disk that fails is.
    """

    def __init__(self, *, refused: bool = False) -> None:
        """`refused`: it answered, and does not take the key, or lets it do too little."""
        why = "refuses the key that is set for it" if refused else "can't be reached"
        super().__init__(f"The file store {why}.")
        self.strerror = f"the file store {why}"
        self.refused = refused

    def __reduce__(self) -> tuple[Any, ...]:
        return partial(type(self), refused=self.refused), ()


class Delivery(Enum):
    """Whether the server may have acted on a request that did not succeed."""

    NO = "no"
    """It certainly did not: nothing was sent, or the server said no."""
    UNKNOWN = "unknown"
    """It may have: the request was sent and no readable answer came."""


class CallError(RetouchError):
    """One call failed.

    `status`: the error number, from HTTP or from the body; None when no answer came.
    `retryable`: whether the same call may succeed later with nothing changed.
    `retry_after`: seconds the server asked to wait, or None.
    `delivery`: whether the server may have acted on it (a start may have been charged).
    `server_time`: what the server said the time is when it answered (UTC); None when it did not.
    """

    retryable = False
    server_time: datetime | None = None

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        delivery: Delivery = Delivery.NO,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.delivery = delivery


class Refused(CallError):
    """The API answered with an error number."""


class BadRequest(Refused):
    """400: the request is malformed, or the file is missing."""


class TokenRejected(Refused):
    """401 or 460: the server doesn't know this token."""


class LimitReached(Refused):
    """461: no credits, or the day's quota is used up."""


class TaskRejected(Refused):
    """462: the payload is not one the server can work on."""


class NotFound(Refused):
    """404: unknown id, unknown route, or a result older than 24 h."""


class TooManyRequests(Refused):
    """429: slow down; `retry_after` says for how long."""

    retryable = True


class ServerError(Refused):
    """5xx: trouble on the server's side."""

    retryable = True


class UnexpectedReply(CallError):
    """An answer that is not what the API documents."""

    retryable = True


class ConnectionLost(CallError):
    """The network failed before or during the call."""

    retryable = True


class TimedOut(CallError):
    """No answer within the time-out."""

    retryable = True


class JobError(RetouchError):
    """A job that was accepted did not bring a result. `remote_id` is the server's id of it.

    `status` and `retryable` as in CallError: the calls went well, and asking again brings nothing else.
    """

    status: int | None = None
    retryable = False

    def __init__(self, message: str, *, remote_id: str) -> None:
        super().__init__(message)
        self.remote_id = remote_id

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled with its id: what a workflow's step raises is written down and raised again."""
        return partial(type(self), remote_id=self.remote_id), self.args


class JobFailed(JobError):
    """The server tried and gave up; `str()` holds its reason."""


class JobExpired(JobError):
    """The result was not fetched within 24 hours and is gone from the server."""
