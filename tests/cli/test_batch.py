"""`batch`, done by the lab that runs: a folder goes through once, whatever interrupts it, and nothing is paid twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from retouch_lib.errors import IllegalTransition
from retouch_lib.verbs import batching
from tests.cli.conftest import Shell, events, new_photo
from tests.jobs.labs import OWNER


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batching, "_LOOK_EVERY", 0.03)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three photos, one in a folder below; beside them what is none."""
    folder = tmp_path / "Müller wedding"
    for place, name in (("", "DSC_1.JPG"), ("", "DSC_2.jpg"), ("Church", "DSC_1.jpg")):
        new_photo(folder / place, name)
    (folder / "notes.txt").write_text("no photo")
    (folder / "broken.jpg").write_bytes(b"no photo either")
    return folder


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def plan_of(told: list[dict[str, Any]]) -> dict[str, Any]:
    (plan,) = (event for event in told if event["kind"] == "plan")
    return plan


def test_a_folder_goes_through_and_the_same_command_again_pays_nothing(shell: Shell, folder: Path) -> None:
    out = folder / "out"
    arguments = ("batch", folder, "--preset", "slight", "--server", "custom", "-o", out)
    first = shell.run(*arguments)
    assert first.exit_code == 4, first.output
    assert "3 photos: 3 results, 3 to make: 3 credits" in first.output
    assert "broken.jpg: " in first.output
    assert "3 of 3 photos done, 1 refused; 3 jobs made for it." in first.output
    assert files(out) == {"DSC_1.JPG", "DSC_2.jpg", "Church/DSC_1.jpg"}
    assert shell.charges == 3
    new_photo(folder, "DSC_3.jpg")
    told = events(shell.run(*arguments, "--json"))
    assert (plan_of(told)["photos"], plan_of(told)["credits"]) == (1, 1)
    assert files(out) == {"DSC_1.JPG", "DSC_2.jpg", "Church/DSC_1.jpg", "DSC_3.jpg"}
    assert shell.charges == 4


def test_its_photos_are_not_put_on_the_list_and_no_run_of_it_is_ones_latest(shell: Shell, folder: Path) -> None:
    (folder / "broken.jpg").unlink()
    before = (shell.lab.store.photos(OWNER), shell.lab.store.latest_run(OWNER))
    assert shell.run("batch", folder, "--preset", "slight", "--preset", "heavy").exit_code == 0
    assert (shell.lab.store.photos(OWNER), shell.lab.store.latest_run(OWNER)) == before
    (batch, *_) = shell.lab.store.batches(OWNER)
    (run,) = shell.lab.store.batch_runs(batch.id)
    found = shell.lab.store.run(OWNER, run)
    assert found is not None
    assert found.background
    assert (found.project, len(found.items)) == ("Müller wedding", 6)


def test_a_dry_run_tells_price_and_forecast_and_sends_nothing(shell: Shell, folder: Path) -> None:
    told = events(shell.run("batch", folder, "--preset", "heavy", "--server", "custom", "--dry-run", "--json"))
    plan = plan_of(told)
    assert (plan["photos"], plan["to_make"], plan["credits"]) == (3, 3, 3)
    assert plan["upload_bytes"] == sum(path.stat().st_size for path in folder.rglob("DSC*"))
    assert plan["disk_bytes"] > plan["upload_bytes"]
    assert "to send" in plan["forecast"]
    assert (plan["small_faces"], plan["for_nothing"]) == (
        3,
        "3 of 4 photos have no face of 120 px or more: face plugins change next to nothing there.",
    )
    assert shell.charges == 0


def test_what_has_no_face_can_be_left_out(shell: Shell, folder: Path) -> None:
    told = shell.run("batch", folder, "--preset", "heavy", "--server", "custom", "--leave-out")
    assert "3 left out" in told.output
    assert shell.charges == 0


def test_the_first_photos_go_alone_and_the_command_without_test_goes_on(shell: Shell, folder: Path) -> None:
    (folder / "broken.jpg").unlink()
    arguments = ("batch", folder, "--preset", "slight", "--server", "custom", "-o", folder.parent / "out")
    first = shell.run(*arguments, "--test", 1)
    assert first.exit_code == 0, first.output
    assert "1 of 3 photos done" in first.output
    assert "That was the test" in first.output
    assert shell.charges == 1
    assert shell.run(*arguments).exit_code == 0
    assert shell.charges == 3


def test_a_limit_asks_for_a_word_for_all_of_it(shell: Shell, folder: Path) -> None:
    arguments = ("batch", folder, "--preset", "balanced", "--server", "custom")
    shell.lab.choose(OWNER, "budget_run", 2)
    try:
        refused = shell.run(*arguments)
        assert refused.exit_code == 3
        assert "It takes --spend 3." in refused.output
        assert shell.charges == 0
        assert shell.run(*arguments, "--spend", 3).exit_code == 4
    finally:
        shell.lab.choose(OWNER, "budget_run", None)
    assert shell.charges == 3


def test_results_are_called_by_a_pattern(shell: Shell, folder: Path) -> None:
    out = folder.parent / "out"
    shell.run("batch", folder, "--preset", "slight", "-o", out, "--pattern", "{project}/{look}/{folder}/{photo}")
    assert files(out) == {f"Müller wedding/slight/{name}" for name in ("DSC_1.JPG", "DSC_2.jpg", "Church/DSC_1.jpg")}


def test_results_never_go_where_the_photos_are(shell: Shell, folder: Path) -> None:
    refused = shell.run("batch", folder, "--preset", "slight", "-o", folder)
    assert refused.exit_code == 1
    assert "Name another folder for the results" in refused.output


def test_a_caller_that_goes_away_leaves_it_paused_and_it_goes_on(shell: Shell, folder: Path) -> None:
    told = batching.batch(shell.lab, folder=str(folder), presets=["slight"], server="custom", test=1)
    batch_id = next(told)["batch"]
    while next(told)["kind"] != "progress":
        pass
    told.close()  # type: ignore[attr-defined]
    batch = shell.lab.store.batch(OWNER, batch_id)
    assert batch is not None
    assert batch.state in ("paused", "tested")
    if batch.state == "paused":
        assert "interrupted" in batch.note
    shell.lab.batches.stop(OWNER, batch_id)
    with pytest.raises(IllegalTransition):
        shell.lab.batches.go_on(OWNER, batch_id)
