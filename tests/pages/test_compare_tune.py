"""From Tune to Compare and back: the same photo, the same results in the same order, the same look."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from retouch_lib.ui import preferences
from retouch_lib.ui.compare.photo_choice import step
from retouch_lib.ui.shared.look import Look
from tests.engines import jpeg_bytes
from tests.pages.conftest import ran, wait_for_run
from tests.pages.filmstrip import have_all_sent, say, sent, shown
from tests.pages.test_compare import viewed

OpenPage = Callable[..., AppTest]
TUNE, COMPARE = "../../pages/tune.py", "../../pages/compare.py"


@pytest.fixture
def photos(lab: Lab) -> list[str]:
    """Three in a run of heavy, slight and balanced; a fourth that was never run."""
    lab.store.set_preference("local", preferences.GREETED, True)
    found = [_add(lab, number) for number in range(4)]
    lab.store.set_preference("local", preferences.PHOTOS, found[:3])
    lab.run(lab.plan("local", found[:3], [HEAVY, SLIGHT, BALANCED], "local"))
    wait_for_run(lab)
    return found


def _add(lab: Lab, number: int) -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=number))
    return lab.add_photo("local", part, f"DSC_{number}.jpg").sha256


def went(test: AppTest, page: str) -> AppTest:
    have_all_sent(test)
    test.switch_page(page)
    return ran(test)


def labels(test: AppTest) -> list[str]:
    return [shot["label"] for shot in viewed(test)["shots"]]


def right(test: AppTest) -> str:
    data = viewed(test)
    return str(next(shot["label"] for shot in data["shots"] if shot["id"] == data["right"]))


def test_compare_opens_with_what_tune_showed(photos: list[str], open_page: OpenPage) -> None:
    test = say(open_page("tune"), shown=photos[1])
    assert labels(test) == ["original", "heavy", "slight", "balanced"]
    compare = went(test, COMPARE)
    assert shown(compare) == "DSC_1.jpg"
    assert compare.selectbox[0].value == photos[1]
    assert labels(compare) == ["original", "heavy", "slight", "balanced"]
    assert (viewed(compare)["left"], right(compare)) == ("original", "balanced"), "the variant on the board"
    assert viewed(compare)["below"] is not None, "it fills the window"


def test_mode_and_choice_come_along_and_hold_from_photo_to_photo(photos: list[str], open_page: OpenPage) -> None:
    test = open_page("tune")
    test.session_state["look"] = Look("blink", ("gone", "slight"), ("gone too", "heavy"), "heavy")
    compare = went(test, COMPARE)
    assert (viewed(compare)["mode"], right(compare)) == ("blink", "heavy")
    compare = say(compare, shown=photos[2])
    assert (viewed(compare)["mode"], right(compare)) == ("blink", "heavy")


def test_the_strip_and_the_list_choose_the_photo_and_tune_follows(photos: list[str], open_page: OpenPage) -> None:
    compare = say(open_page("compare"), shown=photos[2])
    assert (viewed(compare)["shots"][0]["full"], compare.selectbox[0].value) == (f"/files/{photos[2]}/full", photos[2])
    assert compare.query_params["photo"] == photos[2][:12]
    compare.selectbox[0].select(photos[1])
    assert (shown(ran(compare)), compare.query_params["photo"]) == ("DSC_1.jpg", photos[1][:12])
    assert shown(went(compare, TUNE)) == "DSC_1.jpg"


def test_the_address_names_the_photo(photos: list[str], open_page: OpenPage) -> None:
    assert shown(open_page("compare", photo=photos[2][:12])) == "DSC_2.jpg"
    for odd in ("f" * 12, photos[2][:3], "", "<script>"):
        assert shown(open_page("compare", photo=odd)) == "DSC_0.jpg"


def test_a_photo_without_results_stands_alone(photos: list[str], open_page: OpenPage) -> None:
    compare = say(open_page("compare"), shown=photos[3])
    assert labels(compare) == ["original"]
    assert "No result of this photo yet" in compare.multiselect[0].proto.placeholder


def test_arrows_go_through_the_photos_that_have_results(
    lab: Lab, photos: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("retouch_lib.ui.workspace.show_photo", told.append)
    there = lab.store.photos_with_results("local")[::-1]
    assert [photo.sha256 for photo in there] == photos[:3]
    fourth = lab.store.photo("local", photos[3])
    assert fourth is not None
    for photo, by in ((there[0], 1), (there[0], -1), (there[2], 1), (fourth, 1)):
        step(photo, by, there)
    assert told == [photos[1], photos[2], photos[0], photos[0]]


def test_ticks_on_compare_are_the_runs_photos(lab: Lab, photos: list[str], open_page: OpenPage) -> None:
    compare = say(open_page("compare"), ticked={photos[3]: True, photos[0]: False})
    assert sent(compare)["chosen"] == "0111"
    assert lab.store.preference("local", preferences.PHOTOS) == photos[1:]


def test_of_more_results_than_fit_the_open_variants_is_one(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retouch_lib.ui.compare.comparison.MOST_COMPARED", 2)
    lab.store.set_preference("local", preferences.GREETED, True)
    photo = lab.add_sample("local", "glasses").sha256
    lab.store.set_preference("local", preferences.PHOTOS, [photo])
    lab.run(lab.plan("local", [photo], [HEAVY, SLIGHT, BALANCED], "local"))
    wait_for_run(lab)
    assert labels(open_page("compare")) == ["original", "heavy", "balanced"]
