"""What is in `deploy/`: read by the tools that judge such files, and held against the app's own settings."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from retouch_lib.settings import VARIABLES
from tests.teams.proxies import CADDY, DEPLOY, NGINX, nginx_on

HADOLINT = Path(sys.executable).with_name("hadolint")
COMPOSE = (DEPLOY / "compose.yaml").read_text()


def said(*command: str | Path, **env: str) -> str:
    """What a program answers; fails with it when the program isn't content."""
    answer = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**os.environ, **env})
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout + answer.stderr


def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(COMPOSE)
    return parsed


def test_the_dockerfile_is_clean() -> None:
    assert said(HADOLINT, DEPLOY / "Dockerfile") == ""


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is() -> None:
    text = (DEPLOY / "Dockerfile").read_text()
    assert re.search(r"^USER [1-9]\d*$", text, re.M)
    assert "/readyz" in text


def test_what_the_dockerfile_copies_is_there_and_let_through() -> None:
    kept = re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.M)
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)
    copied = {source for line in sources for source in line.split()}
    assert copied == set(kept)
    assert [path for path in copied if not (DEPLOY.parent / path).exists()] == []


def test_the_compose_file_keeps_to_the_specification() -> None:
    from compose_spec import PyOptions  # pinned for these tests alone; this file is read with all others

    found = PyOptions(apply_merge=True).from_yaml(COMPOSE)
    found.validate()
    assert set(found.service_names()) == set(compose()["services"])


def test_the_proxy_knows_every_replica() -> None:
    services = compose()["services"]
    apps = [name for name in services if name.startswith("app-")]
    assert len(apps) == 3
    assert services["proxy"]["environment"]["LAB_REPLICAS"].split() == [f"{app}:8501" for app in apps]
    assert len({services[app]["volumes"][0] for app in apps}) == 3, "each has a data folder of its own"


def test_no_secret_stands_in_it() -> None:
    parsed = compose()
    assert set(parsed["secrets"]) >= {"lab_secret", "db_password", "s3"}
    assert all(set(secret) == {"file"} for secret in parsed["secrets"].values())
    assert not re.search(r"(?i)(password|secret|token|key)\w*: *[\"']?(?!/run/secrets|\{)[A-Za-z0-9]{8}", COMPOSE)


@pytest.mark.parametrize("name", ["compose.yaml", "secrets.sh", "retouch-lab@.service"])
def test_every_setting_it_names_is_one(name: str) -> None:
    named = re.findall(r"RETOUCH_[A-Z_]*[A-Z]\b", (DEPLOY / name).read_text())
    assert named
    assert set(named) <= set(VARIABLES)


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    said("sh", DEPLOY / "secrets.sh", folder)
    first = {file.name: file.read_text() for file in folder.iterdir()}
    said("sh", DEPLOY / "secrets.sh", folder)
    assert {file.name: file.read_text() for file in folder.iterdir()} == first
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert len(first["lab_secret"]) == 64
    assert first["db_password"] in first["streamlit.toml"]
    assert first["s3_key"] in first["streamlit.toml"]
    assert first["s3_key"] in first["s3.json"]
    wanted = {Path(secret["file"]).name for secret in compose()["secrets"].values()}
    assert wanted <= set(first)


@pytest.mark.parametrize("policy", ["", "round_robin"])
def test_caddy_reads_its_file(tmp_path: Path, policy: str) -> None:
    env = {"LAB_ADDRESS": "http://127.0.0.1:9", "LAB_REPLICAS": "app-1:8501 app-2:8501", "HOME": str(tmp_path)}
    if policy:
        env["LAB_POLICY"] = policy
    assert "Valid configuration" in said(
        CADDY, "validate", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile", **env
    )


@pytest.mark.skipif(NGINX is None, reason="there is no nginx: apt-get install nginx-light")
@pytest.mark.parametrize("sticky", [True, False])
def test_nginx_reads_its_file(tmp_path: Path, sticky: bool) -> None:
    assert "test is successful" in said(*nginx_on(tmp_path, 9, [1, 2, 3], sticky=sticky), "-t")
