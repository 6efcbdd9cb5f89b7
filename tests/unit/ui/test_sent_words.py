"""What is said of photos that are sent reduced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.cloud.servers import MAIN
from retouch_lib.media.sent import copy_name
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, Photo, Share
from retouch_lib.ui.shared.sent_words import reduced_in_words, shown_in_words, size_in_words
from retouch_lib.work.plan import Plan, PlanItem
from tests.unit.store.conftest import photo
from tests.unit.ui.test_job_words import QUEUED

PHOTO = replace(photo(), name="IMG_1.jpg", width=4032, height=3024)


def photos(count: int) -> list[Photo]:
    return [replace(PHOTO, sha256=str(number) * 64, name=f"{number}.jpg") for number in range(count)]


def plan(those: list[Photo], *sides: int) -> Plan:
    items = [
        PlanItem(photo.sha256, look, Share.PAID, None, "", side)
        for photo, side in zip(those, sides, strict=True)
        for look in LOOKS[:2]
    ]
    return Plan("local", MAIN, "", "ref", tuple(items))


def sent_at(side: int) -> Job:
    return replace(QUEUED, longest_side=side)


@pytest.mark.parametrize(
    ("sides", "longest_side", "words"),
    [
        ((0,), 0, ""),
        ((0,), 6000, "No photo of this run is longer than 6000 px: all go as they are."),
        ((2048,), 2048, "Sent reduced, as JPEG: 0.jpg 4032 × 3024 → 2048 × 1536. Its results come back at that size."),
        (
            (2048, 0),
            2048,
            "Sent reduced, as JPEG (1 of 2 photos): 0.jpg 4032 × 3024 → 2048 × 1536. "
            "Its results come back at that size.",
        ),
        (
            (1000,) * 5,
            1000,
            "Sent reduced, as JPEG (5 of 5 photos): 0.jpg 4032 × 3024 → 1000 × 750, 1.jpg 4032 × 3024 → 1000 × 750, "
            "2.jpg 4032 × 3024 → 1000 × 750 and 2 more. Their results come back at that size.",
        ),
    ],
)
def test_the_plan_says_what_goes_reduced_and_comes_back_so(
    sides: tuple[int, ...], longest_side: int, words: str
) -> None:
    those = photos(len(sides))
    assert reduced_in_words(plan(those, *sides), those, longest_side) == words


def test_beside_results_it_is_said_which_original_is_seen() -> None:
    assert shown_in_words(PHOTO, [sent_at(0)], together=False) == ""
    assert shown_in_words(PHOTO, [sent_at(2048)], together=True) == (
        "Sent reduced, 4032 × 3024 → 2048 × 1536: the original is shown as it was sent."
    )
    mixed = shown_in_words(PHOTO, [sent_at(2048), sent_at(0), sent_at(1000)], together=False)
    assert mixed.startswith("Sent reduced, 4032 × 3024 → 1000 × 750 and 4032 × 3024 → 2048 × 1536: ")
    assert size_in_words(PHOTO, sent_at(2048)) == "2048 × 1536"
    assert size_in_words(PHOTO, sent_at(0)) == "as it is"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Anna.jpg", "Anna.jpg"),
        ("Anna.JPEG", "Anna.JPEG"),
        ("Anna.PNG", "Anna.jpg"),
        ("a.b", "a.b.jpg"),
        ("x", "x.jpg"),
    ],
)
def test_the_copy_is_told_to_be_a_jpeg(name: str, told: str) -> None:
    assert copy_name(name) == told
