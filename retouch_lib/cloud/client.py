"""The client of the retouching API. It needs nothing else of Retouch Lab but this library.

Retouch one photo:

>>> import os
>>> from pathlib import Path
>>> from retouch_lib.cloud import servers
>>> from retouch_lib.cloud.client import Client
>>> from retouch_lib.tokens.secret import Token
>>> from retouch_lib.presets.vendor import BALANCED
>>> client = Client(servers.MAIN.base)
>>> job = client.start(Path("photo.jpg"), BALANCED.to_json(), Token(os.environ["RETOUCH_TOKEN"]), name="photo.jpg")
>>> client.wait(job.id).state
'completed'
>>> client.get_file(job.id, Path("retouched.jpg")).kind
'jpeg'
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit

from retouch_lib.cloud import retry
from retouch_lib.cloud.answers import Call, lost, read_object
from retouch_lib.cloud.bodies import Body, Progress, balance_form, balance_json, start_body
from retouch_lib.cloud.download import fetch
from retouch_lib.cloud.replies import (
    DOCUMENTED_LIMITS,
    Balance,
    Download,
    Limits,
    StartReply,
    StatusReply,
    balance_reply,
    is_id,
    limits_reply,
    start_reply,
    status_reply,
)
from retouch_lib.cloud.transport import Observer, Transport, host_of
from retouch_lib.errors import (
    CallError,
    Delivery,
    InvalidPhoto,
    JobExpired,
    JobFailed,
    NotFound,
    TokenMissing,
    TokenRejected,
)
from retouch_lib.tokens.secret import Token

T = TypeVar("T")
_API = "/api/v1"
_LIMITS_SECONDS = 5.0
"""Nobody waits longer for limits that are documented anyway."""
_UNKNOWN_TIMES = 3
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class Client:
    """Calls of one server; see `errors` for what each can raise. Thread-safe, and usable as a context manager."""

    def __init__(
        self,
        base: str | Callable[[], str],
        *,
        balance: str = "",
        sleep: Callable[[float], None] = time.sleep,
        connect_timeout: float = 10.0,
        read_timeout: float = 90.0,
        call_seconds: float = 180.0,
        observer: Observer | None = None,
    ) -> None:
        """`base`: the address up to and including /api/v1, or a function that gives it for each call.

        `balance`: the balance call's address where it is not below the server itself.
        `sleep`: waits between tries of a GET; what it raises ends the call.
        Time-outs are in seconds; `read_timeout` is for each wait for bytes, `call_seconds` for a whole call, without
        what a start sends and a download brings, which have a least rate (see `transport`).
        `observer` is told of each exchange.
        """
        self._base = base
        self._balance = balance
        self._sleep = sleep
        self._call_seconds = call_seconds
        self._transport = Transport(
            connect_timeout=connect_timeout, read_timeout=read_timeout, call_seconds=call_seconds, observer=observer
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all calls at once, also those under way in other threads: they raise ConnectionLost. For good."""
        self._transport.close()

    def address(self) -> str:
        """Where it sends to now, up to and including /api/v1. Raises ConnectionLost while the local engine is down."""
        return self._address(Call.START)

    def start(
        self,
        photo: Path,
        payload: str,
        token: Token,
        *,
        name: str,
        key: str | None = None,
        hook: str | None = None,
        progress: Progress | None = None,
    ) -> StartReply:
        """Send a photo and the payload's JSON text; takes one credit. Sent once: see `retry.may_resend_start`.

        `name`: the file name that the server is told. `key`: the Idempotency-Key (printable ASCII, no spaces).
        `hook`: an address the server calls at the end. `progress(sent, total)` is called in bytes of the request, in
        this thread; what it raises ends the call. Raises InvalidPhoto when the photo can't be read, TokenMissing
        when the token is empty, and CallError, whose `delivery` says whether the server may have acted.
        """
        base = self._address(Call.START)
        _require_usable(token, base)
        if key is not None and not _KEY.fullmatch(key):
            raise ValueError("an idempotency key is 1 to 200 printable ASCII characters without spaces")
        try:
            file = photo.open("rb")
        except OSError as error:
            raise InvalidPhoto(f"The photo “{name}” can't be read from disk: {error.strerror}. Add it again.") from None
        with file:
            body = start_body(file, payload, token, name=name, key=key, hook=hook, progress=progress)
            answer = self._transport.post(f"{base}/retoucher/start", body, Call.START)
        host = host_of(base)
        return start_reply(read_object(answer, Call.START, host, token), host)

    def status(self, remote_id: str) -> StatusReply:
        """Where a job is. Tried again on network trouble, 429 and 5xx. Raises NotFound for an unknown id."""

        def ask() -> StatusReply:
            base = self._address(Call.STATUS)
            answer = self._transport.get(f"{base}/retoucher/status/{_quoted(remote_id)}", Call.STATUS)
            return status_reply(read_object(answer, Call.STATUS, host_of(base)), host_of(base), answer.said_at)

        return self._repeated(ask)

    def wait(self, remote_id: str, *, first: float = 2.0, every: float = 3.0) -> StatusReply:
        """Ask for the status until the job is completed; seconds to the first call, then between calls.

        Raises JobFailed with the server's reason, JobExpired when a job it knew is gone (said three times in a row:
        one of several machines may not know it), else as `status`.
        """
        unknown: int | None = None
        """Answers in a row that there is no such job; None until the server knew it once."""
        self._sleep(first)
        while True:
            try:
                reply = self.status(remote_id)
            except NotFound as error:
                if unknown is None:
                    raise
                unknown += 1
                if unknown == _UNKNOWN_TIMES:
                    gone = f"{error} It was there before: its 24 hours have passed."
                    raise JobExpired(gone, remote_id=remote_id) from None
                self._sleep(every)
                continue
            if reply.state == "completed":
                return reply
            if reply.state == "failed":
                raise JobFailed(reply.reason or "The server gave no reason.", remote_id=remote_id)
            unknown = 0
            self._sleep(every)

    def get_file(self, remote_id: str, target: Path) -> Download:
        """Fetch a completed job's result to `target`, replacing what is there. Tried again like `status`.

        Written beside it as `.part` first; on failure nothing is left. Raises NotFound for an unknown id or a result
        past its 24 hours, UnexpectedReply for what is no whole JPEG, PNG, ZIP or JSON, OSError when the disk refuses.
        A file without its end is fetched again; when the same bytes come twice they are kept, not `whole`.
        """
        damaged: set[str] = set()

        def ask() -> Download:
            base = self._address(Call.FILE)
            url = f"{base}/retoucher/getFile/{_quoted(remote_id)}"
            return fetch(lambda sink: self._transport.get(url, Call.FILE, sink), target, host_of(base), damaged)

        return self._repeated(ask)

    def limits(self) -> Limits:
        """What the server takes; the documented limits when it doesn't say (in production it doesn't). Asked once."""
        try:
            base = self._address(Call.LIMITS)
            answer = self._transport.get(f"{base}/info/limits", Call.LIMITS, longest=_LIMITS_SECONDS)
            return limits_reply(read_object(answer, Call.LIMITS, host_of(base)))
        except CallError:
            return DOCUMENTED_LIMITS

    def reach(self) -> tuple[float, int]:
        """Ask for the limits once, only to see that somebody answers: the seconds until then, and the HTTP status."""
        base = self._address(Call.LIMITS)
        began = time.monotonic()
        status = self._transport.reach(f"{base}/info/limits", Call.LIMITS)
        return time.monotonic() - began, status

    def balance(self, token: Token, modes: Sequence[str] = ("professional",)) -> Balance:
        """The credits left, by kind. The documented form is asked first, the newer one when that fails.

        Raises TokenRejected at once for a token that is not known; else the first form's error when both fail.
        """
        base = self._address(Call.BALANCE)
        _require_usable(token, base)
        try:
            return self.documented_balance(token, modes)
        except TokenRejected:
            raise
        except CallError as error:
            first = error
        try:
            return self.newer_balance(token, modes)
        except TokenRejected:
            raise
        except CallError:
            pass
        raise first

    def documented_balance(self, token: Token, modes: Sequence[str] = ("professional",)) -> Balance:
        """The balance in the form of the vendor's page: a multipart form."""
        url = self._balance or f"{_root(self._address(Call.BALANCE))}/api/retouch/v1/balance"
        _require_usable(token, url)
        return self._ask_balance(url, balance_form(token, modes), token)

    def newer_balance(self, token: Token, modes: Sequence[str] = ("professional",)) -> Balance:
        """The balance in the newer form: JSON to the server itself, the token in a header."""
        base = self._address(Call.BALANCE)
        _require_usable(token, base)
        return self._ask_balance(f"{base}/balance", balance_json(token, modes), token)

    def _ask_balance(self, url: str, body: Body, token: Token) -> Balance:
        answer = self._transport.post(url, body, Call.BALANCE)
        host = host_of(url)
        return balance_reply(read_object(answer, Call.BALANCE, host, token), host)

    def _address(self, call: Call) -> str:
        base = (self._base if isinstance(self._base, str) else self._base()).rstrip("/")
        if not base:
            raise lost(call, "the local engine", Delivery.NO)
        return base

    def _repeated(self, ask: Callable[[], T]) -> T:
        """Ask up to GET_ATTEMPTS times, but not for longer than a call may take; only for calls that cost nothing."""
        end = time.monotonic() + self._call_seconds
        for attempt in range(retry.GET_ATTEMPTS - 1):
            try:
                return ask()
            except CallError as error:
                if not error.retryable or self._transport.is_closed or time.monotonic() > end:
                    raise
                seconds = retry.pause(attempt, error.retry_after)
            self._sleep(seconds)
        return ask()


def _require_usable(token: Token, url: str) -> None:
    """A token that no header can carry would end up in an exception of requests."""
    if not token:
        raise TokenMissing("No token is set. Get one at https://retouch4.me/token_page and enter it in Settings.")
    if token.fault:
        raise TokenRejected(
            f"The token {token.fault}, so it was not sent to {host_of(url)}. "
            "Nothing is paid. Copy it again from https://retouch4.me/token_page into Settings."
        )


def _quoted(remote_id: str) -> str:
    if not is_id(remote_id):
        raise ValueError("not a job id")
    return quote(remote_id, safe="")


def _root(base: str) -> str:
    """The address above /api/v1."""
    if base.endswith(_API):
        return base.removesuffix(_API)
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"
