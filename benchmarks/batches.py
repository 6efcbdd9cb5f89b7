"""Batches: 5,000 photos planned; 200 with fast tasks against one press for all of them; a press on Tune meanwhile.

A batch's time is compared with that of one run of the same number of jobs on the same engine as a cloud server, whose
tasks take a second and no core. The press is one for three looks of the sample on the real local engine: seconds until
its first result is there, idle, and while a batch of such photos is worked off. Seconds of the plan are CPU time,
memory is what the process grew by.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import SAMPLES, Lab
from retouch_lib.owners import LOCAL as OWNER
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store.batches import Batch, BatchState
from retouch_lib.tokens.secret import Token
from retouch_lib.work.batches import Wish
from tests.engines import jpeg_bytes, quick_verify, quick_work

PLANNED, SENT, PRESSES = 5_000, 200, 5
TOKEN = Token("reto-bench-token-000000")
TASK_SECONDS = 1.0
AIM_BATCH, AIM_PRESS = 1.3, 1.3
_PORTRAIT = Path(__file__).resolve().parents[1] / "retouch_lib" / "samples" / SAMPLES["portrait"]


def numbered(number: int) -> bytes:
    """The sample with a comment in it: other bytes, the same picture."""
    data, comment = _PORTRAIT.read_bytes(), f"photo {number}".encode()
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + data[2:]


@contextmanager
def launched(folder: Path, engine_url: str = "") -> Iterator[Lab]:
    custom = f"{engine_url}/api/v1" if engine_url else ""
    lab = Lab.open(Settings(data_dir=folder, engine_url=engine_url, custom_url=custom, token=TOKEN))
    lab.launch()
    try:
        yield lab
    finally:
        lab.close()


def looked_at(lab: Lab, folder: Path, server: str = "local") -> Batch:
    wish = Wish(str(folder), LOOKS[1:2], server, least_face=0)
    return lab.batches.wait(lab.batches.of_folder(OWNER, wish))


def planned(scratch: Path) -> None:
    """Print what listing, reading and pricing 5,000 small photos takes."""
    folder = scratch / "many"
    folder.mkdir()
    for number in range(PLANNED):
        (folder / f"DSC_{number:04}.jpg").write_bytes(jpeg_bytes(seed=number))
    with launched(scratch / "planned", "http://127.0.0.1:9") as lab:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.process_time()
        batch = looked_at(lab, folder)
        looked = time.process_time() - begun
        price = lab.batches.price(batch)
        priced = time.process_time() - begun - looked
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert price.to_make == PLANNED
    print(f"  {PLANNED:,} photos: looked at in {looked:.1f} s, priced in {priced:.2f} s of CPU; + {grown:.0f} MB")


def against_one_press(scratch: Path) -> None:
    """Print how long a batch takes beside one run for as many jobs."""
    folder = scratch / "some"
    folder.mkdir()
    for number in range(SENT):
        (folder / f"DSC_{number:04}.jpg").write_bytes(jpeg_bytes(seed=100_000 + number))
    engine = EngineServer(
        data_dir=scratch / "engine", faults=Faults(), work=quick_work, verify=quick_verify, seconds=TASK_SECONDS
    )
    with engine, launched(scratch / "sent", engine.url) as lab:
        batch = looked_at(lab, folder, "custom")
        begun = time.monotonic()
        batch = lab.batches.wait(lab.batches.go_on(OWNER, batch.id, confirmed=SENT))
        batched = time.monotonic() - begun
        assert batch.state is BatchState.DONE
        photos = [_added(lab, jpeg_bytes(seed=200_000 + number)) for number in range(SENT)]
        begun = time.monotonic()
        run = lab.run(lab.plan(OWNER, photos, LOOKS[1:2], "custom"), confirmed=SENT)
        while (now := lab.store.run(OWNER, run.id)) and now.under_way:
            time.sleep(0.1)
        pressed = time.monotonic() - begun
    print(f"  {SENT} photos: a batch {batched:.1f} s, one press {pressed:.1f} s, ratio {batched / pressed:.2f}")


def pressed_meanwhile(scratch: Path) -> None:
    """Print how long the first result of a press takes, idle and during a batch."""
    folder = scratch / "portraits"
    folder.mkdir()
    for number in range(SENT):
        (folder / f"DSC_{number:04}.jpg").write_bytes(numbered(number))
    with launched(scratch / "pressed") as lab:
        _first_result(lab, 10_000)  # the engine loads its networks
        idle = statistics.median(_first_result(lab, 20_000 + number) for number in range(PRESSES))
        batch = looked_at(lab, folder)
        lab.batches.go_on(OWNER, batch.id)
        time.sleep(3 * idle)
        busy = statistics.median(_first_result(lab, 30_000 + number, 2 * idle) for number in range(PRESSES))
        now = lab.store.batch(OWNER, batch.id)
        assert now is not None
        assert now.state is BatchState.RUNNING, "the batch was done before the presses were"
        lab.batches.stop(OWNER, batch.id)
    print(
        f"  first result of a press: idle {idle:.2f} s, during a batch {busy:.2f} s, ratio {busy / idle:.2f}   "
        f"(aim ≤ {AIM_PRESS})"
    )


def _first_result(lab: Lab, number: int, rest: float = 0.0) -> float:
    time.sleep(rest)  # the batch is at work again
    photo = _added(lab, numbered(number))
    begun = time.monotonic()
    run = lab.run(lab.plan(OWNER, [photo], LOOKS, "local"))
    while (now := lab.store.run(OWNER, run.id)) and all(not item.job.ended for item in now.items):
        time.sleep(0.02)
    seconds = time.monotonic() - begun
    while (now := lab.store.run(OWNER, run.id)) and now.under_way:
        time.sleep(0.05)
    return seconds


def _added(lab: Lab, data: bytes) -> str:
    part = lab.files.new_part()
    part.write_bytes(data)
    return lab.add_photo(OWNER, part, "DSC_1.jpg").sha256


def main() -> None:
    scratch = Path(tempfile.mkdtemp(prefix="retouch-bench-"))
    try:
        planned(scratch)
        against_one_press(scratch)
        pressed_meanwhile(scratch)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


if __name__ == "__main__":
    main()
