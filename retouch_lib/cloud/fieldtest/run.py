"""The field test's calls, one after the other, with everything seen on the way written down."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from retouch_lib.cloud.client import Client
from retouch_lib.cloud.replies import Balance, Download, StartReply, StatusReply
from retouch_lib.cloud.servers import Server
from retouch_lib.cloud.transport import Exchange
from retouch_lib.errors import CallError, Delivery, RetouchError
from retouch_lib.tokens.secret import Token

T = TypeVar("T")
MODE = "professional"
UNKNOWN_TOKEN = Token("field-test-of-an-unknown-token")
UNKNOWN_ID = "field-test-of-an-unknown-id"
LONGEST_WAIT = 1800.0
"""Seconds of polling after which a job is left to the server."""


@dataclass
class Record:
    """What was seen. A call that failed leaves its error in place of its reply."""

    exchanges: list[tuple[str, Exchange]] = field(default_factory=list)
    """Each exchange with the step it belongs to."""
    balances: dict[str, Balance | CallError] = field(default_factory=dict)
    """By step: "balance before", "balance, newer form", "balance after the first start" and so on."""
    starts: list[StartReply | CallError] = field(default_factory=list)
    refused_token: CallError | StartReply | None = None
    unknown_id: CallError | StatusReply | None = None
    limits_from_server: bool = False
    statuses: list[tuple[float, StatusReply]] = field(default_factory=list)
    """Seconds since 1970 and what was said, of the first job only."""
    status_error: CallError | None = None
    downloads: list[Download | RetouchError] = field(default_factory=list)

    def of(self, step: str) -> list[Exchange]:
        return [exchange for name, exchange in self.exchanges if name == step]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the jobs that were started with the token, without repeats."""
        return tuple(dict.fromkeys(start.id for start in self.starts if isinstance(start, StartReply)))

    @property
    def all_ids(self) -> tuple[str, ...]:
        """Those, and one that the unknown token may have got."""
        other = (self.refused_token.id,) if isinstance(self.refused_token, StartReply) else ()
        return (*self.ids, *other)

    def left(self, step: str) -> int | None:
        """The credits left at that step; None when they could not be read."""
        balance = self.balances.get(step)
        return balance.remaining.get(MODE) if isinstance(balance, Balance) else None


class FieldTest:
    """One test of one server with one photo. `say` is told of each step as a sentence."""

    def __init__(
        self,
        server: Server,
        photo: Path,
        payload: str,
        token: Token,
        *,
        say: Callable[[str], None],
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.record = Record()
        self._step = ""
        self._server = server
        self._photo = photo
        self._payload = payload
        self._token = token
        self._say = say
        self._sleep = sleep
        self._clock = clock
        self._client = Client(server.base, balance=server.balance, sleep=sleep, observer=self._observe)

    def run(self, key: str, folder: Path) -> Record:
        """All steps; results are saved in `folder`. Takes one credit, or two where the key means nothing."""
        with self._client:
            self._look_around()
            if self._start("first start", key):  # an id, or doubt, in which the second start finds the same job
                self._read_balance("balance after the first start")
                self._start("second start", key)
                self._read_balance("balance after the second start")
                for number, remote_id in enumerate(self.record.ids, start=1):
                    self._wait_and_fetch(number, remote_id, folder)
                self._read_balance("balance at the end")
        return self.record

    def _observe(self, exchange: Exchange) -> None:
        self.record.exchanges.append((self._step, exchange))

    def _try(self, step: str, ask: Callable[[], T]) -> T | CallError:
        self._step = step
        self._say(f"{step} …")
        try:
            return ask()
        except CallError as error:
            self._say(f"  {error}")
            return error

    def _look_around(self) -> None:
        """Everything that costs nothing."""
        record, client, token = self.record, self._client, self._token
        limits = self._try("limits", client.limits)
        record.limits_from_server = not isinstance(limits, CallError) and limits.from_server
        record.balances["balance before"] = self._try(
            "balance before", lambda: client.documented_balance(token, (MODE,))
        )
        record.balances["balance, newer form"] = self._try(
            "balance, newer form", lambda: client.newer_balance(token, (MODE,))
        )
        record.unknown_id = self._try("unknown id", lambda: client.status(UNKNOWN_ID))
        record.refused_token = self._try(
            "unknown token",
            lambda: client.start(self._photo, self._payload, UNKNOWN_TOKEN, name=f"photo{self._photo.suffix}"),
        )

    def _start(self, step: str, key: str) -> bool:
        reply = self._try(
            step,
            lambda: self._client.start(
                self._photo, self._payload, self._token, name=f"photo{self._photo.suffix}", key=key
            ),
        )
        self.record.starts.append(reply)
        return isinstance(reply, StartReply) or reply.delivery is Delivery.UNKNOWN

    def _read_balance(self, step: str) -> None:
        """In whichever form answered before."""
        first = isinstance(self.record.balances["balance before"], Balance)
        ask = self._client.documented_balance if first else self._client.newer_balance
        self.record.balances[step] = self._try(step, lambda: ask(self._token, (MODE,)))

    def _wait_and_fetch(self, number: int, remote_id: str, folder: Path) -> None:
        status = self._wait(number, remote_id)
        if isinstance(status, StatusReply) and status.state == "completed":
            self.record.downloads.append(self._fetch(number, remote_id, folder))

    def _wait(self, number: int, remote_id: str) -> StatusReply | CallError:
        waited = 0.0
        pause = self._server.first_poll
        while True:
            self._sleep(pause)
            waited += pause
            reply = self._try(f"status of job {number}", lambda: self._client.status(remote_id))
            if isinstance(reply, CallError):
                self.record.status_error = reply
                if not reply.retryable or waited > LONGEST_WAIT:
                    return reply
            else:
                if number == 1:
                    self.record.statuses.append((self._clock(), reply))
                if reply.state in ("completed", "failed") or waited > LONGEST_WAIT:
                    return reply
            pause = self._server.every

    def _fetch(self, number: int, remote_id: str, folder: Path) -> Download | CallError:
        target = folder / f"{self._photo.stem}_fieldtest{number}"
        got = self._try(f"file of job {number}", lambda: self._client.get_file(remote_id, target))
        if isinstance(got, Download):
            named = target.with_suffix({"jpeg": ".jpg"}.get(got.kind, f".{got.kind}"))
            target.replace(named)
            self._say(f"  saved as {named}")
        return got
