"""A folder of photos: failures are said, a stopped run goes on; and one real photo goes through the whole of it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.faces import __main__ as program
from benchmarks.faces import crops, engine, folder, judge, plan, variants
from benchmarks.faces.bars import FIGURES
from benchmarks.faces.picture import Judged
from benchmarks.faces.truth import Truth
from retouch_lib.engine import PLUGINS
from retouch_lib.imaging.files import colours
from tests.effects.scenes import SAMPLES, pixels

SMALL = "half-body.png"


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    there = tmp_path / "photos"
    there.mkdir()
    for name in ("a", "b", "c"):
        (there / f"{name}.jpg").write_bytes(name.encode())
    return folder.photos(there)


class Judgements:
    """Stands in for judging a photo, and counts."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.fails: BaseException | None = None

    def __call__(self, path: Path, truth: Truth, crops: Path) -> dict[str, Any]:
        self.asked.append(path.stem)
        if self.fails and path.stem == "b":
            raise self.fails
        return {"figures": {"mirror": 0.1}, "looks": []}


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> Judgements:
    counted = Judgements()
    monkeypatch.setattr(folder, "judged", counted)
    return counted


def test_a_photo_that_fails_is_said_and_the_rest_goes_on(
    photos: list[Path], judged: Judgements, tmp_path: Path
) -> None:
    judged.fails = OSError("gone")
    records = [record for record, _ in folder.records(photos, {}, tmp_path)]
    assert [record.get("failed") for record in records] == [None, "OSError: gone", None]
    judged.fails = None
    assert [kept for _, kept in folder.records(photos, {}, tmp_path)] == [True, False, True]


def test_a_stopped_run_goes_on(photos: list[Path], judged: Judgements, tmp_path: Path) -> None:
    judged.fails = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        list(folder.records(photos, {}, tmp_path))
    judged.fails = None
    list(folder.records(photos, {}, tmp_path))
    assert judged.asked == ["a", "b", "b", "c"]


def test_another_photo_or_another_truth_is_judged_anew(photos: list[Path], judged: Judgements, tmp_path: Path) -> None:
    list(folder.records(photos, {}, tmp_path))
    photos[0].write_bytes(b"another")
    told = {"c": Truth(faces=2)}
    assert [kept for _, kept in folder.records(photos, told, tmp_path)] == [False, True, False]


def test_a_record_that_was_cut_is_made_anew(photos: list[Path], judged: Judgements, tmp_path: Path) -> None:
    list(folder.records(photos, {}, tmp_path))
    (tmp_path / "photos" / "a.jpg.json").write_text('{"photo"')
    assert [kept for _, kept in folder.records(photos, {}, tmp_path)] == [False, True, True]


def test_folders_that_can_not_be_judged(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no photo in"):
        folder.photos(tmp_path)
    for name in ("a.jpg", "a.png"):
        (tmp_path / name).touch()
    with pytest.raises(ValueError, match="called a: rename one"):
        folder.photos(tmp_path)


def test_the_plan_holds_presets_and_every_plugin_at_its_steps() -> None:
    names = [run.name for run in plan.runs()]
    assert names[:3] == ["heavy", "balanced", "slight"]
    assert {run.group for run in plan.runs()} == {"presets", "", *PLUGINS}
    assert plan.steps("Dodge Burn") == (2.0, 1.0, 0.5)
    assert plan.steps("Heal") == (1.0, 0.5)
    scales = {run.name: run.tasks[0]["Scale"] for run in plan.runs() if run.tasks[0]["Plugin"] == "Dodge Burn"}
    assert (scales[plan.SCALE_0], scales["Dodge Burn 100 %"]) == (0, 2)
    teeth = next(run for run in plan.runs() if run.name == "White Teeth 50 %")
    assert (teeth.tasks[0]["Alpha1"], teeth.tasks[0]["Alpha2"]) == (0.5, 0.5)


class TestCrops:
    def test_the_window_lies_around_the_greatest_change_and_inside(self) -> None:
        before = np.full((900, 1200, 3), 120, np.uint8)
        after = before.copy()
        after[20:80, 1100:1160] += 60
        after[500:505, 300:305] += 90
        window = crops.worst(before, after)
        assert window == (slice(0, crops.PLACE), slice(1200 - crops.PLACE, 1200))

    def test_where_nothing_changed_there_is_none(self) -> None:
        before = np.full((300, 400, 3), 120, np.uint8)
        assert crops.worst(before, before) is None

    def test_a_small_picture_is_shown_whole(self) -> None:
        assert crops.around(np.zeros((100, 90, 3), np.uint8), 50, 50, 280) == (slice(0, 100), slice(0, 90))


@pytest.mark.parametrize("space", variants.PROFILES)
def test_another_colour_space_holds_the_same_colours(space: str) -> None:
    own = pixels(SMALL)[:200, :200]
    profile = variants.PROFILES[space]
    numbers = variants.encoded(own, profile)
    back = colours.in_srgb(numbers, profile)
    assert back is not None
    assert np.abs(numbers.astype(int) - own).max() > 5
    assert np.abs(back.astype(int) - own).mean() < 1


class TestMasks:
    """On a sample: what is skin, hair, clothes and backdrop."""

    def test_they_do_not_overlap(self) -> None:
        before = Judged(pixels(SMALL), Truth())
        told = [before.skin, *before.parts.values(), before.clothes, before.behind]
        assert all(mask.sum() > 30 for mask in told)
        assert np.sum(told, axis=0).max() == 1

    def test_clothes_as_told(self) -> None:
        before = Judged(pixels(SMALL), Truth(clothes=((0.0, 0.5, 0.5, 1.0),)))
        height, width = before.shape
        assert before.clothes.sum() == (height - height // 2) * (width // 2)

    def test_a_picture_without_a_face(self) -> None:
        before = Judged(np.full((200, 300, 3), 90, np.uint8), Truth())
        masks = (before.skin, before.first_skin, before.clothes, before.rim_zone, *before.parts.values())
        assert [mask.any() for mask in masks] == [False] * len(masks)


@pytest.fixture
def few_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The presets and Mattifier: the whole plan takes half a minute."""
    chosen = [run for run in plan.runs() if run.group in ("presets", "Mattifier")]
    monkeypatch.setattr(judge, "runs", lambda: chosen)


@pytest.mark.usefixtures("few_runs")
def test_one_photo_from_the_command_to_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "faces"
    there.mkdir()
    (there / SMALL).write_bytes((SAMPLES / SMALL).read_bytes())
    (there / "cut.jpg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "faces.json").write_text('{"half-body": {"faces": 1, "glasses": []}}')
    assert program.main([str(there), "--out", str(tmp_path / "out")]) == 1
    assert "1/2 cut: failed, " in capsys.readouterr().out
    row = list(csv.DictReader((tmp_path / "out" / "faces.csv").read_text(encoding="utf-8").splitlines()))[1]
    assert row["faces missed"] == "0"
    assert 0 < float(row["skin slight"]) < float(row["skin balanced"]) < float(row["skin heavy"])
    assert row["grows met"] == "yes"
    assert all(row[name] for name in ("mirror", "half size", "grey border", "colour spaces", "texture heavy"))
    text = (tmp_path / "out" / "faces.html").read_text(encoding="utf-8")
    labels = [text.index(f"<figcaption>{label}<") for label in ("original", "slight", "balanced", "heavy")]
    assert labels == sorted(labels)
    assert "Mattifier: the worst place" in text


def test_every_figure_that_is_measured_has_a_column() -> None:
    before = Judged(pixels(SMALL), Truth())
    figures: dict[str, Any] = {}
    for run in plan.runs():
        figures |= judge.measured.of_run(run.name, before, before.pixels)
    assert set(figures) <= set(FIGURES)
    assert len(figures) > 40


@pytest.mark.parametrize("arguments", [["nowhere"], ["--compare", "a.csv", "b.csv"]])
def test_files_that_are_not_there_are_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(arguments) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_folder_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        program.main([])
    assert "a folder of photos is needed" in capsys.readouterr().err


def test_a_picture_goes_in_and_comes_out_in_its_colours(tmp_path: Path) -> None:
    bench = engine.Bench(tmp_path)
    own = np.ascontiguousarray(pixels(SMALL)[:120, :120])
    for profile in (None, variants.PROFILES["Display P3"]):
        bench.put(own if profile is None else variants.encoded(own, profile), profile)
        assert np.abs(bench.run([]).astype(int) - own).mean() < 1
