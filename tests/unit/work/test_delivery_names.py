"""What files are called when they leave: as a gallery needs it, or by a pattern; no two alike."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retouch_lib.errors import InvalidName
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.store.records import Pick, Verdict
from retouch_lib.store.store import Store
from retouch_lib.work import name_pattern
from retouch_lib.work.delivery import Deliverable
from retouch_lib.work.delivery_names import (
    Layers,
    Naming,
    alike_in_words,
    folder_of,
    named,
    numbered_in_words,
    version_numbers,
)
from retouch_lib.work.library import Library
from tests.unit.store.conftest import OWNER
from tests.unit.store.conftest import store as store  # the fixture
from tests.unit.ui.test_job_words import DONE

AT = datetime(2026, 3, 18, 12, 5, tzinfo=UTC)
DAY, MINUTE = f"{AT.astimezone():%Y-%m-%d}", f"{AT.astimezone():%Y-%m-%d-%H%M}"


def result(
    name: str = "DSC_6229.jpg", look: str = "heavy", stars: int = 0, *, picked: bool = False, **job: object
) -> Deliverable:
    known = {"photo_name": name, "variant": look, "result": "c" * 64, "result_type": "jpeg", "ended_at": AT, **job}
    verdict = Verdict.PICKED if picked else Verdict.NONE
    pick = Pick("0" * 64, "j", verdict, stars, "", AT) if stars or picked else None
    return Deliverable(replace(DONE, **known), pick, "r", "", AT)


def paths(*results: Deliverable, pattern: str = "", layers: Layers = Layers.PICTURE) -> list[str]:
    naming = Naming(name_pattern.read_pattern(pattern) if pattern else None, layers)
    return [file.path for file in named(results, naming, {"f": 3})]


def test_a_delivery_has_the_photos_own_names_and_no_look() -> None:
    assert paths(result("DSC_6229.jpg"), result("Été 12.JPG"), result("c.jpeg")) == [
        "DSC_6229.jpg",
        "Été 12.JPG",
        "c.jpeg",
    ]


def test_the_extension_is_the_results_type() -> None:
    assert paths(result("a.PNG"), result("b.PNG", result_type="png"), result("c.JPG", result_type="png")) == [
        "a.jpg",
        "b.PNG",
        "c.png",
    ]


def test_the_winner_keeps_the_name_and_the_others_are_numbered() -> None:
    results = (result(), result(stars=2), result(picked=True), result("dsc_6229.JPG"))
    files = named(results, Naming(), {})
    assert [file.path for file in files] == ["DSC_6229-3.jpg", "DSC_6229-2.jpg", "DSC_6229.jpg", "dsc_6229-4.JPG"]
    assert numbered_in_words(files) == "3 names were taken: those files got numbers, as DSC_6229-3.jpg."
    assert numbered_in_words(files[1:3]) == "One name was taken: that file is called DSC_6229-2.jpg."
    assert numbered_in_words(files[2:3]) == ""


def test_a_delivery_keeps_the_folders_the_photos_came_from() -> None:
    church, party = (replace(result(), folder=f"Wedding/{name}") for name in ("Church", "Party"))
    files = named([church, party, replace(party, folder="wedding/PARTY"), result()], Naming(), {})
    assert [file.path for file in files] == [
        "Wedding/Church/DSC_6229.jpg",
        "Wedding/Party/DSC_6229.jpg",
        "Wedding/Party/DSC_6229-2.jpg",
        "DSC_6229.jpg",
    ]
    assert numbered_in_words(files) == "One name was taken: that file is called DSC_6229-2.jpg."


def test_a_folder_of_a_database_that_was_tampered_with_leads_nowhere() -> None:
    assert paths(replace(result(), folder="/../../etc//con")) == ["folder/folder/etc/_con/DSC_6229.jpg"]
    assert paths(replace(result(), folder="..")) == ["folder/DSC_6229.jpg"]


def test_a_pattern_may_have_the_photos_folder() -> None:
    one = replace(result("a.jpg", "soft"), folder="Wedding/Church")
    assert paths(one, result("b.jpg"), pattern="{folder}/{photo}") == ["Wedding/Church/a.jpg", "b.jpg"]
    assert paths(one, pattern="{look}/{folder}/{photo}") == ["soft/Wedding/Church/a.jpg"]
    assert paths(one, pattern="{folder}_{photo}") == ["Wedding-Church_a.jpg"]
    assert paths(one, pattern="{photo}_{look}_{version}") == ["a_soft_v3.jpg"]


def test_a_layered_result_is_one_picture_or_its_archive() -> None:
    layered = result("DSC_6229.JPG", result_type="zip")
    assert paths(layered) == ["DSC_6229.JPG"]
    assert paths(layered, pattern="{photo}_{look}") == ["DSC_6229_heavy_composed.JPG"]
    assert paths(layered, layers=Layers.ARCHIVE) == ["DSC_6229.zip"]
    assert named([layered], Naming(), {})[0].as_picture
    assert not named([layered], Naming(layers=Layers.ARCHIVE), {})[0].as_picture


def test_work_files_are_called_by_a_pattern() -> None:
    one = replace(result(look="soft skin", stars=4, fingerprint="f"), project="Anna & Ben")
    every = "{photo}_{look}_{version}_{run}_{project}_{date}_{stars}"
    assert paths(one, pattern=every) == [f"DSC_6229_soft-skin_v3_{MINUTE}_Anna & Ben_{DAY}_4.jpg"]
    unsaved = result(fingerprint="0123456789abcdef")
    assert paths(unsaved, pattern=name_pattern.DEFAULT) == ["DSC_6229_heavy_01234567.jpg"]


def test_what_is_empty_leaves_no_gap() -> None:
    assert paths(result(), pattern="{project}_{photo}_{stars}") == ["DSC_6229.jpg"]
    assert paths(result(), pattern="{photo}, {stars} stars") == ["DSC_6229, stars.jpg"]


def test_a_pattern_may_make_folders_and_none_leads_out_of_them() -> None:
    results = (result("a.jpg", "soft"), result("b.jpg", "SOFT"), replace(result("c.jpg"), project="../up"))
    assert paths(*results, pattern="{look}/{photo}") == ["soft/a.jpg", "soft/b.jpg", "heavy/c.jpg"]
    assert paths(*results, pattern="{project}/{photo}") == ["a.jpg", "b.jpg", "up/c.jpg"]
    assert paths(results[0], pattern="../{photo}") == ["a.jpg"]
    assert paths(replace(results[0], project="a.jpg"), result("a.jpg"), pattern="{project}/{photo}") == [
        "a.jpg/a.jpg",
        "a-2.jpg",
    ]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "needs {photo}"),
        ("{look}", "needs {photo}"),
        ("{photo", "brace"),
        ("{photo}{", "brace"),
        ("{photo!r}", "field"),
        ("{photo:>99999999}", "field"),
        ("{photo.__class__}", "field"),
        ("{photo}{0}", "field"),
        ("{photo}{}", "field"),
        ("{photo}/", "a name"),
        ("/{photo}", "a name"),
        ("a/b/c/d/e/{photo}", "folders"),
        ("{photo}" + "x" * 200, "longer"),
    ],
)
def test_a_pattern_that_cant_be_used_says_why(pattern: str, why: str) -> None:
    with pytest.raises(InvalidName, match=why):
        name_pattern.read_pattern(pattern)


def test_braces_may_be_part_of_a_name() -> None:
    assert paths(result(), pattern="{{x}}{photo}") == ["{x}DSC_6229.jpg"]


def test_the_folder_is_called_after_the_project() -> None:
    one = result()
    assert folder_of([one]) == f"retouched {one.run_at.astimezone():%Y-%m-%d}"
    assert folder_of([one, replace(one, run_at=one.run_at + timedelta(days=40))]) > folder_of([one])
    assert folder_of([replace(one, project="Été 11/12"), replace(one, project="e\u0301te\u0301 11/12")]) == "Été 11-12"
    assert folder_of([replace(one, project="A"), replace(one, project="B")]).startswith("retouched ")


def test_looks_that_a_client_could_not_tell_apart_are_said() -> None:
    three = named([result(), result(look="soft"), result(look="mild")], Naming(), {})
    assert alike_in_words(three) == "3 looks of one photo would have one name: choose winners or work files."
    assert alike_in_words(named([result(), result("other.jpg")], Naming(), {})) == ""


def test_versions_are_those_of_ones_own_presets(store: Store) -> None:
    library = Library(store)
    library.save(OWNER, replace(BALANCED, name="wedding"))
    found = version_numbers(library, OWNER)
    assert found[BALANCED.fingerprint] == 1
    assert set(found.values()) == {1}
