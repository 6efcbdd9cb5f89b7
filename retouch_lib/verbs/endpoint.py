"""The way to a lab that is at work on a data folder: a Unix socket there, or a port of this computer and a key.

The socket `lab.sock` has mode 0600 in a folder of mode 0700: whoever can open it could read the folder as well. Where
system or disk has no such sockets, `lab.port` holds a port of 127.0.0.1 and a key, with the same rights. There each
side shows that it knows the key (HMAC-SHA-256 over what the other one made up) before it says anything else: any
program of this computer could connect to the port, or have taken it over from a lab that was killed.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from retouch_lib.verbs import wire

SOCKET, PORT = "lab.sock", "lab.port"
_HOST = "127.0.0.1"
_LONGEST_PATH = 100
"""Bytes of a socket's path: Linux takes 107, macOS 103."""
_CONNECT_SECONDS = 2.0
_LONGEST_NOTE = 1_000
"""Bytes of `lab.port`."""


class Endpoint:
    """Where callers come in. Whoever opens it holds the data folder: what lies there of another one is a dead lab's."""

    def __init__(self, data_dir: Path, waiting: int) -> None:
        """`waiting`: callers that may wait to be taken. Raises OSError where this computer has neither way."""
        self._data_dir = data_dir
        self._key = ""
        self._forget()
        try:
            if not has_unix_sockets():
                raise OSError
            self.socket = self._file(waiting)
        except OSError:
            self._forget()
            self.socket = self._port(waiting)

    def authenticate(self, connection: socket.socket, said: BinaryIO) -> bool:
        """Whether that caller knows the key. Raises OSError, wire.BadLine."""
        if not self._key:
            return True
        hello, made_up = wire.read_line(said) or {}, secrets.token_hex()
        answer = {"proof": _proof(self._key, "lab", hello.get("made_up")), "made_up": made_up}
        connection.sendall(wire.line_of(answer))
        proof = (wire.read_line(said) or {}).get("proof")
        return isinstance(proof, str) and hmac.compare_digest(proof, _proof(self._key, "caller", made_up))

    def close(self) -> None:
        self._forget()
        shut(self.socket)

    def _forget(self) -> None:
        for name in (SOCKET, PORT):
            (self._data_dir / name).unlink(missing_ok=True)

    def _file(self, waiting: int) -> socket.socket:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with address(self._data_dir) as path:
                listening.bind(path)
            (self._data_dir / SOCKET).chmod(0o600)
            listening.listen(waiting)  # nobody can connect before
        except OSError:
            listening.close()
            raise
        return listening

    def _port(self, waiting: int) -> socket.socket:
        listening = socket.create_server((_HOST, 0), backlog=waiting)
        key = secrets.token_hex()
        try:
            with open(os.open(self._data_dir / PORT, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as note:  # noqa: PTH123
                json.dump({"port": listening.getsockname()[1], "key": key}, note)
        except OSError:
            listening.close()
            raise
        self._key = key
        return listening


@contextmanager
def connected(data_dir: Path) -> Iterator[tuple[socket.socket, BinaryIO]]:
    """A connection to the lab there, with what it says. Raises OSError where no lab of this person takes callers."""
    connection, key = _reached(data_dir)
    with connection, connection.makefile("rb") as said:
        if key:
            _show_key(connection, said, key)
        connection.settimeout(None)
        yield connection, said


def _reached(data_dir: Path) -> tuple[socket.socket, str]:
    if has_unix_sockets() and (data_dir / SOCKET).exists():
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_CONNECT_SECONDS)
        try:
            with address(data_dir) as path:
                connection.connect(path)
        except OSError:
            connection.close()
            raise
        return connection, ""
    with (data_dir / PORT).open("rb") as note:
        try:
            found = json.loads(note.read(_LONGEST_NOTE))
            port, key = int(found["port"]), str(found["key"])
        except (ValueError, KeyError, TypeError):
            raise OSError from None  # half written, or no lab's
    return socket.create_connection((_HOST, port), _CONNECT_SECONDS), key


def _show_key(connection: socket.socket, said: BinaryIO, key: str) -> None:
    """Raises OSError where the other side is no lab of this folder."""
    made_up = secrets.token_hex()
    try:
        connection.sendall(wire.line_of({"made_up": made_up}))
        answer = wire.read_line(said) or {}
    except wire.BadLine:
        raise OSError from None
    proof, theirs = answer.get("proof"), answer.get("made_up")
    if not isinstance(proof, str) or not hmac.compare_digest(proof, _proof(key, "lab", made_up)):
        raise OSError
    connection.sendall(wire.line_of({"proof": _proof(key, "caller", theirs)}))


def _proof(key: str, side: str, made_up: object) -> str:
    """`side` is in it, or what one side has shown could be shown by the other."""
    return hmac.digest(key.encode(), f"{side} {made_up}".encode(), "sha256").hex()


def has_unix_sockets() -> bool:
    """Whether this system's Python knows sockets that are files."""
    return hasattr(socket, "AF_UNIX")


@contextmanager
def address(data_dir: Path) -> Iterator[str]:
    """The path by which the socket is bound or reached; Linux reaches a long one by way of its open folder.

    Raises OSError.
    """
    path = str(data_dir / SOCKET)
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield path
        return
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{SOCKET}"
    finally:
        os.close(folder)


def shut(connection: socket.socket) -> None:
    """End a connection, also one at which somebody waits."""
    with suppress(OSError):  # the other end did it
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
