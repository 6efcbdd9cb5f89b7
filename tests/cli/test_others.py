"""The other commands: presets, history, balance, backup, doctor, completion; and how errors are told."""

from __future__ import annotations

import csv
import io
import json
import runpy
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from retouch_lib.backup.restoring import check
from retouch_lib.cli import asking
from retouch_lib.engine.__main__ import _parser
from retouch_lib.presets.vendor import BALANCED
from tests.cli.conftest import Shell, command, events, new_photo
from tests.jobs.labs import TOKEN_TEXT


def test_presets_go_out_and_come_back(shell: Shell, tmp_path: Path) -> None:
    payload = tmp_path / "payload.json"
    payload.write_text(shell.run("presets", "show", "balanced").stdout)
    assert json.loads(payload.read_text()) == BALANCED.payload()
    assert "✓ wedding v1" in shell.run("presets", "save", "wedding", payload).output
    assert shell.run("presets", "export", "wedding", "-o", tmp_path / "sent").exit_code == 0
    (file,) = (tmp_path / "sent").iterdir()
    assert file.name == "wedding-v1.json"
    assert "✓ wedding v1" in shell.run("presets", "import", file).output, "the same is no new version"
    assert shell.run("presets", "diff", "balanced", file).output == ""
    assert "Heal" in shell.run("presets", "diff", "slight", file).output
    listed = events(shell.run("presets", "list", "--json"))
    assert [(one["name"], one["vendor"]) for one in listed][:2] == [("wedding", False), ("slight", True)]


def test_a_preset_that_cannot_be_kept_is_said(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "balanced.json").write_text(shell.run("presets", "export", "balanced").stdout)
    refused = shell.run("presets", "import", tmp_path / "balanced.json")
    assert refused.exit_code == 4
    assert "✗ balanced: “balanced” is Retouch4me’s own preset" in refused.output
    assert shell.run("presets", "import", tmp_path / "gone.json").exit_code == 1
    assert shell.run("presets", "show", "gone").exit_code == 1
    assert shell.run("presets", "show", "slight", "--version", 7).exit_code == 1


def test_the_history_as_csv_runs_no_formula(shell: Shell, tmp_path: Path) -> None:
    shell.run("run", new_photo(tmp_path, "=1+1.jpg"), "--preset", "slight", "--project", "Smith")
    told = shell.run("history", "--csv", "--limit", 1)
    (row,) = csv.DictReader(io.StringIO(told.stdout))
    assert (row["photo_name"], row["project"], row["server"], row["state"]) == ("'=1+1.jpg", "Smith", "local", "done")
    assert "=1+1.jpg · slight" in shell.run("history").output
    assert events(shell.run("history", "--json", "--limit", 1))[0]["rows"][0]["project"] == "Smith"


def test_the_balance_is_asked_for(shell: Shell) -> None:
    (told,) = events(shell.run("balance", "--server", "custom", "--json"))
    assert (told["server"], told["credits"] > 0) == ("custom", True)
    assert "credits on custom." in shell.run("balance", "--server", "custom").output
    unknown = shell.run("balance", "--server", "mars")
    assert unknown.exit_code == 1
    assert 'no server is named "mars"' in unknown.output


def test_a_backup_is_made_while_the_lab_runs(shell: Shell, tmp_path: Path) -> None:
    told = shell.run("backup", tmp_path / "all.zip")
    assert told.exit_code == 0, told.output
    assert check(tmp_path / "all.zip").files


def test_the_doctor_says_what_to_do(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETOUCH_ENGINE_URL", shell.engine.url)
    well = shell.run("doctor", "--offline")
    assert well.exit_code == 0, well.output
    assert "commands go to it" in well.output
    env = {"RETOUCH_SERVER": "main", "RETOUCH_PUBLIC_URL": "https://studio.example"}
    ill = shell.run("doctor", "--offline", "--bundle", tmp_path / "report.zip", env=env)
    assert ill.exit_code == 1
    assert "✗ Token: None is set" in ill.output
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert set(texts) == {"checks.txt", "settings.txt", "versions.txt", "folder.txt"}
    assert "lab.sqlite" in texts["folder.txt"]
    assert "RETOUCH_PUBLIC_URL=set" in texts["settings.txt"]
    whole = "".join(texts.values())
    for private in ("studio.example", str(shell.lab.settings.data_dir), TOKEN_TEXT):
        assert private not in whole


def test_the_doctor_looks_at_what_a_team_needs(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("s" * 32)
    (tmp_path / "key").write_text("short")
    env = {
        "RETOUCH_ENGINE_URL": shell.engine.url,
        "RETOUCH_PUBLIC_URL": "http://studio.example",
        "RETOUCH_HOOKS": "yes",
        "RETOUCH_SECRET_FILE": str(tmp_path / "secret"),
        "RETOUCH_METRICS_KEY_FILE": str(tmp_path / "key"),
    }
    told = shell.run("doctor", "--offline", "--bundle", tmp_path / "report.zip", env=env).output
    assert "✓ Secret: read from" in told
    assert "✗ Webhooks: A server calls an https:// address" in told
    assert "shorter than 16 characters" in told
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        whole = "".join(archive.read(name).decode() for name in archive.namelist())
    assert str(tmp_path) not in whole
    (tmp_path / "key").unlink()
    env |= {"RETOUCH_PUBLIC_URL": shell.engine.url, "RETOUCH_SECRET_FILE": str(tmp_path / "none")}
    told = shell.run("doctor", "--bundle", tmp_path / "report.zip", env=env).output
    with zipfile.ZipFile(tmp_path / "report.zip") as archive:
        assert "Public address: PUBLIC_URL answers" in archive.read("checks.txt").decode()
    assert "✓ Public address: http://127.0.0.1" in told
    assert "✗ Secret: RETOUCH_SECRET_FILE" in told
    assert "✗ Figures: RETOUCH_METRICS_KEY_FILE" in told


def test_the_doctor_asks_the_server_about_the_token(shell: Shell) -> None:
    env = {
        "RETOUCH_SERVER": "custom",
        "RETOUCH_CUSTOM_URL": f"{shell.engine.url}/api/v1",
        "RETOUCH_ENGINE_URL": shell.engine.url,
    }
    assert "credits left" in shell.run("doctor", env={**env, "RETOUCH_TOKEN": TOKEN_TEXT}).output
    refused = shell.run("doctor", env={**env, "RETOUCH_TOKEN": "nobody_knows_this_one"})
    assert refused.exit_code == 1
    assert "nobody_knows" not in refused.output


def test_a_damaged_database_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    folder.mkdir()
    (folder / "lab.sqlite").write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    told = command(folder, "doctor", "--offline", env={"RETOUCH_ENGINE_URL": "http://127.0.0.1:1"})
    assert told.exit_code == 1
    assert "✗ Database:" in told.output


def test_ctrl_c_says_that_what_was_sent_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(asking, "perform", interrupted)
    told = command(tmp_path, "status")
    assert told.exit_code == 130
    assert "not paid again" in told.output


def test_a_setting_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    told = command(tmp_path, "status", env={"RETOUCH_PRICE": "cheap"})
    assert told.exit_code == 1
    assert told.output.splitlines() == [
        'retouch-lab: RETOUCH_PRICE is "cheap", which is no number of USD',
    ]


def test_settings_in_secrets_hold_as_in_the_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('RETOUCH_SERVER = "world"\n')
    monkeypatch.chdir(tmp_path)
    assert asking.Shell("").settings().server == "world"
    (tmp_path / ".streamlit" / "secrets.toml").write_text("RETOUCH_TOKEN = reto_secret_and_no_quotes")
    told = command(tmp_path, "status")
    assert told.exit_code == 1
    assert "can't be read as TOML" in told.output
    assert "reto_secret" not in told.output


def test_the_engine_alone_is_started_on_the_folder_of_the_lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(runpy, "run_module", lambda name, **_: started.append((name, sys.argv[1:])))
    monkeypatch.setattr(sys, "argv", [])
    assert command(tmp_path / "data", "engine", "--port", 0).exit_code == 0
    ((name, arguments),) = started
    assert name == "retouch_lib.engine"
    options = _parser().parse_args(arguments)
    assert (options.port, options.data_dir) == (0, tmp_path / "data" / "engine")


@pytest.mark.parametrize("shell_name", ["bash", "zsh", "fish"])
def test_completion_is_clicks_own(shell_name: str, tmp_path: Path) -> None:
    assert "_RETOUCH_LAB_COMPLETE" in command(tmp_path, "completion", shell_name).stdout


HEAVY = ("streamlit", "pandas", "cv2", "dbos", "sqlalchemy", "numpy")


def test_help_and_the_library_load_nothing_heavy() -> None:
    script = (
        "import sys, retouch_lib\n"
        "from click.testing import CliRunner\n"
        "from retouch_lib.cli.main import cli\n"
        "names = ((), ('run',), ('presets', 'diff'))\n"
        "said = [CliRunner().invoke(cli, [*name, '--help']).exit_code for name in names]\n"
        f"print(said, [name for name in {HEAVY} if name in sys.modules])\n"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout == "[0, 0, 0] []\n"
