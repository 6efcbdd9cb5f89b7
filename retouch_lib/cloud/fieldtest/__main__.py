"""Try a server with a token of your own, and write down which undocumented facts hold there.

    RETOUCH_TOKEN=reto… python -m retouch_lib.cloud.fieldtest PHOTO --server main

It sends one start twice with one Idempotency-Key, so it takes one credit, or two where the server ignores keys; it
says so and asks first. The report holds no token, no job id and no picture.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from retouch_lib.cloud import servers
from retouch_lib.cloud.download import kind_of
from retouch_lib.cloud.fieldtest.facts import judge
from retouch_lib.cloud.fieldtest.report import Report
from retouch_lib.cloud.fieldtest.run import FieldTest
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS, StartReply
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import RetouchError
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.settings import Settings
from retouch_lib.tokens.secret import Token

DONE, STOPPED, UNUSABLE = 0, 1, 2
"""Exit codes: the report is whole · nothing was sent, or the start failed · the arguments can't be used."""


@dataclass(frozen=True)
class Surroundings:
    """What a test of this program replaces."""

    environment: Mapping[str, str]
    ask: Callable[[str], str] = input
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.time


class _Unusable(RetouchError):
    """An argument that can't be used; nothing was sent."""


def main(arguments: Sequence[str] | None = None, around: Surroundings | None = None) -> int:
    """Run it; returns the exit code."""
    around = around or Surroundings(os.environ)
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.read(around.environment)
        server = _server(settings, options.server)
        token = _token(settings)
        photo = _photo(options.photo)
        report_path = _report_path(options.report, server, around.clock())
    except RetouchError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    if not options.yes and not _agreed(photo, server, token, around.ask):
        print("Nothing was sent.")
        return STOPPED
    test = FieldTest(server, photo, SLIGHT.to_json(), token, say=print, sleep=around.sleep, clock=around.clock)
    try:
        test.run(str(uuid.uuid4()), report_path.parent)
    finally:  # also after Ctrl-C: what was paid for is worth a report
        _write(report_path, server, test, token, around.clock())
    return DONE if test.record.starts and isinstance(test.record.starts[0], StartReply) else STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retouch_lib.cloud.fieldtest",
        description="Tries a server with your token (from RETOUCH_TOKEN) and reports which facts hold there.",
    )
    parser.add_argument("photo", type=Path, metavar="PHOTO", help="a JPEG or PNG that may be sent to the server")
    parser.add_argument("--server", default="main", help="main, world, east, east2, or custom (RETOUCH_CUSTOM_URL)")
    parser.add_argument("--report", type=Path, help="where to write it; .json for JSON, anything else for Markdown")
    parser.add_argument("--yes", action="store_true", help="don't ask before credits are taken")
    return parser


def _server(settings: Settings, name: str) -> Server:
    server = servers.named(settings, name)
    if server.is_local:
        raise _Unusable("The local engine needs no field test: it is ours. Choose main, world, east, east2 or custom.")
    return server


def _token(settings: Settings) -> Token:
    if not settings.token:
        raise _Unusable("Set RETOUCH_TOKEN to your token first (https://retouch4.me/token_page). Nothing was sent.")
    return settings.token


def _photo(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            kind = kind_of(file.read(16))
        size = path.stat().st_size
    except OSError as error:
        raise _Unusable(f"{path} can't be read: {error.strerror}.") from None
    if kind not in ("jpeg", "png"):
        raise _Unusable(f"{path} is no JPEG or PNG.")
    if size > DOCUMENTED_LIMITS.max_bytes:
        raise _Unusable(f"{path} is larger than 100 MB.")
    return path


def _report_path(wanted: Path | None, server: Server, now: float) -> Path:
    path = wanted or Path(f"fieldtest-{server.name}-{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}.md")
    if not path.absolute().parent.is_dir():
        raise _Unusable(f"The folder of {path} does not exist. Nothing was sent.")
    return path.absolute()


def _agreed(photo: Path, server: Server, token: Token, ask: Callable[[str], str]) -> bool:
    print(f"{photo.name} is sent to {server.label} ({server.region}) with the token {token}.")
    print("This takes 1 credit, or 2 where the server ignores Idempotency-Keys. A failed job may cost as much.")
    print("The photo is sent three times in all; once with a token nobody has, which the server should refuse unpaid.")
    return ask("Go on? [y/N] ").strip().lower() in ("y", "yes")


def _write(path: Path, server: Server, test: FieldTest, token: Token, now: float) -> None:
    findings = judge(test.record, server)
    report = Report(server, datetime.fromtimestamp(now, UTC), test.record, findings, token)
    path.write_text(report.as_json() if path.suffix == ".json" else report.as_markdown(), encoding="utf-8")
    for finding in findings:
        print(f"{finding.verdict.value:>14}  {finding.fact} ({finding.evidence})")
    print(f"Report: {path}")


if __name__ == "__main__":
    sys.exit(main())
