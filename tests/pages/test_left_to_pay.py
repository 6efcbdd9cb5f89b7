"""No button offers more than is known to be left: on Tune, its strip, and in History. The server has three credits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.store.records import JobState
from tests.engines import MakeEngine, wait_until
from tests.pages.conftest import ran, wait_for_run
from tests.pages.test_history import picked
from tests.pages.test_money import button, choose_photos, on_server, read

OpenPage = Callable[..., AppTest]


@pytest.fixture
def engine(make_engine: MakeEngine) -> EngineServer:
    return make_engine(credits=3)


@pytest.fixture
def poor(lab: Lab) -> Lab:
    """Two photos in three looks on the custom server: six credits, where three are left."""
    on_server(lab, "custom")
    choose_photos(lab, lab.store.photos("local")[0].sha256, lab.add_sample("local", "glasses").sha256)
    lab.balance("local", "custom")
    return lab


def shown(test: AppTest) -> str:
    """Every label and sentence on the page."""
    words = [button.label for button in test.button]
    words += [popover.label for popover in blocks(test, "popover")]
    return "\n".join([*words, *(one.value for kind in (test.warning, test.caption) for one in kind)])


def blocks(test: AppTest, kind: str) -> Iterator[Any]:
    """The protobufs of the page's containers of that kind."""
    found = (getattr(block.proto, kind) for block in test.get(kind) if block.proto is not None)
    return iter(list(found))


def settle(lab: Lab, left: int) -> None:
    """Until the last run has ended and the balance was read after it."""
    wait_for_run(lab)
    wait_until(lambda: lab.standing("local", "custom").balance.value == left)  # type: ignore[union-attr]


def test_what_can_be_paid_is_sent_and_then_nothing_is_offered(
    poor: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    test = open_page("tune")
    assert button(test, "run_now").label == "Send the 3 you can pay for"
    assert "The balance is 3 credits: 3 of 6 would not be sent." in shown(test)
    button(test, "run_now").click()
    ran(test)
    settle(poor, 0)
    assert (engine.tasks.starts, engine.tasks.charges) == (3, 3)
    run = poor.store.latest_run("local")
    assert run is not None
    assert [item.job.state for item in run.items] == [JobState.DONE] * 3

    test = open_page("tune")
    nothing = button(test, "run_now")
    assert (nothing.label, nothing.disabled) == ("No credits left", True)
    assert "(balance 0" not in shown(test)
    assert "Run · 3" not in shown(test)
    test = picked(open_page("history"), 0, 1)
    assert "Run again · no credits left" in shown(test)
    assert not [one for one in test.button if one.key == "history_again"]


def test_what_is_known_may_be_wrong_so_all_can_be_sent_with_their_number_typed(
    poor: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    read(poor, 0, "custom")  # it has three
    test = open_page("tune")
    assert "Send all 6 all the same" in shown(test)
    send = button(test, "run_now_all")
    assert send.label == "Send all 6 · 6 credits"
    send.click()
    assert "Nothing was sent. Type 6" in shown(ran(test))
    test.text_input(key="run_now_all_typed_6").set_value("6")
    button(test, "run_now_all").click()
    ran(test)
    settle(poor, 0)
    run = poor.store.latest_run("local")
    assert run is not None
    assert engine.tasks.charges == 3
    assert sum(item.job.state is JobState.REFUSED for item in run.items) == 3
    test = open_page("tune")
    if "Try again" not in shown(test):  # all three that were taken are of this photo
        button(test, "photo_step_1").click()
        ran(test)
    again = shown(test)
    assert "Try the 3 again · no credits left" in again
    assert "Try again · no credits left" in again, "on the cards, too"
    assert "Try again · 1 credit" not in again


def test_history_offers_of_several_rows_those_that_can_be_paid(
    poor: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    button(open_page("tune"), "run_now").click().run()
    settle(poor, 0)
    read(poor, 2, "custom")
    read(poor, 9, "custom", kind="quota", after=timedelta(minutes=2))
    test = picked(open_page("history"), 0, 1, 2)
    again = button(test, "history_again")
    assert again.label == "Run again · send the 2 you can pay for"
    again.click()
    ran(test)
    assert "2 pictures asked for again: 2 sent for 2 credits." in test.success[0].value
    wait_for_run(poor)
    assert engine.tasks.starts <= 5


def test_the_days_quota_is_no_promise_either(poor: Lab, open_page: OpenPage) -> None:
    read(poor, 41, "custom")
    read(poor, 2, "custom", kind="quota")
    assert button(open_page("tune"), "run_now").label == "Send the 2 that today’s quota allows"


def test_enter_in_the_field_for_the_number_presses_nothing(poor: Lab, open_page: OpenPage) -> None:
    test = open_page("tune")
    forms = list(blocks(test, "form"))
    assert forms
    assert not any(form.enter_to_submit for form in forms if form.form_id.startswith("run_now"))
