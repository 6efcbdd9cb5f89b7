"""Three looks, six credits, and no answer to one start: what the balance tells of it, on every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, JobState
from tests.engines import MakeEngine, wait_until
from tests.pages.conftest import ran
from tests.pages.test_history import line, picked
from tests.pages.test_money import button, on_server

OpenPage = Callable[..., AppTest]


@pytest.fixture
def engine(make_engine: MakeEngine) -> EngineServer:
    return make_engine(credits=6)


@pytest.fixture
def unsure(lab: Lab, engine: EngineServer) -> Job:
    """Balance 6 → 3: two results, and one start whose answer was lost."""
    on_server(lab, "custom")
    engine.faults.add("start", "drop_after", skip=1)
    photo = lab.store.photos("local")[0].sha256
    lab.run(lab.plan("local", [photo], LOOKS, "custom"))

    def of(state: JobState) -> list[Job]:
        return [job for job in lab.store.jobs("local") if job.state is state]

    wait_until(lambda: len(of(JobState.DONE)) == 2 and len(of(JobState.UNSURE)) == 1, seconds=30)
    wait_until(lambda: lab.history("local").inference(of(JobState.UNSURE)[0]) is not None, seconds=30)
    return of(JobState.UNSURE)[0]


def words(test: AppTest) -> str:
    found = [element.value for kind in ("caption", "markdown", "warning") for element in test.get(kind)]
    return "\n".join([*found, *(button.label for button in test.button)])


def test_tune_says_that_it_was_paid_and_offers_no_free_run(
    unsure: Job, lab: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    test = open_page("tune")
    said = words(test)
    assert "3 credits gone, 2 results: paid." in said
    assert "1 waits for your word: sent without an answer, not sent again" in said
    assert button(test, "run_now").label == "Show · 1 waits for your word"
    assert str(button(test, "run_now").proto.shortcut) == ""
    assert "running: 0 credits" not in said
    assert "Run · free" not in said
    assert "may have been paid" not in said, "it was"
    charges = engine.tasks.charges
    button(test, "run_now").click()
    ran(test)
    assert (engine.tasks.charges, engine.tasks.starts) == (charges, 3)
    assert "3 credits gone, 2 results: paid." in words(test), "the run shown has its card"


def test_history_and_quota_count_it_as_paid(unsure: Job, lab: Lab, open_page: OpenPage) -> None:
    test = open_page("history")
    assert "**3** credits," in line(test)
    assert "unknown" not in line(test)
    table = test.dataframe[0].value
    assert table.set_index("State").loc["no answer came", "Credits"] == "1"
    test = picked(test, table["State"].to_list().index("no answer came"))
    again = button(test, "history_again")
    assert again.disabled
    assert "got no answer" in again.help
    quota = words(open_page("history", history_view="Quota"))
    assert "3 credits left" in quota
    assert "3 credits on 1 day so far" in quota
    assert not lab.history("local").unexplained()


def test_its_result_is_fetched_by_the_servers_id(
    unsure: Job, lab: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    token = lab.token_for("local", "custom")
    path = lab.files.path(unsure.photo)
    known = lab.client("custom").start(path, unsure.payload, token, name="x.png", key=unsure.id)
    test = open_page("tune")
    for typed, answer in (("..", "can’t be a server’s id"), ("f" * 32, "doesn't know this id")):
        test.text_input(key=f"by_id_field_{unsure.id}").set_value(typed)
        button(test, f"Fetch by id_{unsure.id}").click()
        ran(test)
        assert answer in "\n".join(one.value for one in [*test.warning, *test.error])
        assert lab.store.job("local", unsure.id) == unsure
    test.text_input(key=f"by_id_field_{unsure.id}").set_value(known.id)
    button(test, f"Fetch by id_{unsure.id}").click()
    ran(test)
    wait_until(lambda: lab.store.job("local", unsure.id).state is JobState.DONE, seconds=30)  # type: ignore[union-attr]
    assert engine.tasks.charges == 3
