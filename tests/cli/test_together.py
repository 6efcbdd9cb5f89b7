"""Commands while a lab runs on the same data folder: both at once, through its socket."""

from __future__ import annotations

import json
import os
import pty
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import retouch_lib
from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.verbs import endpoint, wire
from tests.cli.conftest import Shell, new_photo
from tests.jobs.labs import OWNER, press


def test_a_command_on_a_terminal_while_the_lab_does_the_same(shell: Shell, tmp_path: Path) -> None:
    """Another process, with a terminal of its own: it draws a bar, and pays nothing that the lab pays."""
    path = new_photo(tmp_path)
    part = shell.lab.files.new_part()
    part.write_bytes(path.read_bytes())
    photo = shell.lab.add_photo(OWNER, part, path.name)
    pressing = threading.Thread(target=press, args=(shell.lab, photo, "custom", [SLIGHT]))
    pressing.start()
    main_end, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "retouch_lib", "run", str(path), "--preset", "slight", "--server", "custom"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "RETOUCH_DATA_DIR": str(shell.lab.settings.data_dir)},
    )
    os.close(terminal)
    said = b""
    try:
        while piece := os.read(main_end, 4096):
            said += piece
    except OSError:  # Linux's word for a terminal that nobody has open any more
        pass
    os.close(main_end)
    assert process.wait(20) == 0, said
    pressing.join()
    assert shell.charges == 1
    assert "✓" in said.decode()
    assert b"\x1b[?25l" in said, "a bar was drawn"
    assert said.rindex(b"\x1b[?25h") > said.rindex(b"\x1b[?25l"), "the cursor is back"


def test_a_pipe_gets_plain_lines(shell: Shell, tmp_path: Path) -> None:
    told = shell.run("run", new_photo(tmp_path, "a\x1b[31m.jpg"), "--preset", "slight")
    assert told.exit_code == 0
    assert "\x1b" not in told.output


def test_the_socket_is_its_owners(shell: Shell) -> None:
    assert stat.S_IMODE((shell.lab.settings.data_dir / endpoint.SOCKET).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"{\n", "BadLine"),
        (b"[]\n", "BadLine"),
        (b"cut off", "BadLine"),
        (json.dumps({"version": "0.0.0", "verb": "status", "arguments": {}}).encode() + b"\n", "AnotherVersion"),
        (json.dumps({"version": retouch_lib.__version__, "verb": "rm", "arguments": {}}).encode() + b"\n", "BadLine"),
        (
            json.dumps({"version": retouch_lib.__version__, "verb": "status", "arguments": {"x": 1}}).encode() + b"\n",
            "TypeError",
        ),
    ],
)
def test_whatever_comes_in_is_answered_and_the_lab_goes_on(shell: Shell, line: bytes, error: str) -> None:
    with socket.socket(socket.AF_UNIX) as caller, endpoint.address(shell.lab.settings.data_dir) as address:
        caller.connect(address)
        caller.sendall(line)
        caller.shutdown(socket.SHUT_WR)
        with caller.makefile("rb") as answer:
            said = wire.read_line(answer)
    assert said is not None
    assert (said["kind"], said["error"]) == ("error", error)
    assert shell.run("status").exit_code == 0
