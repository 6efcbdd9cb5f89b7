"""Photos as balanced and heavy, all done by a server that drops what they say: written, not really run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import BALANCED, HEAVY
from retouch_lib.store.records import Job, JobState, Run
from retouch_lib.ui import preferences

PHOTOS = 30
COPYRIGHT, ARTIST = 0x8298, 0x013B
GREY_SIZE = (64, 48)
PROJECT = "Anna & Ben"
NAMES = [f"DSC_{number:04}.JPG" for number in range(PHOTOS)]


@dataclass(frozen=True, slots=True)
class Shot:
    """JPEGs."""

    photo: bytes
    balanced: bytes
    heavy: bytes


def jpeg(picture: Image.Image, *, copyrighted: bool = False) -> bytes:
    """With a copyright and an artist, or without a word."""
    exif = Image.Exif()
    exif[COPYRIGHT], exif[ARTIST] = "(c) Anna", "Anna"
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=95, **({"exif": exif} if copyrighted else {}))
    return buffer.getvalue()


def plain_shot(number: int, grey: int) -> Shot:
    """A small grey photo, each another, and the same of that grey twice."""
    photo, result = (Image.new("L", GREY_SIZE, shade).convert("RGB") for shade in (100, grey))
    for picture in (photo, result):
        picture.putpixel((number, 0), (255, 0, 0))
    return Shot(jpeg(photo, copyrighted=True), jpeg(result), jpeg(result))


def done_batch(lab: Lab, shots: Sequence[Shot]) -> Run:
    """A run of them, shown and ticked; its photos are called NAMES."""
    photos = [
        lab.add_photo("local", _part(lab, shot.photo), name).sha256 for shot, name in zip(shots, NAMES, strict=True)
    ]
    for photo in photos:
        lab.previews.faces(photo)  # or Tune looks for them, and ticks meanwhile
    plan = lab.plan("local", photos, [BALANCED, HEAVY], "local")
    run = lab.store.make_run("local", "local", plan.wanted(), engine_version="x", token_ref="", project=PROJECT)
    for item in run.items:
        shot = shots[photos.index(item.job.photo)]
        end_job(lab, item.job, shot.heavy if item.variant == "heavy" else shot.balanced)
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, photos)
    lab.store.set_preference("local", preferences.RUN, run.id)
    done = lab.store.run("local", run.id)
    assert done is not None
    return done


def end_job(lab: Lab, job: Job, content: bytes) -> None:
    """Let it be done, with this JPEG as its result."""
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        lab.store.set_job(job.id, state=state)
    kept = {"result": lab.files.adopt(_part(lab, content)), "result_type": "jpeg", "result_bytes": len(content)}
    lab.store.set_job(job.id, state=JobState.DONE, **kept)


def _part(lab: Lab, content: bytes) -> Path:
    part = lab.files.new_part()
    part.write_bytes(content)
    return part
