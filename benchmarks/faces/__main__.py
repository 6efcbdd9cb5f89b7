"""`python -m benchmarks.faces FOLDER` judges the local engine on a folder of portraits; `--compare` sets two tables
side by side.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.faces import compare, folder, page, table, truth


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    try:
        if options.compare:
            print("\n".join(compare.lines(*options.compare)))
            return 0
        return _judge(options.folder, options.out, options.truth)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped; the same command goes on with the photo at which it was", file=sys.stderr)
        return 130


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faces", description=(__doc__ or "").partition(";")[0])
    parser.add_argument("folder", type=Path, nargs="?", help="of photos: they are read only")
    parser.add_argument(
        "--out", type=Path, help="where faces.csv and faces.html go, and what a stopped run goes on from"
    )
    parser.add_argument("--truth", type=Path, help="a JSON of what is in the photos; else FOLDER.json if there is one")
    parser.add_argument("--compare", type=Path, nargs=2, metavar=("BEFORE.csv", "AFTER.csv"))
    options = parser.parse_args(arguments)
    if not options.compare and options.folder is None:
        parser.error("a folder of photos is needed, or --compare with two tables")
    return options


def _judge(source: Path, out: Path | None, told: Path | None) -> int:
    """1 when a photo failed."""
    paths = folder.photos(source)
    beside = source.resolve().with_suffix(".json")
    truths = truth.read(told or (beside if beside.exists() else None))
    out = out or Path(tempfile.gettempdir()) / "faces" / source.resolve().name
    out.mkdir(parents=True, exist_ok=True)
    records, began = [], time.perf_counter()
    for record, kept in folder.records(paths, truths, out):
        records.append(record)
        table.write(records, truths, out / "faces.csv")
        print(f"{len(records)}/{len(paths)} {_told(record, kept)}", flush=True)
    page.write(records, truths, out, out / "faces.html")
    print(f"{time.perf_counter() - began:.0f} s; {out / 'faces.csv'} and {out / 'faces.html'}")
    return int(any("failed" in record for record in records))


def _told(record: folder.Record, kept: bool) -> str:
    if "failed" in record:
        return f"{record['photo']}: failed, {record['failed']}"
    return f"{record['photo']}: {'kept from before' if kept else format(record['figures']['seconds'], '.0f') + ' s'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
