"""The engine as a server: uvicorn in a thread, for tests and for `python -m retouch_lib.engine`."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
import threading
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from retouch_lib.engine import worker_pools
from retouch_lib.engine.callbacks import PAUSES, Callbacks
from retouch_lib.engine.connection import OpenProtocol
from retouch_lib.engine.faults import Faults
from retouch_lib.engine.guard import AnsweredHosts
from retouch_lib.engine.ledger import unusable
from retouch_lib.engine.routes import Engine, make_app
from retouch_lib.engine.tasks import Tasks

_START_LIMIT = 30.0
_STOP_LIMIT = 10.0
_LAST_ANSWERS = 0.3
"""Seconds that answers in progress get at a stop."""
_BACKLOG = 256


class EngineServer:
    """A local engine on a port of its own.

    `port` 0 picks a free one; `seconds` is the least time a task takes; `credits` is what each token begins with;
    `clock` gives seconds as time.time does, and without its jumps where none is given; `work` and `verify` stand in for
    the retouching and the check of uploads; `control` adds the fault control over HTTP; `names` are further host names
    that it is reached by; `hook_hosts` those that it may call at a task's end, `hook_pauses` the seconds between tries.
    """

    tasks: Tasks

    def __init__(
        self,
        *,
        data_dir: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        names: Collection[str] = (),
        seconds: float = 0.0,
        credits: int = 1000,  # noqa: A002 - the word of the command line and of the documents
        faults: Faults | None = None,
        clock: Callable[[], float] | None = None,
        work: worker_pools.Work = worker_pools.retouch,
        verify: worker_pools.Verify = worker_pools.verify,
        control: bool = False,
        hook_hosts: Collection[str] = (),
        hook_pauses: Sequence[float] = PAUSES,
    ) -> None:
        self.faults = faults or Faults()
        self.url = ""
        self._address = (host, port)
        self._names = AnsweredHosts.listening_on(host, names)
        self._control = control
        self._make_tasks: Callable[[], Tasks] = partial(
            Tasks,
            data_dir,
            seconds=seconds,
            allowance=credits,
            clock=clock,
            work=work,
            verify=verify,
            callbacks=Callbacks(hook_hosts, hook_pauses),
        )
        self._data_dir = data_dir
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self.on_end: Callable[[], object] = lambda: None
        """Called in a thread of the server's when it has ended, told to or not."""

    def start(self) -> Self:
        """Listen; returns once requests are answered.

        Raises OSError for a taken port, FolderInUse, FolderUnusable, RuntimeError for a server that doesn't start.
        """
        listener = _listen(*self._address)
        try:
            self.tasks = self._taken_up()
        except BaseException:
            listener.close()
            raise
        host, port = listener.getsockname()[:2]
        self.url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        engine = Engine(self.tasks, self.faults)
        self._server = _Server(engine, make_app(engine, names=self._names, with_control=self._control))
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="engine", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(_START_LIMIT) or self._server.should_exit:
            self.stop()
            raise RuntimeError("the engine did not start; its log says why")
        return self

    def _taken_up(self) -> Tasks:
        """The folder's tasks, in order. Raises FolderInUse, FolderUnusable."""
        tasks = self._make_tasks()
        try:
            tasks.take_up()
        except (OSError, sqlite3.Error) as error:
            tasks.close()
            raise unusable(self._data_dir, error) from None
        return tasks

    def _serve(self, listener: socket.socket) -> None:
        assert self._server is not None
        try:
            self._server.run([listener])
        finally:
            self._server.ready.set()  # also after a failure: `start` must not wait for ever
            self.on_end()

    def stop(self) -> bool:
        """End everything; unfinished tasks wait for the next start. Whether no thread is left at work."""
        if self._server is None or self._thread is None:
            return True
        self._server.leave()
        self._thread.join(_STOP_LIMIT)
        ended = not self._thread.is_alive() and self.tasks.idle
        self._server = self._thread = None
        return ended

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(uvicorn.Server):
    """Uvicorn that says when it is ready and leaves at once when told to."""

    def __init__(self, engine: Engine, app: object) -> None:
        super().__init__(
            uvicorn.Config(
                app,  # type: ignore[arg-type]
                loop="asyncio",
                http=OpenProtocol,
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="critical",  # requests that broke are logged by `routes`
                access_log=False,
                server_header=False,
                timeout_keep_alive=75,  # longer than clients wait between status calls
                timeout_graceful_shutdown=1,
            )
        )
        self.ready = threading.Event()
        self._engine = engine
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._engine.stopping.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().call_later(_LAST_ANSWERS, self._cut)
        await super().shutdown(sockets)

    def _cut(self) -> None:
        """End what is still open: an upload would go on for as long as its sender likes."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    def leave(self) -> None:
        """Stop soon; called from another thread."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._engine.stopping.set)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket that says it is TCP: asyncio sends small answers at once only on such (TCP_NODELAY).

    With `socket.create_server`, which leaves the protocol open, each call on a kept connection took 44 ms.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener
