"""A grid of 200 photos in five results each, looked at for the first time and again: 1,000 crops of faces over HTTP.

The app runs in a process of its own; six connections ask, as a browser's do. The baseline, in the same run, is the same
file read whole once. Results of 2 and of 24 megapixels: one file of each size under 1,000 names, so that what is
measured is the making, not the disk. The faces of the photos are known, as they are soon after an upload.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import numpy as np
import psutil

from benchmarks.results_zip import peak
from retouch_lib.imaging.files import jpeg, photo
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL as OWNER
from retouch_lib.settings import Settings
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.urls import crop_url
from tests.contract.hosts import Host
from tests.engines import jpeg_bytes
from tests.unit.imaging.pictures import PORTRAIT

PHOTOS, RESULTS, SIDE = 200, 5, 220
CONNECTIONS = 6
IN_SIGHT = 25
"""Cells of a first screen: five rows."""
SIZES = (2, 24)
"""Megapixels."""
AIM_SECONDS, AIM_KEPT, AIM_BYTES, AIM_MB = 0.25, 0.02, 30_000, 400


def _serve(folder: Path, megapixels: int, pipe: Connection) -> None:
    lab = Lab.open(Settings(data_dir=folder))
    lifespan.use(lab)
    names = [_named(lab, number) for number in range(PHOTOS * RESULTS)]
    source = folder / "picture.jpg"
    source.write_bytes(_picture(megapixels))
    for name in names:
        lab.files.path(name).unlink()
        os.link(source, lab.files.path(name))
    photos = names[::RESULTS]
    _know_faces(lab, photos)
    host = Host(lab)
    begun = time.perf_counter()
    photo.load(source)
    urls = [crop_url(name, photos[at // RESULTS], "face", SIDE) for at, name in enumerate(names)]
    pipe.send((host.port, urls, time.perf_counter() - begun))
    pipe.recv()
    host.close()
    lab.close()


def _named(lab: Lab, number: int) -> str:
    """The name of a file of that owner; another file is laid in its place."""
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=number % 40) + number.to_bytes(4, "big"))
    return lab.add_photo(OWNER, part, f"DSC_{number:04d}.jpg").sha256


def _picture(megapixels: int) -> bytes:
    """The sample enlarged, with the noise of a camera, at a camera's quality."""
    pixels = photo.load(PORTRAIT).pixels
    scale = (megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    large = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.int16)
    noise = np.random.default_rng(1).normal(0, 4, large.shape).astype(np.int16)
    return jpeg.encode(np.clip(large + noise, 0, 255).astype(np.uint8), None, 92, "420")


def _know_faces(lab: Lab, photos: Sequence[str]) -> None:
    lab.previews.faces(photos[0])
    previews = lab.settings.data_dir / "previews"
    (known,) = previews.rglob(f"{photos[0]}.faces.json")
    for name in photos[1:]:
        target = previews / lab.files.path(name).parent.name / f"{name}.faces.json"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(known.read_bytes())


def _asked(port: int, urls: Sequence[str]) -> tuple[float, int]:
    """Seconds for all of them, and the length of the longest."""
    local = threading.local()

    def ask(url: str) -> int:
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        local.connection.request("GET", url)
        reply = local.connection.getresponse()
        length = len(reply.read())
        assert reply.status == 200, (url, reply.status)
        return length

    begun = time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        longest = max(pool.map(ask, urls))
    return time.perf_counter() - begun, longest


def _measure(megapixels: int) -> None:
    with tempfile.TemporaryDirectory(prefix="retouch-bench-") as scratch:
        ours, theirs = multiprocessing.Pipe()
        spawn = multiprocessing.get_context("spawn")
        app = spawn.Process(target=_serve, args=(Path(scratch) / "data", megapixels, theirs))
        app.start()
        port, urls, whole = ours.recv()
        process, ended, found = psutil.Process(app.pid), threading.Event(), [0]
        before = process.memory_info().rss
        watch = threading.Thread(target=peak, args=(process, ended, found))
        watch.start()
        seen, _ = _asked(port, urls[:IN_SIGHT])
        rest, longest = _asked(port, urls[IN_SIGHT:])
        again, _ = _asked(port, urls)
        ended.set()
        watch.join()
        ours.send(None)
        app.join()
    print(
        f"  {megapixels:2} megapixels: the {IN_SIGHT} in sight {seen:5.2f} s,"
        f" all {(seen + rest) / len(urls):.3f} s each (read whole, alone: {whole:.3f} s),"
        f" again {again / len(urls):.4f} s each;"
        f" the longest {longest / 1000:.1f} KB; the app's memory grew by {max(0, max(found) - before) / 1e6:.0f} MB",
        flush=True,
    )


def main() -> None:
    print(
        f"crops of {PHOTOS} × {RESULTS} faces, {SIDE} px: aim {AIM_SECONDS} s each, {AIM_KEPT} s each again,"
        f" {AIM_BYTES // 1000} KB and {AIM_MB} MB at most"
    )
    for megapixels in SIZES:
        _measure(megapixels)


if __name__ == "__main__":
    main()
