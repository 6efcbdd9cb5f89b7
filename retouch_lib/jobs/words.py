"""The sentences a job carries: why it stands still, what went wrong, what it means for the credits."""

from __future__ import annotations

from datetime import datetime

from retouch_lib.errors import BadSetting, CallError, ConnectionLost, FilesAway, TimedOut
from retouch_lib.machine.disk import tells_of_a_full_disk
from retouch_lib.words.times import clock_time

WITHOUT_ACCESS = (
    "Waits for the token it was made with, which is not kept now. Nothing is lost: enter that token in Settings."
)
WITH_ANOTHER = (
    "Waits for the token it was made with. Another is kept now, or the lab's own key file (vault.key) is new and no "
    "token is known again. Nothing is lost: enter that token in Settings, or take this job back and run it again."
)
TOO_OLD = (
    "The answer to the start was lost more than 20 hours ago, and the server may have forgotten its key by now. "
    "Send it again (it may be paid twice), or leave it."
)
UNSURE = (
    "The photo was sent, or part of it, and no answer came: the job may have been paid. Compare the balance, then "
    "send it again "
    "(it may be paid twice), or leave it."
)
FORGOTTEN = "The local engine no longer knows this job. Run it again; it is free."
EXPIRED = "The 24 hours of the result passed before it could be fetched. The credit was taken at its start."
STILL_AT_WORK = (
    "The server had this job at work for longer than any result lives, so asking was stopped. The credit was taken at "
    "its start; asking again costs nothing."
)
DAMAGED = "The result came damaged; it is fetched again. It is paid for only once."
KEPT_AS_IT_CAME = "The server had only a file that can't be checked here; it is kept as it came."

FLAT_INSTEAD_OF_LAYERS = (
    "Layers were asked for, but one flat picture came. It is kept, and the credit is spent as for any result."
)


def provisional(expires: datetime, looked: datetime) -> str:
    """`looked`: when it was last fetched."""
    return (
        "The file came damaged, or is of a kind that can't be checked here. It is kept as it came, and a better one is "
        f"looked for until {clock_time(expires)}, last at {clock_time(looked)}; nothing is paid for that."
    )


COPY_CHANGED = (
    "The reduced copy that was sent is no longer there, and the one made now has other bytes. It isn't sent instead."
)


def copy_not_made(why: str) -> str:
    return f"The reduced copy of this photo can't be made, and nothing was sent. {why}"


def layers_of_another_size(layers: tuple[int, int], photo: tuple[int, int]) -> str:
    """Width and height of each, of the photo as it was sent, in pixels."""
    return (
        f"The layers have {layers[0]} × {layers[1]} pixels, the photo {photo[0]} × {photo[1]}: they can't be laid over "
        "it here. The archive is kept as it came."
    )


def picture_of_another_size(result: tuple[int, int], photo: tuple[int, int]) -> str:
    """Width and height of each, of the photo as it was sent, upright, in pixels."""
    shape = "" if _alike(result, photo) else ", and another shape: look whether it is this photo"
    return f"The result has {result[0]} × {result[1]} pixels, the photo {photo[0]} × {photo[1]}{shape}."


SAME_NUMBER = (
    "The server gave another job the same number, and so the same result: look whether it belongs to this photo."
)


def _alike(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether one is the other made smaller or larger; each side may be rounded by a pixel."""
    return abs(one[0] * other[1] - one[1] * other[0]) <= max(*one, *other)


def together(*sentences: str) -> str:
    """One note of those that say something."""
    return " ".join(sentence for sentence in sentences if sentence)


def unexpected_kind(kind: str) -> str:
    return f"The server sent {kind.upper()} where a picture was expected; it is kept."


def limit_reached(started: int, total: int, not_sent: int) -> str:
    return f"Limit reached. {started} of {total} started, {not_sent} not sent."


def token_rejected(not_sent: int) -> str:
    others = f" {not_sent} not sent." if not_sent > 1 else ""
    return f"The server doesn't know this token. Nothing was sent again.{others} Check Settings."


def without_access(*, another: bool) -> str:
    """`another`: whether a token is kept, which is not the job's."""
    return WITH_ANOTHER if another else WITHOUT_ACCESS


def not_sent_yet(error: CallError, at: datetime | None = None) -> str:
    """The server can't have acted; the job is tried again by itself. `at`: when, where that is worth saying."""
    when = f" at {clock_time(at)}" if at else ""
    return f"{error} Nothing is paid; it is sent again by itself{when}."


def resending(error: CallError) -> str:
    """The server may have acted, and knows the key."""
    return f"{error} It is asked again with the same key, which is paid only once."


def unknown_now(expires: datetime, *, over: bool = False) -> str:
    """A 404 for a job whose result should still be there; or whose time is `over`, but one 404 alone proves little."""
    if over:
        return "The server doesn't know this job, and its result's time is over. It is paid; we ask a few times more."
    return f"The server doesn't know this job at the moment. It is paid; we keep asking until {clock_time(expires)}."


def lost(expires: datetime) -> str:
    return f"Connection lost. Your job is still on the server; we keep looking until {clock_time(expires)}."


def server_trouble(error: CallError, expires: datetime) -> str:
    return f"{error} Your job is still on the server; we keep looking until {clock_time(expires)}."


def engine_trouble(error: CallError) -> str:
    """The local engine is down, or says what keeps it: nothing is paid there, and its own words say it best."""
    return f"{error} It is asked again by itself."


def expired(*, paid: bool) -> str:
    """`paid`: whether the server takes any credit."""
    return (
        EXPIRED
        if paid
        else "The local engine keeps a result for 24 hours, and they are over. Run it again; it is free."
    )


def download_trouble(error: Exception, expires: datetime) -> str:
    return f"{error} The result is paid for and is fetched again, until {clock_time(expires)}."


def failed(reason: str, *, paid: bool, before: int | None, now: int | None) -> str:
    """`paid`: whether the server takes any; `before`, `now`: the balance, where it could be read."""
    said = (reason or "the server gave no reason").rstrip(".")
    if not paid:
        return f"Failed: {said}. Run it again; it is free."
    text = f"Failed: {said}. Whether the credit returns isn't documented"
    return f"{text}; {_balances(before, now)}." if now is not None else f"{text}."


def no_use(error: CallError) -> str:
    """Of a start that may have been taken: what came, or that nothing did."""
    if isinstance(error, ConnectionLost | TimedOut):
        return UNSURE
    return f"{error} Compare the balance, then send it again (it may be paid twice), or leave it."


def unsure(note: str, before: int | None, now: int | None) -> str:
    return f"{note} Figures: {_balances(before, now)}." if now is not None else note


def stuck(error: Exception) -> str:
    """A fault of ours or of this machine; only the error's kind is named, because its text may hold anything."""
    if isinstance(error, FilesAway):
        return f"{error} Nothing is lost; it goes on by itself when it works."
    if tells_of_a_full_disk(error):
        return "The disk with the data folder is full. Nothing is lost; make room there, and it goes on by itself."
    kind = type(error).__name__
    return f"Something on this computer went wrong ({kind}). Nothing is lost; it is tried again by itself."


def not_put(error: FilesAway) -> str:
    """The result came, and can't be kept where all computers of the team find it."""
    return f"{error} The result is here, and is kept as soon as it works; nothing is lost."


def unset(error: BadSetting) -> str:
    """Its server is no longer among the settings."""
    return f"Waits: {error}. Nothing is lost; it goes on once that is set and Retouch Lab is started again."


def stuck_while_sending(kind: str) -> str:
    """The same, where the photo may have been sent."""
    return f"Something on this computer went wrong ({kind}) while the photo was sent: the job may have been paid."


def _balances(before: int | None, now: int | None) -> str:
    return f"balance before {before}, now {now}" if before is not None else f"balance now {now}"
