"""SeaweedFS of the tests' own: a real object store that speaks S3, on free ports of this computer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

WEED = Path(sys.executable).parent / "weed"
KEY, SECRET, BUCKET = "lab-of-the-tests", "secret-of-the-tests", "studio"
_PORTS = ("s3", "s3.port.grpc", "master", "master.port.grpc", "volume", "volume.port.grpc", "filer", "filer.port.grpc")
_OPTIONS = (
    *("-s3", "-filer", "-iam=false", "-master.telemetry=false"),
    *("-master.volumeSizeLimitMB=256", "-volume.max=8"),
)
_UP_WITHIN = 60.0


@dataclass
class SeaweedFS:
    """One server; `start` after `kill` finds what it had."""

    folder: Path
    ports: dict[str, int]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['s3']}"

    @property
    def settings(self) -> dict[str, str]:
        """A lab's, for a prefix of the bucket."""
        return {
            "files_url": f"s3://{BUCKET}/lab",
            "files_endpoint": self.url,
            "files_key": KEY,
            "files_secret": SECRET,
        }

    def start(self) -> None:
        """Returns when the bucket can be written to."""
        ports = [f"-{name if '.' in name else f'{name}.port'}={port}" for name, port in self.ports.items()]
        self.process = subprocess.Popen(
            [WEED, "server", f"-dir={self.folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", *_OPTIONS, *ports],
            env={**os.environ, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._make_bucket()

    def pause(self, seconds: float) -> None:
        """It answers nothing for so long; connections stand."""
        self._signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def _make_bucket(self) -> None:
        """A bucket is a folder of the filer's, made with the first file in it."""
        filer, end = f"http://127.0.0.1:{self.ports['filer']}/buckets/{BUCKET}/", time.monotonic() + _UP_WITHIN
        while True:
            try:
                requests.post(f"{filer}hello", files={"file": b"hello"}, timeout=2).raise_for_status()
                requests.get(self.url, timeout=2)
            except requests.RequestException:
                assert time.monotonic() < end, "SeaweedFS does not come up"
                time.sleep(0.1)
            else:
                return


@contextmanager
def seaweedfs(folder: Path) -> Iterator[SeaweedFS]:
    """Running; it ends with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    server = SeaweedFS(folder, dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True)))
    try:
        server.start()
        yield server
    finally:
        server.kill()


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
