"""One result saved over real HTTP, and dropped in again: nothing is lost on the way out, or mistaken on the way in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from retouch_lib.imaging.metadata.xmp import Xmp
from retouch_lib.media.metadata import said_of, same_picture
from retouch_lib.store.records import Job, JobState, Wanted
from retouch_lib.ui.server.urls import result_url
from retouch_lib.work.picks import Judgement
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import add_result
from tests.unit.imaging import archives
from tests.unit.metadata import photos

SIZE = (photos.WIDTH, photos.HEIGHT)


@pytest.fixture
def job(host: Host) -> Job:
    """A server's result of a camera's photo, which drops all but the pixels."""
    _, reply = host.put(photos.camera(), "DSC_1.jpg")
    lab = host.lab
    wanted = Wanted(reply["sha256"], "soft", "{}", "f" * 64, "", None)
    (item,) = lab.store.make_run("local", "main", [wanted], engine_version="", token_ref="").items
    part = lab.files.new_part()
    part.write_bytes(photos.cloud_result("JPEG", SIZE))
    size = part.stat().st_size
    kept = {"result": lab.files.adopt(part), "result_type": "jpeg", "result_bytes": size}
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        lab.store.set_job(item.job.id, state=state)
    return lab.store.set_job(item.job.id, state=JobState.DONE, **kept)


def test_it_leaves_with_all_that_its_photo_says(host: Host, job: Job) -> None:
    status, headers, body = host.call("GET", result_url(job.id))
    assert status == 200
    assert int(headers["content-length"]) == len(body)
    assert headers["content-disposition"] == 'attachment; filename="DSC_1_soft.jpg"'
    assert headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(body)).getexif()[0x0110] == "Canon EOS R5"


def test_its_small_picture_is_made_of_the_thumbnail_that_is_kept(host: Host, job: Job) -> None:
    assert job.result is not None
    thumbnail = host.lab.previews.thumbnail(job.result)
    grey = Image.new("RGB", SIZE, (128, 128, 128))
    grey.save(thumbnail, "JPEG")
    _, headers, body = host.call("GET", result_url(job.id))
    assert int(headers["content-length"]) == len(body)
    assert photos.small_picture() not in body
    begin = body.index(b"\xff\xd8", 2)
    small = Image.open(io.BytesIO(body[begin:])).convert("RGB")
    assert small.size == (16, 11)
    assert small.getextrema() == ((128, 128), (128, 128), (128, 128))


def test_the_amount_that_is_kept_is_what_leaves(host: Host, job: Job, tmp_path: Path) -> None:
    """It says how much; at nothing it is the photo's own picture, whole the result's, both coded as they were."""
    host.lab.mixes.keep_amount("local", job.id, 700)
    _, headers, body = host.call("GET", result_url(job.id))
    assert int(headers["content-length"]) == len(body)
    assert headers["content-disposition"] == 'attachment; filename="DSC_1_soft-70_simulated.jpg"'
    assert Image.open(io.BytesIO(body)).getexif()[0x0110] == "Canon EOS R5"
    _, reply = host.put(body, "back.jpg")
    assert reply["said"].startswith("This was laid together here from the result “70 % of soft” of DSC_1.jpg.")
    for strength, same in ((0, job.photo), (1000, str(job.result))):
        host.lab.mixes.keep_amount("local", job.id, strength)
        (tmp_path / "saved.jpg").write_bytes(host.call("GET", result_url(job.id))[2])
        assert same_picture(tmp_path / "saved.jpg", host.lab.files.path(same))
    assert host.call("GET", result_url(job.id))[1]["content-disposition"].endswith('"DSC_1_soft.jpg"')


def test_a_layered_one_leaves_as_its_archive_or_as_one_picture(host: Host) -> None:
    _, reply = host.put(photos.camera(), "DSC_2.jpg")
    archive = archives.zipped({archives.HEAL: archives.layer_png(*SIZE, 1)})
    (job,) = host.lab.store.jobs_of_result("local", add_result(host, reply["sha256"], archive))
    _, headers, body = host.call("GET", result_url(job.id))
    assert (headers["content-type"], body) == ("application/zip", archive)
    status, headers, body = host.call("GET", result_url(job.id, as_picture=True))
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert headers["content-disposition"] == 'attachment; filename="DSC_2_slight_composed.jpg"'
    assert Image.open(io.BytesIO(body)).size == SIZE
    host.lab.mixes.keep_amount("local", job.id, 500)
    _, headers, _ = host.call("GET", result_url(job.id, as_picture=True))
    assert headers["content-disposition"] == 'attachment; filename="DSC_2_slight-50_simulated.jpg"'


def test_only_its_owners_and_only_while_it_is_there(host: Host, job: Job) -> None:
    assert host.call("GET", result_url("no-such-job"))[0] == 404
    host.lab.files.remove(job.result or "")
    assert host.call("GET", result_url(job.id))[0] == 404


def test_it_says_what_it_is_when_it_comes_back(host: Host, job: Job) -> None:
    host.lab.picks.judge("local", [job], Judgement("stars", 3))
    _, _, body = host.call("GET", result_url(job.id))
    status, reply = host.put(body, "from the client.jpg")
    assert status == 200
    assert reply["sha256"] != job.result
    assert reply["said"] == "This is the result “soft” of DSC_1.jpg."


def test_a_sidecar_brings_its_stars_and_adds_no_photo(host: Host, job: Job) -> None:
    host.lab.picks.judge("local", [job], Judgement("stars", 3))
    _, _, body = host.call("GET", result_url(job.id))
    host.lab.picks.judge("local", [job], Judgement("stars", 0))
    part = host.lab.files.new_part()
    part.write_bytes(body)
    packet = Xmp.read(said_of(part).xmp)
    status, reply = host.put(packet.packet(), "DSC_1_soft.XMP")
    assert (status, reply) == (200, {"said": "This is the result “soft” of DSC_1.jpg. Its 3 stars were taken over."})
    assert len(host.lab.store.photos("local")) == 1
    assert host.lab.picks.of_photos("local", [job.photo])[job.id].stars == 3


@pytest.mark.parametrize("body", [b"", b"<x/>", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])
def test_a_strange_sidecar_is_refused(host: Host, body: bytes) -> None:
    status, reply = host.put(body, "a.xmp")
    assert (status, reply) == (415, {"error": "This .xmp belongs to no result of this lab: nothing was taken from it."})


def test_an_ordinary_photo_is_only_added(host: Host) -> None:
    status, reply = host.put(photos.editor(), "a.jpg")
    assert (status, list(reply)) == (200, ["sha256"])
