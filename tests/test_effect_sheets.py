"""The contact sheets show every plugin of the local engine, and docs/effects.md shows every sheet."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from docs.contact_sheets import plan
from docs.contact_sheets.plan import Sheet
from docs.contact_sheets.results import Results
from retouch_lib.engine import PLUGINS, payload
from retouch_lib.plugins import BY_KEY, Number
from retouch_lib.presets.vendor import LOOKS
from tests.effects import scenes

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "effects.md").read_text()
SHEETS = plan.sheets(PLUGINS)


def test_a_sheet_for_every_plugin_and_one_for_the_looks() -> None:
    assert [sheet.name for sheet in SHEETS] == [*PLUGINS, plan.LOOKS_SHEET]


def test_a_sheet_is_made_of_what_the_engine_returns(tmp_path: Path) -> None:
    after = Results(tmp_path).after(plan.HALF_BODY, [plan.task("Skin Tone")])
    before = scenes.pixels(plan.HALF_BODY)
    assert after.shape == before.shape
    assert (after != before).any()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
class TestSheet:
    def test_the_page_has_its_heading_its_picture_and_its_figures(self, sheet: Sheet) -> None:
        title = sheet.name[0].upper() + sheet.name[1:]
        section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
        assert section is not None
        assert f"](effects/{sheet.file})" in section[1]
        assert "What was seen" in section[1]
        table = re.search(rf"<!-- figures: {sheet.name} -->\n(.*?)<!-- end -->", section[1], re.S)
        assert table is not None
        assert len(table[1].splitlines()) == 2 + len(plan.SAMPLES)

    def test_its_picture_is_there_and_not_too_heavy(self, sheet: Sheet) -> None:
        path = DOCS / "effects" / sheet.file
        assert path.stat().st_size < 500_000
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            widest = max(place.width for place in sheet.places)
            assert picture.width > widest * len(sheet.columns)

    def test_its_places_lie_in_their_samples(self, sheet: Sheet) -> None:
        for place in sheet.places:
            height, width = scenes.pixels(place.sample).shape[:2]
            assert 0 <= place.x < place.x + place.width <= width
            assert 0 <= place.y < place.y + place.height <= height

    def test_what_it_sends_is_what_the_engine_takes(self, sheet: Sheet) -> None:
        """`payload.read_payload` refuses what is unknown or out of range."""
        assert sheet.columns[0].tasks == ()
        for column in sheet.columns[1:]:
            text = json.dumps({"mode": "professional", "tasks": column.tasks})
            assert payload.read_payload(text) == [dict(task) for task in column.tasks]


def test_the_steps_reach_the_end_of_the_range() -> None:
    for plugin in PLUGINS:
        sliders = [item for item in BY_KEY[plugin].parameters if isinstance(item, Number)]
        if sliders:
            steps = plan.steps(plugin)
            assert sliders[0].default is not None
            assert steps[-1] == sliders[0].maximum
            assert steps[0] == sliders[0].default / 2
            assert sliders[0].default in steps


def test_the_looks_are_the_vendors() -> None:
    columns = SHEETS[-1].columns[1:]
    assert [column.label for column in columns] == [look.name for look in LOOKS]
