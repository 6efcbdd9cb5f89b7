"""`run` and `fetch`, done by the lab that runs: what is sent, what is paid, what lies in the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.verbs import wire
from tests.cli.conftest import Shell, events, new_photo
from tests.jobs.labs import OTHER_TOKEN_TEXT, OWNER, TOKEN_TEXT, press


def test_two_looks_of_a_photo_are_written_and_never_paid_again(shell: Shell, tmp_path: Path) -> None:
    photo, out = new_photo(tmp_path, "Müller & Söhne 1.JPG"), tmp_path / "out"
    arguments = ("run", photo, "--preset", "slight", "--preset", "balanced", "--server", "custom", "-o", out)
    first = shell.run(*arguments)
    assert first.exit_code == 0, first.output
    assert "2 results, 2 to make: 2 credits" in first.output
    written = {path.name: path.read_bytes() for path in out.iterdir()}
    assert set(written) == {"Müller & Söhne 1_slight.JPG", "Müller & Söhne 1_balanced.JPG"}
    again = shell.run(*arguments)
    assert again.exit_code == 0
    assert "0 to make, 2 known: 0 credits" in again.output
    assert {path.name: path.read_bytes() for path in out.iterdir()} == written
    assert shell.charges == 2


def test_what_a_page_asked_for_is_not_paid_by_a_command(shell: Shell, tmp_path: Path) -> None:
    path = new_photo(tmp_path)
    part = shell.lab.files.new_part()
    part.write_bytes(path.read_bytes())
    press(shell.lab, shell.lab.add_photo(OWNER, part, path.name), "custom", [SLIGHT])
    assert shell.run("run", path, "--preset", "slight", "--server", "custom").exit_code == 0
    assert shell.charges == 1


def test_a_program_reads_lines_of_json(shell: Shell, tmp_path: Path) -> None:
    photo = new_photo(tmp_path)
    (tmp_path / "notes.jpg").write_text("no photo")
    told = shell.run("run", photo, tmp_path / "notes.jpg", tmp_path / "gone.jpg", "--preset", "slight", "--json")
    assert told.exit_code == 4
    found = events(told)
    refused = [event for event in found if event["kind"] == "photo_refused"]
    assert [Path(event["photo"]).name for event in refused] == ["notes.jpg", "gone.jpg"]
    (result,) = (event for event in found if event["kind"] == "result")
    assert (result["photo"], result["preset"], result["state"]) == (str(photo), "slight", "done")
    assert found[-1] == {"kind": "progress", "done": 1, "of": 1, "percent": 100}


def test_a_limit_asks_for_a_word_and_a_dry_run_sends_nothing(shell: Shell, tmp_path: Path) -> None:
    photos = [new_photo(tmp_path, f"{number}.jpg") for number in range(2)]
    arguments = ("run", *photos, "--preset", "heavy", "--server", "custom")
    shell.lab.choose(OWNER, "budget_run", 1)
    try:
        for option in ((), ("--dry-run",), ("--spend", 1)):
            refused = shell.run(*arguments, *option)
            assert refused.exit_code == 3
            assert "1 more than the 1 set for one run" in refused.output
            assert "--spend 2" in refused.output
        assert shell.charges == 0
        assert shell.run(*arguments, "--dry-run", "--spend", 2).exit_code == 0
        assert shell.charges == 0
        assert shell.run(*arguments, "--spend", 2).exit_code == 0
    finally:
        shell.lab.choose(OWNER, "budget_run", None)
    assert shell.charges == 2


def test_no_file_that_is_there_is_touched_and_never_the_photo(shell: Shell, tmp_path: Path) -> None:
    photo = new_photo(tmp_path)
    before = photo.read_bytes()
    for option in ((), ("--replace",)):
        assert shell.run("run", photo, "--preset", "slight", "-o", tmp_path, *option).exit_code == 0
        assert photo.read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("DSC*")) == ["DSC_1-2.jpg", "DSC_1.jpg"]
    other = tmp_path / "other"
    other.mkdir()
    (other / "DSC_1.jpg").write_text("another file")
    shell.run("run", photo, "--preset", "slight", "-o", other)
    assert (other / "DSC_1.jpg").read_text() == "another file"
    shell.run("run", photo, "--preset", "slight", "-o", other, "--replace")
    assert (other / "DSC_1.jpg").read_bytes() == (other / "DSC_1-2.jpg").read_bytes()
    assert not list(other.glob(".*"))


def test_a_folder_that_cannot_be_written_to_is_known_before_anything_is_sent(shell: Shell, tmp_path: Path) -> None:
    photo = new_photo(tmp_path)
    told = shell.run("run", photo, "--preset", "slight", "--server", "custom", "-o", photo / "out")
    assert told.exit_code == 1
    assert "Nothing could be written" in told.output
    assert shell.charges == 0


def test_a_preset_that_there_is_none_of(shell: Shell, tmp_path: Path) -> None:
    told = shell.run("run", new_photo(tmp_path), "--preset", "baanced")
    assert told.exit_code == 1
    assert "No preset is called “baanced”" in told.output
    assert "slight, balanced, heavy" in told.output


@pytest.mark.parametrize("known", [TOKEN_TEXT, OTHER_TOKEN_TEXT])
def test_a_token_is_compared_and_never_sent(
    shell: Shell, tmp_path: Path, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lab that runs has TOKEN_TEXT."""
    sent: list[bytes] = []
    line_of = wire.line_of
    monkeypatch.setattr(wire, "line_of", lambda message: sent.append(line_of(message)) or sent[-1])
    photo = new_photo(tmp_path)
    told = shell.run("run", photo, "--preset", "slight", "--server", "custom", env={"RETOUCH_TOKEN": known})
    assert told.exit_code == (0 if known == TOKEN_TEXT else 5)
    assert ("has another token than RETOUCH_TOKEN" in told.output) == (known != TOKEN_TEXT)
    assert shell.charges == (1 if known == TOKEN_TEXT else 0)
    assert sent
    assert known.encode() not in b"".join(sent)


def test_a_lab_without_a_token_says_so(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell.lab.vault, "_default", None)
    shell.lab.vault.forget(OWNER)
    told = shell.run("run", new_photo(tmp_path), "--preset", "slight", "--server", "custom")
    assert told.exit_code == 5
    assert "No token is kept" in told.output
    assert shell.charges == 0


def test_a_start_without_an_answer_waits_for_its_owner(shell: Shell, tmp_path: Path) -> None:
    shell.engine.faults.add("start", "drop_after")
    told = shell.run("run", new_photo(tmp_path), "--preset", "slight", "--server", "custom", "--json")
    assert told.exit_code == 5
    (result,) = (event for event in events(told) if event["kind"] == "result")
    assert result["state"] == "unsure"
    status = shell.run("status")
    assert "1 job under way, 1 of them waiting for you" in status.output
    shell.lab.jobs.drop(OWNER, result["job"])


def test_results_of_a_run_are_fetched_once_more(shell: Shell, tmp_path: Path) -> None:
    told = events(shell.run("run", new_photo(tmp_path), "--preset", "slight", "--server", "custom", "--json"))
    (run,) = (event["run"] for event in told if event["kind"] == "run")
    fetched = shell.run("fetch", run, "-o", tmp_path / "later")
    assert fetched.exit_code == 0, fetched.output
    assert [path.name for path in (tmp_path / "later").iterdir()] == ["DSC_1_slight.jpg"]
    assert shell.charges == 1
    assert shell.run("fetch").exit_code == 0
    assert shell.run("fetch", "0" * 32).exit_code == 1
