"""Find the Chromium that the tests drive, and with --install get one where there is none.

Looks for chromium or Chrome on the PATH, then for Playwright's own. With --install it then tries apt-get (as root),
then Playwright's download. Prints the path, or ends with a sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
APT = ("apt-get", "--option", "DPkg::Lock::Timeout=120", "--quiet")
"""Waits for two minutes where another program holds apt's lock: a new machine brings itself up to date at its start."""
MISSING = (
    "No Chromium or Chrome was found for the browser tests. Install one (apt-get install chromium, or Google Chrome), "
    "or let `make test` fetch one: it needs root or a network that reaches Playwright's downloads."
)


def find_browser() -> str | None:
    """The first browser that starts and tells its version, or None."""
    return next((path for path in _candidates() if starts([path, "--version"], b"Chrom")), None)


def install_browser() -> str | None:
    """Try each way of getting a browser until one starts; their output goes to stderr."""
    for commands in _ways():
        if all(run(command) for command in commands) and (path := find_browser()):
            return path
    return None


def _candidates() -> Iterator[str]:
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    if Path(MAC).exists():
        yield MAC
    yield from _playwrights_own()


def _playwrights_own() -> Iterator[str]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if Path(path).exists():
        yield path


def starts(command: list[str], word: bytes = b"") -> bool:
    """Whether it ends well and says that word. Ubuntu's `chromium-browser` may only tell you to install a snap."""
    try:
        done = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and word in done.stdout


def _ways() -> Iterator[list[list[str]]]:
    if commands := by_apt("chromium"):
        yield commands
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    yield [[*playwright, "--with-deps"] if _is_root() else playwright]


def by_apt(package: str) -> list[list[str]]:
    """The commands that bring a package of Debian's; none where this user, or this system, can't."""
    if not (_is_root() and shutil.which("apt-get")):
        return []
    return [[*APT, "update"], [*APT, "install", "--yes", "--no-install-recommends", package]]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def run(command: list[str]) -> bool:
    print("$", *command, file=sys.stderr, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, env=environment).returncode == 0
    except OSError as error:
        print(error, file=sys.stderr)
        return False


def main(arguments: list[str]) -> int:
    path = find_browser()
    if path is None and "--install" in arguments:
        path = install_browser()
    if path is None:
        print(MISSING, file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
