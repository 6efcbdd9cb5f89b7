"""Commands at once where no app runs: the first opens a lab, the others go to it, and on by themselves when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from retouch_lib.settings import Settings
from retouch_lib.verbs import endpoint
from retouch_lib.verbs.calling import LabSaidNo, call, is_there
from retouch_lib.verbs.events import Event
from retouch_lib.verbs.listening import Listener
from retouch_lib.verbs.performing import perform
from tests.cli.conftest import command, events, new_photo
from tests.engines import HandWork, MakeEngine, wait_until
from tests.jobs.labs import OTHER_TOKEN_TEXT, launched
from tests.launches import as_launched_before

Begin = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Runs photos in a process of its own; who still runs at the end is killed."""
    processes: list[subprocess.Popen[str]] = []

    def begin(data_dir: Path, engine_url: str, *photos: Path, output: Path, verb: str = "run") -> subprocess.Popen[str]:
        processes.append(
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "retouch_lib",
                    verb,
                    *map(str, photos),
                    "--preset",
                    "slight",
                    "-o",
                    str(output),
                ],
                env={**os.environ, "RETOUCH_DATA_DIR": str(data_dir), "RETOUCH_ENGINE_URL": engine_url},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        )
        return processes[-1]

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def has_the_folder(process: subprocess.Popen[str]) -> bool:
    return any(file.path.endswith("lab.lock") for file in psutil.Process(process.pid).open_files())


def test_each_photo_is_paid_once_whoever_ends_first_or_is_killed(
    make_engine: MakeEngine, tmp_path: Path, begin: Begin
) -> None:
    """Three at once: the first ends and hands over to one of the others, which is killed; the last does the rest."""
    work, out = HandWork(), tmp_path / "out"
    engine = make_engine(work=work)
    folder = tmp_path / "data"
    as_launched_before(folder)
    first, second, third = (new_photo(tmp_path, name) for name in ("1.jpg", "2.jpg", "3.jpg"))
    told: list[Event] = []
    arguments = {"photos": [str(first)], "presets": ["slight"], "server": "local", "output": str(out)}
    settings = Settings(folder, engine_url=engine.url)
    one = threading.Thread(target=lambda: told.extend(perform(settings, "run", arguments)))
    one.start()
    work.wait_begun()
    others = [
        begin(folder, engine.url, first, second, third, output=out / "a"),
        begin(folder, engine.url, third, second, output=out / "b"),
    ]
    wait_until(lambda: engine.tasks.charges == 3, seconds=60)
    work.finish()
    one.join(60)
    assert [event["state"] for event in told if event["kind"] == "result"] == ["done"]
    holder = wait_until(lambda: next(filter(has_the_folder, others), None), seconds=60)
    last = others[1 - others.index(holder)]
    wait_until(lambda: is_there(settings), seconds=60)
    holder.kill()
    holder.wait(30)
    work.finish()
    work.finish()
    said, _ = last.communicate(timeout=60)
    assert last.returncode == 0, said
    wanted = {"2.jpg", "3.jpg"} | ({"1.jpg"} if last is others[0] else set())
    assert {path.name for path in (out / "ab"[others.index(last)]).iterdir()} == wanted
    assert (out / "1.jpg").exists()
    assert engine.tasks.charges == 3


def finish(work: HandWork) -> None:
    """What is at work, or comes to be within a minute."""
    wait_until(lambda: work.running > 0, seconds=60)
    work.finish()


def test_a_hot_folder_that_is_killed_pays_nothing_twice(make_engine: MakeEngine, tmp_path: Path, begin: Begin) -> None:
    work, out = HandWork(), tmp_path / "out"
    engine = make_engine(work=work)
    folder = tmp_path / "data"
    as_launched_before(folder)
    for number in range(2):
        new_photo(tmp_path / "in", f"{number}.jpg")
    watching = begin(folder, engine.url, tmp_path / "in", output=out, verb="watch")
    wait_until(lambda: engine.tasks.charges > 0, seconds=60)  # of the background only so many are at it at a time
    watching.kill()
    watching.wait(30)
    finishing = threading.Thread(target=lambda: [finish(work) for _ in range(2)])
    finishing.start()
    env = {"RETOUCH_ENGINE_URL": engine.url}
    told = command(folder, "watch", tmp_path / "in", "--preset", "slight", "-o", out, "--once", "--quiet", 0.1, env=env)
    finishing.join(60)
    assert told.exit_code == 0, told.output
    assert {path.name for path in (out / "done").iterdir()} == {"0.jpg", "1.jpg"}
    assert engine.tasks.charges == 2


def test_where_there_are_no_such_sockets_a_port_and_a_key_do(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "has_unix_sockets", lambda: False)
    folder = tmp_path / "data"
    with launched(folder, make_engine().url) as lab:
        listener = Listener(lab)
        listener.start()
        note = folder / endpoint.PORT
        assert note.stat().st_mode & 0o777 == 0o600
        told = command(folder, "run", new_photo(tmp_path), "--preset", "slight", "--json")
        assert [event["state"] for event in events(told) if event["kind"] == "result"] == ["done"]
        with endpoint.connected(folder):
            pass
        known = note.read_text()
        note.write_text(known.replace(known[-6], "x"))
        assert not is_there(lab.settings), "another key"
        note.write_text("{")
        assert not is_there(lab.settings)
        listener.close()
        assert not note.exists()


def test_a_command_with_another_token_waits_for_the_lab_of_a_command(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with launched(tmp_path / "data", make_engine().url) as lab:
        listener = Listener(lab, passing=True)
        listener.start()
        other = Settings(lab.settings.data_dir, token=type(lab.settings.token)(OTHER_TOKEN_TEXT))
        with pytest.raises(LabSaidNo) as refused:
            list(call(other, "status", {}))
        assert refused.value.passes
        waiting = perform(other, "status", {})
        assert "waits for it" in next(waiting)["text"]
        waiting.close()
        listener.hand_over()
        assert not is_there(lab.settings)
