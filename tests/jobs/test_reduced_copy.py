"""A photo that is sent reduced: its copy is made before anything is sent, once, and is the same at every try."""

from __future__ import annotations

import errno
import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from retouch_lib.cloud.replies import StartReply
from retouch_lib.errors import ConnectionLost, Delivery
from retouch_lib.jobs import reduced_copy, words
from retouch_lib.jobs.download import download
from retouch_lib.jobs.start import start
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.store.records import Job, JobState, Photo, Wanted
from retouch_lib.store.removals import Removal
from tests.engines import jpeg_bytes
from tests.jobs.world import NOON, OWNER, TOKEN, World

TAKEN = StartReply("r1", 999)
LOST = ConnectionLost("Dropped.", delivery=Delivery.UNKNOWN)


def keep(world: World, data: bytes, name: str = "DSC_1.jpg", size: tuple[int, int] = (64, 48)) -> str:
    """Put a photo on the list, whatever is in it."""
    part = world.files.new_part()
    part.write_bytes(data)
    sha256 = world.files.adopt(part)
    world.store.add_photo(Photo(sha256, OWNER, name, len(data), "jpeg", *size, None, None, NOON))
    return sha256


def queued(world: World, photo: str, number: int = 1, side: int = 32, server: str = "local") -> list[Job]:
    wanted = [
        Wanted(photo, preset.name, preset.to_json(), preset.fingerprint, "", None, side) for preset in LOOKS[:number]
    ]
    token_ref = world.vault.ref(TOKEN)
    run = world.store.make_run(OWNER, server, wanted, engine_version="", token_ref=token_ref)
    return [item.job for item in run.items]


def sent(world: World) -> list[bytes]:
    return [value[4] for name, value in world.api.calls if name == "start"]


def size_of(data: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(data)) as image:
        return image.size


def test_the_copy_goes_in_the_photos_place(world: World) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48), "Anna.PNG"))
    world.api.starts.append(TAKEN)
    assert start(world.context, job.id) is JobState.WAITING
    ((_, (key, _token, payload, name, data)),) = world.api.calls
    assert (key, payload, name, size_of(data)) == (job.id, job.payload, "Anna.jpg", (32, 24))
    now = world.now(job)
    assert now.sent is not None
    assert world.files.path(now.sent).read_bytes() == data
    assert (now.photo, now.sent_bytes, now.uploaded) == (job.photo, len(data), len(data))


def test_jobs_of_one_photo_share_a_copy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    make = reduced_copy.reduced_jpeg
    monkeypatch.setattr(reduced_copy, "reduced_jpeg", lambda path, side: made.append(path) or make(path, side))
    jobs = queued(world, keep(world, jpeg_bytes(64, 48)), 3)
    world.api.starts.extend([TAKEN, StartReply("r2", 9), StartReply("r3", 9)])
    for job in jobs:
        start(world.context, job.id)
    assert len(made) == 1
    assert len(set(sent(world))) == 1


@pytest.mark.parametrize("side", [0, 32])
def test_every_try_sends_the_same_bytes(world: World, side: int) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)), side=side)
    world.api.starts.extend([ConnectionLost("No connection."), LOST, TAKEN])
    assert start(world.context, job.id) is JobState.WAITING
    first, second, third = sent(world)
    assert first == second == third


def test_a_copy_that_is_gone_is_made_again_byte_for_byte(world: World) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))

    def lose() -> StartReply:
        copy = world.now(job).sent
        assert copy is not None
        world.files.remove(copy)
        raise LOST

    world.api.starts.extend([lose, TAKEN])
    assert start(world.context, job.id) is JobState.WAITING
    first, second = sent(world)
    assert first == second


def test_other_bytes_are_never_sent_with_a_key_that_was_used(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The libraries were updated meanwhile, and the copy was lost."""
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))

    def lose() -> StartReply:
        copy = world.now(job).sent
        assert copy is not None
        world.files.remove(copy)
        monkeypatch.setattr(reduced_copy, "reduced_jpeg", lambda _path, _side: jpeg_bytes(32, 24, seed=9))
        raise LOST

    world.api.starts.append(lose)
    assert start(world.context, job.id) is JobState.UNSURE
    assert world.now(job).note.startswith(words.COPY_CHANGED)
    assert len(sent(world)) == 1


def test_an_update_of_the_encoder_pays_nothing_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = keep(world, jpeg_bytes(64, 48))
    (job,) = queued(world, photo)
    world.api.starts.append(TAKEN)
    start(world.context, job.id)
    monkeypatch.setattr(reduced_copy, "reduced_jpeg", lambda _path, _side: jpeg_bytes(32, 24, seed=9))
    assert [again.id for again in queued(world, photo)] == [job.id]


@pytest.mark.parametrize("data", [b"no picture at all", jpeg_bytes(64, 48)[:-300]], ids=["no picture", "cut off"])
def test_a_photo_of_which_none_can_be_made_is_refused_unpaid(world: World, data: bytes) -> None:
    (job,) = queued(world, keep(world, data), server="main")
    assert start(world.context, job.id) is JobState.REFUSED
    now = world.now(job)
    assert now.note.startswith("The reduced copy of this photo can't be made, and nothing was sent. This ")
    assert (now.attempts, now.maybe_paid, world.api.calls) == (0, False, [])


def test_a_photo_whose_file_is_gone_is_refused_unpaid(world: World) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))
    world.files.remove(job.photo)
    assert start(world.context, job.id) is JobState.REFUSED
    assert "Add the photo again." in world.now(job).note


def test_a_full_disk_is_said_and_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))
    adopt, full, notes = world.files.adopt, [True, True], []

    def adopting(part: Path, sha256: str | None = None) -> str:
        if full:
            full.pop()
            raise OSError(errno.ENOSPC, "No space left on device")
        return adopt(part, sha256)

    monkeypatch.setattr(world.files, "adopt", adopting)
    world.stop.before_wait = lambda: notes.append(world.now(job).note)
    world.api.starts.append(TAKEN)
    assert start(world.context, job.id) is JobState.WAITING
    assert [note.partition(".")[0] for note in notes] == ["The disk with the data folder is full"] * 2
    assert world.now(job).note == ""
    assert not list((world.files.root / "parts").iterdir())


def test_a_lack_of_memory_is_no_fault_of_the_photo(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))

    def make(_path: Path, _side: int) -> bytes:
        raise MemoryError

    monkeypatch.setattr(reduced_copy, "reduced_jpeg", make)
    with pytest.raises(MemoryError):
        start(world.context, job.id)
    assert world.now(job).state is JobState.QUEUED


def test_a_job_cancelled_while_its_copy_is_made_is_not_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))
    make = reduced_copy.reduced_jpeg

    def cancel(path: Path, side: int) -> bytes:
        world.store.set_job(job.id, state=JobState.CANCELLED)
        return make(path, side)

    monkeypatch.setattr(reduced_copy, "reduced_jpeg", cancel)
    assert start(world.context, job.id) is JobState.CANCELLED
    assert world.api.calls == []
    assert len(world.store.to_remove()[Removal.FILE]) == 1, "its copy goes"


def test_a_stop_while_a_copy_is_made_leaves_at_once_and_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))
    let_go = threading.Event()

    def make(_path: Path, _side: int) -> bytes:
        world.stop.set()
        let_go.wait(20)
        return b"too late"

    monkeypatch.setattr(reduced_copy, "reduced_jpeg", make)
    with pytest.raises(Stopped):
        start(world.context, job.id)
    let_go.set()
    assert (world.now(job).state, world.now(job).sent) == (JobState.QUEUED, None)
    assert not list((world.files.root / "parts").iterdir())


@pytest.mark.parametrize(("came", "remarked"), [((32, 24), False), ((64, 48), True)])
def test_a_result_is_expected_in_the_size_that_was_sent(world: World, came: tuple[int, int], remarked: bool) -> None:
    (job,) = queued(world, keep(world, jpeg_bytes(64, 48)))
    world.api.starts.append(TAKEN)
    start(world.context, job.id)
    world.store.set_job(job.id, state=JobState.DOWNLOADING, expires_at=world.clock() + timedelta(hours=20))
    world.api.files.append(("jpeg", jpeg_bytes(*came)))
    assert download(world.context, job.id) is JobState.DONE
    assert bool(world.now(job).note) is remarked


def test_a_copy_is_taken_over_only_at_its_own_size(world: World) -> None:
    photo = keep(world, jpeg_bytes(64, 48))
    jobs = [queued(world, photo, side=side)[0] for side in (32, 16)]
    world.api.starts.extend([TAKEN, StartReply("r2", 9)])
    for job in jobs:
        start(world.context, job.id)
    assert [size_of(data) for data in sent(world)] == [(32, 24), (16, 12)]
    assert world.now(jobs[0]).sent != world.now(jobs[1]).sent
