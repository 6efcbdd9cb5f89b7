"""Remarks on finished results: each said once, with the names of those it is about where it is not all."""

from __future__ import annotations

from dataclasses import replace

from retouch_lib.jobs.words import KEPT_AS_IT_CAME
from retouch_lib.store.records import Job
from retouch_lib.ui.shared.remarks import remarks_in_words
from tests.unit.ui.test_job_words import DONE

FACES = "2 faces found."


def done(variant: str, **values: str) -> Job:
    defaults = {"result": "0" * 64, "result_type": "jpeg"}
    return replace(DONE, variant=variant, **{**defaults, **values})


def test_what_all_say_is_said_once() -> None:
    assert remarks_in_words([done("slight", reason=FACES), done("heavy", reason=FACES)]) == [FACES]


def test_what_some_say_is_said_with_their_names() -> None:
    jobs = [done("slight", reason=FACES), done("balanced"), done("heavy", reason=FACES, note=KEPT_AS_IT_CAME)]
    assert remarks_in_words(jobs) == [f"slight, heavy: {FACES}", f"heavy: {KEPT_AS_IT_CAME}"]


def test_nothing_to_say() -> None:
    assert remarks_in_words([]) == []
    assert remarks_in_words([done("slight")]) == []
