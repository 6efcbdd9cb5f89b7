"""Commands where no lab takes them: they open one, or say who has the folder; and labs that leave."""

from __future__ import annotations

import fcntl
import socket
import threading
from pathlib import Path

import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.settings import Settings
from retouch_lib.verbs import endpoint, performing, wire
from retouch_lib.verbs.calling import LabLeft, call, is_there
from retouch_lib.verbs.events import TICK
from retouch_lib.verbs.listening import Listener
from tests.cli.conftest import command, events, new_photo
from tests.engines import HandWork, MakeEngine
from tests.jobs.labs import launched
from tests.launches import as_launched_before


def test_a_lab_that_closes_ends_its_callers_with_a_sentence(make_engine: MakeEngine, tmp_path: Path) -> None:
    """Its path is longer than a socket's may be, too."""
    folder = tmp_path / ("long" * 25) / "data"
    arguments = {"photos": [str(new_photo(tmp_path))], "presets": ["slight"], "server": "local"}
    with launched(folder, make_engine(work=HandWork()).url) as lab:
        listener = Listener(lab)
        listener.start()
        assert is_there(lab.settings)
        waiting = call(lab.settings, "run", arguments)
        assert [next(waiting)["kind"] for _ in range(2)] == ["plan", "run"]
        listener.close()
        assert not (folder / endpoint.SOCKET).exists()
        assert not is_there(lab.settings)
        with pytest.raises(LabLeft, match="goes on when it runs again"):
            list(waiting)


def test_without_a_lab_a_command_opens_one_and_closes_it(engine: EngineServer, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    as_launched_before(folder)
    photo = new_photo(tmp_path)
    env = {"RETOUCH_ENGINE_URL": engine.url}
    told = command(folder, "run", photo, "--preset", "slight", "--json", "-o", tmp_path / "out", env=env)
    assert told.exit_code == 0, told.output
    assert [event["state"] for event in events(told) if event["kind"] == "result"] == ["done"]
    assert (tmp_path / "out" / "DSC_1.jpg").exists()
    assert "0 jobs under way" in command(folder, "status", env=env).output
    assert engine.tasks.charges == 1


def test_a_folder_that_another_process_has_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(performing, "_PATIENCE", 0.0)
    folder = tmp_path / "data"
    folder.mkdir()
    with (folder / "lab.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        told = command(folder, "status")
    assert told.exit_code == 6
    assert "already runs with the data folder" in told.output
    assert "It takes no commands" in told.output


def test_a_caller_hears_that_the_lab_left(tmp_path: Path) -> None:
    """One that was killed says nothing at its end."""
    folder = tmp_path / "data"
    folder.mkdir()
    with socket.socket(socket.AF_UNIX) as listening, endpoint.address(folder) as address:
        listening.bind(address)
        listening.listen(1)
        asking = call(Settings(folder), "status", {})
        threading.Thread(target=_take_and_leave, args=(listening,), daemon=True).start()
        with pytest.raises(LabLeft, match="goes on when it runs again"):
            next(asking)


def _take_and_leave(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    connection.recv(10_000)
    connection.sendall(wire.line_of(TICK))
    connection.close()
