"""The proxies of `deploy/` before replicas on this computer: their files as they stand, with this test's addresses."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.browser.app_server import AppServer, free_port

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
CADDY = Path(sys.executable).with_name("caddy")
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
STICKY, IN_TURN = "cookie lab_replica", "round_robin"
_START_SECONDS = 20.0
_AROUND = """daemon off;
pid {folder}/pid;
{user}error_log {folder}/log info;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
{inside}}}
"""


@contextmanager
def caddy(folder: Path, apps: Sequence[AppServer], policy: str) -> Iterator[str]:
    """The address that it answers."""
    address = f"http://127.0.0.1:{free_port()}"
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LAB_ADDRESS": address,
        "LAB_BIND": "127.0.0.1",
        "LAB_POLICY": policy,
        "LAB_REPLICAS": " ".join(f"127.0.0.1:{app.port}" for app in apps),
    }
    command = [str(CADDY), "run", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
    with _running(command, address, folder / "caddy.log", env):
        yield address


def chosen_by_cookie(value: str, apps: Sequence[AppServer]) -> AppServer:
    """Whom Caddy's cookie names: the HMAC-SHA-256 of its address, without a key."""
    (app,) = [
        app for app in apps if hmac.new(b"", f"127.0.0.1:{app.port}".encode(), hashlib.sha256).hexdigest() == value
    ]
    return app


@contextmanager
def nginx(folder: Path, apps: Sequence[AppServer], *, sticky: bool) -> Iterator[str]:
    """The address that it answers; without encryption."""
    port = free_port()
    command = nginx_on(folder, port, [app.port for app in apps], sticky=sticky)
    address = f"http://127.0.0.1:{port}"
    with _running(command, address, folder / "nginx.log", dict(os.environ)):
        yield address


def nginx_on(folder: Path, port: int, replicas: Sequence[int], *, sticky: bool) -> list[str]:
    """The command for one on that port; its file is written into `folder`."""
    assert NGINX is not None
    place = folder / "nginx"
    place.mkdir()
    text = (DEPLOY / "nginx.conf").read_text()
    ports = iter(replicas)
    text = re.sub(r"(?m)^(    server 127\.0\.0\.1:)850\d", lambda found: f"{found[1]}{next(ports)}", text)
    text = re.sub(r"(?m)^    ssl_certificate.*\n", "", text).replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
    text = text.replace("; Secure", "").replace("lab.example", "127.0.0.1")
    if not sticky:
        text = re.sub(r"(?m)^    hash .*\n", "", text)
    user = "user root;\n" if os.geteuid() == 0 else ""  # else its workers couldn't enter this folder
    (place / "nginx.conf").write_text(_AROUND.format(folder=place, user=user, inside=text))
    return [NGINX, "-p", str(place), "-e", str(place / "log"), "-c", str(place / "nginx.conf")]


@contextmanager
def _running(command: list[str], address: str, log: Path, env: dict[str, str]) -> Iterator[None]:
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, env=env)
    try:
        _wait_until_it_answers(process, address, log)
        yield
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        with suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        time.sleep(0.05)
    raise AssertionError(log.read_text())
