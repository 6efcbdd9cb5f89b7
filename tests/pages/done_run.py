"""A run whose results are there at once: written, not really run, so that what is done with results can be tested."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.lab import SAMPLES, Lab
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.store.records import Job, JobState, Run
from retouch_lib.ui import preferences


def done_run(lab: Lab, presets: Sequence[Preset] = (SLIGHT, BALANCED), samples: Sequence[str] = tuple(SAMPLES)) -> Run:
    """The samples × presets on the local engine, each done: its result is the photo itself. The photos are ticked."""
    photos = [lab.add_sample("local", name) for name in samples]
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256 for photo in photos])
    plan = lab.plan("local", [photo.sha256 for photo in photos], presets, "local")
    run = lab.store.make_run("local", "local", plan.wanted(), engine_version="x", token_ref="")
    for item in run.items:
        _end(lab, item.job)
    done = lab.store.run("local", run.id)
    assert done is not None
    return done


def _end(lab: Lab, job: Job) -> None:
    now = lab.clock()
    lab.store.set_job(job.id, state=JobState.STARTING, attempts=1, attempted_at=now)
    lab.store.set_job(job.id, state=JobState.WAITING, remote_id=f"r-{job.id}", started_at=now)
    lab.store.set_job(job.id, state=JobState.DOWNLOADING, ready_at=now)
    photo = lab.store.photo("local", job.photo)
    assert photo is not None
    result = {"result": photo.sha256, "result_type": photo.format, "result_bytes": photo.bytes}
    lab.store.set_job(job.id, state=JobState.DONE, **result)
