"""The download: what is paid for is kept, whole, and fetched for as long as it lives."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from retouch_lib.errors import (
    CallError,
    ConnectionLost,
    IllegalTransition,
    NotFound,
    ServerError,
    StoreTrouble,
    UnexpectedReply,
)
from retouch_lib.imaging.archive.read import Archive
from retouch_lib.jobs import result_checks, result_notes, words, workflow
from retouch_lib.jobs.download import download
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.media.files import digest_of
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.presets.vendor import LAYERED, LOOKS
from retouch_lib.store.records import Job, JobState, Kept, Reading
from retouch_lib.store.removals import Removal
from tests.engines import jpeg_bytes, png_bytes
from tests.jobs.world import NOON, OWNER, SIZE, World
from tests.unit.imaging import archives, hostile_archives

GOOD = jpeg_bytes()


def archive(width: int = SIZE[0], height: int = SIZE[1]) -> bytes:
    """Layers for the world's photo."""
    return archives.zipped({archives.HEAL: archives.layer_png(width, height), "result.json": archives.RESULT_JSON})


def parts(world: World) -> list[Path]:
    return list((world.files.root / "parts").iterdir())


def check_kept(world: World, job: Job, data: bytes, kind: str) -> None:
    now = world.now(job)
    assert now.result is not None
    assert (now.state, now.result_type, now.result_bytes, now.progress) == (JobState.DONE, kind, len(data), 100)
    assert digest_of(world.files.path(now.result)) == now.result
    assert world.files.path(now.result).read_bytes() == data
    assert parts(world) == []


@pytest.mark.parametrize(("kind", "data"), [("jpeg", GOOD), ("png", png_bytes())])
def test_a_picture_is_kept_under_its_digest(world: World, kind: str, data: bytes) -> None:
    job = world.downloading()
    world.api.files.append((kind, data))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, data, kind)
    assert world.now(job).note == ""


def test_a_balance_that_cant_be_written_is_no_trouble_of_the_result(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_reading: Reading) -> Reading:
        raise OSError("no space left on the device")

    monkeypatch.setattr(world.store, "add_reading", full)
    monkeypatch.setattr(workflow, "_context", world.context)
    job = world.downloading()
    world.api.files.append(("jpeg", GOOD))
    world.api.balances.append(41)
    assert workflow._guarded(download, job.id) == JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert (world.now(job).note, world.now(job).error, world.api.count("balance")) == ("", "", 1)


def test_a_long_json_is_kept_without_taking_the_memory_to_parse_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result of 300 MB took 7.4 GB."""
    data = b'{"faces": [' + b"[]," * (result_checks.MAX_PARSED // 3) + b"[]]}\n"
    job = world.downloading()
    world.api.files.append(("json", data))
    monkeypatch.setattr(result_checks.json, "loads", None)
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, data, "json")
    cut = world.files.new_part()
    cut.write_bytes(data[:-5])
    with pytest.raises(result_checks.Damaged, match="no end"):
        result_checks.check(cut, "json")
    cut.unlink()


@pytest.mark.parametrize(
    ("kind", "data"), [("zip", archive()), ("json", b'{"faces": []}')], ids=["archive", "metadata"]
)
def test_a_whole_file_of_another_kind_is_kept_and_said(world: World, kind: str, data: bytes) -> None:
    job = world.downloading()
    world.api.files.append((kind, data))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, data, kind)
    assert world.now(job).note == f"The server sent {kind.upper()} where a picture was expected; it is kept."


@pytest.mark.parametrize(
    ("kind", "damaged"),
    [("jpeg", GOOD[: len(GOOD) // 2]), ("png", png_bytes()[:-40]), ("zip", archive()[:-30]), ("json", b'{"fa')],
)
def test_a_damaged_file_is_fetched_again(world: World, kind: str, damaged: bytes) -> None:
    job = world.downloading()
    world.api.files.extend([(kind, damaged), ("jpeg", GOOD)])
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, GOOD, "jpeg")


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("jpeg", GOOD[:-2]),
        ("jpeg", GOOD[:-2] + b"SEFT" * 100),
        ("png", png_bytes()[:-12]),
        ("zip", archives.zipped({archives.HEAL: archives.layer_png(*SIZE)[:-12], "result.json": archives.RESULT_JSON})),
    ],
    ids=["no end mark", "a trailer in its place", "no end chunk", "a layer without its end"],
)
def test_what_lacks_only_its_end_mark_is_whole(world: World, kind: str, data: bytes) -> None:
    """Every row is there and paid for: nothing better would come."""
    job = world.downloading()
    world.api.files.append((kind, data))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, data, kind)
    assert (world.now(job).kept, world.now(job).error) == (Kept.WHOLE, "")


HALF = GOOD[: len(GOOD) // 2]
UNTIL = NOON + timedelta(hours=24)


def test_a_file_that_comes_damaged_twice_is_kept_until_the_whole_one_comes(world: World) -> None:
    """Half a picture was DONE for good at 6.9 s, while the whole one stood on the server."""
    job = world.downloading(expires_at=UNTIL)
    seen = []
    world.stop.before_wait = lambda: seen.append(world.now(job))
    world.api.balances.append(41)
    world.api.files.extend([("jpeg", HALF)] * 7 + [("jpeg", GOOD)])
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert (world.now(job).kept, world.now(job).note, world.now(job).error) == (Kept.WHOLE, "", "")
    assert [job.state for job in seen] == [JobState.DOWNLOADING, *[JobState.DONE] * 6]
    assert {(job.kept, job.result_bytes) for job in seen[1:]} == {(Kept.PROVISIONAL, len(HALF))}
    looked = [NOON + timedelta(seconds=sum(world.stop.waits[:tries])) for tries in range(1, 7)]
    assert [job.note for job in seen[1:]] == [words.provisional(UNTIL, moment) for moment in looked]
    assert world.stop.waits[1:] == [30, 60, 120, 240, 480, 960]
    assert world.api.count("balance") == 1, "read when the job came to rest, not a day later"
    half = hashlib.sha256(HALF).hexdigest()
    assert world.store.to_remove()[Removal.FILE] == (half,), "what was replaced is removed"


def test_what_is_only_damaged_is_fetched_until_its_time_is_over(world: World) -> None:
    job = world.downloading(expires_at=UNTIL)
    world.api.balances.append(41)
    world.api.files.extend([("jpeg", HALF), ("jpeg", HALF), ConnectionLost("Gone."), OSError(28, "No space left")])
    world.api.files.extend([("jpeg", HALF)] * 60 + [NotFound("Gone.", status=404)] * 60)
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, HALF, "jpeg")
    assert (world.now(job).kept, world.now(job).note) == (Kept.DAMAGED, words.KEPT_AS_IT_CAME)
    assert world.clock() > UNTIL
    assert world.api.count("get_file") < 120
    assert max(world.stop.waits) == 1800


def test_a_server_that_sends_damage_beyond_the_end_is_asked_no_more(world: World) -> None:
    job = world.downloading(expires_at=UNTIL)
    world.api.balances.append(41)
    world.api.files.extend([("jpeg", HALF)] * 200)
    assert download(world.context, job.id) is JobState.DONE
    assert world.now(job).kept is Kept.DAMAGED
    assert world.clock() < UNTIL + timedelta(hours=3)


def test_of_two_damaged_files_the_longer_is_kept(world: World) -> None:
    job = world.downloading(expires_at=UNTIL)
    world.api.balances.append(41)
    lengths = []
    world.stop.before_wait = lambda: lengths.append(world.now(job).result_bytes)
    parts_ = [("jpeg", GOOD[:length]) for length in (500, 400, 600, 300)]
    world.api.files.extend([*parts_, ("jpeg", GOOD)])
    download(world.context, job.id)
    assert lengths == [None, 400, 600, 600]


def test_a_provisional_result_goes_on_being_fetched_after_a_restart(world: World) -> None:
    job = world.downloading(expires_at=UNTIL)
    world.api.balances.append(41)
    world.api.files.extend([("jpeg", HALF), ("jpeg", HALF)])
    world.stop.before_wait = lambda: world.now(job).provisional and world.stop.set()
    with pytest.raises(Stopped):
        download(world.context, job.id)
    assert [job.id] == [job.id for job in world.store.under_way()]
    world.stop._stopped, world.stop.before_wait = False, lambda: None
    world.api.files.append(("jpeg", GOOD))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert world.store.under_way() == ()


@pytest.mark.parametrize("when", ["between", "during", "swept"])
def test_what_was_deleted_meanwhile_is_not_kept(world: World, when: str) -> None:
    job = world.downloading(expires_at=UNTIL)
    run = world.store.runs(OWNER)[0]
    world.api.balances.append(41)

    def delete() -> tuple[str, bytes]:
        if when == "swept":
            world.store.sweep(OWNER, [world.now(job).result or ""], "Swept.")
        else:
            world.store.delete_runs(OWNER, [run.id])
        return "jpeg", GOOD

    if when == "between":
        world.stop.before_wait = lambda: world.now(job).provisional and delete()
    elif when == "swept":  # a later run is shown, so that this one may be
        world.jobs(number=1, presets=[LOOKS[2]])
    world.api.files.extend([("jpeg", HALF), ("jpeg", HALF), delete])
    with contextlib.suppress(IllegalTransition):
        download(world.context, job.id)
    whole = hashlib.sha256(GOOD).hexdigest()
    assert not world.files.has(whole) or whole in world.store.to_remove()[Removal.FILE]
    there = world.store.any_job(job.id)
    assert there is None if when != "swept" else there is not None and there.state is JobState.SWEPT


@pytest.mark.parametrize("trouble", ["full", "gone"])
def test_a_result_waits_for_its_row(world: World, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    """The file has its name already when the row can't be written; somebody may even remove it meanwhile."""
    job = world.downloading()
    set_job = world.store.set_job
    fails = iter([True, True, False])

    def full(job_id: str, **fields: Any) -> Job:
        if fields.get("state") is JobState.DONE and next(fails, False):
            if trouble == "gone":
                world.files.remove(fields["result"])
            raise StoreTrouble("The disk with the data folder is full. Nothing was changed.")
        return set_job(job_id, **fields)

    monkeypatch.setattr(world.store, "set_job", full)
    world.api.files.extend([("jpeg", GOOD)] * 3)
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert world.api.count("get_file") == (3 if trouble == "gone" else 1)


def fetched(world: World, kind: str, data: bytes, preset: Preset = LAYERED) -> str:
    """The note of a result that is kept."""
    job = world.downloading(preset=preset)
    world.api.files.append((kind, data))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, data, kind)
    return world.now(job).note


def workflow_step(world: World, job: Job) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workflow, "_context", world.context)
        world.api.balances.append(41)
        return workflow._guarded(download, job.id)


def with_format(preset: Preset, form: str) -> Preset:
    return replace(preset, extra={"outputFormat": form})


@pytest.mark.parametrize(
    "payload",
    ['{"mode":"professional","tasks":[' + ",".join(['{"Plugin":"Heal"}'] * 101) + "]}", "no JSON at all"],
    ids=["101 tasks", "damaged"],
)
def test_a_result_is_kept_though_its_payload_cant_be_read_back(
    world: World, payload: str, caplog: pytest.LogCaptureFixture
) -> None:
    job = world.downloading(payload_text=payload)
    world.api.files.append(("jpeg", GOOD))
    assert workflow_step(world, job) == JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert (world.now(job).note, world.now(job).error) == ("", "")
    assert [record.message for record in caplog.records if record.name == result_notes.__name__] == [
        f"no remark on the result of job {job.id}: InvalidPayload"
    ]


@pytest.mark.parametrize("trouble", [MemoryError(), OSError(5, "Input/output error")], ids=["memory", "disk"])
def test_a_result_is_kept_though_nothing_can_be_said_of_it(
    world: World, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_path: Path) -> Archive:
        raise trouble

    monkeypatch.setattr("retouch_lib.jobs.result_notes.read_archive", fail)
    job = world.downloading(preset=LAYERED)
    world.api.files.append(("zip", archive()))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, archive(), "zip")


def test_a_remark_that_cant_be_written_leaves_the_result_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    set_job = world.store.set_job

    def full(job_id: str, **fields: Any) -> Job:
        if world.now(job).state is JobState.DONE:
            raise OperationalError("UPDATE", None, Exception("database or disk is full"))
        return set_job(job_id, **fields)

    job = world.downloading(preset=LAYERED)
    monkeypatch.setattr(world.store, "set_job", full)
    world.api.files.append(("jpeg", GOOD))
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert world.api.count("get_file") == 1


def test_layers_that_were_asked_for_need_no_note(world: World) -> None:
    assert fetched(world, "zip", archive()) == ""


@pytest.mark.parametrize(("kind", "data"), [("jpeg", GOOD), ("png", png_bytes())])
@pytest.mark.parametrize("preset", [LAYERED, with_format(LOOKS[0], "zip")], ids=["layers", "format"])
def test_a_flat_picture_where_layers_were_asked_for_is_kept_and_said(
    world: World, kind: str, data: bytes, preset: Preset
) -> None:
    assert fetched(world, kind, data, preset) == words.FLAT_INSTEAD_OF_LAYERS


@pytest.mark.parametrize(
    ("kind", "preset", "note"),
    [
        ("jpeg", with_format(LAYERED, "jpeg"), ""),
        ("zip", with_format(LOOKS[0], "zip"), ""),
        ("zip", with_format(LAYERED, "jpeg"), words.unexpected_kind("zip")),
        ("zip", with_format(LAYERED, "new"), ""),
    ],
    ids=["jpeg", "zip", "other", "unknown"],
)
def test_what_the_format_asks_for_decides(world: World, kind: str, preset: Preset, note: str) -> None:
    assert fetched(world, kind, archive() if kind == "zip" else GOOD, preset) == note


def test_layers_of_another_size_than_the_photo_are_kept_and_said(world: World) -> None:
    assert fetched(world, "zip", archive(3, 2)) == words.layers_of_another_size((3, 2), SIZE)
    both = f"{words.unexpected_kind('zip')} {words.layers_of_another_size((3, 2), SIZE)}"
    assert fetched(world, "zip", archive(3, 2), LOOKS[0]) == both


@pytest.mark.parametrize("kind", ["jpeg", "png"])
@pytest.mark.parametrize(
    ("size", "said"),
    [((32, 24), "32 × 24 pixels, the photo 64 × 48."), ((48, 64), "48 × 64 pixels, the photo 64 × 48, and another sh")],
    ids=["smaller", "turned"],
)
def test_a_picture_of_another_size_than_the_photo_is_kept_and_said(
    world: World, kind: str, size: tuple[int, int], said: str
) -> None:
    data = jpeg_bytes(*size) if kind == "jpeg" else png_bytes(*size)
    assert said in fetched(world, kind, data, LOOKS[0])
    cropped = LOOKS[1].with_task(Task("Crop", {"User Params": {"AspectRatio": "Square"}}))
    assert fetched(world, kind, data, cropped) == "", "it was asked for"


def test_two_jobs_with_one_number_are_done_and_say_so(world: World) -> None:
    first = world.downloading(remote_id="same")
    world.api.files.append(("jpeg", GOOD))
    download(world.context, first.id)
    assert world.now(first).note == ""
    second = world.downloading(preset=LOOKS[1], remote_id="same")
    elsewhere = world.downloading("local", remote_id="same")
    world.api.files.extend([("jpeg", GOOD), ("jpeg", GOOD)])
    assert download(world.context, second.id) is JobState.DONE
    assert download(world.context, elsewhere.id) is JobState.DONE
    assert [world.now(job).note for job in (first, second, elsewhere)] == [words.SAME_NUMBER, words.SAME_NUMBER, ""]


@pytest.mark.parametrize(
    "make",
    [
        hostile_archives.bomb_by_ratio,
        hostile_archives.encrypted,
        hostile_archives.wrong_crc,
        hostile_archives.nested,
        hostile_archives.overlapping,
    ],
    ids=lambda make: make.__name__,
)
def test_a_hostile_archive_is_fetched_once_more_and_then_kept_as_it_came(
    world: World, make: Callable[[], bytes]
) -> None:
    job = world.downloading(preset=LAYERED)
    data = make()
    world.api.balances.append(41)
    world.api.files.extend([("zip", data)] * 3)
    notes: list[str] = []

    def note() -> None:
        notes.append(world.now(job).note)
        if len(notes) == 3:
            world.clock.advance(30 * 3600)
            world.api.files.extend([NotFound("Gone.", status=404)] * 9)

    world.stop.before_wait = note
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, data, "zip")
    assert notes[0] == words.DAMAGED
    assert all("a better one is looked for" in note for note in notes[1:3])
    assert world.now(job).note == words.KEPT_AS_IT_CAME
    assert world.api.count("start") == 0


@pytest.mark.parametrize(
    "error",
    [
        ConnectionLost("Gone."),
        ServerError("Busy.", status=500),
        UnexpectedReply("Short."),
        NotFound("Not there yet.", status=404),
        OSError(28, "No space left on device"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_paid_result_is_fetched_until_it_is_here(world: World, error: CallError) -> None:
    job = world.downloading()
    notes = []
    world.stop.before_wait = lambda: notes.append((world.now(job).state, world.now(job).note))
    world.api.files.extend([error] * 50 + [("jpeg", GOOD)])
    assert download(world.context, job.id) is JobState.DONE
    check_kept(world, job, GOOD, "jpeg")
    assert {state for state, _ in notes} == {JobState.DOWNLOADING}
    assert all(note for _, note in notes)
    assert world.api.count("start") == 0


def test_a_full_disk_is_called_one_on_the_card(world: World) -> None:
    job = world.downloading()
    notes = []
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    world.api.files.extend([OSError(28, "No space left on device"), OSError(5, "a secret?"), ("jpeg", GOOD)])
    assert download(world.context, job.id) is JobState.DONE
    assert "disk with the data folder is full" in notes[0]
    assert "(OSError)" in notes[1]
    assert "secret" not in notes[1]


def test_a_result_that_is_gone_ends_the_job(world: World) -> None:
    job = world.downloading(expires_at=NOON + timedelta(hours=24))
    world.clock.advance(24 * 3600 + 60)
    world.api.files.extend([NotFound("Gone.", status=404)] * 100)
    assert download(world.context, job.id) is JobState.EXPIRED
    assert "credit was taken" in world.now(job).note
    assert world.api.count("get_file") >= 4


def test_a_clock_that_is_set_loses_no_result(world: World) -> None:
    job = world.downloading(expires_at=NOON + timedelta(hours=24))
    gone = NotFound("Not on this machine.", status=404)
    gone.server_time = NOON + timedelta(minutes=1)
    world.clock.jump(30)
    world.api.files.extend([gone] * 200 + [ServerError("Busy.", status=500)] * 3 + [("jpeg", GOOD)])
    assert download(world.context, job.id) is JobState.DONE


def test_a_server_that_stays_away_until_the_end_ends_the_job(world: World) -> None:
    job = world.downloading(expires_at=NOON + timedelta(hours=1))
    world.stop.before_wait = lambda: world.clock.advance(1800)
    world.api.files.extend([ConnectionLost("Gone.")] * 60)
    assert download(world.context, job.id) is JobState.EXPIRED
    assert world.clock() > NOON + timedelta(hours=24, minutes=10)


def test_a_result_that_the_local_engine_has_lost_ends_its_job_with_a_way_on(world: World) -> None:
    """It is free there, and nobody else has it: it was asked for until the next day."""
    job = world.downloading(server="local")
    world.api.files.extend([NotFound("Unknown.", status=404)] * 100)
    assert download(world.context, job.id) is JobState.FAILED
    assert world.clock() - NOON < timedelta(minutes=1)
    assert world.now(job).note == words.FORGOTTEN
    assert "Run it again; it is free" in words.FORGOTTEN


def test_one_unknown_result_on_the_local_engine_is_asked_for_again(world: World) -> None:
    job = world.downloading(server="local")
    world.api.files.extend([NotFound("Unknown.", status=404), ConnectionLost("Gone."), ("jpeg", GOOD)])
    assert download(world.context, job.id) is JobState.DONE


def test_what_came_damaged_from_the_local_engine_and_is_lost_there_is_all_there_is(world: World) -> None:
    job = world.downloading(server="local")
    half = ("jpeg", GOOD[: len(GOOD) // 2])
    world.api.files.extend([half, half, *[NotFound("Unknown.", status=404)] * 100])
    assert download(world.context, job.id) is JobState.DONE
    assert (world.now(job).kept, world.now(job).note) == (Kept.DAMAGED, words.KEPT_AS_IT_CAME)
