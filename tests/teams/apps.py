"""Several replicas of the real app, on one database and with the same files, as a team has them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.browser.app_server import AppServer


@contextmanager
def replicas(folder: Path, count: int, database_url: str, **env: str) -> Iterator[list[AppServer]]:
    """So many, each with a data folder of its own; `env`: their further settings."""
    secret = folder / "secret"
    secret.write_text("5" * 64)
    shared = {
        "RETOUCH_DATABASE_URL": database_url,
        "RETOUCH_SECRET_FILE": str(secret),
        "RETOUCH_FILES_URL": (folder / "files").as_uri(),
        **env,
    }
    apps = [AppServer(folder / f"replica-{number}", shared) for number in range(count)]
    with ThreadPoolExecutor(count) as threads:
        try:
            yield list(threads.map(AppServer.start, apps))
        finally:
            list(threads.map(AppServer.close, apps))
