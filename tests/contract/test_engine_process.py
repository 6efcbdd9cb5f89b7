"""The engine as a process: its one line, how it ends, and what a kill -9 leaves."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from retouch_lib.engine.__main__ import main
from tests.contract import raw
from tests.engines import ROOT, MakeEngine, MakeEngineProcess, jpeg_bytes, wait_until

JPEG = jpeg_bytes()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_line_and_a_quiet_end_by_signal(make_engine_process: MakeEngineProcess, number: int) -> None:
    engine = make_engine_process("--seconds", "60", "--faults", quick=True)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", engine.url)
    raw.started(engine.url, JPEG)
    raw.call(engine.url, "POST", "/faults", b'{"call": "status", "kind": "stall"}')
    with raw.connected(engine.url) as stalled, raw.connected(engine.url) as uploading:
        stalled.sendall(raw.get_bytes("/api/v1/retoucher/status/any"))
        uploading.sendall(raw.start_bytes(JPEG)[:-100])
        wait_until(lambda: raw.call(engine.url, "GET", "/charges").json["faults"] == 0)
        assert engine.terminate(number) < 2
    assert engine.end() == ("", "")
    assert engine.process.returncode == 0


def test_it_ends_with_its_standard_input_when_told_to(make_engine_process: MakeEngineProcess) -> None:
    engine = make_engine_process("--until-stdin-closes", quick=True)
    assert raw.status(engine.url, "any").status == 404
    assert engine.end() == ("", ""), "communicate closes its standard input"
    assert engine.process.returncode == 0


def test_faults_over_http_only_with_the_flag(make_engine_process: MakeEngineProcess) -> None:
    engine = make_engine_process(quick=True)
    assert raw.call(engine.url, "POST", "/faults", b'{"call": "status", "kind": "stall"}').status == 404
    assert raw.call(engine.url, "GET", "/charges").status == 404


def test_a_taken_port_is_said_in_one_sentence(make_engine_process: MakeEngineProcess) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        engine = make_engine_process(port=port, quick=True)
        out, err = engine.end()
    assert (engine.url, out, engine.process.returncode) == ("", "", 1)
    assert err == f"The local engine can't listen on 127.0.0.1:{port}: Address already in use.\n"


def test_after_a_kill_unfinished_tasks_are_taken_up_with_another_attempt(
    make_engine_process: MakeEngineProcess,
) -> None:
    key = raw.new_key()
    engine = make_engine_process("--credits", "5", stuck=True)
    task = raw.started(engine.url, JPEG, key=key)
    for attempt in (1, 2, 3):
        wait_until(lambda engine=engine: raw.status(engine.url, task).json["state"] == "active")
        assert raw.status(engine.url, task).json["attempt"] == attempt
        engine.kill()
        engine = make_engine_process("--credits", "5", "--faults", stuck=True)
    end = raw.ended(engine.url, task)
    assert (end["state"], end["attempt"]) == ("failed", 3)
    assert end["reason"] == "The local engine was killed 3 times during this task."
    assert raw.start(engine.url, JPEG, key=key).json == {"status": 200, "id": task, "retouchQuota": 4}
    assert raw.call(engine.url, "GET", "/charges").json == {"charges": 1, "starts": 2, "faults": 0}


def test_kills_while_a_made_result_waits_for_its_time_cost_no_attempt(
    make_engine_process: MakeEngineProcess, tmp_path: Path
) -> None:
    engine = make_engine_process("--seconds", "60", quick=True)
    task = raw.started(engine.url, JPEG)
    result = tmp_path / "engine" / "tasks" / task / "result"
    wait_until(result.exists)
    made = result.stat().st_mtime_ns
    for _ in range(2):
        wait_until(lambda engine=engine: raw.status(engine.url, task).json["state"] == "active")
        engine.kill()
        engine = make_engine_process("--seconds", "60", quick=True)
    assert (raw.status(engine.url, task).json["attempt"], result.stat().st_mtime_ns) == (1, made)
    engine.kill()
    assert raw.ended(make_engine_process(quick=True).url, task)["state"] == "completed"


def unfinished(make_engine_process: MakeEngineProcess) -> list[str]:
    """Tasks that a killed engine left, which never began."""
    engine = make_engine_process(stuck=True)
    tasks = [raw.started(engine.url, JPEG) for _ in range(4)]
    engine.kill()
    return tasks


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--port", "70000", "70000 is no port (0 to 65535)"),
        ("--port", "-1", "-1 is no port"),
        ("--port", "x", "x is no port"),
        ("--seconds", "soon", "soon is no number of seconds"),
        ("--seconds", "nan", "nan is no number of seconds"),
        ("--credits", "-5", "-5 is no number of credits"),
        ("--data-dir", "", "a folder's name is needed"),
    ],
)
def test_an_option_that_cant_be_used_is_named(
    option: str, value: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--data-dir", str(tmp_path), option, value])
    assert ended.value.code == 2
    assert f"argument {option}: {said}" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk to be had")
def test_an_address_that_cant_be_written_is_said_and_served(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.quick_engine", "--port", "0", "--until-stdin-closes", "--data-dir"]
    with (
        Path("/dev/full").open("w") as full,
        subprocess.Popen(
            [*command, str(tmp_path)], stdin=subprocess.PIPE, stdout=full, stderr=subprocess.PIPE, text=True, cwd=ROOT
        ) as engine,
    ):
        assert engine.stderr is not None
        said = engine.stderr.readline()
        address, why = re.findall(r"address, (http://[0-9.:]+), can't be written: (.+)\.$", said)[0]
        assert why == "No space left on device"
        assert raw.status(address, "any").status == 404
        assert engine.communicate(timeout=20) == (None, "")
    assert engine.returncode == 0


def test_a_second_line_says_what_was_mended(make_engine_process: MakeEngineProcess, tmp_path: Path) -> None:
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "engine.sqlite").write_bytes(b"noise" * 2000)
    engine = make_engine_process("--until-stdin-closes", quick=True)
    assert engine.process.stdout is not None
    note = engine.process.stdout.readline()
    assert note.startswith("engine.sqlite was damaged and is set aside as")
    assert raw.call(engine.url, "GET", "/").json["note"] == note.strip()
    assert note in engine.end()[1]


@pytest.mark.parametrize("arguments", [("--until-stdin-closes",), ()])
def test_an_engine_whose_starter_died_ends_whole_and_fails_nobody(
    make_engine_process: MakeEngineProcess, arguments: tuple[str, ...]
) -> None:
    """Nobody reads its address. It used to go on without its main thread, and every task failed by that."""
    tasks = unfinished(make_engine_process)
    orphan = make_engine_process(*arguments, orphan=True, quick=True)
    assert orphan.end() == ("", "")
    assert orphan.process.returncode == 0
    engine = make_engine_process(quick=True)
    assert {raw.ended(engine.url, task)["state"] for task in tasks} == {"completed"}


def test_an_engine_ends_with_its_starter_in_the_middle_of_work(make_engine_process: MakeEngineProcess) -> None:
    engine = make_engine_process("--until-stdin-closes", stuck=True)
    tasks = [raw.started(engine.url, JPEG) for _ in range(4)]
    wait_until(lambda: raw.status(engine.url, tasks[0]).json["state"] == "active")
    assert engine.end() == ("", "")
    again = make_engine_process(quick=True)
    ends = [raw.ended(again.url, task) for task in tasks]
    assert {(end["state"], end["attempt"]) for end in ends} == {("completed", 1)}


def test_after_a_kill_the_result_comes_with_one_credit(make_engine_process: MakeEngineProcess) -> None:
    engine = make_engine_process(stuck=True)
    done = raw.started(engine.url, JPEG)
    wait_until(lambda: raw.status(engine.url, done).json["state"] == "active")
    engine.kill()
    again = make_engine_process("--faults", quick=True)
    end = raw.ended(again.url, done)
    assert (end["state"], end["attempt"]) == ("completed", 2)
    result = raw.get_file(again.url, done)
    assert result.status == 200
    again.kill()
    third = make_engine_process("--faults", quick=True)
    assert raw.get_file(third.url, done).body == result.body, "a finished result outlives a kill"
    assert raw.call(third.url, "GET", "/charges").json["charges"] == 1


def test_a_second_engine_in_one_folder_says_so_in_one_sentence(
    make_engine: MakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    make_engine(data_dir=tmp_path / "e")
    monkeypatch.setattr("retouch_lib.engine.ledger._LOCK_WAIT", 0.05)
    monkeypatch.setattr("signal.signal", lambda number, handler: None)
    monkeypatch.setattr("sys.setswitchinterval", lambda seconds: None)
    assert main(["--port", "0", "--data-dir", str(tmp_path / "e")]) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert err == f"Another local engine works in {tmp_path / 'e'}. Stop it, or name another folder.\n"
