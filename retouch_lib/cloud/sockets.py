"""Connections that hear an answer while they still send, and that can be ended from another thread.

http.client and urllib3 send a whole request before they look for the answer. A server that refuses a token in the
first kilobyte of a 100 MB upload would be sent all of it, or close the connection on the rest, and the caller would
see a broken pipe. Here the socket is looked at between two pieces of the body, with and without TLS: as soon as an
answer begins, sending stops and the answer is read. Where the server closed first, the failed write leads there too.
"""

from __future__ import annotations

import io
import socket
import ssl
import threading
from collections.abc import Callable
from http.client import HTTPResponse
from typing import Any, cast
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util.wait import wait_for_read, wait_for_socket

from retouch_lib.cloud.deadlines import of_this_thread, shut

SEND_SECONDS = 90.0
"""How long a server may take no further byte of an upload before it counts as stalled."""
BLOCK_SIZE = 64 * 1024
"""Bytes of a body that are sent between two looks at the socket."""
_STATUS_LINE = 12
"""Bytes of "HTTP/1.1 460"."""


class OpenSockets:
    """The sockets in use, so that `shut` wakes whoever waits on one of them."""

    def __init__(self) -> None:
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._lock = threading.Lock()
        self.is_shut = False

    def add(self, sock: socket.socket) -> None:
        """Raises ConnectionAbortedError when all were shut meanwhile."""
        with self._lock:
            if self.is_shut:
                raise ConnectionAbortedError("the client was closed")
            self._sockets.add(getattr(sock, "socket", sock))  # TLS inside TLS, to a proxy, wraps the socket

    def shut(self) -> None:
        """End every connection at once; a read or write under way returns with an error. For good."""
        with self._lock:
            self.is_shut = True
            for sock in list(self._sockets):
                shut(sock)


class _Rest(io.RawIOBase):
    """An answer's bytes from its first one on, part of which was received already."""

    def __init__(self, begun: bytes, socket_file: io.RawIOBase) -> None:
        self._begun = begun
        self._file = socket_file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if not self._begun:
            return self._file.readinto(buffer)
        piece, self._begun = self._begun[: len(buffer)], self._begun[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


class _Answered:
    """What http.client needs of a socket, where the beginning of the answer was received already."""

    def __init__(self, sock: socket.socket, begun: bytes) -> None:
        self._sock = sock
        self._begun = begun

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Rest(self._begun, self._sock.makefile("rb", buffering=0)))


class _Listening:
    """Mixed into urllib3's connections: `send` looks for an early answer once the headers are out."""

    sock: socket.socket | None
    opened: OpenSockets | None = None
    send_seconds = SEND_SECONDS
    _in_body = False
    _heed_answers = True
    _begun = b""
    """The beginning of an answer that came while the body was sent."""

    def _new_conn(self) -> socket.socket:
        sock: socket.socket = super()._new_conn()  # type: ignore[misc]
        deadline = of_this_thread()
        if deadline is not None:
            deadline.use(sock)  # a proxy may drip, too, before there is a tunnel
        return sock

    def _tunnel(self) -> None:
        super()._tunnel()  # type: ignore[misc]
        self._heed_deadline()  # what was cut off within its headers looks like a tunnel

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        if self.opened is not None and self.sock is not None:
            self.opened.add(self.sock)
        self._heed_deadline()

    def _heed_deadline(self) -> None:
        deadline = of_this_thread()
        if deadline is not None and self.sock is not None:
            deadline.use(getattr(self.sock, "socket", self.sock))

    def putrequest(self, *args: Any, **options: Any) -> None:
        self._in_body = False
        self._heed_answers = True
        self._begun = b""
        self._heed_deadline()  # a connection that is used again
        super().putrequest(*args, **options)  # type: ignore[misc]

    def endheaders(self, *args: Any, **options: Any) -> None:
        super().endheaders(*args, **options)  # type: ignore[misc]
        self._in_body = True

    def send(self, data: Any) -> None:
        """Raises BrokenPipeError when there is an answer to read; urllib3 reads it then, instead of failing."""
        send = cast(Callable[[Any], None], super().send)  # type: ignore[misc]
        if not self._in_body or self.sock is None:
            send(data)
            return
        self._wait_for_room(self.sock)
        try:
            send(data)
        except TimeoutError:
            raise
        except OSError:
            # The server closed while we sent (TLS has an error of its own for that); its answer may lie there.
            raise BrokenPipeError("the server stopped reading") from None

    def response_class(self, sock: socket.socket, **options: Any) -> HTTPResponse:
        """What http.client makes the answer with."""
        return HTTPResponse(cast(socket.socket, _Answered(sock, self._begun)) if self._begun else sock, **options)

    def _wait_for_room(self, sock: socket.socket) -> None:
        sock.settimeout(self.send_seconds)
        listen = isinstance(sock, socket.socket) and self._heed_answers  # TLS inside TLS, to a proxy, is no socket
        if not wait_for_socket(sock, read=listen, write=True, timeout=self.send_seconds):
            raise TimeoutError("the server takes no more bytes")
        if listen and wait_for_read(sock, timeout=0):
            self._look_at(sock)

    def _look_at(self, sock: socket.socket) -> None:
        """Take the beginning of an answer, if one came: TLS also brings what is none, such as session tickets."""
        sock.settimeout(0)
        try:
            piece = sock.recv(_STATUS_LINE - len(self._begun))
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError:
            piece = b""
        finally:
            sock.settimeout(self.send_seconds)
        self._begun += piece
        if self._begun.startswith(b"HTTP/") and self._begun[9:10] == b"1":
            self._heed_answers = False  # "100 Continue" and the like: go on sending
        elif not piece or len(self._begun) == _STATUS_LINE:
            raise BrokenPipeError("the server answered before it had the whole request")


class _Connection(_Listening, HTTPConnection):  # type: ignore[misc]  # a method makes the responses
    pass


class _SecureConnection(_Listening, HTTPSConnection):  # type: ignore[misc]
    pass


class _Pooled:
    """Mixed into urllib3's pools: hands `opened` and the send time-out on to each new connection."""

    opened: OpenSockets | None = None
    send_seconds = SEND_SECONDS

    def _new_conn(self) -> Any:
        connection = super()._new_conn()  # type: ignore[misc]
        connection.opened = self.opened
        connection.send_seconds = self.send_seconds
        return connection


class _Pool(_Pooled, HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(_Pooled, HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


_POOLS = {"http": _Pool, "https": _SecurePool}


class ListeningAdapter(HTTPAdapter):
    """requests' adapter over such connections. No retries of its own: see `retry.py`."""

    def __init__(self, opened: OpenSockets, *, send_seconds: float, connections: int = 32) -> None:
        self._opened = opened
        self._send_seconds = send_seconds
        super().__init__(pool_connections=4, pool_maxsize=connections, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, blocksize=BLOCK_SIZE, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, blocksize=BLOCK_SIZE, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager

    def get_connection_with_tls_context(self, *args: Any, **options: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **options)
        pool.opened = self._opened
        pool.send_seconds = self._send_seconds
        return pool
