"""A whole call has an end: time-outs of single reads don't bound a server that sends a byte now and then.

One thread per client looks after all calls. When a call's time is up its socket is shut, which wakes the thread that
reads or writes there; the transport then finds `Deadline.passed` and says what happened.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_current = threading.local()


class Deadline:
    """The end of one call, which runs in one thread."""

    def __init__(self, seconds: float, changed: threading.Condition) -> None:
        self._changed = changed
        self._socket: socket.socket | None = None
        self.until = time.monotonic() + seconds
        self.passed = False
        """Whether the call was ended because its time was up."""

    def renew(self, seconds: float) -> None:
        """The call may go on for that long from now."""
        with self._changed:
            self.until = time.monotonic() + seconds
            self._changed.notify()

    def use(self, sock: socket.socket) -> None:
        """The call reads and writes there from now on. Raises TimeoutError where its time is up already."""
        with self._changed:
            self._socket = sock
            if self.passed:
                raise TimeoutError("the call took too long")

    def end(self) -> None:
        self.passed = True
        if self._socket is not None:
            shut(self._socket)


class Deadlines:
    """Those of one client's calls. The thread starts with the first call, and ends when none has been for a while."""

    _LINGER = 30.0
    """Seconds the thread waits for another call."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way: set[Deadline] = set()
        self._watched = False

    @contextmanager
    def call(self, seconds: float) -> Iterator[Deadline]:
        """The body is one call of at most that many seconds, unless it is renewed."""
        deadline = Deadline(seconds, self._changed)
        with self._changed:
            self._under_way.add(deadline)
            self._changed.notify()
            if not self._watched:
                threading.Thread(target=self._watch, daemon=True, name="call-deadlines").start()
                self._watched = True
        _current.deadline = deadline
        try:
            yield deadline
        finally:
            _current.deadline = None
            with self._changed:
                self._under_way.discard(deadline)

    def _watch(self) -> None:
        with self._changed:
            while True:
                now = time.monotonic()
                for deadline in [one for one in self._under_way if one.until <= now]:
                    deadline.end()
                    self._under_way.discard(deadline)
                idle = not self._under_way
                until = min((one.until for one in self._under_way), default=now + self._LINGER)
                notified = self._changed.wait(max(0.0, until - now))
                if idle and not notified:
                    self._watched = False
                    return


def of_this_thread() -> Deadline | None:
    """The deadline of the call that this thread is in."""
    found: Deadline | None = getattr(_current, "deadline", None)
    return found


def shut(sock: socket.socket) -> None:
    """End both directions of a connection, from any thread."""
    try:
        # Not SSLSocket's own shutdown: that takes the TLS state away under the thread that uses it.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # closed meanwhile
