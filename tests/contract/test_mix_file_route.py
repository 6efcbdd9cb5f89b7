"""A mix saved over real HTTP: with all that its photo says, and that it is simulated, of which layers, how strongly."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from PIL import Image
from psd_tools import PSDImage
from psd_tools.constants import Resource

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.store.records import Job
from retouch_lib.ui.server.urls import document_url, mix_file_url
from retouch_lib.work.mix_documents import DocumentMaking
from retouch_lib.work.picks import Judgement
from tests.contract.hosts import Host
from tests.contract.test_layer_routes import add_result
from tests.engines import wait_until
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
        "This was laid together here from the result “slight, mixed 1000-450” of DSC_1.jpg."
    )


def test_a_psd_has_the_layers_and_what_its_photo_says(host: Host) -> None:
    """Of a phone's photo: upright by now, without its place where that is wished, and said to be simulated."""
    _, reply = host.put(photos.phone(), "IMG_1.jpg")
    upright = SIZE[::-1]
    layers = {archives.HEAL: archives.layer_png(*upright, 1), archives.DODGE: archives.layer_png(*upright, 2)}
    (job,) = host.lab.store.jobs_of_result("local", add_result(host, reply["sha256"], archives.zipped(layers)))
    host.lab.leaving.keep_without_place("local", True)
    making = document(host, job, "1000-450")
    status, headers, body = host.call("GET", document_url(making.ticket))
    assert (status, headers["content-type"]) == (200, "image/vnd.adobe.photoshop")
    assert headers["content-disposition"] == 'attachment; filename="IMG_1_soft_simulated.psd"'
    assert (headers["cache-control"], headers["x-content-type-options"]) == ("no-store", "nosniff")
    assert int(headers["content-length"]) == len(body) == making.bytes
    made = PSDImage.open(io.BytesIO(body))
    assert made.size == upright
    assert [one.name for one in made.descendants()] == ["Photo", "Skin", "Heal", "Dodge Burn"]
    said = Image.Exif()
    said.load(b"Exif\x00\x00" + made.image_resources.get_data(Resource.EXIF_DATA_1))
    assert said[0x0110] == "iPhone 17 Pro"
    assert (said[0x0112], said.get_ifd(0x8769)[0xA002]) == (1, upright[0])
    assert not said.get_ifd(0x8825), "its place stays behind"
    packet = made.image_resources.get_data(Resource.XMP_METADATA)
    assert b"soft, mixed 1000-450" in packet
    assert b"GPS" not in packet
    assert made.image_resources.get_data(Resource.ICC_PROFILE) == photos.P3


def test_an_editors_words_are_in_a_psd_too(host: Host) -> None:
    """IPTC, in Photoshop's own form."""
    _, reply = host.put(photos.editor(), "DSC_1.jpg")
    result = add_result(host, reply["sha256"], archives.zipped({archives.HEAL: archives.layer_png(*SIZE, 1)}))
    (job,) = host.lab.store.jobs_of_result("local", result)
    made = PSDImage.open(document(host, job, "1000").path)
    assert made.image_resources.get_data(Resource.IPTC_NAA)


def test_a_document_is_stopped_refused_and_gone_with_its_result(
    host: Host, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing half stays behind."""
    documents = host.lab.mix_documents
    picture = PictureName(job.result or "", job.photo)
    with pytest.raises(LookupError):
        documents.start("local", job, picture, Strengths((450,)))
    write, begun, go_on = Mixes.write_document, threading.Event(), threading.Event()

    def slowly(*given: Any) -> str:
        begun.set()
        assert go_on.wait(30)
        return write(*given)

    monkeypatch.setattr(Mixes, "write_document", slowly)
    stopped = documents.start("local", job, picture, Strengths((1000, 450)))
    assert begun.wait(30)
    documents.stop(stopped)
    go_on.set()
    for thread in [one for one in threading.enumerate() if one.name == "document"]:
        thread.join(30)
    assert (stopped.finished, stopped.trouble) == (False, "")
    assert [*stopped.path.parent.iterdir()] == []
    made = document(host, job, "1000-450")
    assert host.call("GET", document_url(made.ticket))[0] == 200
    host.lab.store.delete_runs("local", [run.id for run in host.lab.store.runs("local")])
    assert host.call("GET", document_url(made.ticket))[0] == 404
    assert not made.path.exists()


def document(host: Host, job: Job, strengths: str) -> DocumentMaking:
    picture = PictureName(job.result or "", job.photo)
    making = host.lab.mix_documents.start("local", job, picture, Strengths.parse(strengths), "soft")
    wait_until(lambda: making.ended, seconds=30)
    assert making.trouble == ""
    assert making.made <= making.total
    return making


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
        (job.id, "1000-1000-1000", "jpg"), (job.id, "01-1", "jpg"), (job.id, "1-1", "tif"), (job.id, "1-1", "psd"),
        ("nobody", "1-1", "jpg"),
    ):  # fmt: skip
        assert host.call("GET", mix_file_url(job_id, strengths, ending))[0] == 404
    theirs = add_result(host, host.lab.add_sample("somebody", "portrait").sha256, b"PK\x03\x04", "somebody")
    (other,) = host.lab.store.jobs_of_result("somebody", theirs)
    assert host.call("GET", mix_file_url(other.id, "1-1", "jpg"))[0] == 404
