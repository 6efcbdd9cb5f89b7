"""Find ExifTool, the judge of what the lab writes beside pixels, and with --install get it where there is none.

With --install it tries apt-get (as root). Prints the path; where there is none a sentence, and fails in CI only: the
tests that need it are skipped elsewhere. Run it as `python -m tests.find_exiftool`.
"""

from __future__ import annotations

import os
import shutil
import sys

from tests.browser.find_browser import by_apt, run, starts

MISSING = (
    "No ExifTool was found for the tests of metadata. Install it (apt-get install libimage-exiftool-perl, or "
    "brew install exiftool), or let `make test` do it as root."
)
_PACKAGE = "libimage-exiftool-perl"


def find_exiftool() -> str | None:
    """Its path, where it starts and tells its version."""
    path = shutil.which("exiftool")
    return path if path and starts([path, "-ver"]) else None


def install_exiftool() -> str | None:
    """By apt-get, where that may; its output goes to stderr."""
    commands = by_apt(_PACKAGE)
    return find_exiftool() if commands and all(map(run, commands)) else None


def main(arguments: list[str]) -> int:
    path = find_exiftool() or (install_exiftool() if "--install" in arguments else None)
    print(path or MISSING, file=sys.stdout if path else sys.stderr)
    return 0 if path or not os.environ.get("CI") else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
