"""A lab as a process of its own, to be killed: `python -m tests.jobs.worker DATA_DIR ENGINE_URL`.

It prints "ready", then answers each line of JSON on standard input by one on standard output. SIGTERM, Ctrl-C or the
end of its input close the lab. An empty ENGINE_URL: it starts an engine of its own.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from retouch_lib import engine_child
from retouch_lib.cloud import retry, servers
from retouch_lib.cloud.client import Client
from retouch_lib.errors import RetouchError
from retouch_lib.jobs import balances, reduced_copy
from retouch_lib.jobs.worker import Jobs
from retouch_lib.lab import Lab
from retouch_lib.media.files import Files
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.work.batches import Wish
from tests.jobs.labs import OWNER, TOKEN_TEXT, quick, settings


def die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(owner: type, name: str) -> None:
    """Let `owner.name` do its work, and die before anyone learns of it."""
    original: Callable[..., Any] = getattr(owner, name)
    setattr(owner, name, lambda *args, **options: die(original(*args, **options)))


DEATHS: dict[str, Callable[[], None]] = {
    "row written": lambda: setattr(Jobs, "submit", die),
    "start answered": lambda: die_after(Client, "start"),
    "start recorded": lambda: setattr(Client, "status", die),
    "polling": lambda: die_after(Client, "status"),
    "ready": lambda: setattr(Client, "get_file", die),
    "file fetched": lambda: die_after(Client, "get_file"),
    "file kept": lambda: die_after(Files, "adopt"),
    "copy being made": lambda: setattr(reduced_copy, "reduced_jpeg", die),
    "copy kept": lambda: die_after(Files, "adopt"),
    "copy named": lambda: setattr(Client, "start", die),
}
"""How it arranges to kill itself with SIGKILL at that moment."""


def obey(lab: Lab, order: dict[str, Any]) -> Any:
    match order["do"]:
        case "run":
            side = order.get("longest_side", 0)
            plan = lab.plan(OWNER, [order["photo"]], LOOKS[: order["looks"]], order["server"], longest_side=side)
            return lab.run(plan).id
        case "batch":
            wish = Wish(order["folder"], LOOKS[:1], order["server"])
            batch = lab.batches.wait(lab.batches.of_folder(OWNER, wish))
            return lab.batches.go_on(OWNER, batch.id).id
        case "die at":
            return DEATHS[order["moment"]]()
        case "resend":
            return lab.jobs.resend(OWNER, order["job"]).state
        case "engine":
            return lab.engine.pid
    raise ValueError(order["do"])


def opened(data_dir: str, engine_url: str, token: str, **others: Any) -> Lab:
    """With a server that is asked often, and an engine that is quick."""
    servers.servers = quick()
    retry.FIRST_PAUSE = 0.05
    balances.WITHIN = 0.5
    engine_child.MODULE = "tests.jobs.quick_engine"
    return Lab.open(settings(Path(data_dir), engine_url, token=token, **others))


def forked(pipe: Connection, data_dir: str, engine_url: str) -> None:
    """The same on a pipe, for `processes.ForkedWorker`; it ends by being killed."""
    lab = opened(data_dir, engine_url, TOKEN_TEXT)
    lab.launch()
    pipe.send("ready")
    while True:
        pipe.send(obey(lab, pipe.recv()))


def lines() -> Iterator[bytes]:
    """Of standard input. A signal ends the wait for one, also where it comes just before the wait begins.

    A plain read would sleep on then: Python's handler only runs between two of its instructions.
    """
    woken, waker = socket.socketpair()
    with woken, waker:
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno())
        try:
            yield from _lines(woken)
        finally:
            signal.set_wakeup_fd(-1)


def _lines(woken: socket.socket) -> Iterator[bytes]:
    rest = b""
    while True:
        ready, _, _ = select.select([sys.stdin, woken], [], [])
        if sys.stdin in ready:
            piece = os.read(sys.stdin.fileno(), 65536)
            if not piece:
                return
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole


def main(data_dir: str, engine_url: str) -> None:
    logging.basicConfig(level=os.environ.get("LEVEL", "WARNING"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job inherits that it is ignored
    faulthandler.register(signal.SIGUSR1)  # says where each thread stands
    lab = opened(data_dir, engine_url, os.environ.get("TOKEN", ""), **json.loads(os.environ.get("SETTINGS", "{}")))
    try:
        lab.launch()
        print("ready", flush=True)
        for line in lines():
            print(json.dumps(obey(lab, json.loads(line))), flush=True)
    except KeyboardInterrupt:
        print("leaving", flush=True)
    except RetouchError as error:
        sys.exit(str(error))
    finally:
        faulthandler.dump_traceback_later(8)  # says what a slow end waits for
        lab.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
