"""`python -m tests.chaos`: run the storm, count, print; exit code 1 where a promise did not hold."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.audit import Verdict, audit
from tests.chaos.cloud import Cloud
from tests.chaos.disk import small_disk
from tests.chaos.storm import Log, Storm, Wanted

_DISK_MB = 256
_SHOWN = 8
"""Of what speaks against a promise so many are printed."""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    lot = random.Random(options.seed)
    with (
        tempfile.TemporaryDirectory(prefix="retouch-chaos-") as scratch,
        small_disk(Path(scratch, "disk"), _DISK_MB) as disk,
    ):
        cloud = Cloud(Path(scratch, "cloud"), lot)
        app_log = Path(scratch, "app.log")
        begun = time.monotonic()
        with cloud.open() as url:
            storm = Storm(disk, cloud, url, lot, app_log)
            try:
                storm.rage(Wanted(options.jobs, options.kills, options.seconds))
                raged = time.monotonic() - begun
                storm.calm(options.patience)
            finally:
                storm.end()
            verdicts, ends = audit(storm.folder, cloud, storm.log, app_log)
            charges = cloud.books().charges
        if options.keep_log:
            Path(options.keep_log).write_bytes(app_log.read_bytes())
    print(f"seed {options.seed}: {raged:.0f} s of storm, {time.monotonic() - begun - raged:.0f} s of calm")
    _tell(storm.log, disk.can_fill)
    print(f"credits taken {charges}; faults met {cloud.moods.met}")
    print(f"jobs {ends.total()}: {', '.join(f'{count} {end}' for end, count in sorted(ends.items()))}")
    return _judge(verdicts)


def _tell(log: Log, can_fill: bool) -> None:
    print(f"kills of the app {log.kills}, of the engine {log.engine_kills}; presses {log.presses}")
    print(f"disasters: {', '.join(f'{name} {count}' for name, count in log.disasters.most_common())}")
    if not can_fill:
        print("no disk was filled: a small one can be mounted by root on Linux only")
    if log.refused:
        print(f"presses that met an error, and made nothing: {dict(log.refused)}")
    if log.leaving:
        print(f"stops: longest {max(log.leaving):.1f} s of {len(log.leaving)}")


def _judge(verdicts: list[Verdict]) -> int:
    for verdict in verdicts:
        print(f"{'FAILED' if verdict.against else 'held  '} {verdict.promise}")
        for reason in verdict.against[:_SHOWN]:
            print(f"         {reason}")
        if len(verdict.against) > _SHOWN:
            print(f"         … and {len(verdict.against) - _SHOWN} more")
    failed = sum(bool(verdict.against) for verdict in verdicts)
    print(f"chaos: {len(verdicts) - failed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description="A storm of kills and faults, counted.")
    parser.add_argument("--jobs", type=int, default=1000, help="at least so many jobs (default: %(default)s)")
    parser.add_argument("--kills", type=int, default=100, help="and so many kills of the app (default: %(default)s)")
    parser.add_argument("--seconds", type=float, default=1800, help="but no longer than this (default: %(default)s)")
    parser.add_argument("--patience", type=float, default=60, help="seconds until all must have ended (%(default)s)")
    parser.add_argument("--seed", type=int, default=random.randrange(10_000), help="which lots are drawn")
    parser.add_argument("--keep-log", default="", help="write the app's log there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
