"""The scripts that Tune copies, run as they are against the local engine; their pauses of 5 s are cut, nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from retouch_lib.engine.server import EngineServer
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.snippets import LANGUAGES, snippet
from retouch_lib.presets.vendor import SLIGHT
from tests.engines import TOKEN, MakeEngine, jpeg_bytes, png_bytes, quick_work
from tests.unit.cloud.raw_server import Line, RawServer

_NODE_QUICK = (
    "const wait = setTimeout; "
    "globalThis.setTimeout = (done, ms, ...more) => wait(done, ms === 5000 ? 20 : ms, ...more);"
)
_PYTHON_QUICK = (
    "import runpy, sys, time; wait = time.sleep; time.sleep = lambda s: wait(0.02); "
    "sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"
)
_PHP_QUICK = "<?php function sleep(int $seconds): int { usleep(20000); return 0; }"


@dataclass(frozen=True)
class Runner:
    """How one language's script is started."""

    language: str
    program: str

    def missing(self) -> str:
        """Why it can't be run here; empty when it can."""
        if shutil.which(self.program) is None:
            return f"{self.program} is not on this machine"
        if self.language == "curl (bash)" and shutil.which("curl") is None:
            return "curl is not on this machine"
        if self.language == "PHP":
            modules = subprocess.run([self.program, "-m"], capture_output=True, text=True, check=False).stdout
            return "" if "curl" in modules.split() else "PHP has no cURL extension on this machine"
        if self.language == "Node.js":
            version = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=False).stdout
            return "" if int(version.strip().lstrip("v").split(".")[0]) >= 18 else f"Node.js {version} has no fetch"
        return ""

    def command(self, folder: Path) -> list[str]:
        """The script's command line, with a shim that shortens its pauses."""
        script = str(folder / LANGUAGES[self.language].file_name)
        if self.language == "Python (requests)":
            return [self.program, "-c", _PYTHON_QUICK, script]
        if self.language == "Node.js":
            (folder / "quick.cjs").write_text(_NODE_QUICK)
            return [self.program, "--require", str(folder / "quick.cjs"), script]
        if self.language == "PHP":
            (folder / "quick.php").write_text(_PHP_QUICK)
            shim = ["-d", "disable_functions=sleep", "-d", f"auto_prepend_file={folder / 'quick.php'}"]
            return [self.program, *shim, script]
        (folder / "bin").mkdir(exist_ok=True)
        quick = folder / "bin" / "sleep"
        quick.write_text("#!/bin/sh\nexec /bin/sleep 0.02\n")
        quick.chmod(0o755)
        return [self.program, script]


RUNNERS = (
    Runner("curl (bash)", "bash"),
    Runner("Python (requests)", sys.executable),
    Runner("PHP", "php"),
    Runner("Node.js", "node"),
)


@pytest.fixture(params=RUNNERS, ids=lambda runner: runner.language)
def runner(request: pytest.FixtureRequest) -> Runner:
    found: Runner = request.param
    if reason := found.missing():
        pytest.skip(f"{reason}: its script is compared with its golden file only")
    return found


def run(
    runner: Runner, folder: Path, script: str, *arguments: str, token: str = TOKEN, base: str = ""
) -> subprocess.CompletedProcess[str]:
    """Write the script into the folder and start it there."""
    (folder / LANGUAGES[runner.language].file_name).write_text(script, newline="")
    environment: Mapping[str, str] = {
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "no_proxy": "*",
        **({"RETOUCH_TOKEN": token} if token else {}),
        **({"RETOUCH_API_BASE": base} if base else {}),
    }
    command = [*runner.command(folder), *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=90, check=False)


def script(runner: Runner, engine: EngineServer, preset: Preset = SLIGHT, photo: str = "photo.jpg") -> str:
    return snippet(runner.language, preset, f"{engine.url}/api/v1", photo_name=photo)


def test_it_brings_the_result_and_a_rerun_pays_nothing(runner: Runner, engine: EngineServer, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    expected = tmp_path / "expected.jpg"
    quick_work(tmp_path / "photo.jpg", SLIGHT.payload()["tasks"], expected, lambda plugin, fraction: None)
    for starts in (1, 2):
        ended = run(runner, tmp_path, script(runner, engine))
        assert ended.returncode == 0, ended.stderr
        assert Path(tmp_path, ended.stdout.strip()).resolve() == tmp_path / "photo_slight.jpg"
        assert (tmp_path / "photo_slight.jpg").read_bytes() == expected.read_bytes()
        assert (engine.tasks.starts, engine.tasks.charges) == (starts, 1)
        assert TOKEN not in ended.stdout + ended.stderr
    assert not list(tmp_path.glob("*.part"))


def test_the_environment_names_another_server(runner: Runner, engine: EngineServer, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    elsewhere = snippet(runner.language, SLIGHT, "http://127.0.0.1:1/api/v1", photo_name="photo.jpg")
    assert run(runner, tmp_path, elsewhere).returncode == 1
    for base in (f"{engine.url}/api/v1", f"{engine.url}/api/v1/"):
        ended = run(runner, tmp_path, elsewhere, base=base)
        assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "photo_slight.jpg").exists()
    assert (engine.tasks.starts, engine.tasks.charges) == (2, 1), "the key is the same whatever the server"


def test_an_id_of_any_letters_is_asked_for_as_it_came(runner: Runner, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())

    def serve(line: Line) -> None:
        line.read_request()
        asked = line.head.split(" ")[1]
        if asked.endswith("/start"):  # as PHP writes a slash
            line.answer(
                200, b'{"status":200,"id":"eu\\/j 1?\xc3\xa4%2e","retouchQuota":7}', Content_Type="application/json"
            )
        elif "/status/" in asked:
            line.answer(200, {"status": 200, "state": "completed"})
        else:
            line.answer(200, jpeg_bytes())

    with RawServer([serve]) as server:
        ended = run(runner, tmp_path, snippet(runner.language, SLIGHT, server.base, photo_name="photo.jpg"))
        asked = [line.head.split(" ")[1].removeprefix("/api/v1/retoucher/") for line in server.lines]
    assert ended.returncode == 0, ended.stderr
    assert [unquote(path.partition("/")[2]) for path in asked[1:]] == ["eu/j 1?ä%2e"] * 2
    assert [path.partition("/")[0] for path in asked] == ["start", "status", "getFile"]
    assert not any(letter in path.partition("/")[2] for path in asked for letter in "/? ")


def test_another_payload_photo_or_word_is_another_job(runner: Runner, engine: EngineServer, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    (tmp_path / "other one.png").write_bytes(png_bytes(seed=2))
    once = script(runner, engine)
    edited = once.replace('"Alpha1": 0.8', '"Alpha1": 0.7')
    again = once.replace("again=''", "again='x'").replace("AGAIN = ''", "AGAIN = 'x'")
    again = again.replace('AGAIN = ""', 'AGAIN = "x"').replace("again = ''", "again = 'x'")
    assert len({once, edited, again}) == 3
    for text, *arguments in ((once,), (edited,), (again,), (once, "other one.png")):
        ended = run(runner, tmp_path, text, *arguments)
        assert ended.returncode == 0, ended.stderr
    assert engine.tasks.charges == 4
    assert (tmp_path / "other one_slight.png").read_bytes().startswith(b"\x89PNG")


def test_the_key_is_the_same_in_every_language(engine: EngineServer, tmp_path: Path) -> None:
    """A colleague's rerun in another language joins, too."""
    able = [runner for runner in RUNNERS if not runner.missing()]
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    for runner in able:
        ended = run(runner, tmp_path, script(runner, engine))
        assert ended.returncode == 0, ended.stderr
    assert (engine.tasks.starts, engine.tasks.charges) == (len(able), 1)


NASTY = Preset(
    "it's $(touch hacked) `x` \"?> */ 100%",
    (
        Task(
            "Heal",
            {
                "Scale": 0,
                "Note": 'it\'s $HOME `id` ${payload} "quoted" \\ back\\\\slash \\u0041',
                "More": "\n\t %PATH% !x! ''' \"\"\" é 🙂 @@BASE@@",
                "$(touch hacked)": [1e-7, 10**18, None, True, {"JSON": "\nJSON\n"}],
            },
        ),
    ),
    extra={"outputFormat": "jpeg", "?>": "<?php */ //"},
)


def test_whatever_the_values_are_they_are_sent_as_they_are(
    runner: Runner, make_engine: MakeEngine, tmp_path: Path
) -> None:
    seen = []

    def work(source, tasks, target, progress):  # type: ignore[no-untyped-def]
        seen.extend(tasks)
        return quick_work(source, tasks, target, progress)

    engine = make_engine(work=work)
    photo = 'it\'s $(touch hacked) `100%`; "ü".jpg'
    (tmp_path / photo).write_bytes(jpeg_bytes())
    ended = run(runner, tmp_path, script(runner, engine, NASTY, photo))
    assert ended.returncode == 0, ended.stderr
    assert seen == [{**task, "Layer": 0} for task in NASTY.payload()["tasks"]], "the engine adds Layer"
    assert not (tmp_path / "hacked").exists()
    assert Path(tmp_path, ended.stdout.strip("\n")).read_bytes().startswith(b"\xff\xd8")


def test_without_a_token_nothing_is_sent(runner: Runner, engine: EngineServer, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    ended = run(runner, tmp_path, script(runner, engine), token="")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Set RETOUCH_TOKEN to your token first. Nothing was sent." in ended.stderr


def test_what_goes_wrong_is_said(runner: Runner, engine: EngineServer, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    refused = run(runner, tmp_path, script(runner, engine), token="somebody-elses")
    assert refused.returncode == 1
    assert "Not started. The server says:" in refused.stderr
    assert "somebody-elses" not in refused.stderr
    engine.faults.add("start", "failed")
    failed = run(runner, tmp_path, script(runner, engine))
    assert failed.returncode == 1
    assert "The job failed: " in failed.stderr
    assert run(runner, tmp_path, script(runner, engine), "missing.jpg").returncode == 1
    assert list(tmp_path.glob("photo_*")) == []


def test_a_lost_answer_is_no_lost_credit(runner: Runner, engine: EngineServer, tmp_path: Path) -> None:
    """The server took the job and its answer never came: the rerun joins it."""
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    engine.faults.add("start", "drop_after")
    lost = run(runner, tmp_path, script(runner, engine))
    assert lost.returncode == 1
    assert "run this again: it joins the job by its key." in lost.stderr.lower()
    assert run(runner, tmp_path, script(runner, engine)).returncode == 0
    assert engine.tasks.charges == 1


@pytest.mark.parametrize(
    ("call", "kind"), [("status", "html_500"), ("status", "drop_before"), ("status", "drop_middle")]
)
def test_trouble_while_it_waits_loses_nothing(
    runner: Runner, engine: EngineServer, tmp_path: Path, call: str, kind: str
) -> None:
    (tmp_path / "photo.jpg").write_bytes(jpeg_bytes())
    engine.faults.add(call, kind)
    ended = run(runner, tmp_path, script(runner, engine))
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "photo_slight.jpg").exists()
