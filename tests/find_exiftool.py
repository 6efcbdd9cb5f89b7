"""Find ExifTool, the judge of what the lab writes beside pixels, and with --install get it where there is none.

With --install it tries apt-get (as root). Prints the path; where there is none a sentence, and fails in CI only: the
tests that need it are skipped elsewhere. Run it as `python -m tests.find_exiftool`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser.find_browser import APT

MISSING = (
    "No ExifTool was found for the tests of metadata. Install it (apt-get install libimage-exiftool-perl, or "
    "brew install exiftool), or let `make test` do it as root."
)
_PACKAGE = "libimage-exiftool-perl"


def find_exiftool() -> str | None:
    """Its path, where it starts and tells its version."""
    path = shutil.which("exiftool")
    return path if path and _runs([path, "-ver"]) else None


def install_exiftool() -> str | None:
    """By apt-get, where that may; its output goes to stderr."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    commands = ([*APT, "update"], [*APT, "install", "--yes", "--no-install-recommends", _PACKAGE])
    return find_exiftool() if all(_runs(command) for command in commands) else None


def _runs(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr.fileno(), env=environment)
    except OSError as error:
        print(error, file=sys.stderr)
        return False
    return done.returncode == 0


def main(arguments: list[str]) -> int:
    path = find_exiftool() or (install_exiftool() if "--install" in arguments else None)
    print(path or MISSING, file=sys.stdout if path else sys.stderr)
    return 0 if path or not os.environ.get("CI") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
