"""Telling whoever asked for it that a task has ended, at the address that came as `hook`.

The vendor says that there are callbacks, and that domains are approved first. What is sent, how it is signed and how
often it is tried is not documented: what is sent here is our own, see `wire.callback`. Nobody is called but this
computer and the hosts that the engine was told of: a start must not make it knock at other doors.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Collection, Sequence
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

log = logging.getLogger(__name__)

_PLAIN = re.compile(r"https?://[!-~]{1,2000}", re.ASCII)
_WITHIN = 5.0
"""Seconds for one try, from the connection to the answer's first line."""
_AT_ONCE = 16
PAUSES = (1.0, 5.0, 25.0)
"""Seconds before each further try."""
_FOR_NOW = (408, 429)
"""Refusals that may pass; every other 4xx is final, and so is a redirection, which is not followed."""


class Callbacks:
    """Callbacks under way, on one event loop. None of them keeps a task waiting."""

    def __init__(self, hosts: Collection[str] = (), pauses: Sequence[float] = PAUSES) -> None:
        """`hosts`: names that may be called beside this computer's own."""
        self._hosts = frozenset(host.lower() for host in hosts)
        self._pauses = pauses
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(_AT_ONCE)

    def address(self, hook: str | None) -> str:
        """The hook where it may be called; empty where not."""
        if not hook or not _PLAIN.fullmatch(hook):
            return ""
        try:
            parts = urlsplit(hook)
            name, port = parts.hostname or "", parts.port
        except ValueError:  # brackets or a port that can't be
            return ""
        usable = port != 0 and parts.username is None and (_is_loopback(name) or name in self._hosts)
        return hook if usable else ""

    def tell(self, address: str, body: bytes, ended: Callable[[], None]) -> None:
        """Begin to call there; `ended` is called when it was heard, or given up for good."""
        call = asyncio.create_task(self._call(urlsplit(address), body, ended))
        self._under_way.add(call)
        call.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        """Break off: who was not heard yet is called after the next start."""
        calls = list(self._under_way)
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)

    async def _call(self, address: SplitResult, body: bytes, ended: Callable[[], None]) -> None:
        for pause in (*self._pauses, None):
            if await self._is_settled(address, body) or pause is None:
                break
            await asyncio.sleep(pause)
        try:
            ended()
        except Exception as error:  # noqa: BLE001 - it is called once more after the next start
            log.error("A callback can't be crossed off: %s", type(error).__name__)

    async def _is_settled(self, address: SplitResult, body: bytes) -> bool:
        """Whether no further try is due. The address is a secret of whoever gave it: only its host is in the log."""
        try:
            async with self._room, asyncio.timeout(_WITHIN):
                status = await _post(address, body)
        except (OSError, TimeoutError, ValueError, IndexError) as error:
            log.warning("A callback to %s failed: %s", address.hostname, type(error).__name__)
            return False
        if not 200 <= status < 300:
            log.warning("A callback to %s was answered with %d", address.hostname, status)
        return status < 500 and status not in _FOR_NOW


async def _post(address: SplitResult, body: bytes) -> int:
    """The HTTP status of the answer. Raises OSError, ValueError, IndexError for what is no answer."""
    encrypted = address.scheme == "https"
    port = address.port or (443 if encrypted else 80)
    reader, writer = await asyncio.open_connection(address.hostname, port, ssl=encrypted or None)
    try:
        target = address.path or "/"
        target += f"?{address.query}" if address.query else ""
        head = (
            f"POST {target} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nUser-Agent: retouch-lab-engine\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        return int((await reader.readline()).split()[1])
    finally:
        writer.close()


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
