"""What a saved result says when it leaves, and how it is recognised when it is dropped in again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.metadata.provenance import Provenance, put_provenance, put_stars, read_provenance
from retouch_lib.imaging.metadata.xmp import Xmp
from retouch_lib.lab import Lab
from retouch_lib.media.metadata import said_of, sidecar
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.settings import Settings
from retouch_lib.store.records import Job, JobState, Photo, Wanted
from retouch_lib.work.picks import Judgement
from tests.launches import as_opened_before
from tests.unit.imaging.pictures import segment, smooth, written
from tests.unit.metadata import photos

OWNER = "local"
PRESET = replace(BALANCED, name="wedding")


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    lab = Lab.open(Settings(data_dir=as_opened_before(tmp_path / "data" / "lab.sqlite").parent))
    yield lab
    lab.close()


def added(lab: Lab, data: bytes, name: str = "DSC_1.jpg") -> Photo:
    part = lab.files.new_part()
    part.write_bytes(data)
    return lab.add_photo(OWNER, part, name)


def done(lab: Lab, photo: Photo, result: bytes, kind: str = "jpeg") -> Job:
    wanted = Wanted(photo.sha256, "wedding", PRESET.to_json(), PRESET.fingerprint, "", None)
    (item,) = lab.store.make_run(OWNER, "world", [wanted], engine_version="", token_ref="a" * 32).items
    part = lab.files.new_part()
    part.write_bytes(result)
    kept = {"result": lab.files.adopt(part), "result_type": kind, "result_bytes": len(result)}
    for state in (JobState.STARTING, JobState.WAITING, JobState.DOWNLOADING):
        lab.store.set_job(item.job.id, state=state)
    return lab.store.set_job(item.job.id, state=JobState.DONE, **kept)


@pytest.fixture
def job(lab: Lab) -> Job:
    """A result of a photo without a rating."""
    return done(lab, added(lab, photos.camera()), photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT)))


def saved(lab: Lab, job: Job) -> bytes:
    return b"".join(lab.leaving.outgoing(job, lab.leaving.wishes(OWNER, [job])[job.id]).pieces())


def with_packet(packet: Xmp) -> bytes:
    return photos.with_segments(smooth(96, 64), segment(0xE1, photos.XMP_TAG + packet.packet()))


def rated(data: bytes, stars: int) -> bytes:
    """As another program saves it: the rating is new, all else stays."""
    begin, end = data.index(b"<?xpacket begin"), data.index(b'<?xpacket end="w"?>') + 19
    packet = Xmp.read(data[begin:end])
    put_stars(packet, stars, overwrite=True)
    new = segment(0xE1, photos.XMP_TAG + packet.packet())
    return data[: begin - len(photos.XMP_TAG) - 4] + new + data[end:]


def stars_of(lab: Lab, job: Job) -> int:
    pick = lab.picks.of_photos(OWNER, [job.photo]).get(job.id)
    return pick.stars if pick else 0


class TestLeaving:
    def test_a_file_to_work_with_says_how_it_was_made(self, lab: Lab, job: Job, tmp_path: Path) -> None:
        lab.library.save(OWNER, PRESET)
        told = read_provenance(Xmp.read(said_of(written(tmp_path / "a.jpg", saved(lab, job))).xmp))
        assert told == Provenance(
            result=job.result or "",
            photo_name="DSC_1.jpg",
            preset="wedding",
            version=1,
            fingerprint=PRESET.fingerprint,
            server="world",
            made_at=(job.ended_at or job.created_at).replace(microsecond=0),
        )

    def test_neither_token_nor_owner_nor_path_nor_jobs_id_is_in_it(self, lab: Lab, job: Job) -> None:
        data = saved(lab, job)
        for secret in (b"a" * 32, str(lab.settings.data_dir).encode(), job.id.encode(), OWNER.encode()):
            assert secret not in data

    def test_the_place_goes_where_that_is_chosen(self, lab: Lab) -> None:
        job = done(lab, added(lab, photos.phone()), photos.cloud_result("JPEG", (photos.HEIGHT, photos.WIDTH)))
        assert b"GPSLatitude" in saved(lab, job)
        lab.leaving.keep_without_place(OWNER, True)
        assert b"GPS" not in saved(lab, job)

    def test_stars_go_along_to_work_with(self, lab: Lab, job: Job) -> None:
        lab.picks.judge(OWNER, [job], Judgement("stars", 4))
        assert b'xmp:Rating="4"' in saved(lab, job)

    def test_a_job_without_a_result_is_an_error(self, lab: Lab, job: Job) -> None:
        with pytest.raises(FileNotFoundError):
            saved(lab, replace(job, result=None))

    def test_what_could_not_be_kept_is_looked_at_once(self, lab: Lab) -> None:
        job = done(lab, added(lab, photos.editor()), photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT)))
        wishes = lab.leaving.wishes(OWNER, [job])[job.id]
        (first,) = lab.leaving.remarks(job, wishes)
        lab.files.remove(job.result or "")
        assert lab.leaving.remarks(job, wishes) == (first,)


class TestReturning:
    def test_it_is_recognised_though_its_sum_is_another(self, lab: Lab, job: Job) -> None:
        lab.library.save(OWNER, PRESET)
        photo = added(lab, saved(lab, job), "from a client.jpg")
        assert photo.sha256 != job.result
        found = lab.returning.take(OWNER, photo.sha256)
        assert found is not None
        assert found.job.id == job.id
        assert found.in_words == "This is the result “wedding v1” of DSC_1.jpg."

    def test_so_is_the_stored_file_itself(self, lab: Lab, job: Job) -> None:
        photo = added(lab, lab.files.path(job.result or "").read_bytes())
        found = lab.returning.take(OWNER, photo.sha256)
        assert found is not None
        assert found.in_words == "This is the result “wedding” of DSC_1.jpg."

    def test_one_that_was_painted_on_since_is_told_apart(self, lab: Lab, job: Job) -> None:
        packet = Xmp()
        told = lab.leaving.wishes(OWNER, [job])[job.id].added
        assert told is not None
        put_provenance(packet, told)
        photo = added(lab, with_packet(packet))
        found = lab.returning.take(OWNER, photo.sha256)
        assert found is not None
        assert found.in_words == "This was made from the result “wedding” of DSC_1.jpg and changed since."

    def test_a_picture_made_of_layers_is_no_changed_result(self, lab: Lab) -> None:
        job = done(lab, added(lab, photos.camera()), b"PK\x03\x04 layers", "zip")
        told = lab.leaving.wishes(OWNER, [job], simulated=True)[job.id].added
        assert told is not None
        packet = Xmp()
        put_provenance(packet, told)
        found = lab.returning.take(OWNER, added(lab, with_packet(packet)).sha256)
        assert found is not None
        assert found.in_words == "This was laid together here from the result “wedding” of DSC_1.jpg."

    def test_a_photo_that_a_server_sent_back_as_it_is_stays_a_photo(self, lab: Lab) -> None:
        photo = added(lab, photos.camera())
        done(lab, photo, photos.camera())
        assert lab.returning.take(OWNER, photo.sha256) is None

    def test_stars_that_were_given_elsewhere_come_in(self, lab: Lab, job: Job) -> None:
        photo = added(lab, rated(saved(lab, job), 4))
        found = lab.returning.take(OWNER, photo.sha256)
        assert found is not None
        assert found.in_words == "This is the result “wedding” of DSC_1.jpg. Its 4 stars were taken over."
        assert stars_of(lab, job) == 4

    def test_stars_that_are_here_stay(self, lab: Lab, job: Job) -> None:
        lab.picks.judge(OWNER, [job], Judgement("stars", 2))
        photo = added(lab, rated(saved(lab, job), 5))
        found = lab.returning.take(OWNER, photo.sha256)
        assert found is not None
        assert found.in_words.endswith("It has 2 stars here, 5 in the file: yours here stay.")
        assert stars_of(lab, job) == 2

    def test_a_rating_that_the_photo_came_with_is_no_judgement(self, lab: Lab) -> None:
        job = done(lab, added(lab, photos.editor()), photos.cloud_result("JPEG", (photos.WIDTH, photos.HEIGHT)))
        photo = added(lab, saved(lab, job))
        found = lab.returning.take(OWNER, photo.sha256)
        assert found is not None
        assert stars_of(lab, job) == 0

    def test_a_sidecar_brings_stars_to_what_cant_hold_them(self, lab: Lab, tmp_path: Path) -> None:
        job = done(lab, added(lab, photos.camera()), b"PK\x03\x04 layers", "zip")
        told = lab.leaving.wishes(OWNER, [job])[job.id].added
        found = lab.returning.take_sidecar(OWNER, written(tmp_path / "DSC_1.xmp", sidecar(5, told)))
        assert found.in_words == "This is the result “wedding” of DSC_1.jpg. Its 5 stars were taken over."
        assert stars_of(lab, job) == 5

    @pytest.mark.parametrize("change", [{"result": "ab" * 32}, {"fingerprint": "cd" * 32}])
    def test_what_tells_of_no_result_here_is_not_believed(self, lab: Lab, job: Job, change: dict[str, str]) -> None:
        told = lab.leaving.wishes(OWNER, [job])[job.id].added
        assert told is not None
        packet = Xmp()
        put_provenance(packet, replace(told, **change))  # type: ignore[arg-type]
        put_stars(packet, 5, overwrite=True)
        photo = added(lab, with_packet(packet))
        assert lab.returning.take(OWNER, photo.sha256) is None
        assert stars_of(lab, job) == 0

    def test_nor_is_it_for_another_owner(self, lab: Lab, job: Job) -> None:
        photo = added(lab, saved(lab, job))
        assert lab.returning.take("somebody else", photo.sha256) is None

    @pytest.mark.parametrize("data", [b"", b"<x/>", b"<!DOCTYPE x>", bytes(9 << 20), photos.packet(b"")])
    def test_another_sidecar_is_refused_with_a_sentence(self, lab: Lab, data: bytes, tmp_path: Path) -> None:
        with pytest.raises(InvalidPhoto, match=r"belongs to no result of this lab"):
            lab.returning.take_sidecar(OWNER, written(tmp_path / "a.xmp", data))

    @pytest.mark.parametrize("data", [photos.phone(), photos.editor_png(), photos.cloud_result("PNG", (40, 30))])
    def test_an_ordinary_photo_is_none_of_ours(self, lab: Lab, data: bytes) -> None:
        assert lab.returning.take(OWNER, added(lab, data).sha256) is None
