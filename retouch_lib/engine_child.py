"""The local engine as a child process: started with the lab, started again when it dies, ended with the lab."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from retouch_lib.errors import ConnectionLost

_log = logging.getLogger(__name__)

MODULE = "retouch_lib.engine"
_CREDITS = 1_000_000
_URL_WITHIN = 30.0
"""Seconds a child has for naming its address: numpy and OpenCV are slow to load on a cold disk."""
_WAIT_FOR_URL = 20.0
"""Seconds a call waits for a child that is being started."""
_LONGEST_PAUSE = 5.0
_END_WITHIN = 2.0
_SOURCE = Path(__file__).parents[1]


class EngineChild:
    """One engine process. It has its own process group, so that Ctrl-C reaches only us, and ends with its stdin."""

    def __init__(self, data_dir: Path, seconds: float = 0.0, hook_host: str = "") -> None:
        """`hook_host`: a host, beside this computer, that it may call at a task's end."""
        self._command = [
            sys.executable,
            *("-m", MODULE, "--port", "0", "--data-dir", str(data_dir)),
            *("--seconds", f"{seconds:g}", "--credits", str(_CREDITS), "--until-stdin-closes"),
            *(("--hook-host", hook_host) if hook_host else ()),
        ]
        self._changed = threading.Condition()
        self._url = ""
        self._trouble = ""
        self._note = ""
        self._process: subprocess.Popen[str] | None = None
        self._closing = False
        self._watcher = threading.Thread(target=self._watch, daemon=True, name="engine-watcher")

    def start(self) -> None:
        """Begin to start it; `url()` waits until it is there."""
        self._watcher.start()

    def url(self) -> str:
        """Its address ("http://127.0.0.1:PORT") at this moment; raises ConnectionLost while it is down, with what it
        said itself where it can't start.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._url or self._trouble or self._closing, _WAIT_FOR_URL)
            if self._url:
                return self._url
            why = self._trouble or "The local engine is being started again."
        raise ConnectionLost(why)

    @property
    def note(self) -> str:
        """What it had to mend in its folder at a start, in its own words; empty when nothing."""
        return self._note

    @property
    def trouble(self) -> str:
        """Why it can't be started now, in its own words; empty while it runs or is being started."""
        return self._trouble

    @property
    def pid(self) -> int | None:
        """The process that runs now, or None."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def close(self) -> None:
        """End it; under 5 s, by force where it does not listen."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            process = self._process
        if process is not None:
            _end(process)
        if self._watcher.is_alive():
            self._watcher.join(_END_WITHIN)

    def _watch(self) -> None:
        pause = 0.1
        while True:
            try:
                process = self._spawn()
            except OSError as error:  # no memory or no process to be had: that passes
                _log.error("The local engine can't be started now: %s.", error.strerror)
                if self._closed_within(_LONGEST_PAUSE):
                    return
                continue
            if process is None:
                return
            complaints = _Complaints(process)
            url = _first_line(process, self._take_note)
            if url.startswith("http"):
                pause = 0.1
                self._set(url=url)
                process.wait()
                self._set()
            else:
                _end(process)
                self._set(trouble=complaints.last_sentence())
            complaints.end()
            _close_pipes(process)
            if self._closed_within(pause):
                return
            _log.warning("The local engine ended (code %s); it is started again.", process.returncode)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _closed_within(self, seconds: float) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self._closing, seconds)

    def _spawn(self) -> subprocess.Popen[str] | None:
        paths = [str(_SOURCE), os.environ.get("PYTHONPATH", "")]
        environment = {**_without_secrets(os.environ), "PYTHONPATH": os.pathsep.join(path for path in paths if path)}
        with self._changed:
            if self._closing:
                return None
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                env=environment,
                start_new_session=True,
            )
            return self._process

    def _take_note(self, note: str) -> None:
        self._note = note

    def _set(self, *, url: str = "", trouble: str = "") -> None:
        with self._changed:
            self._url, self._trouble = url, trouble
            self._changed.notify_all()


class _Complaints:
    """What it writes to standard error: passed on line by line to ours, the last one remembered."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._last = ""
        self._reader = threading.Thread(target=self._read, args=(process.stderr,), daemon=True, name="engine-errors")
        self._reader.start()

    def last_sentence(self) -> str:
        """The engine says in one sentence why it can't start; what else it may have written, a traceback, is none."""
        self.end()
        return self._last if self._last.endswith(".") else ""

    def end(self) -> None:
        """Wait for the rest; a process that ended has no more to say."""
        self._reader.join(_END_WITHIN)

    def _read(self, stream: IO[str]) -> None:
        with suppress(ValueError):  # closed while it was read
            for line in stream:
                self._last = line.strip() or self._last
                # Our own stderr may be closed. Reading goes on then, too: the engine would block on a full pipe.
                with suppress(OSError, ValueError, AttributeError):
                    sys.stderr.write(line)


def _first_line(process: subprocess.Popen[str], take_note: Callable[[str], None]) -> str:
    """The URL it prints; "" when none comes in time. What it prints later is a note of its start."""
    lines: list[str] = []
    came = threading.Event()

    def read(stream: IO[str]) -> None:
        try:
            lines.append(stream.readline())
            came.set()
            for line in stream:
                take_note(line.strip())
        except ValueError:  # closed while it was read
            came.set()

    assert process.stdout is not None
    threading.Thread(target=read, args=(process.stdout,), daemon=True, name="engine-output").start()
    came.wait(_URL_WITHIN)
    words = lines[0].split() if lines else []
    return next((word for word in words if word.startswith("http")), "")


def _end(process: subprocess.Popen[str]) -> None:
    """Close its stdin, then insist."""
    if process.stdin is not None and not process.stdin.closed:
        process.stdin.close()
    for insist in (process.terminate, process.kill):
        try:
            process.wait(_END_WITHIN / 2)
        except subprocess.TimeoutExpired:
            insist()
        else:
            return
    process.wait(_END_WITHIN)


def _close_pipes(process: subprocess.Popen[str]) -> None:
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None and not pipe.closed:
            pipe.close()


def _without_secrets(environment: os._Environ[str]) -> dict[str, str]:
    """The child is sent a token with each call and needs none of ours."""
    return {name: value for name, value in environment.items() if name != "RETOUCH_TOKEN"}
