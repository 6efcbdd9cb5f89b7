"""`python -m tests.chaos.batch`: the command of a batch killed again and again; each photo is paid once.

300 photos and 20 kills, unless `--photos` and `--kills` say otherwise. Each kill is a SIGKILL at a moment drawn by lot;
the same command is then called again, until one comes to its end. Exit code 1 where a photo was paid twice, or a file
is missing, torn, or there twice.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from retouch_lib.engine.faults import Faults
from retouch_lib.engine.server import EngineServer
from retouch_lib.imaging.files.photo import verify
from tests.engines import jpeg_bytes, quick_verify, quick_work

_LIVES = (4.0, 14.0)
"""Seconds after which a command is killed: at the beginning it still opens the lab."""
_PATIENCE = 900.0


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    lot = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="retouch-batch-") as scratch:
        photos, out = Path(scratch, "photos"), Path(scratch, "out")
        photos.mkdir()
        for number in range(options.photos):
            (photos / f"DSC_{number:04}.jpg").write_bytes(jpeg_bytes(seed=number))
        engine = EngineServer(
            data_dir=Path(scratch, "engine"), faults=Faults(), work=quick_work, verify=quick_verify, seconds=0.2
        )
        with engine:
            command = _Command(Path(scratch, "data"), engine.url, photos, out)
            killed = sum(command.killed(lot.uniform(*_LIVES)) for _ in range(options.kills))
            code = command.ended()
            charges = engine.tasks.charges
        written = sorted(path for path in out.rglob("*") if path.is_file())
        whole = sum(_is_whole(path) for path in written)
    print(f"seed {options.seed}: {options.photos} photos, {killed} kills; the last command ended with {code}")
    print(f"charges {charges}, files {len(written)}, of them whole {whole}")
    return 0 if (charges, len(written), whole, code) == (options.photos, options.photos, options.photos, 0) else 1


class _Command:
    """The same command, again and again."""

    def __init__(self, data: Path, engine: str, photos: Path, out: Path) -> None:
        self._environment = {**os.environ, "RETOUCH_DATA_DIR": str(data), "RETOUCH_ENGINE_URL": engine}
        batch = ("batch", str(photos), "--preset", "slight", "--server", "local", "-o", str(out))
        self._words = [sys.executable, "-m", "retouch_lib", *batch]

    def killed(self, seconds: float) -> bool:
        """Start it, and kill it after so long; False where it came to its end before."""
        with self._started() as process:
            time.sleep(seconds)
            alive = process.poll() is None
            process.kill()
        return alive

    def ended(self) -> int:
        with self._started() as process:
            return process.wait(_PATIENCE)

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self._words, env=self._environment, stdout=subprocess.DEVNULL)


def _is_whole(path: Path) -> bool:
    try:
        verify(path)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is counted
        return False
    return True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.batch", description=__doc__)
    parser.add_argument("--photos", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
