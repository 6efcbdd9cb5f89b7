"""Raw HTTP as somebody else: 404 for everything of another owner, until a run is shared, and again after that."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.store.records import Job
from retouch_lib.ui.server import mix_file, pictures, result_file
from retouch_lib.ui.server.urls import (
    PREVIEW,
    THUMBNAIL,
    composite_url,
    crop_url,
    file_url,
    layer_url,
    mix_crop_template,
    mix_file_url,
    mix_layer_template,
    mix_url,
    parts_template,
    places_url,
    result_url,
)
from retouch_lib.work.sharing import TEAM, Thing
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import add_photo, add_result, layered

BEN, CLEO, STRANGER = Owner("ben-hash"), Owner("cleo-hash"), Owner("nobody-hash")
STRENGTHS = "1000-450-0"


@pytest.fixture(autouse=True)
def by_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks is told by the test."""

    def owner_of(request: Request) -> Owner:
        return Owner(request.headers.get("x-asks", LOCAL))

    for module in (pictures, result_file, mix_file):
        monkeypatch.setattr(module, "owner_of", owner_of)


@pytest.fixture
def job(host: Host) -> Job:
    photo = add_photo(host)
    result = add_result(host, photo, layered())
    for owner in (BEN, CLEO):
        host.lab.people.seen(owner, owner)
    (found,) = host.lab.store.jobs_of_result(LOCAL, result)
    return found


def addresses(job: Job) -> dict[str, str]:
    """Every route that gives something of a run, by what it gives."""
    photo, result = job.photo, job.result or ""
    picture = PictureName(result, photo)
    return {
        "photo": file_url(photo),
        "photo to save": file_url(photo, download="x.jpg"),
        "preview": file_url(photo, PREVIEW),
        "thumbnail": file_url(photo, THUMBNAIL),
        "layer": layer_url(result, 0),
        "layer's preview": layer_url(result, 0, PREVIEW),
        "composite": composite_url(result, photo, PREVIEW),
        "crop": crop_url(photo, photo, "whole", 320),
        "parts": parts_template(photo).format(part="skin"),
        "places": places_url(photo, str(picture)),
        "mix": mix_url(str(picture), STRENGTHS),
        "mix's crop": mix_crop_template(str(picture), STRENGTHS).format(region="whole", side=320),
        "mix's layer": mix_layer_template().format(picture=picture, number=0),
        "mix's file": mix_file_url(job.id, STRENGTHS),
        "result": result_url(job.id),
    }


def answers(host: Host, job: Job, asks: Owner) -> dict[str, int]:
    return {what: host.call("GET", url, **{"x-asks": asks})[0] for what, url in addresses(job).items()}


def test_everything_of_a_run_and_nothing_else_as_long_as_it_is_shared(host: Host, job: Job) -> None:
    team, nothing = host.lab.store.team, dict.fromkeys(addresses(job), 404)
    mine = answers(host, job, LOCAL)
    assert {what for what, status in mine.items() if status != 200} <= {"parts"}
    (run,) = host.lab.store.runs_of_jobs(LOCAL, [job.id])
    other = add_photo(host, size=(40, 60))
    assert answers(host, job, BEN) == nothing
    team.give(LOCAL, Thing.RUN, run, BEN, writes=False)
    assert answers(host, job, BEN) == mine
    assert answers(host, job, CLEO) == answers(host, job, STRANGER) == nothing
    assert host.call("GET", file_url(other), **{"x-asks": BEN})[0] == 404
    team.take_back(LOCAL, Thing.RUN, run, BEN)
    assert answers(host, job, BEN) == nothing
    team.give(LOCAL, Thing.RUN, run, TEAM, writes=False)
    assert answers(host, job, CLEO) == mine
    assert answers(host, job, STRANGER) == nothing, "the team are those in it"
    team.change_person(CLEO, frozenset({LOCAL}), removed_at=host.lab.clock())
    assert answers(host, job, CLEO) == nothing
    assert answers(host, job, LOCAL) == mine
