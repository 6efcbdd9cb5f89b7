"""The field test against the local engine, where keys are kept and where they are ignored."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.cloud.client import Client
from retouch_lib.cloud.fieldtest import __main__ as command
from retouch_lib.cloud.fieldtest.__main__ import DONE, STOPPED, UNUSABLE, Surroundings, main
from retouch_lib.cloud.fieldtest.facts import STATUS_FIELDS
from retouch_lib.cloud.replies import StartReply
from retouch_lib.engine.server import EngineServer
from tests import engines
from tests.engines import TOKEN

SAME_JOB = "A second start with the same Idempotency-Key is not processed a second time."
ONE_CREDIT = "A second start with the same Idempotency-Key takes no second credit."


class Person:
    """Who runs the program: what they answer, and how quickly their waits pass."""

    def __init__(self, folder: Path, engine: EngineServer, answer: str = "no") -> None:
        self.folder = folder
        self.answer = answer
        self.asked: list[str] = []
        self.environment = {
            "RETOUCH_TOKEN": TOKEN,
            "RETOUCH_CUSTOM_URL": f"{engine.url}/api/v1",
            "RETOUCH_DATA_DIR": str(folder),
        }
        self.photo = folder / "model-release-4711.jpg"
        self.photo.write_bytes(engines.jpeg_bytes())

    def ask(self, question: str) -> str:
        self.asked.append(question)
        return self.answer

    def run(self, *arguments: str) -> int:
        around = Surroundings(self.environment, self.ask, lambda seconds: time.sleep(0.01))
        return main([str(self.photo), "--server", "custom", *arguments], around)

    def report(self) -> dict[str, Any]:
        assert self.run("--yes", "--report", str(self.folder / "r.json")) == DONE
        value = json.loads((self.folder / "r.json").read_text())
        assert isinstance(value, dict)
        return value


@pytest.fixture
def person(tmp_path: Path, engine: EngineServer) -> Person:
    folder = tmp_path / "field"
    folder.mkdir()
    return Person(folder, engine)


def verdicts(report: dict[str, Any]) -> dict[str, str]:
    return {item["fact"]: item["verdict"] for item in report["facts"]}


def test_where_the_key_is_kept(engine: EngineServer, person: Person) -> None:
    report = person.report()
    found = verdicts(report)
    assert (found[SAME_JOB], found[ONE_CREDIT]) == ("holds", "holds")
    assert engine.tasks.charges == 1
    assert report["balances"]["balance before"] - report["balances"]["balance at the end"] == 1
    assert found["One credit is taken when a start is accepted, before the work is done."] == "holds"
    assert found["An unknown token is answered with 460 (in HTTP or in the body)."] == "holds"
    assert found["`expireDate` is ISO 8601 with Z, 24 hours on."] == "holds"
    assert found["GET /info/limits is not available in production."] == "does not hold"
    assert [path.name for path in person.folder.glob("*_fieldtest*")] == ["model-release-4711_fieldtest1.jpg"]


def test_where_the_key_is_ignored(engine: EngineServer, person: Person) -> None:
    engine.faults.add("start", "ignore_key", count=None)
    engine.faults.add("limits", "404")
    report = person.report()
    found = verdicts(report)
    assert (found[SAME_JOB], found[ONE_CREDIT]) == ("does not hold", "does not hold")
    assert found["GET /info/limits is not available in production."] == "holds"
    assert engine.tasks.charges == 2
    assert len(report["results"]) == 2, "what is paid for is fetched"
    assert len(list(person.folder.glob("*_fieldtest?.jpg"))) == 2


def test_the_report_gives_nothing_away(
    engine: EngineServer, person: Person, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids: list[str] = []
    start = Client.start

    def remember(*arguments: Any, **options: Any) -> StartReply:
        reply = start(*arguments, **options)
        ids.append(reply.id)
        return reply

    monkeypatch.setattr(Client, "start", remember)
    engine.faults.add("start", "ignore_key", count=None)
    engine.faults.add("start", "body_error", message=f"who is {TOKEN}?", skip=1, status=500)
    for name in ("r.md", "r.json"):
        person.run("--yes", "--report", str(person.folder / name))
    written = (person.folder / "r.md").read_text() + (person.folder / "r.json").read_text()
    said = "".join(capsys.readouterr())
    assert f"reto…{TOKEN[-4:]}" in written
    assert "<id 1>" in written
    assert "<id 2>" in written
    assert len(set(ids)) == 3
    assert not any(remote_id in written + said for remote_id in ids)
    assert TOKEN not in written + said
    assert "model-release" not in written


@pytest.mark.parametrize("fault", ["drop_after", "drop_middle"])
def test_a_first_start_in_doubt_is_cleared_up_by_the_second(engine: EngineServer, person: Person, fault: str) -> None:
    engine.faults.add("start", fault, skip=1)  # the unknown token's start comes first
    assert person.run("--yes", "--report", str(person.folder / "r.json")) == STOPPED
    report = json.loads((person.folder / "r.json").read_text())
    assert verdicts(report)[SAME_JOB] == "not seen"
    assert engine.tasks.charges == 1
    assert len(report["results"]) == 1


def test_a_refused_first_start_ends_it(engine: EngineServer, person: Person) -> None:
    engine.faults.add("start", "461", skip=1)
    assert person.run("--yes", "--report", str(person.folder / "r.md")) == STOPPED
    assert engine.tasks.charges == 0
    assert "HTTP 461" in (person.folder / "r.md").read_text()


def test_trouble_on_the_way_does_not_end_it(engine: EngineServer, person: Person) -> None:
    engine.faults.add("status", "html_502", count=6)
    engine.faults.add("balance", "html_502")
    engine.faults.add("get_file", "short_file")
    found = verdicts(person.report())
    assert found[SAME_JOB] == "holds"
    assert found["A status answer has the fields " + ", ".join(sorted(STATUS_FIELDS)) + "."] == "holds"


def test_it_says_the_price_and_asks(engine: EngineServer, person: Person, capsys: pytest.CaptureFixture[str]) -> None:
    assert person.run() == STOPPED
    said = capsys.readouterr().out
    assert "1 credit, or 2" in said
    assert "Nothing was sent." in said
    assert TOKEN not in said
    assert (engine.tasks.charges, engine.tasks.starts) == (0, 0)
    person.answer = "y"
    assert person.run("--report", str(person.folder / "r.md")) == DONE
    assert len(person.asked) == 2
    assert engine.tasks.charges == 1


@pytest.mark.parametrize(
    ("change", "arguments", "sentence"),
    [
        ({"RETOUCH_TOKEN": ""}, [], "Set RETOUCH_TOKEN"),
        ({}, ["--server", "local"], "needs no field test"),
        ({}, ["--server", "mars"], 'no server is named "mars"'),
        ({}, ["--report", "/no/such/folder/r.md"], "does not exist"),
    ],
)
def test_arguments_that_cannot_be_used(
    engine: EngineServer,
    person: Person,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, str],
    arguments: list[str],
    sentence: str,
) -> None:
    person.environment |= change
    assert person.run("--yes", *arguments) == UNUSABLE
    assert sentence in capsys.readouterr().err
    assert engine.tasks.starts == 0


@pytest.mark.parametrize(("content", "sentence"), [(None, "can't be read"), (b"GIF89a", "no JPEG or PNG")])
def test_a_photo_that_cannot_be_used(
    person: Person, capsys: pytest.CaptureFixture[str], content: bytes | None, sentence: str
) -> None:
    person.photo.unlink()
    if content is not None:
        person.photo.write_bytes(content)
    assert person.run("--yes") == UNUSABLE
    assert sentence in capsys.readouterr().err


def test_the_token_is_no_argument() -> None:
    """It would stand in the shell's history and in the list of processes."""
    with pytest.raises(SystemExit):
        command._parser().parse_args(["a.jpg", "--token", "x"])
