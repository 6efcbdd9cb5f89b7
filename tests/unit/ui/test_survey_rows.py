"""What is in the survey's cells: states, marks, remarks, and nothing that tells a name while names are hidden."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from retouch_lib.store.records import Job, JobState, Pick, RunItem, Share, Verdict
from retouch_lib.ui.grid.deltas import whole
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.survey.rows import columns_of, is_judged, progress_in_words, rows_of, warnings
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.ui.survey.trial_words import habit_in_words, note_in_words, trial_in_words
from retouch_lib.ui.trials import Trial
from retouch_lib.work.picks import tally
from tests.unit.ui.test_job_words import ACTIVE, DONE, START

PHOTOS = ("a" * 64, "b" * 64, "c" * 64)
LOOKS = ("soft", "balanced", "heavy")
BLIND = Round(trial=Trial("seed"))


def job(photo: str, look: str, base: Job = DONE, **fields: object) -> Job:
    made = replace(base, id=f"{photo[0]}-{look}", photo=photo, variant=look, fingerprint=f"f-{look}")
    done = base.state is JobState.DONE
    return replace(made, result="d" * 64 if done else None, result_type="jpeg" if done else None, **fields)


@pytest.fixture(autouse=True)
def no_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every result is shown whole; no store is asked."""
    monkeypatch.setattr(Scope, "amounts", {})


def scope(jobs: Sequence[Job] = ()) -> Scope:
    jobs = jobs or [job(photo, look) for photo in PHOTOS for look in LOOKS]
    items = [RunItem(place, one.variant, Share.PAID, one, f"{one.photo[0]}.jpg") for place, one in enumerate(jobs)]
    return Scope("run", tuple(items))


def picks(*said: tuple[str, Verdict]) -> dict[str, Pick]:
    moment = START + timedelta(minutes=1)
    return {name: Pick(name[0] * 64, name, verdict, 0, "", moment) for name, verdict in said}


def test_a_row_a_photo_a_cell_a_look() -> None:
    rows = rows_of(scope(), picks(("a-soft", Verdict.PICKED), ("b-heavy", Verdict.REJECTED)), Round())
    assert [(row.name, [cell.label for cell in row.cells if cell]) for row in rows] == [
        (f"{photo[0]}.jpg", list(LOOKS)) for photo in PHOTOS
    ]
    assert [[cell.mark for cell in row.cells if cell] for row in rows] == [
        ["picked", "", ""],
        ["", "", "rejected"],
        ["", "", ""],
    ]
    assert rows[0].src == f"/files/{PHOTOS[0]}/crop/{PHOTOS[0]}/{{region}}/{{side}}"
    (cell, *_) = rows[0].cells
    assert cell is not None
    assert cell.src == f"/files/{'d' * 64}/crop/{PHOTOS[0]}/{{region}}/{{side}}"


def test_a_photo_without_a_face_says_what_its_crops_show() -> None:
    rows = rows_of(replace(scope(), faces={PHOTOS[1]: 0}), {}, Round())
    assert [row.warning[:13] for row in rows] == ["", "No face was f", ""]


def test_a_layered_result_says_so() -> None:
    (row,) = rows_of(scope([replace(job(PHOTOS[0], "soft"), result_type="zip")]), {}, Round())
    (cell,) = row.cells
    assert cell is not None
    assert (cell.label, bool(cell.src)) == ("soft (layers)", True)


def test_a_look_that_a_photo_lacks_is_none() -> None:
    rows = rows_of(scope([job(PHOTOS[0], "soft"), job(PHOTOS[1], "heavy")]), {}, Round())
    assert [[cell is not None for cell in row.cells] for row in rows] == [[True, False], [False, True]]


def test_two_names_for_the_same_numbers_are_one_look_and_one_name_for_others_two() -> None:
    same, other = job(PHOTOS[0], "soft"), replace(job(PHOTOS[1], "soft"), fingerprint="f-other")
    items = [
        RunItem(0, "soft", Share.PAID, same, "a.jpg"),
        RunItem(1, "mild", Share.JOINED, same, "a.jpg"),
        RunItem(2, "soft", Share.PAID, other, "b.jpg"),
    ]
    assert Scope("run", tuple(items)).labels == ("soft = mild", "soft")
    assert scope([job(PHOTOS[0], "soft"), other]).labels == ("soft", "soft (2)")


def test_states_stand_in_the_cells() -> None:
    running = job(PHOTOS[0], "soft", ACTIVE)
    failed = job(PHOTOS[1], "soft", replace(ACTIVE, state=JobState.FAILED), note="The file is too large.")
    rows = rows_of(scope([running, failed]), {}, Round())
    cells = [row.cells[0] for row in rows]
    assert [(cell.state, cell.words, cell.share, cell.src) for cell in cells if cell] == [
        ("running", "Retouching · Dodge Burn", 0.55, ""),
        ("failed", "Failed: The file is too large.", 0.0, ""),
    ]


def test_what_is_odd_is_a_warning_how_many_faces_were_found_is_not() -> None:
    assert warnings(replace(DONE, reason="2 faces found.")) == []
    odd = replace(
        DONE, reason="No face found. Face plugins changed nothing.", note="Kept as it came.", longest_side=4096
    )
    assert warnings(odd) == [odd.reason, odd.note, "Sent reduced to 4096 px."]


def test_heads_tell_how_each_look_did() -> None:
    said = picks(("a-soft", Verdict.PICKED), ("b-soft", Verdict.PICKED), ("c-heavy", Verdict.REJECTED))
    said["a-soft"] = replace(said["a-soft"], stars=4)
    heads = columns_of(scope(), tally(scope().items, said), Round())
    assert [(head.label, head.tally) for head in heads] == [
        ("soft", "won 2 of 3, ★ 4.0"),
        ("balanced", ""),
        ("heavy", "won 0 of 3, rejected 1"),
    ]


class TestBlind:
    def test_nothing_in_it_tells_a_name(self) -> None:
        jobs = [job(photo, look, reason=f"{look} says", longest_side=4096) for photo in PHOTOS[:2] for look in LOOKS]
        jobs += [job(PHOTOS[2], look, replace(ACTIVE, plugin=f"plugin of {look}")) for look in LOOKS]
        shown = scope([replace(one, id=f"{place}", fingerprint=one.fingerprint) for place, one in enumerate(jobs)])
        rows = rows_of(shown, {}, BLIND)
        heads = columns_of(shown, tally(shown.items, {}), BLIND)
        said = json.dumps([[asdict(row) for row in rows], [asdict(head) for head in heads]])
        assert [look for look in LOOKS if look in said] == []
        assert [head.label for head in heads] == ["A", "B", "C"]
        assert [[cell.label for cell in row.cells if cell] for row in rows] == [["A", "B", "C"]] * 3

    def test_places_are_shuffled_photo_by_photo_and_stay(self) -> None:
        rows = rows_of(scope(), {}, BLIND)
        found = [[cell.id.partition("-")[2] for cell in row.cells if cell] for row in rows]
        assert all(sorted(row) == sorted(LOOKS) for row in found)
        assert len({tuple(row) for row in found}) > 1
        assert rows_of(scope(), {}, BLIND) == rows

    def test_who_was_who_is_told_with_ties(self) -> None:
        said = picks(("a-soft", Verdict.PICKED), ("b-soft", Verdict.PICKED), ("a-heavy", Verdict.REJECTED))
        trial = Trial("seed", said, frozenset({PHOTOS[2]}))
        assert trial_in_words(scope(), trial) == [
            "soft won 2 of 3 photos.",
            "balanced won 0 of 3 photos.",
            "heavy won 0 of 3 photos, rejected on 1.",
            "1 photo ended in a tie.",
        ]
        assert note_in_words(scope(), trial) == "Judged blind: soft won 2, 1 tie of 3 photos."
        assert habit_in_words(scope(), trial) == "", "two winners tell no habit"
        one = Trial("seed", picks(("a-soft", Verdict.PICKED)))
        assert trial_in_words(scope(), one)[-1] == "2 photos have no winner yet."

    def test_a_habit_of_one_place_is_asked_about(self) -> None:
        photos = [f"{number:064x}" for number in range(8)]
        jobs = [replace(job(photo, look), id=f"{photo[-1]}-{look}") for photo in photos for look in LOOKS[:2]]
        first = {photo: LOOKS[Trial("seed").order(photo, 2)[0]] for photo in photos}
        names = {photo: f"{photo[-1]}-{look}" for photo, look in first.items()}
        said = {name: Pick(photo, name, Verdict.PICKED, 0, "", START) for photo, name in names.items()}
        told = habit_in_words(scope(jobs), Trial("seed", said))
        assert told.startswith("8 of your 8 winners stood at the same place: the left picture (A).")
        assert habit_in_words(scope(jobs), Trial("another", said)) == ""


def test_a_photo_is_judged_with_a_winner_a_tie_or_all_rejected() -> None:
    rejected = [(f"b-{look}", Verdict.REJECTED) for look in LOOKS]
    rows = rows_of(scope(), picks(("a-soft", Verdict.PICKED), *rejected), Round(named_ties=frozenset({PHOTOS[2]})))
    assert [is_judged(row) for row in rows] == [True, True, True]
    rows = rows_of(scope(), picks(("a-soft", Verdict.REJECTED)), Round())
    assert [is_judged(row) for row in rows] == [False, False, False]
    assert progress_in_words(rows) == "0 of 3 photos judged"


def test_a_row_knows_how_many_faces_there_are_to_look_at() -> None:
    rows = rows_of(replace(scope(), faces={PHOTOS[0]: 4, PHOTOS[1]: 0}), {}, Round())
    assert [row.faces for row in rows] == [4, 0, 0]
    assert [row.get("faces") for row in whole(rows)] == [4, None, None]
