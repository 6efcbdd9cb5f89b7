"""A mix saved over real HTTP: with all that its photo says, and that it is simulated, of which layers, how strongly."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from psd_tools import PSDImage

from retouch_lib.store.records import Job
from retouch_lib.ui.server.urls import mix_file_url
from retouch_lib.work.picks import Judgement
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import add_result
from tests.unit.imaging import archives
from tests.unit.metadata import photos

SIZE = (photos.WIDTH, photos.HEIGHT)


@pytest.fixture
def job(host: Host) -> Job:
    _, reply = host.put(photos.camera(), "DSC_1.jpg")
    layers = {archives.HEAL: archives.layer_png(*SIZE, 1), archives.DODGE: archives.layer_png(*SIZE, 2)}
    result = add_result(host, reply["sha256"], archives.zipped(layers))
    (job,) = host.lab.store.jobs_of_result("local", result)
    return job


@pytest.mark.parametrize(("ending", "kind"), [("jpg", "jpeg"), ("png", "png")])
def test_a_mix_leaves_with_what_its_photo_says_and_how_it_came_to_be(
    host: Host, job: Job, ending: str, kind: str
) -> None:
    host.lab.picks.judge("local", [job], Judgement("stars", 3))
    status, headers, body = host.call("GET", mix_file_url(job.id, "1000-450", ending))
    assert (status, headers["content-type"]) == (200, f"image/{kind}")
    assert int(headers["content-length"]) == len(body)
    assert headers["content-disposition"] == f'attachment; filename="DSC_1_slight_simulated.{ending}"'
    image = Image.open(io.BytesIO(body))
    assert image.size == SIZE
    assert image.getexif()[0x0110] == "Canon EOS R5"
    assert b"1000-450" in body
    assert b"Rating>3" not in body, "the stars are of the result, not of a mix of it"
    status, reply = host.put(body, f"back.{ending}")
    assert reply["said"].startswith(
        "This was laid together here from the layers of the result “slight, mixed 1000-450” of DSC_1.jpg."
    )


def test_a_psd_has_the_layers(host: Host, job: Job) -> None:
    status, headers, body = host.call("GET", mix_file_url(job.id, "1000-450", "psd"))
    assert (status, headers["content-type"]) == (200, "image/vnd.adobe.photoshop")
    assert headers["content-disposition"] == 'attachment; filename="DSC_1_slight_simulated.psd"'
    assert int(headers["content-length"]) == len(body)
    document = PSDImage.open(io.BytesIO(body))
    assert document.size == SIZE
    assert [one.name for one in document.descendants()] == ["Photo", "Skin", "Heal", "Dodge Burn"]
    assert host.call("GET", mix_file_url(job.id, "450", "psd"))[0] == 404, "an amount has no layers of its own"


def test_an_amount_of_it_is_saved_too(host: Host, job: Job) -> None:
    status, headers, body = host.call("GET", mix_file_url(job.id, "300"))
    assert (status, headers["content-disposition"]) == (200, 'attachment; filename="DSC_1_slight_simulated.jpg"')
    assert b"mixed 300" in body


def test_it_is_called_after_its_look(host: Host, job: Job) -> None:
    _, headers, body = host.call("GET", mix_file_url(job.id, "300-1", look="soft/../ mix"))
    assert headers["content-disposition"] == 'attachment; filename="DSC_1_soft-mix_simulated.jpg"'
    assert b"soft/../ mix, mixed 300-1" in body


def test_no_such_mix_or_not_this_owners(host: Host, job: Job) -> None:
    for job_id, strengths, ending in (
        (job.id, "1000-1000-1000", "jpg"), (job.id, "01-1", "jpg"), (job.id, "1-1", "tif"),
        ("nobody", "1-1", "jpg"),
    ):  # fmt: skip
        assert host.call("GET", mix_file_url(job_id, strengths, ending))[0] == 404
    theirs = add_result(host, host.lab.add_sample("somebody", "portrait").sha256, b"PK\x03\x04", "somebody")
    (other,) = host.lab.store.jobs_of_result("somebody", theirs)
    assert host.call("GET", mix_file_url(other.id, "1-1", "jpg"))[0] == 404
