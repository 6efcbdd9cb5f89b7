"""HEIC photos of phones, which the API doesn't take: made into a JPEG once, when they come.

The decoder is a library in C++ that reads what strangers made. It works in a process of its own (`heic_decoder`) with
little memory and time: whatever a file does there, the lab goes on.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import formats, limits
from retouch_lib.imaging.files.hdr import ADVICE

MODULE = "retouch_lib.imaging.files.heic_decoder"
REFUSED = 3
"""The decoder's exit code when the reason is on its standard output, a sentence."""
SECONDS = 300.0
"""Wall time: a computer may be busy with other things. The decoder limits its own processor time far below this."""

_SOURCE = Path(__file__).parents[3]
_LONGEST_SENTENCE = 500
_CLOSED = "Retouch Lab was stopped while the HEIC was converted. Nothing was kept; add the photo again."


def is_heic(path: Path) -> bool:
    """By its first bytes; AVIF and image sequences are none."""
    with path.open("rb") as file:
        return is_heic_head(file.read(formats.HEAD_BYTES))


def is_heic_head(head: bytes) -> bool:
    return formats.name(head) == "a HEIC"


def jpeg_name(name: str) -> str:
    """What the JPEG made of a HEIC is called.

    >>> jpeg_name("IMG_0042.HEIC")
    'IMG_0042.jpg'
    """
    stem, _, ending = name.rpartition(".")
    if ending.lower() in ("jpg", "jpeg"):
        return name
    return f"{stem if stem and ending.lower() in ('heic', 'heif', 'hif') else name}.jpg"


class Converter:
    """Makes JPEGs of HEICs, one at a time: each may take a gigabyte for a moment. May be used from any thread."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._changing = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def convert(self, source: Path, target: Path) -> None:
        """Write the main picture of a HEIC as a JPEG 4:4:4, upright, with its colour profile and Exif data.

        The same file always brings the same bytes. Raises InvalidPhoto with a sentence, and leaves no target behind.
        """
        limits.refuse_long(source.stat().st_size)
        try:
            with self._one_at_a_time:
                code, words = self._run(source, target)
            if code:
                raise InvalidPhoto(_CLOSED if self._closed else _sentence(code, words))
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def close(self) -> None:
        """End what is being converted, and convert nothing more."""
        with self._changing:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def _run(self, source: Path, target: Path) -> tuple[int, str]:
        """The decoder's exit code and its words."""
        with self._changing:
            if self._closed:
                raise InvalidPhoto(_CLOSED)
            self._process = _decoder(source, target)
        with self._process as process:
            assert process.stdout is not None
            try:
                process.wait(SECONDS)  # not communicate(): it closes the decoder's standard input at once
            except subprocess.TimeoutExpired:
                process.kill()
            except BaseException:
                process.kill()
                raise
            said = process.stdout.read(_LONGEST_SENTENCE)
        with self._changing:
            self._process = None
        return process.wait(), said.decode(errors="replace").strip()


def _decoder(source: Path, target: Path) -> subprocess.Popen[bytes]:
    """Its standard input is a pipe of ours: it ends when we end."""
    return subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-m", MODULE, str(source), str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """As little as it needs: no token, and no threads beside the decoder's own."""
    kept = {
        name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ
    }
    paths = [str(_SOURCE), os.environ.get("PYTHONPATH", "")]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }


def _sentence(code: int, words: str) -> str:
    if code == REFUSED and words:
        return words
    if -code in (getattr(signal, "SIGXCPU", 0), signal.SIGTERM, getattr(signal, "SIGKILL", 0)):
        return f"This HEIC takes too much time to read: it may be damaged, or made to do harm. {ADVICE}"
    return f"This HEIC can't be read: its data is damaged. {ADVICE}"
