"""`sweep`: cells in a folder and in a table, known ones never paid again, many of them said by their number."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from retouch_lib.imaging.measures.measured import GoneSpots, Measured
from retouch_lib.lab import Lab
from tests.cli.conftest import Shell, events, new_photo


def settled(lab: Lab) -> bool:
    """In the place of the process that measures, which gives way to all others."""
    (one,) = lab.store.to_measure(1)
    lab.store.settle_measure(one, Measured((8, 8), healed=GoneSpots(3)).to_json())
    return True


def test_cells_are_written_listed_with_their_measures_and_never_paid_again(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell.lab.measurer, "measure_next", lambda: settled(shell.lab))
    photo, out, table = new_photo(tmp_path, "DSC_1.jpg"), tmp_path / "out", tmp_path / "cells.csv"
    (tmp_path / "soft.json").write_text('{"tasks": [{"Plugin": "Heal", "Alpha1": 0.8, "Layer": 1}]}')
    arguments = ("sweep", photo, "--preset", tmp_path / "soft.json", "--server", "custom", "-o", out)
    axes = ("--axis", "Heal.Sensitivity=20:60:40", "--axis", "Heal.Scale=Auto")
    assert "2 to make: 2 credits" in shell.run(*arguments, *axes, "--dry-run").output
    assert shell.charges == 0
    first = shell.run(*arguments, *axes, "--csv", table)
    assert first.exit_code == 0, first.output
    assert {path.name for path in out.iterdir()} == {
        f"DSC_1_soft-Heal-Sensitivity-{value}-Heal-Scale-Auto.jpg" for value in (20, 60)
    }
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [(row["Heal Sensitivity"], row["Heal Scale"], row["state"]) for row in rows] == [
        ("20.0", "Auto", "done"),
        ("60.0", "Auto", "done"),
    ]
    assert [row["spots_gone"] for row in rows] == ["3.0", "3.0"], "each was measured before"
    more = shell.run(*arguments, "--axis", "Heal.Sensitivity=20:100:40", "--axis", "Heal.Scale=Auto")
    assert "3 results, 1 to make, 2 known: 1 credit" in more.output
    assert shell.charges == 3


def test_many_results_are_said_by_their_number(shell: Shell, tmp_path: Path) -> None:
    arguments = ("sweep", new_photo(tmp_path), "--preset", "slight", "--axis", "Heal.Sensitivity=1:33:1")
    arguments = (*arguments, "--axis", "Dodge Burn.Blend=10,20")
    for said in ((), ("--cells", 65)):
        refused = shell.run(*arguments, *said)
        assert refused.exit_code == 3
        assert "66 results would be made. Over 64, say so: --cells 66." in refused.output
    told = shell.run(*arguments, "--dry-run", "--json")
    assert (told.exit_code, [event["to_make"] for event in events(told)]) == (0, [66])


@pytest.mark.parametrize(
    ("axis", "said"),
    [("Heal=1", "none of on, off"), ("x", "no axis"), ("Heal.Sensitivity=5:1:1", "upward"), ("preset=x", "none of")],
)
def test_an_axis_that_makes_no_sweep_sends_nothing(shell: Shell, tmp_path: Path, axis: str, said: str) -> None:
    told = shell.run("sweep", new_photo(tmp_path), "--preset", "slight", "--server", "custom", "--axis", axis)
    assert told.exit_code == 1
    assert said in told.output
    assert shell.charges == 0
