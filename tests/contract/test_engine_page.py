"""docs/engine.md and `--help` say what the engine does: every call, every fault, every field of our own."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from retouch_lib.engine.__main__ import main
from retouch_lib.engine.faults import CALLS, FAULT_KINDS, OPTIONS
from retouch_lib.engine.manual import fault_rows, option_rows
from retouch_lib.engine.server import EngineServer
from tests.conftest import GOLDEN
from tests.contract import raw
from tests.engines import ROOT, MakeEngine, QuickOutcome, jpeg_bytes

PAGE = (ROOT / "docs" / "engine.md").read_text()
ROWS = {line for line in PAGE.splitlines() if line.startswith("| `")}


def test_the_page_has_every_fault_and_no_other() -> None:
    faults = PAGE[PAGE.index("## Trouble to order") :]
    assert [line for line in faults.splitlines() if line.startswith("| `")] == [*fault_rows(), *option_rows()]
    assert {option for kind in FAULT_KINDS.values() for option in kind.options} == set(OPTIONS)


def test_the_page_has_every_call_and_no_other(make_engine: MakeEngine) -> None:
    calls = raw.call(make_engine(control=False).url, "GET", "/").json["calls"]
    assert {match[1] for row in ROWS if (match := re.match(r"\| `([A-Z]+ /[^`]*)`", row))} == {*calls, "GET /"}


def test_help_tells_every_fault_with_its_calls_and_options(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    for name, kind in FAULT_KINDS.items():
        block = re.search(rf"^  {name} +(.+)\n +for (.+)$", said, re.M)
        assert block is not None, name
        calls, _, options = block[2].partition("; options: ")
        assert set(re.findall(r"\w+", options)) == kind.options
        assert calls == "every call" if kind.calls == set(CALLS) else set(calls.split(", ")) == kind.calls
    for option in OPTIONS:
        assert re.search(rf"^  {option} ", said, re.M), option
    for order in ("POST /faults", "DELETE /faults", "GET /charges", "count", "skip"):
        assert order in said


def test_the_pages_commands_do_what_it_says(engine: EngineServer) -> None:
    for line in re.findall(r"^curl (.+) http://127\.0\.0\.1:8600/faults$", PAGE, re.M):
        option, value = shlex.split(line)
        method, body = ("POST", value.encode()) if option == "-d" else (value, b"")
        reply = raw.call(engine.url, method, "/faults", body, {"Content-Type": "application/x-www-form-urlencoded"})
        assert reply.status == 200, line
    assert raw.call(engine.url, "GET", "/charges").json == {"charges": 0, "starts": 0, "faults": 0}


def test_fields_of_our_own_are_the_pages(make_engine: MakeEngine) -> None:
    """The vendor's example names all others."""
    theirs = {*json.loads((GOLDEN / "status_completed.json").read_text()), "message"}
    own = PAGE[PAGE.index("## Fields of our own") : PAGE.index("## When something")]
    engine = make_engine(work=lambda source, tasks, target, progress: said(target))
    status = raw.ended(engine.url, raw.started(engine.url, jpeg_bytes()))
    refused = raw.call(engine.url, "POST", "/api/v1/retoucher/start", b"{}").json
    found = {*status, *refused} - theirs
    assert found == {"remark", "detail"}
    assert {*re.findall(r"^\| `(\w+)`", own, re.M)} == {*found, "note"}


def said(target: Path) -> QuickOutcome:
    target.write_bytes(jpeg_bytes())
    return QuickOutcome("jpeg", "2 faces found.")
