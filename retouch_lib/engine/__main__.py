"""Run the local engine alone: `python -m retouch_lib.engine --port 8600 --data-dir DIR`.

One line with the URL goes to standard output when it is ready, and a second where its folder had to be mended for that;
trouble goes to standard error.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from retouch_lib.engine import allocator, worker_pools
from retouch_lib.engine.manual import faults_help
from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import RetouchError

N = TypeVar("N", int, float)

_SWITCH_INTERVAL = 0.0005
"""Seconds a thread may keep the interpreter. With Python's own 5 ms a status call beside two busy threads took 80 ms,
with this 10 ms."""


def main(
    arguments: list[str] | None = None,
    *,
    work: worker_pools.Work = worker_pools.retouch,
    verify: worker_pools.Verify = worker_pools.verify,
) -> int:
    """Serve until a signal, or until standard input closes where that is asked for; the exit code.

    `work` and `verify` stand in for the engine's own in tests.
    """
    options = _parser().parse_args(arguments)
    sys.setswitchinterval(_SWITCH_INTERVAL)
    allocator.keep_freed_memory()  # before the workers' threads begin
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    leave: SimpleQueue[str] = SimpleQueue()  # its put may be called in a signal handler; Event.set may not
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: leave.put("signal"))
    server = EngineServer(
        data_dir=options.data_dir,
        host=options.host,
        port=options.port,
        names=options.name,
        seconds=options.seconds,
        credits=options.credits,
        control=options.faults,
        hook_hosts=options.hook_host,
        work=work,
        verify=verify,
    )
    server.on_end = lambda: leave.put("ended")
    if options.until_stdin_closes:
        # Before anything is taken up: a starter that is gone already wants nothing of it.
        threading.Thread(target=_watch_stdin, args=(leave,), daemon=True).start()
    try:
        server.start()
    except RetouchError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
        print(f"The local engine can't listen on {options.host}:{options.port}: {why}.", file=sys.stderr)
        return 1
    return _serve_until(leave, server)


def _serve_until(leave: SimpleQueue[str], server: EngineServer) -> int:
    """Say the address, wait, and end whole: no thread goes on behind an engine whose main thread is gone."""
    try:
        return int(_said(server.url, server.tasks.note) and leave.get() == "ended")
    finally:
        if not server.stop():
            # A thread is deep in a picture. Its task waits in the ledger; the interpreter would wait for the thread.
            os._exit(0)


def _said(*lines: str) -> bool:
    """Whether anybody can have read them: standard output is closed when the starter is gone."""
    try:
        print(*filter(None, lines), sep="\n", flush=True)
    except BrokenPipeError:
        sys.stdout = None  # or the interpreter would complain at its end that it can't be flushed
        return False
    except OSError as error:  # a file on a full disk: that is no reason not to serve
        sys.stdout = None
        print(f"The local engine's address, {lines[0]}, can't be written: {error.strerror}.", file=sys.stderr)
    return True


def _watch_stdin(leave: SimpleQueue[str]) -> None:
    """Wait for the end of standard input: it closes when the process that started this engine ends, however it does."""
    try:
        while os.read(0, 4096):
            pass
    except OSError:  # there is none: it was closed before this program began
        pass
    leave.put("closed")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retouch_lib.engine",
        description="The local engine: an emulator of the retouching API. Its results are an approximation.",
        epilog=faults_help(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8600, help="0 picks a free one (default: %(default)s)")
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        help="a host name it is reached by, beside this computer's own; repeatable",
    )
    parser.add_argument(
        "--hook-host",
        action="append",
        default=[],
        help="a host, beside this computer, that is called at a task's end where its start asked for it; repeatable",
    )
    parser.add_argument("--seconds", type=_seconds, default=0.0, help="the least time a task takes (default: 0)")
    parser.add_argument(
        "--credits", type=_credits, default=1000, help="what each token begins with (default: %(default)s)"
    )
    parser.add_argument("--data-dir", type=_folder, required=True, help="where tasks, accounts and files are kept")
    parser.add_argument("--faults", action="store_true", help="allow trouble to be ordered over HTTP; how, see below")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input does, so no engine outlives its app"
    )
    return parser


def _seconds(text: str) -> float:
    return _number(text, float, float("inf"), "number of seconds")


def _credits(text: str) -> int:
    return _number(text, int, 10**18, "number of credits")


def _port(text: str) -> int:
    return _number(text, int, 65536, "port (0 to 65535)")


def _number(text: str, kind: type[N], below: float, what: str) -> N:
    """From 0 to less than `below`."""
    try:
        value = kind(text)
    except ValueError:
        value = None
    if value is None or not 0 <= value < below:
        raise argparse.ArgumentTypeError(f"{text} is no {what}")
    return value


def _folder(text: str) -> Path:
    """An empty text would be the folder where the command is given."""
    if not text.strip():
        raise argparse.ArgumentTypeError("a folder's name is needed")
    return Path(text)


if __name__ == "__main__":
    sys.exit(main())
