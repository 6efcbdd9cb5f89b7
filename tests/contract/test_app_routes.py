"""The app's own routes over real HTTP: uploads of every kind, files by owner, nothing for strangers."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.backup.restoring import restore
from retouch_lib.backup.saving import NotSaved, Saving
from retouch_lib.errors import DataUnusable
from retouch_lib.media.face_scan import ScannedFaces
from retouch_lib.owners import LOCAL
from retouch_lib.store.removals import Removal
from retouch_lib.ui.server import routes as app_routes
from retouch_lib.ui.server.urls import backup_url, file_url, upload_url
from tests.contract.hosts import Host
from tests.engines import jpeg_bytes, png_bytes, wait_until
from tests.jobs.databases import trouble

PHONE = Path(__file__).parents[1] / "unit" / "imaging" / "files" / "phone.heic"


def test_a_photo_is_kept_byte_for_byte_under_its_own_name(host: Host, portrait: Path) -> None:
    status, reply = host.put(portrait.read_bytes(), "Ünï “x” <script> 🙂.jpg")
    assert status == 200
    assert reply["sha256"] == hashlib.sha256(portrait.read_bytes()).hexdigest()
    assert host.lab.files.path(reply["sha256"]).read_bytes() == portrait.read_bytes()
    (photo,) = host.lab.store.photos("local")
    assert photo.name == "Ünï “x” <script> 🙂.jpg"
    assert (photo.width, photo.height) == (910, 1137)


def test_faces_are_looked_for_as_soon_as_a_photo_is_there(host: Host, portrait: Path) -> None:
    _, reply = host.put(portrait.read_bytes())
    deadline = time.monotonic() + 30
    while host.lab.face_scan.at(reply["sha256"]) is None and time.monotonic() < deadline:
        time.sleep(0.01)
    assert host.lab.face_scan.at(reply["sha256"]) == ScannedFaces(1)


def test_a_heic_becomes_a_jpeg_on_its_way_in(host: Host) -> None:
    status, reply = host.put(PHONE.read_bytes(), "IMG_1.HEIC")
    assert status == 200
    (photo,) = host.lab.store.photos("local")
    assert (photo.sha256, photo.name, photo.format) == (reply["sha256"], "IMG_1.jpg", "jpeg")
    status, headers, body = host.call("GET", file_url(photo.sha256, "full"))
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert hashlib.sha256(body).hexdigest() == photo.sha256


def test_tune_is_found_under_its_name_too(host: Host) -> None:
    for asked, found in (("/tune", "./"), ("/tune?run=4f2a", "./?run=4f2a")):
        status, headers, _ = host.call("GET", asked)
        assert (status, headers["location"]) == (307, found)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "..\\..\\boot.ini", "/abs/olute.jpg", "a\0b.jpg", ".", ""])
def test_a_name_never_becomes_a_path(host: Host, portrait: Path, tmp_path: Path, name: str) -> None:
    before = {path for path in tmp_path.rglob("*") if "data" not in path.parts}
    status, _ = host.put(portrait.read_bytes(), name)
    assert status == 200
    (photo,) = host.lab.store.photos("local")
    assert "/" not in photo.name
    assert "\\" not in photo.name
    assert photo.name.isprintable()
    assert {path for path in tmp_path.rglob("*") if "data" not in path.parts} == before


@pytest.mark.parametrize(
    ("folder", "kept"),
    [("Wedding/Été & <b>", "Wedding/Été & -b"), ("/../..\\etc/nul", "etc/_nul"), ("x/" * 30, "x/x/x/x/x/x/x/x")],
)
def test_a_photo_remembers_its_folder_and_no_folder_leads_out(
    host: Host, portrait: Path, folder: str, kept: str
) -> None:
    assert host.put(portrait.read_bytes(), folder=folder)[0] == 200
    (photo,) = host.lab.store.photos("local")
    assert photo.folder == kept


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"hello, I am a text", "JPEG or PNG"),
        (b"II*\0" + b"\0" * 500, "JPEG or PNG"),
        (b"8BPS" + b"\0" * 500, "JPEG or PNG"),
        (b"\0\0\0\x1cftypavif" + b"\0" * 500, "JPEG or PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ""),
    ],
    ids=["empty", "text", "tiff", "psd", "avif", "cut"],
)
def test_what_is_no_photo_gets_a_sentence_and_leaves_nothing(host: Host, body: bytes, words: str) -> None:
    status, reply = host.put(body)
    assert status == 415
    assert words in reply["error"]
    assert reply["error"].endswith(".")
    assert "Traceback" not in reply["error"]
    assert host.lab.store.photos("local") == ()
    assert not list((host.lab.files.root / "parts").iterdir())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_photo_is_refused(host: Host, portrait: Path, share: float) -> None:
    data = portrait.read_bytes()
    status, reply = host.put(data[: int(len(data) * share)])
    assert status == 415
    assert reply["error"]


def test_a_file_over_the_limit_is_refused_while_it_comes(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = 3 << 20
    monkeypatch.setattr(app_routes, "MAX_ADDED_BYTES", most)
    big = tmp_path / "big.jpg"
    with big.open("wb") as file:
        file.truncate(most + 1)
    with big.open("rb") as file:
        status, reply = host.put(file)
    assert status == 415
    assert "over 3 MB" in reply["error"]
    assert not list((host.lab.files.root / "parts").iterdir())


def test_a_page_that_was_open_for_too_long_is_told_so(host: Host, portrait: Path) -> None:
    status, reply = host.put(portrait.read_bytes(), ticket="forged")
    assert status == 403
    assert "Reload" in reply["error"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a Linux device on which nothing can be written")
@pytest.mark.parametrize("size", [100, 3_000_000])
def test_an_upload_on_a_full_disk_gets_a_sentence(host: Host, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    part = host.lab.files.new_part()
    part.symlink_to("/dev/full")
    monkeypatch.setattr(host.lab.files, "new_part", lambda: part)
    status, reply = host.put(b"x" * size)
    assert status == 507
    assert reply["error"] == (
        "The disk with the data folder is full. Nothing was kept. Make room there and add the photo again."
    )
    assert not part.is_symlink()
    assert not host.lab.store.photos("local")


def test_a_disk_that_gets_full_while_a_photo_is_kept_gets_one_too(
    host: Host, portrait: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def adopt(*_: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(host.lab.files, "adopt", adopt)
        status, reply = host.put(portrait.read_bytes())
        assert (status, reply["error"].partition(".")[0]) == (507, "The disk with the data folder is full")
        with pytest.raises(DataUnusable, match="Make room there and add the photo again"):
            host.lab.add_sample("local", "portrait")
    assert list((host.lab.files.root / "parts").iterdir()) == []
    with trouble(host.lab.store, host.lab.settings.data_dir / "lab.sqlite", "full") as full:
        full.begin()
        status, reply = host.put(portrait.read_bytes())
    assert (status, reply["error"]) == (507, "The disk with the data folder is full. Nothing was changed.")
    assert host.put(portrait.read_bytes())[0] == 200


class Held:
    """A call whose first caller is held until `let_go` is set; all others pass."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self._first = threading.Lock()
        self.begun, self.let_go = threading.Event(), threading.Event()

    def __call__(self, *arguments: Any) -> Any:
        if self._first.acquire(blocking=False):
            self.begun.set()
            assert self.let_go.wait(60)
        return self._call(*arguments)


@pytest.mark.parametrize("slow", ["fsync", "sha256"])
def test_while_a_big_photo_is_hashed_or_synced_others_are_added_served_and_removed(
    host: Host, portrait: Path, half_body: Path, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    lab = host.lab
    there = lab.add_sample("local", "glasses").sha256
    part = lab.files.new_part()
    part.write_bytes(b"of a deleted run")
    nobodys = lab.files.adopt(part)
    held = Held(os.fsync if slow == "fsync" else hashlib.sha256)
    monkeypatch.setattr(os if slow == "fsync" else hashlib, slow, held)
    answers: list[tuple[int, dict[str, str]]] = []
    big = threading.Thread(target=lambda: answers.append(host.put(half_body.read_bytes())))
    big.start()
    try:
        assert held.begun.wait(30)
        assert host.put(portrait.read_bytes())[0] == 200
        assert host.call("GET", file_url(there))[0] == 200
        lab.store.remove_later(Removal.FILE, [nobodys])
        assert lab.storage.clear()
        assert not lab.files.has(nobodys)
        assert answers == []
    finally:
        held.let_go.set()
        big.join(30)
    assert [status for status, _ in answers] == [200]
    assert lab.files.path(answers[0][1]["sha256"]).read_bytes() == half_body.read_bytes()


def test_a_stalled_upload_is_given_up(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app_routes, "IDLE_SECONDS", 0.2)
    with socket.create_connection(("127.0.0.1", host.port), timeout=10) as connection:
        way = upload_url(host.lab.upload_tickets.issue(LOCAL))
        head = f"PUT {way} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99\r\n\r\n"
        connection.sendall(head.encode() + b"\xff\xd8")
        assert b"408" in connection.recv(1000)
    assert not list((host.lab.files.root / "parts").iterdir())


def test_files_are_served_whole_and_small_and_may_be_kept_by_the_browser(host: Host, half_body: Path) -> None:
    sha256 = host.lab.add_sample("local", "half-body").sha256
    status, headers, body = host.call("GET", file_url(sha256))
    assert (status, headers["content-type"], body) == (200, "image/png", half_body.read_bytes())
    assert "immutable" in headers["cache-control"]
    assert headers["x-content-type-options"] == "nosniff"
    for size in ("preview", "thumbnail"):
        status, headers, body = host.call("GET", file_url(sha256, size))
        assert (status, headers["content-type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")


def test_a_photo_without_its_end_mark_is_shown_with_one_and_downloaded_as_it_came(host: Host) -> None:
    odd = jpeg_bytes()[:-2]
    status, reply = host.put(odd)
    assert (status, host.lab.files.path(reply["sha256"]).read_bytes()) == (200, odd)
    _, headers, shown = host.call("GET", file_url(reply["sha256"]))
    assert (headers["content-type"], shown) == ("image/jpeg", odd + b"\xff\xd9")
    _, _, saved = host.call("GET", file_url(reply["sha256"], download="a.jpg"))
    assert saved == odd


def test_a_download_carries_its_name_safely(host: Host) -> None:
    sha256 = host.lab.add_sample("local", "portrait").sha256
    _, headers, _ = host.call("GET", file_url(sha256, download='../a "b"\r\nX: 1 🙂.jpg'))
    disposition = headers["content-disposition"]
    assert disposition.endswith("; filename*=UTF-8''a%20-b-X-%201%20%F0%9F%99%82.jpg")
    assert "x" not in headers


@pytest.mark.parametrize(
    "path",
    [
        "/files/" + "0" * 64 + "/full",
        "/files/../../etc/passwd/full",
        "/files/%2e%2e%2fvault.key/full",
        "/files/vault.key/full",
        "/files/" + "A" * 64 + "/full",
    ],
)
def test_what_is_not_there_is_not_found(host: Host, path: str) -> None:
    assert host.call("GET", path)[0] == 404


def test_a_size_that_does_not_exist_is_not_found(host: Host) -> None:
    sha256 = host.lab.add_sample("local", "portrait").sha256
    assert host.call("GET", f"/files/{sha256}/original")[0] == 404


def test_a_file_of_another_owner_is_not_found(host: Host) -> None:
    part = host.lab.files.new_part()
    part.write_bytes(png_bytes())
    photo = host.lab.add_photo("somebody", part, "theirs.png")
    assert host.lab.files.has(photo.sha256)
    for size in ("full", "preview", "thumbnail"):
        assert host.call("GET", file_url(photo.sha256, size))[0] == 404


def test_only_this_computers_own_names_are_answered(host: Host) -> None:
    sha256 = host.lab.add_sample("local", "portrait").sha256
    assert host.call("GET", file_url(sha256, "thumbnail"), Host="rebound.example")[0] == 400
    assert host.call("GET", file_url(sha256, "thumbnail"), Host=f"localhost:{host.port}")[0] == 200


def own_backup(host: Host) -> str:
    return backup_url(host.lab.backup_tickets.issue(LOCAL))


class TestBackup:
    def test_it_is_one_whole_archive_made_while_it_is_sent(self, host: Host, portrait: Path, tmp_path: Path) -> None:
        _, reply = host.put(portrait.read_bytes())
        status, headers, body = host.call("GET", own_backup(host))
        assert (status, headers["content-type"]) == (200, "application/zip")
        assert headers["content-disposition"].startswith('attachment; filename="retouch-lab-')
        assert headers["cache-control"] == "no-store"
        (tmp_path / "lab.zip").write_bytes(body)
        manifest = restore(tmp_path / "lab.zip", tmp_path / "restored")
        assert manifest.files == 1
        restored = tmp_path / "restored" / "files" / reply["sha256"][:2] / reply["sha256"]
        assert restored.read_bytes() == portrait.read_bytes()
        assert list((host.lab.settings.data_dir / "files" / "parts").iterdir()) == []

    def test_a_connection_that_is_given_up_leaves_nothing(self, host: Host) -> None:
        big = host.lab.add_sample("local", "portrait")
        with host.lab.files.path(big.sha256).open("r+b") as file:
            file.truncate(64 << 20)  # more than the connection holds by itself
        parts = host.lab.settings.data_dir / "files" / "parts"
        with socket.create_connection(("127.0.0.1", host.port)) as connection:
            connection.sendall(f"GET {own_backup(host)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            assert connection.recv(20).startswith(b"HTTP/1.1 200")
            assert list(parts.iterdir()), "its copy of the rows"
        wait_until(lambda: not list(parts.iterdir()))

    def test_what_breaks_in_the_middle_is_no_whole_answer(self, host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: Any) -> Any:
            raise NotSaved("Too much is being deleted.")
            yield b""

        monkeypatch.setattr(Saving, "_add", broken)
        host.lab.add_sample("local", "portrait")
        status, _, body = host.call("GET", own_backup(host))
        assert (status, body.decode()) == (503, "Too much is being deleted.")
        monkeypatch.setattr(Saving, "pieces", lambda _: iter_then_fail())
        with pytest.raises(http.client.IncompleteRead):
            host.call("GET", own_backup(host))

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_another_site_can_start_none(self, host: Host, method: str) -> None:
        assert host.call(method, backup_url("guessed"))[0] == 403
        status, headers, body = host.call("HEAD", own_backup(host))
        assert (status, headers["content-type"], body) == (200, "application/zip", b"")


def iter_then_fail() -> Iterator[bytes]:
    yield b"PK" * 1000
    raise NotSaved("The disk is full.")
