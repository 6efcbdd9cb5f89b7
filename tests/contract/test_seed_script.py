"""The vendor's own scripts against the local engine: what integrators copy must work here as it stands.

`seed_script.txt` and `seed_script_node.txt` are the scripts of the vendor's page ("Python 3 standard library only" and
"Node.js 18+") with the indentation that the page lost. Only the host is changed before they run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import GOLDEN
from tests.engines import TOKEN, MakeEngine, jpeg_bytes, quick_work

SCRIPT = Path(__file__).with_name("seed_script.txt")
NODE_SCRIPT = Path(__file__).with_name("seed_script_node.txt")
HOST = "https://retoucher.hz.labs.retouch4.me"


def laid_out(folder: Path, photo: Path, host: str, source: Path = SCRIPT, name: str = "retouch.py") -> Path:
    """The script in a folder as it expects it: the sample one level up."""
    text = source.read_text()
    assert text.count(HOST) == 1
    (folder / "script").mkdir()
    shutil.copyfile(photo, folder / "DSC_6229_Sample.jpg")
    script = folder / "script" / name
    script.write_text(text.replace(HOST, host))
    return script


def run(script: Path, token: str) -> subprocess.CompletedProcess[str]:
    """In a process of its own; its pauses of 5 s are cut, its text is not touched."""
    quick = "import runpy, sys, time; wait = time.sleep; time.sleep = lambda s: wait(0.05); runpy.run_path(sys.argv[1])"
    return subprocess.run(
        [sys.executable, "-c", quick, str(script)],
        env={"RETOUCH_TOKEN": token, "no_proxy": "*", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_brings_a_retouched_photo_for_one_credit(make_engine: MakeEngine, portrait: Path, tmp_path: Path) -> None:
    engine = make_engine()
    ended = run(laid_out(tmp_path, portrait, engine.url), TOKEN)
    assert (ended.returncode, ended.stderr) == (0, "")
    result = tmp_path / "retouch_result_python.jpg"
    with Image.open(result) as retouched, Image.open(portrait) as original:
        retouched.load()
        assert (retouched.format, retouched.size) == ("JPEG", original.size)
    assert result.read_bytes() != portrait.read_bytes()
    assert engine.tasks.charges == 1


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not on this machine")
def test_the_node_script_brings_one_too(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(work=quick_work)
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg_bytes())
    script = laid_out(tmp_path, photo, engine.url, NODE_SCRIPT, "retouch.cjs")
    quick = tmp_path / "quick.cjs"
    quick.write_text(
        "const wait = setTimeout; globalThis.setTimeout = (done, ms) => wait(done, ms === 5000 ? 20 : ms);"
    )
    ended = subprocess.run(
        [str(shutil.which("node")), "--require", str(quick), str(script)],
        env={"RETOUCH_TOKEN": TOKEN, "no_proxy": "*", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert (tmp_path / "retouch_result_js.jpg").read_bytes().startswith(b"\xff\xd8")
    assert engine.tasks.charges == 1


def test_it_fails_aloud_with_a_token_nobody_knows(make_engine: MakeEngine, portrait: Path, tmp_path: Path) -> None:
    engine = make_engine()
    ended = run(laid_out(tmp_path, portrait, engine.url), "<your_token_here>")
    assert ended.returncode == 1
    assert "HTTP Error 460" in ended.stderr
    assert engine.tasks.charges == 0


def test_its_payload_is_the_balanced_preset() -> None:
    text = SCRIPT.read_text()
    values: dict[str, object] = {}
    start, end = text.index("PAYLOAD = {"), text.index("\n\n\ndef start_job")
    exec(text[start:end], values)
    assert values["PAYLOAD"] == json.loads((GOLDEN / "preset_balanced.json").read_text())
