"""Three results of a gigabyte each, downloaded as one ZIP over HTTP: the app's memory, the rate, the first byte.

The app runs in a process of its own, on files of made-up bytes; the client throws away what it gets.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path

import psutil

from retouch_lib.lab import Lab
from retouch_lib.settings import Settings
from retouch_lib.ui.server import lifespan
from tests.contract.test_app_routes import Host
from tests.contract.test_download_route import done, url

RESULTS, GB = 3, 1 << 30
_PIECE = os.urandom(1 << 20)


def _serve(folder: Path, pipe: Connection) -> None:
    lab = Lab.open(Settings(data_dir=folder))
    lifespan.use(lab)
    jobs = done(lab, [bytes([at]) for at in range(RESULTS)])
    for job in jobs:
        with lab.files.path(job.result or "").open("wb") as file:
            for _ in range(GB // len(_PIECE)):
                file.write(_PIECE)
    host = Host(lab)
    pipe.send((host.port, url(lab, jobs)))
    pipe.recv()
    host.close()
    lab.close()


def peak(process: psutil.Process, ended: threading.Event, found: list[int]) -> None:
    """Watch the memory of a process until the end: what it takes goes to `found`, in bytes."""
    while not ended.wait(0.02):
        found.append(process.memory_info().rss)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        ours, theirs = multiprocessing.Pipe()
        app = multiprocessing.get_context("spawn").Process(target=_serve, args=(Path(scratch) / "data", theirs))
        app.start()
        port, url = ours.recv()
        process, ended, found = psutil.Process(app.pid), threading.Event(), [0]
        before = process.memory_info().rss
        watch = threading.Thread(target=peak, args=(process, ended, found))
        watch.start()
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", url)
        reply = connection.getresponse()
        first, received = time.perf_counter() - begun, 0
        while piece := reply.read(1 << 20):
            received += len(piece)
        seconds = time.perf_counter() - begun
        ended.set()
        watch.join()
        whole = received == int(reply.getheader("Content-Length") or 0)
        ours.send(None)
        app.join()
    print(
        f"results as a ZIP: {received / 1e9:.2f} GB, {'as long as said' if whole else 'NOT as long as said'};"
        f" first byte after {first * 1000:.0f} ms, {received / seconds / 1e6:.0f} MB/s,"
        f" the app's memory grew by {max(0, max(found) - before) / 1e6:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
