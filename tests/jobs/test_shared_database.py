"""A lab whose tables and workflows are PostgreSQL's: the same jobs, and its password nowhere."""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.errors import NewerDatabase
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.tokens.database_url import DatabaseUrl
from tests.jobs.labs import finish, launched, new_photo, press, settings
from tests.postgres_server import PostgresServer

PASSWORD = "Geh3imesWort"


def test_jobs_go_to_their_end_and_are_known_to_the_next_process(
    postgres: PostgresServer, engine: EngineServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = DatabaseUrl(postgres.new_database().replace("lab@", f"lab:{PASSWORD}@"))
    with launched(tmp_path, engine.url, database_url=url) as lab:
        first = lab.jobs._database.executor
        photo = new_photo(lab)
        (job,) = finish(lab, press(lab, photo, "custom", LOOKS[:1]))
    with launched(tmp_path, engine.url, database_url=url) as lab:
        assert lab.store.job(job.owner, job.id) == job
        assert lab.vault.find(job.owner, job.token_ref) is not None, "whatever process wrote it"
        assert lab.jobs._database.executor != first
        assert not (tmp_path / "lab.sqlite").exists()
        assert not (tmp_path / "jobs.sqlite").exists()
    assert PASSWORD not in caplog.text
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()
    newer_workflows_are_left_alone(url, tmp_path)


def newer_workflows_are_left_alone(url: DatabaseUrl, folder: Path) -> None:
    with psycopg.connect(url.with_password()) as connection:
        connection.execute("UPDATE retouch_jobs.dbos_migrations SET version = 99999")
    with closing(Lab.open(settings(folder, "http://127.0.0.1:1", database_url=url))) as lab:
        with pytest.raises(NewerDatabase, match="Start the newer version") as caught:
            lab.launch()
        assert PASSWORD not in str(caught.value)
