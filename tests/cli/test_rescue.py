"""`rescue`: what another program paid for is found by its id and comes for nothing."""

from __future__ import annotations

from pathlib import Path

from retouch_lib.presets.vendor import SLIGHT
from retouch_lib.tokens.secret import Token
from tests.cli.conftest import Shell, events, new_photo
from tests.jobs.labs import OTHER_TOKEN_TEXT, OWNER


def sent_elsewhere(shell: Shell, photo: Path) -> str:
    """The id of a job that another program has sent and paid for, on the same server."""
    reply = shell.lab.client("custom").start(photo, SLIGHT.to_json(), Token(OTHER_TOKEN_TEXT), name=photo.name)
    shell.lab.client("custom").wait(reply.id, first=0.0, every=0.03)
    shell.before = shell.engine.tasks.charges
    return reply.id


def test_a_result_is_fetched_as_a_file(shell: Shell, tmp_path: Path) -> None:
    remote_id = sent_elsewhere(shell, new_photo(tmp_path))
    address = f"{shell.engine.url}/api/v1/retoucher/getFile/{remote_id}"
    asked = shell.run("rescue", address, "--server", "custom")
    assert asked.exit_code == 0, asked.output
    assert f"{remote_id} on custom: completed" in asked.output
    assert "UTC" in asked.output
    assert "-o DIR fetches it" in asked.output
    fetched = shell.run("rescue", address, "--server", "custom", "-o", tmp_path / "out")
    assert fetched.exit_code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{remote_id}.jpg"]
    assert shell.charges == 0


def test_with_its_photo_and_preset_it_joins_the_lab_and_costs_nothing(shell: Shell, tmp_path: Path) -> None:
    photo = new_photo(tmp_path)
    remote_id = sent_elsewhere(shell, photo)
    before = shell.lab.history(OWNER).summary()
    spent = shell.lab.standing(OWNER, "custom").spent
    arguments = (
        "rescue",
        remote_id,
        "--server",
        "custom",
        "--photo",
        photo,
        "--preset",
        "slight",
        "-o",
        tmp_path / "out",
    )
    told = events(shell.run(*arguments, "--json"))
    (result,) = (event for event in told if event["kind"] == "result")
    assert (result["state"], Path(result["saved"]).name) == ("done", "DSC_1_slight.jpg")
    after = shell.lab.history(OWNER).summary()
    assert (after.uses - before.uses, after.credits - before.credits) == (1, 0)
    assert shell.lab.standing(OWNER, "custom").spent == spent
    known = shell.run("run", photo, "--preset", "slight", "--server", "custom", "--dry-run")
    assert "1 known: 0 credits" in known.output
    again = shell.run(*arguments)
    assert again.exit_code == 0
    assert "This lab has it: DSC_1.jpg, slight" in again.output
    assert shell.charges == 0


def test_what_is_gone_is_said_in_clear_words(shell: Shell, tmp_path: Path) -> None:
    told = shell.run("rescue", "0" * 32, "--server", "custom")
    assert told.exit_code == 4
    assert "its 24 hours have passed and the result is gone, or it never was there" in told.output
    photo = new_photo(tmp_path)
    assert shell.run("rescue", "1" * 32, "2" * 32, "--server", "custom", "--photo", photo).exit_code == 1
    assert shell.run("rescue", "no id in here").exit_code == 2
    assert shell.charges == 0


def test_with_its_photo_alone_it_joins_the_lab_and_its_settings_are_not_known(shell: Shell, tmp_path: Path) -> None:
    photo = new_photo(tmp_path)
    told = events(shell.run("rescue", sent_elsewhere(shell, photo), "--server", "custom", "--photo", photo, "--json"))
    (result,) = (event for event in told if event["kind"] == "result")
    assert (result["state"], result["preset"]) == ("done", "rescued")
    job = shell.lab.store.job(OWNER, result["job"])
    assert job is not None
    assert "settings unknown" in job.payload
    priced = shell.run("run", photo, "--preset", "slight", "--server", "custom", "--dry-run")
    assert "1 to make" in priced.output, "what is not known answers nothing"


def test_without_its_photo_its_result_stands_in(shell: Shell, tmp_path: Path) -> None:
    photo = new_photo(tmp_path)
    remote_id = sent_elsewhere(shell, photo)
    told = events(shell.run("rescue", remote_id, "--server", "custom", "--payload", "slight", "--json"))
    (result,) = (event for event in told if event["kind"] == "result")
    assert (result["state"], result["preset"]) == ("done", "slight")
    job = shell.lab.store.job(OWNER, result["job"])
    assert job is not None
    assert (job.photo, job.photo_name) == (job.result, f"{remote_id} (photo unknown).jpg")
    assert "This lab has it" in shell.run("rescue", remote_id, "--server", "custom", "--keep").output
    assert shell.charges == 0


def test_what_is_not_ready_joins_only_with_its_photo(shell: Shell, tmp_path: Path) -> None:
    remote_id = sent_elsewhere(shell, new_photo(tmp_path))
    shell.engine.faults.add("status", "delayed")
    told = shell.run("rescue", remote_id, "--server", "custom", "--keep")
    assert "ask again later, or give the photo" in told.output
    assert shell.run("rescue", remote_id, "--server", "custom", "--keep").exit_code == 0
