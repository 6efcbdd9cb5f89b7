"""Three variants of one photo, an engine task taking at least 10 s: our jobs against the vendor's script.

Baselines, in the same run: the vendor's way (one after the other; a status call, then 5 s of sleep) and the slowest
single task, watched every 50 ms. The lab polls as it does on a cloud server.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.engine_process import engine_process
from retouch_lib.cloud.client import Client
from retouch_lib.lab import SAMPLES, Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.tokens.secret import Token

TOKEN = Token("reto-bench-token-000000")
TASK_SECONDS = 10.0
VENDOR_SLEEP = 5.0
AIM_TIME, AIM_POLLS = 1.25, 1.5
PHOTO = Path(__file__).resolve().parents[1] / "retouch_lib" / "samples" / SAMPLES["portrait"]


@dataclass(frozen=True)
class Measured:
    """Wall-clock seconds for all results on disk, and status calls per job."""

    seconds: float
    polls: float


def one_by_one(client: Client, folder: Path, sleep: float, looks: int = len(LOOKS)) -> Measured:
    """As the vendor's scripts do it, with their sleep between status calls."""
    begin, polls = time.monotonic(), 0
    for preset in LOOKS[-looks:]:
        started = client.start(PHOTO, preset.to_json(), TOKEN, name=PHOTO.name)
        while True:
            polls += 1
            if client.status(started.id).state == "completed":
                break
            time.sleep(sleep)
        client.get_file(started.id, folder / f"{preset.name}.jpg")
    return Measured(time.monotonic() - begin, polls / looks)


def through_the_lab(url: str, data_dir: Path) -> Measured:
    """One press of Run, until all results are kept."""
    lab = Lab.open(Settings(data_dir=data_dir, custom_url=f"{url}/api/v1", engine_url=url))
    lab.launch()
    try:
        lab.vault.keep("local", TOKEN)
        photo = lab.add_sample("local", "portrait")
        begin = time.monotonic()
        run = lab.run(lab.plan("local", [photo.sha256], LOOKS, "custom"))
        while run.under_way:
            time.sleep(0.02)
            run = lab.store.run("local", run.id) or run
        seconds = time.monotonic() - begin
        states = {item.job.state for item in run.items}
        assert states == {"done"}, states
        return Measured(seconds, sum(item.job.polls for item in run.items) / len(run.items))
    finally:
        lab.close()


def main() -> None:
    scratch = Path(tempfile.mkdtemp(prefix="retouch-bench-"))
    try:
        with engine_process(scratch / "engine", TASK_SECONDS) as url:
            client = Client(f"{url}/api/v1")
            slowest = one_by_one(client, scratch, sleep=0.05, looks=1)
            lab = through_the_lab(url, scratch / "lab")
            vendor = one_by_one(client, scratch, sleep=VENDOR_SLEEP)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print(f"three variants, tasks of at least {TASK_SECONDS:.0f} s")
    print(f"  slowest task alone   {slowest.seconds:6.1f} s")
    print(f"  the vendor's way     {vendor.seconds:6.1f} s   {vendor.polls:.1f} status calls per job")
    print(f"  our jobs             {lab.seconds:6.1f} s   {lab.polls:.1f} status calls per job")
    print(
        f"  ours / slowest alone {lab.seconds / slowest.seconds:6.2f}   (aim ≤ {AIM_TIME})\n"
        f"  ours / vendor's way  {lab.seconds / vendor.seconds:6.2f}\n"
        f"  our polls / vendor's {lab.polls / vendor.polls:6.2f}   (aim ≤ {AIM_POLLS})"
    )


if __name__ == "__main__":
    main()
