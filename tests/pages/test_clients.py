"""Show a client: a contact sheet and a pick page are made, and an answer that is pasted becomes picks."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.reports.answer_code import TIE, AnswerCode, write_code
from retouch_lib.reports.making import ReportMaking
from retouch_lib.store.records import Run, Verdict
from retouch_lib.ui import session
from retouch_lib.ui.survey import heard
from retouch_lib.work.picks import Judgement
from tests.pages.conftest import ran
from tests.pages.done_run import done_run
from tests.pages.test_history import picked
from tests.pages.test_survey import Hand, grid

OpenPage = Callable[..., AppTest]


@pytest.fixture
def run(lab: Lab) -> Run:
    return done_run(lab, LOOKS)


def press(test: AppTest, label: str) -> AppTest:
    (button,) = [one for one in test.button if one.label == label]
    button.click()
    return ran(test)


def choose(test: AppTest, what: str) -> AppTest:
    (group,) = [one for one in test.get("button_group") if one.key == session.CLIENT_WHAT]
    group.set_value([what] if isinstance(group.value, list) else what)
    return ran(test)


def made(lab: Lab, test: AppTest) -> ReportMaking:
    """The file that was asked for, once it is finished."""
    making: ReportMaking = test.session_state[session.CLIENT_MAKING]
    while not making.ended:
        lab.jobs.wait(0.02)
    assert making.trouble == ""
    return making


def opened(open_page: OpenPage) -> AppTest:
    return press(open_page("survey"), "Show a client…")


def test_a_contact_sheet_is_made_and_offered(lab: Lab, run: Run, open_page: OpenPage) -> None:
    page = opened(open_page)
    assert any(one.value.startswith("3 photos, 9 results, at most ") for one in page.caption)
    making = made(lab, press(page, "Make the file"))
    ran(page)
    text = making.path.read_text("utf-8")
    assert all(look.name in text for look in LOOKS)
    assert making.file_name == "Contact sheet_contact-sheet.html"
    assert lab.reports.file("local", making.ticket) is making
    assert lab.reports.file("somebody else", making.ticket) is None
    (link,) = page.get("link_button")
    assert making.ticket in link.proto.url


@pytest.mark.parametrize("part", ["Contact sheet", "Pick page"])
def test_what_is_the_studios_own_is_shown_to_the_studio_only(
    lab: Lab, run: Run, open_page: OpenPage, part: str
) -> None:
    lab.picks.judge("local", [run.items[0].job], Judgement("reject"))
    lab.picks.judge("local", [run.items[1].job], Judgement("pick"))
    page = choose(opened(open_page), part)
    assert any(one.value.startswith("3 photos, 8 results, ") for one in page.caption)
    assert any(one.value == "Without 1 rejected result." for one in page.caption)
    results = made(lab, press(page, "Make the file")).sheet.photos[0].results
    assert [(one.verdict, one.version) for one in results] == [(Verdict.NONE, "")] * 2
    page.checkbox(key=session.CLIENT_STUDIO).check()
    results = made(lab, press(ran(page), "Make the file")).sheet.photos[0].results
    assert len(results) == 3
    if part == "Contact sheet":
        assert [one.verdict for one in results] == [Verdict.REJECTED, Verdict.PICKED, Verdict.NONE]
        assert all(one.version for one in results)


def test_an_answer_pasted_becomes_picks_and_is_undone(lab: Lab, run: Run, open_page: OpenPage) -> None:
    page = choose(opened(open_page), "Pick page")
    making = made(lab, press(page, "Make the file"))
    assert not any(look.name in making.path.read_text("utf-8") for look in LOOKS)
    page = choose(page, "Answer")
    code = write_code(AnswerCode(making.page, (2, 0, 0), "Anna <b>", "**less** skin"))
    page.text_area(key=session.CLIENT_ANSWER).set_value(f"Hi! {code}")
    ran(page)
    assert any("1 pick, 1 comment from Anna" in one.value for one in page.markdown)
    assert any("\\*\\*less\\*\\* skin" in one.value for one in page.info)
    assert lab.picks.of_photos("local", [run.items[0].job.photo]) == {}
    picked = making.sheet.photos[0].results[1].job
    chosen = next(item.variant for item in run.items if item.job.id == picked)
    (changes,) = page.dataframe
    change = changes.value.iloc[0]
    assert [change[head] for head in ("Photo", "Now", "Then")] == ["portrait.jpg", "no winner", chosen]
    assert (change["Winner now"], "/crop/" in change["Winner then"]) == (None, True)
    press(page, "Take over: 1 winner")
    (pick,) = lab.picks.of_photos("local", [run.items[0].job.photo]).values()
    assert (pick.verdict, pick.job) == (Verdict.PICKED, making.sheet.photos[0].results[1].job)
    assert page.toast
    assert lab.reports.answers.pages("local")[0].answers[0].comment == "**less** skin"


def taken(lab: Lab, open_page: OpenPage, choices: tuple[int, ...], comments: dict[int, str]) -> tuple[AppTest, str]:
    """Survey after that answer to a page of all results was taken over; and the page's id."""
    page = choose(opened(open_page), "Pick page")
    making = made(lab, press(page, "Make the file"))
    page = choose(page, "Answer")
    code = write_code(AnswerCode(making.page, choices, "Anna", "", comments))
    page.text_area(key=session.CLIENT_ANSWER).set_value(code)
    ran(page)
    (button,) = [one for one in page.button if one.key == session.CLIENT_TAKE]
    return press(page, button.label), making.page


def test_a_clients_tie_stands_in_survey_and_is_taken_back_there(
    lab: Lab, run: Run, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, third = dict.fromkeys(item.job.photo for item in run.items)
    lab.picks.judge("local", [run.items[0].job], Judgement("pick"))
    page, _ = taken(lab, open_page, (TIE, 0, TIE), {})
    assert grid(page)["tied"] == [first, third]
    assert lab.picks.of_photos("local", [first]) == {}
    hand = Hand()
    hand.test = page
    monkeypatch.setattr(heard, "taken", hand.take)
    page = hand.judge("undo")
    assert grid(page)["tied"] == []
    assert Verdict.PICKED in {pick.verdict for pick in lab.picks.of_photos("local", [first]).values()}
    assert grid(hand.judge("redo"))["tied"] == [first, third]


def test_comments_on_photos_are_shown_as_they_are_and_the_page_can_be_forgotten(
    lab: Lab, run: Run, open_page: OpenPage
) -> None:
    page, page_id = taken(lab, open_page, (0, 0, 0), {1: "**less** <b>skin</b>"})
    second = list(dict.fromkeys(item.job.photo for item in run.items))[1]
    for where, count in (
        (open_page("survey"), 1),
        (open_page("compare", photo=second[:12]), 1),
        (open_page("compare"), 0),
    ):
        shown = [one.value for one in where.markdown if "Anna, just now, on “" in one.value]
        assert len(shown) == count, "at that photo, and at no other"
        assert all("\\*\\*less\\*\\* \\<b\\>skin" in one for one in shown), shown
    page = choose(press(page, "Show a client…"), "Answer")
    name = list(dict.fromkeys(item.photo_name for item in run.items))[1]
    said = [one.value for one in page.caption if name.partition(".")[0] in one.value]
    assert any("\\*\\*less\\*\\* " in one and "<b>" not in one.replace("\\<b", "") for one in said), said
    page.button(key=session.forget_client_page(page_id)).click()
    page = ran(page)
    assert lab.reports.answers.pages("local") == ()
    assert any(one.value == "No pick page was made yet." for one in page.caption)


@pytest.mark.parametrize(("message", "words"), [("hello", "no code"), ("PICK1-ABC", "end is missing")])
def test_what_is_no_answer_is_said(run: Run, open_page: OpenPage, message: str, words: str) -> None:
    page = choose(opened(open_page), "Answer")
    page.text_area(key=session.CLIENT_ANSWER).set_value(message)
    ran(page)
    (error,) = page.error
    assert words in error.value


def test_while_names_are_hidden_nothing_is_shown_to_a_client(run: Run, open_page: OpenPage) -> None:
    page = press(open_page("survey"), "Judge blind")
    assert [one for one in page.button if one.label == "Show a client…"] == []


def test_compare_shows_what_is_compared_and_history_the_rows_ticked(run: Run, open_page: OpenPage) -> None:
    compare = press(open_page("compare"), "Show a client…")
    assert any(one.value.startswith("1 photo, 3 results, ") for one in compare.caption)
    history = press(picked(open_page("history"), 0, 1), "Show a client…")
    assert any(re.match("[12] photos?, 2 results, ", one.value) for one in history.caption)
