"""The filmstrip on Tune: what it shows of photos and runs, and what clicking, choosing and removing there does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.ui import preferences
from retouch_lib.ui.drop_zone import Answer, LeftOut, Rejected, Uploaded
from retouch_lib.ui.shared import add_photos
from retouch_lib.work.picks import Judgement
from tests.engines import jpeg_bytes
from tests.pages.conftest import ran, wait_for_run
from tests.pages.filmstrip import names, press, say, sent, shown, ticked

OpenPage = Callable[..., AppTest]


def add(lab: Lab, number: int, name: str = "") -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=number))
    return lab.add_photo("local", part, name or f"DSC_{number}.jpg").sha256


@pytest.fixture
def four(lab: Lab) -> list[str]:
    """Photos of which the first two are in the run."""
    lab.store.set_preference("local", preferences.GREETED, True)
    photos = [add(lab, number) for number in range(4)]
    lab.store.set_preference("local", preferences.PHOTOS, photos[:2])
    return photos


def click(test: AppTest, key: str) -> AppTest:
    next(button for button in test.button if button.key == key).click()
    return ran(test)


def said(test: AppTest) -> str:
    return "\n".join(str(element.value) for element in (*test.markdown, *test.caption, *test.text))


def test_photos_stand_as_they_came_and_are_sent_once(four: list[str], open_page: OpenPage) -> None:
    test = open_page("tune")
    frames = sent(test)["frames"]
    assert [frame[:2] for frame in frames] == [[photo, f"DSC_{number}.jpg"] for number, photo in enumerate(four)]
    assert frames[0][3] == f"/files/{four[0]}/thumbnail"
    assert (sent(test)["chosen"], sent(test)["shown"]) == ("1100", four[0])
    digest = sent(test)["digest"]
    assert (sent(ran(test))["frames"], sent(test)["digest"]) == (None, digest)
    assert sent(say(test, shown="", ticked={}, lacks=True))["frames"] == frames, "a browser that lost them gets them"


def test_a_new_photo_has_all_sent_again(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    test = open_page("tune")
    add(lab, 9)
    assert [frame[1] for frame in sent(ran(test))["frames"]][-1] == "DSC_9.jpg"


def test_a_click_shows_and_ticks_are_the_runs_photos(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    test = say(open_page("tune"), shown=four[3], ticked={})
    assert shown(test) == "DSC_3.jpg"
    assert "DSC_3.jpg · not in the run" in said(test)
    test = say(test, shown="", ticked={four[0]: False, four[3]: True})
    assert ticked(test) == ["DSC_1.jpg", "DSC_3.jpg"]
    assert lab.store.preference("local", preferences.PHOTOS) == [four[1], four[3]]
    assert "3 variants × 2 photos = 6" in said(test), "the plan follows"


@pytest.mark.parametrize(
    "told",
    [
        {"shown": "f" * 64, "ticked": {"f" * 64: True}},
        {"shown": 7, "ticked": {"0": 1}},
        {"shown": ["a"], "ticked": ["a"]},
        {"ticked": None},
    ],
)
def test_what_is_no_photo_of_ones_own_is_not_heard(
    lab: Lab, four: list[str], open_page: OpenPage, told: dict[str, object]
) -> None:
    test = say(open_page("tune"), **told)
    assert (ticked(test), shown(test)) == (["DSC_0.jpg", "DSC_1.jpg"], "DSC_0.jpg")


def test_all_none_and_the_new_ones_with_a_way_back(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    test = press(open_page("tune"), "choose", "all")
    assert len(ticked(test)) == 4
    assert ticked(press(test, "choose", "none")) == []
    assert len(ticked(click(test, "undo_strip"))) == 4
    lab.run(lab.plan("local", four[:3], [SLIGHT], "local"))
    assert ticked(press(test, "choose", "new")) == ["DSC_3.jpg"]
    lab.run(lab.plan("local", four, [SLIGHT], "local"))
    press(test, "choose", "new")
    assert "There are no new ones" in said(test)
    assert ticked(test) == ["DSC_3.jpg"]
    assert ticked(press(test, "choose", "others")) == ["DSC_3.jpg"], "no such button"


@pytest.mark.parametrize(("which", "left"), [("shown", [0, 1, 3]), ("in", [2, 3]), ("out", [0, 1])])
def test_photos_are_taken_off_the_list_and_come_back(
    lab: Lab, four: list[str], open_page: OpenPage, which: str, left: list[int]
) -> None:
    test = say(open_page("tune"), shown=four[2], ticked={})
    test = press(test, "remove", which)
    assert names(test) == [f"DSC_{number}.jpg" for number in left]
    assert f"{4 - len(left)} photo" in said(test)
    assert "removed from the list. Runs and results stay." in said(test)
    assert names(click(test, "undo_strip")) == [f"DSC_{number}.jpg" for number in range(4)]
    assert ticked(test) == ["DSC_0.jpg", "DSC_1.jpg"]


def test_when_all_photos_are_removed_they_can_still_come_back(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    test = press(press(open_page("tune"), "remove", "out"), "remove", "in")
    assert "Drop a portrait" in test.info[0].value
    assert "Add a photo first." in said(test)
    click(test, "undo_strip")
    assert ticked(test) == ["DSC_0.jpg", "DSC_1.jpg"]


def test_nothing_is_removed_while_a_run_is_looked_at(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    run = lab.run(lab.plan("local", four[2:], [SLIGHT], "local"))
    test = open_page("tune", run=run.id)
    assert not sent(test)["removable"]
    assert len(names(press(test, "remove", "out"))) == 4


def test_how_photos_stand_in_the_run_and_what_was_judged(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    lab.run(lab.plan("local", four[:2], [SLIGHT], "local"))
    wait_for_run(lab)
    (job, *_) = lab.store.results_for("local", four[1])
    lab.picks.judge("local", [job], Judgement("pick"))
    lab.picks.judge("local", [job], Judgement("stars", 4))
    data = sent(open_page("tune"))
    assert (data["states"], data["marks"], data["stars"]) == ("dd..", ".p..", "0400")


def test_results_stay_marked_when_another_run_is_shown(lab: Lab, four: list[str], open_page: OpenPage) -> None:
    lab.run(lab.plan("local", four[:2], [SLIGHT], "local"))
    wait_for_run(lab)
    lab.run(lab.plan("local", four[1:3], [BALANCED], "local"))
    wait_for_run(lab)
    data = sent(open_page("tune"))
    assert (data["states"], data["results"]) == (".dd.", "1110")


def dropped(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> None:
    """In the next run the browser tells of these."""
    batches = [answers]
    monkeypatch.setattr(add_photos, "drop_zone", lambda **_: batches.pop() if batches else ())


def test_new_photos_join_the_run_and_can_take_it_over(
    lab: Lab, four: list[str], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_page("tune")
    new = [add(lab, number) for number in (7, 8)]
    dropped(monkeypatch, *(Uploaded(photo, "") for photo in new))
    assert ticked(ran(test)) == ["DSC_0.jpg", "DSC_1.jpg", "DSC_7.jpg", "DSC_8.jpg"]
    assert shown(test) == "DSC_7.jpg"
    assert "2 new photos: added to the run." in said(test)
    assert ticked(click(test, "only_new")) == ["DSC_7.jpg", "DSC_8.jpg"]
    assert "2 new photos: only these are in the run." in said(test)
    assert len(ticked(click(test, "only_new"))) == 4, "and back"
    assert ticked(click(test, "undo_strip")) == ["DSC_0.jpg", "DSC_1.jpg"]
    assert "new photos" not in said(test)
    known, other = four[0], add(lab, 9)
    dropped(monkeypatch, Uploaded(known, ""), Uploaded(other, ""))
    assert "2 photos, 1 of them new: added to the run." in said(ran(test))
    assert ticked(click(test, "only_new")) == ["DSC_0.jpg", "DSC_9.jpg"], "all that were chosen"
    assert ticked(click(test, "only_new")) == ["DSC_0.jpg", "DSC_1.jpg", "DSC_9.jpg"]


def test_the_first_photos_of_ones_own_are_asked_nothing(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, [lab.add_sample("local", "portrait").sha256])
    test = open_page("tune")
    dropped(monkeypatch, Uploaded(add(lab, 7), ""))
    assert ticked(ran(test)) == ["DSC_7.jpg"], "a sample leaves the run"
    assert "new photo" not in said(test)


def test_refused_files_stand_beside_the_picture_until_they_are_hidden(
    lab: Lab, four: list[str], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_page("tune")
    dropped(monkeypatch, Rejected("*a*.nef", "The API takes JPEG or PNG."), Rejected("b.tif", "This is a TIFF."))
    assert "Not added: 2 files" in said(ran(test))
    dropped(monkeypatch, *(Rejected(f"{number}.gif", "No.") for number in range(9)))
    assert "Not added: 11 files" in said(ran(test))
    assert r"\*a\*.nef" not in said(test)
    assert "… and 3 before these." in said(test)
    assert "Not added" not in said(click(test, "hide_refused"))


def test_what_was_left_out_of_folders_is_one_sentence_and_no_error(
    lab: Lab, four: list[str], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_page("tune")
    told = LeftOut("*Wedding*", "Left out: 300 other files (.cr3, .xmp).")
    dropped(monkeypatch, Uploaded(add(lab, 7), "DSC_7.jpg"), told)
    assert r"**\*Wedding\***: Left out: 300 other files (.cr3, .xmp)." in said(ran(test))
    assert "Not all in the folders was added" in said(test)
    assert "Not added" not in said(test)
    assert "DSC_7.jpg" in ticked(test)
    assert "Wedding" not in said(click(test, "hide_left_out"))


def test_what_is_known_of_a_dropped_file_stands_there_and_a_sidecar_adds_no_photo(
    lab: Lab, four: list[str], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = open_page("tune")
    before = ticked(test)
    known = "This is the result “soft v2” of DSC_1.jpg."
    dropped(monkeypatch, Uploaded("", "*DSC*.xmp", known), Uploaded(add(lab, 7), "DSC_7.jpg", known))
    assert "Results of this lab: 2 files" in said(ran(test))
    assert "It is on the list, not in the run." in said(test)
    assert r"\*DSC\*.xmp" in said(test)
    assert "“soft v2” of DSC" in said(test)
    assert ticked(test) == before
    assert "Results of this lab" not in said(click(test, "hide_known"))


def test_without_photos_it_says_how_to_begin(lab: Lab, open_page: OpenPage) -> None:
    lab.store.set_preference("local", preferences.GREETED, True)
    test = open_page("tune")
    assert "Drop a portrait" in test.info[0].value


def test_where_a_photo_stands_says_what_is_counted_and_its_buttons_stay(
    lab: Lab, four: list[str], open_page: OpenPage
) -> None:
    test = open_page("tune")
    assert "1 of 2 in the run · DSC_0.jpg" in said(test)
    test = say(test, shown=four[2], ticked={})
    assert "DSC_2.jpg · not in the run" in said(test)
    assert shown(click(test, "photo_step_-1")) == "DSC_1.jpg", "the one before it in the strip that is in the run"


def test_with_one_photo_in_the_run_the_buttons_say_why_they_are_off(
    lab: Lab, four: list[str], open_page: OpenPage
) -> None:
    test = say(open_page("tune"), shown="", ticked={four[1]: False})
    buttons = [test.button(key=f"photo_step_{step}") for step in (-1, 1)]
    assert [(button.disabled, button.help[:32]) for button in buttons] == [
        (True, "No other photo is in the run: ti")
    ] * 2
    test = say(test, shown=four[3], ticked={})
    assert not test.button(key="photo_step_1").disabled, "from a photo that is not in it one comes back"
    assert shown(click(test, "photo_step_1")) == "DSC_0.jpg"
