"""Which results a sheet shows, what they are called, and that a shuffled one tells nothing."""

from __future__ import annotations

from dataclasses import replace

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.reports.sheet import (
    APPROXIMATION,
    COMPOSED,
    IN_PART,
    SIMULATED,
    Sheet,
    SheetPhoto,
    letter,
    sheet_of,
    shuffled,
    versions_of,
)
from retouch_lib.store.records import Job, JobState, Mix, MixKind, Pick, Verdict
from retouch_lib.store.store import Store
from retouch_lib.work.library import Library
from tests.unit.reports.conftest import NOON, Shelf
from tests.unit.store.conftest import OWNER, SHA, make_run, wanted
from tests.unit.store.conftest import store as store  # the fixture


def done(store: Store, variant: str = "soft", **columns: object) -> Job:
    job = make_run(store, wanted(variant)).items[0].job
    return replace(
        job, **{"state": JobState.DONE, "result": "c" * 64, "result_type": "jpeg", "server": "main", **columns}
    )  # type: ignore[arg-type]


def test_what_has_no_picture_is_left_out(store: Store) -> None:
    job = done(store)
    others = [replace(job, state=JobState.SWEPT), replace(job, result_type="json"), replace(job, result=None)]
    assert sheet_of([*others, job], NOON).pictures == 2
    assert sheet_of(others, NOON).photos == ()


def test_what_is_said_of_a_result(store: Store) -> None:
    job = done(store, server="local")
    picks = {job.id: Pick(SHA, job.id, Verdict.PICKED, 3, "her mother hates it", NOON)}
    (photo,) = sheet_of([job], NOON, versions={job.fingerprint: "soft, version 2"}, picks=picks).photos
    (result,) = photo.results
    assert (result.look, result.version, result.verdict, result.stars) == ("soft", "version 2", Verdict.PICKED, 3)
    assert result.labels == (APPROXIMATION,)
    assert "mother" not in repr(photo)


def test_a_look_that_is_simulated_says_so_beside_the_layers_that_it_is_of(store: Store) -> None:
    """Whatever was thought of these, nothing was of it."""
    layers = done(store, "layers", result_type="zip")
    soft, strengths = replace(layers, variant="soft", fingerprint="e" * 64), Strengths((370, 1000))
    picks = {layers.id: Pick(SHA, layers.id, Verdict.PICKED, 3, "", NOON)}
    sheet = sheet_of([soft, layers], NOON, picks=picks, simulated={(layers.id, "e" * 64): strengths})
    simulated, composed = sheet.photos[0].results
    assert (simulated.look, simulated.labels, simulated.verdict) == ("soft (simulated)", (SIMULATED,), Verdict.NONE)
    assert simulated.in_part == PictureName("c" * 64, layers.source, strengths)
    assert (composed.look, composed.labels, composed.stars) == ("layers", (COMPOSED,), 3)


def test_a_result_is_shown_in_the_amount_that_is_kept(store: Store, shelf: Shelf, hostile: SheetPhoto) -> None:
    """It says so, whatever it is called; its pictures lie between the photo's and the whole result's."""
    job = done(store)
    half = Mix("m", OWNER, job.id, "", Strengths((500,)), False, "", NOON, NOON, MixKind.AMOUNT)
    sheet = sheet_of([job], NOON, amounts={job.id: half})
    (result,) = sheet.photos[0].results
    assert (result.look, result.labels) == ("50 % of soft", (IN_PART,))
    (lettered,) = shuffled(sheet, "seed").photos[0].results
    assert (lettered.look, lettered.labels, lettered.amount) == ("A", (IN_PART,), half.strengths)
    whole = hostile.results[2]
    seen = [
        shelf.pictures.detail(hostile, one, "whole", 160)
        for one in (None, replace(whole, amount=half.strengths), whole)
    ] + [shelf.pictures.whole(hostile, one, 160) for one in (None, replace(whole, amount=half.strengths), whole)]
    levels = [float(picture.mean()) for picture in seen if picture is not None]
    assert levels[0] > levels[1] > levels[2]
    assert levels[3] > levels[4] > levels[5]


def test_a_presets_version_is_found_in_every_form_of_its_payload(store: Store) -> None:
    library = Library(store)
    library.save(OWNER, replace(BALANCED.with_layers(True), name="wedding", note="x"))
    found = versions_of(library, OWNER)
    assert found[BALANCED.with_layers(True).fingerprint] == "wedding, version 1"


def test_a_label_of_all_is_said_once(sheet: Sheet, hostile: SheetPhoto) -> None:
    assert sheet.labels == ()
    results = tuple(replace(result, approximation=True) for result in hostile.results)
    assert replace(sheet, photos=(replace(hostile, results=results),)).labels == (APPROXIMATION,)


def test_shuffled_the_same_seed_gives_the_same_order_and_nothing_tells_the_look(sheet: Sheet) -> None:
    one, again = shuffled(sheet, "seed"), shuffled(sheet, "seed")
    assert one == again
    (photo,) = one.photos
    assert [result.look for result in photo.results] == [letter(0), letter(1), letter(2)]
    assert {(result.version, result.verdict, result.stars) for result in photo.results} == {("", Verdict.NONE, 0)}
    orders = {tuple(result.job for result in shuffled(sheet, str(seed)).photos[0].results) for seed in range(30)}
    assert len(orders) == 6
