"""Figures at /metrics: true ones, and only to who may see them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import JobState
from tests.contract.hosts import Host
from tests.jobs.labs import OWNER, new_photo

KEY = "k7Qx-2mZp9Lw4Nv8"


def test_jobs_under_way_are_told_by_server_and_state(host: Host) -> None:
    photo = new_photo(host.lab)
    run = host.lab.run(host.lab.plan(OWNER, [photo.sha256], LOOKS, "local"))
    host.lab.store.set_job(run.items[0].job.id, state=JobState.STARTING)
    status, headers, body = host.call("GET", "/metrics")
    text = body.decode()
    assert status == 200
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'retouch_jobs{server="local",state="queued"} 2.0' in text
    assert 'retouch_jobs{server="local",state="starting"} 1.0' in text
    assert 'retouch_jobs_oldest_seconds{server="local",state="queued"}' in text
    assert "retouch_database_up 1.0" in text
    assert "retouch_photos_added_total 1.0" in text
    assert "process_resident_memory_bytes" in text
    for secret in (photo.name, photo.sha256, OWNER + '"', run.items[0].job.id):
        assert secret not in text.replace('server="local"', "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "lab.example"},
        {"Host": "app-1:8501"},
        {"X-Forwarded-For": "10.0.0.9"},
        {"Forwarded": "for=10.0.0.9"},
        {"Via": "1.1 Caddy"},
        {"Host": "app-1", "Authorization": f"Bearer {KEY}x"},
        {"Host": "app-1", "Authorization": KEY},
        {"Host": "app-1", "Authorization": "Bearer "},
        {"Host": "app-1", "Authorization": "Bearer \xe9"},
    ],
)
def test_others_are_not_told_that_there_are_any(host: Host, tmp_path: Path, headers: dict[str, str]) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    assert host.call("GET", "/metrics", **headers)[0] == 404
    host.lab.settings = replace(host.lab.settings, metrics_key_file=str(tmp_path / "key"))
    assert host.call("GET", "/metrics", **headers)[0] == 404


def test_whoever_shows_the_key_sees_them(host: Host, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    host.lab.settings = replace(host.lab.settings, metrics_key_file=str(tmp_path / "key"))
    shown = {"Host": "app-1:8501", "Authorization": f"Bearer {KEY}"}
    assert host.call("GET", "/metrics", **shown)[0] == 200
    (tmp_path / "key").write_text("short")
    assert host.call("GET", "/metrics", **{**shown, "Authorization": "Bearer short"})[0] == 404


def test_no_page_in_a_browser_sees_them(host: Host) -> None:
    assert host.call("GET", "/metrics", Origin="https://other.example")[0] == 403
    assert host.call("GET", "/metrics", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
