"""What a drawing of a page asks the database: as many statements with many photos as with few."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, event
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.ui import preferences
from tests.engines import jpeg_bytes
from tests.pages.conftest import ran
from tests.pages.done_run import done_run

OpenPage = Callable[..., AppTest]
MANY = 60


def add(lab: Lab, number: int) -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=number))
    return lab.add_photo("local", part, f"DSC_{number:04}.jpg").sha256


@contextmanager
def statements() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


def redrawn(test: AppTest) -> int:
    with statements() as asked:
        ran(test)
    return sum(statement.startswith("SELECT") for statement in asked)


@pytest.mark.parametrize("page", ["tune", "compare"])
def test_a_page_asks_nothing_per_photo_in_the_run(lab: Lab, open_page: OpenPage, page: str) -> None:
    """The lab's own threads ask a little meanwhile, now and then: that is not counted as growth."""
    lab.store.set_preference("local", preferences.GREETED, True)
    few, many = ([add(lab, number) for number in range(count)] for count in (2, MANY))
    counts = []
    for chosen in (few, many):
        lab.store.set_preference("local", preferences.PHOTOS, chosen)
        counts.append(redrawn(ran(open_page(page))))
    assert counts[1] - counts[0] < MANY // 2


def test_survey_asks_nothing_per_photo(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    counts = []
    for count in (2, MANY):
        photos = [add(lab, number) for number in range(count)]
        plan = lab.plan("local", photos, LOOKS, "local")
        run = lab.store.make_run("local", "local", plan.wanted(), engine_version="x", token_ref="")
        counts.append(redrawn(ran(open_page("survey", run=run.id))))
    assert counts[1] - counts[0] < MANY // 2


def test_tune_reads_once_how_much_of_its_results_is_shown(lab: Lab, open_page: OpenPage) -> None:
    done_run(lab, LOOKS, ("glasses",))
    test = open_page("tune")
    with statements() as asked:
        ran(test)
    assert sum("FROM mixes" in one for one in asked) == 1
