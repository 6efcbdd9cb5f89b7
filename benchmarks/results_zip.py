"""A delivery as one ZIP over HTTP, each file with its photo's metadata: 200 results of 10 MB.

The app runs in a process of its own; the client throws away what it gets. The baseline of the rate is reading the
same files from disk.

Of thousands of small results: the work before the first byte; the baseline is looking into every one for the archive's
length. And the work of a dialog that is drawn once more with the same choice; the baseline is its first drawing.
"""

from __future__ import annotations

import http.client
import io
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from math import inf
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
from PIL import Image

from retouch_lib.lab import Lab
from retouch_lib.media.parcel import Parcel
from retouch_lib.media.parcel_zip import ParcelZip
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState, Wanted
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.urls import download_url
from retouch_lib.work.delivery import ResultsOf
from retouch_lib.work.delivery_names import Naming
from retouch_lib.work.parcels import Order
from tests.contract.hosts import Host

T = TypeVar("T")
RESULTS, BYTES = 200, 10_000_000
"""Of each result about so many."""
MANY, SMALL, TIMES = 1_000, 4_000, 5
"""So many results of about so many bytes; the archive has each of them so many times."""
_COPYRIGHT = 0x8298


def _jpeg(size: int, number: int, *, said: bool) -> bytes:
    """A picture of noise with about so many bytes; each number makes another file of it."""
    exif = Image.Exif()
    exif[_COPYRIGHT] = f"Anna {number}"
    buffer = io.BytesIO()
    side = max(16, round((size * 1.11) ** 0.5))
    noise = np.random.default_rng(1).integers(0, 256, (side, side, 3), dtype=np.uint8)
    Image.fromarray(noise).save(buffer, "JPEG", quality=90, **({"exif": exif} if said else {}))
    return buffer.getvalue()


def _numbered(jpeg: bytes, number: int) -> bytes:
    """Another file of the same picture: a comment is put behind the first marker (JPEG, ITU T.81, B.2.4.5)."""
    return jpeg[:2] + b"\xff\xfe\x00\x0a" + f"{number:08}".encode() + jpeg[2:]


def _fill(lab: Lab, results: int, size: int) -> str:
    """A run of so many photos with a result each; its id."""
    small, large = _jpeg(4_000, 0, said=True), _jpeg(size, 0, said=False)
    photos = []
    for number in range(results):
        part = lab.files.new_part()
        part.write_bytes(_numbered(small, number))
        photos.append(lab.add_photo("local", part, f"DSC_{number:04}.jpg").sha256)
    asked = [Wanted(photo, "balanced", "{}", "f" * 64, "", None) for photo in photos]
    run = lab.store.make_run("local", "main", asked, engine_version="", token_ref="")
    for number, item in enumerate(run.items):
        part = lab.files.new_part()
        part.write_bytes(content := _numbered(large, number))
        for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
            lab.store.set_job(item.job.id, state=state)
        kept = {"result": lab.files.adopt(part), "result_type": "jpeg", "result_bytes": len(content)}
        lab.store.set_job(item.job.id, state=JobState.DONE, **kept)
    return run.id


def _serve(folder: Path, pipe: Connection) -> None:
    lab = Lab.open(Settings(data_dir=folder))
    lifespan.use(lab)
    run = _fill(lab, RESULTS, BYTES)
    begun = time.perf_counter()
    meant = lab.deliveries.meant("local", ResultsOf(runs=(run,)))
    parcel = lab.parcels.packed("local", meant.results, Order(Naming())).parcel
    ticket = lab.tickets.issue("local", parcel)
    seconds = time.perf_counter() - begun
    paths = [str(lab.files.path(file.result)) for file in parcel.files]
    host = Host(lab)
    pipe.send((host.port, download_url(ticket.id), seconds, paths))
    pipe.recv()
    host.close()
    lab.close()


def peak(process: psutil.Process, ended: threading.Event, found: list[int]) -> None:
    """Watch the memory of a process until the end: what it takes goes to `found`, in bytes."""
    while not ended.wait(0.02):
        found.append(process.memory_info().rss)


def _download(port: int, url: str) -> tuple[float, float, int, bool]:
    """Seconds to the first byte and to the last; how many bytes, and whether these were as many as said."""
    begun = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    connection.request("GET", url)
    reply = connection.getresponse()
    first, received = time.perf_counter() - begun, 0
    while piece := reply.read(1 << 20):
        received += len(piece)
    return first, time.perf_counter() - begun, received, received == int(reply.getheader("Content-Length") or 0)


def _read(paths: list[str]) -> float:
    begun = time.perf_counter()
    for path in paths:
        with Path(path).open("rb", buffering=0) as file:
            while file.read(1 << 20):
                pass
    return time.perf_counter() - begun


def _many(folder: Path) -> None:
    lab = Lab.open(Settings(data_dir=folder))
    run = _fill(lab, MANY, SMALL)

    def packed() -> Parcel:
        return lab.parcels.packed("local", lab.deliveries.meant("local", ResultsOf(runs=(run,))).results, order).parcel

    def to_the_first_byte(seconds: float) -> None:
        assert not lab.parcels.gone("local", parcel)
        archive = ParcelZip(lab.parcel_reader, replace(parcel, files=parcel.files * TIMES))
        archive.length(seconds)
        next(archive.pieces())
        archive.close()

    order = Order(Naming())
    (parcel, drawn), (_, again) = _cpu(packed), _cpu(packed)
    (_, waited), (_, at_once) = _cpu(lambda: to_the_first_byte(inf)), _cpu(lambda: to_the_first_byte(0.5))
    print(
        f"{MANY * TIMES:,} files of {SMALL / 1e3:.0f} kB: first byte after {at_once:.2f} s of CPU"
        f" ({at_once / waited:.2f} × that with the length of all, {waited:.2f} s); the dialog with the same choice,"
        f" {MANY:,} results, {again * 1e3:.1f} ms ({again / drawn:.3f} × its first drawing, {drawn * 1e3:.0f} ms)",
        flush=True,
    )
    lab.close()


def _cpu(work: Callable[[], T]) -> tuple[T, float]:
    """What it gives, and the seconds of CPU that it took."""
    begun = time.process_time()
    given = work()
    return given, time.process_time() - begun


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        _many(Path(scratch) / "data")
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        ours, theirs = multiprocessing.Pipe()
        app = multiprocessing.get_context("spawn").Process(target=_serve, args=(Path(scratch) / "data", theirs))
        app.start()
        port, url, packing, paths = ours.recv()
        process, ended, found = psutil.Process(app.pid), threading.Event(), [0]
        before = process.memory_info().rss
        reading = _read(paths)
        watch = threading.Thread(target=peak, args=(process, ended, found))
        watch.start()
        first, seconds, received, whole = _download(port, url)
        ended.set()
        watch.join()
        ours.send(None)
        app.join()
    print(
        f"{RESULTS} results as a ZIP: {received / 1e9:.2f} GB, {'as long as said' if whole else 'NOT as long as said'};"
        f" named and packed in {packing:.2f} s, first byte after {first:.2f} s, all in {seconds:.1f} s"
        f" ({received / seconds / 1e6:.0f} MB/s; reading alone takes {reading:.1f} s),"
        f" the app's memory grew by {max(0, max(found) - before) / 1e6:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
