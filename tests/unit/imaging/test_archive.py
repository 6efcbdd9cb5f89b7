"""Layer archives: what is read from them, what is refused, and how the pixels come out."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retouch_lib.errors import InvalidArchive
from retouch_lib.imaging.archive import result_json
from retouch_lib.imaging.archive.read import check_archive, extract_layer, is_zip, layer_pixels, read_archive
from retouch_lib.imaging.files import png
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, hostile_archives
from tests.unit.imaging.archives import DODGE, HEAL, RESULT_JSON, SIZE, VOLUMES, keep, layer_png, zipped


def test_what_a_server_sends_is_read_without_a_note(tmp_path: Path) -> None:
    path = keep(tmp_path, archives.layered())
    for read in (read_archive, check_archive):
        found = read(path, size=SIZE)
        assert [(one.number, one.name, one.blend, one.is_mask) for one in found.layers] == [
            (0, "Heal", BlendMode.NORMAL, False),
            (1, "Dodge Burn", BlendMode.SOFT_LIGHT, False),
            (2, "Portrait Volumes", BlendMode.SOFT_LIGHT, False),
        ]
        assert [(one.entry, one.width, one.height) for one in found.layers] == [
            (name, *SIZE) for name in (HEAL, DODGE, VOLUMES)
        ]
        assert [one.bytes for one in found.layers] == [len(layer_png(seed=seed)) for seed in (1, 2, 3)]
        assert found.notes == ()
        assert found.size == SIZE
        assert [report.name for report in found.plugins] == ["Face Detection", "Heal"]
        assert found.plugins[0].metadata == {"count": 1}
        assert found.plugins[0].faces == ({"box": [1, 2, 3, 4]},)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_stored_or_deflated_makes_no_difference(tmp_path: Path, method: int) -> None:
    path = keep(tmp_path, archives.with_heal(layer_png(), method=method))
    found = check_archive(path)
    (layer,) = found.layers
    assert np.array_equal(layer_pixels(found, layer), archives.rgba())
    target = tmp_path / "layer.png"
    extract_layer(found, layer, target)
    assert target.read_bytes() == layer_png()


def test_an_archive_that_was_streamed_is_read(tmp_path: Path) -> None:
    """Written to what can't be rewound: the sizes stand behind the data, and in the directory."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *place: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(HEAL, layer_png())
    path = keep(tmp_path, pipe.getvalue())
    assert [layer.name for layer in check_archive(path).layers] == ["Heal"]


def test_zip64_is_read_where_it_tells_the_truth(tmp_path: Path) -> None:
    assert len(check_archive(keep(tmp_path, hostile_archives.zip64_honest())).layers) == 3
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file, file.open(HEAL, "w", force_zip64=True) as entry:
        entry.write(layer_png())
    assert len(check_archive(keep(tmp_path, buffer.getvalue())).layers) == 1


def test_bytes_behind_the_end_and_a_comment_do_no_harm(tmp_path: Path) -> None:
    buffer = io.BytesIO(archives.layered())
    with zipfile.ZipFile(buffer, "a") as file:
        file.comment = b"made by somebody"
    assert len(check_archive(keep(tmp_path, buffer.getvalue() + b"\n")).layers) == 3


@pytest.mark.parametrize(
    ("start", "answer"),
    [(b"PK\x03\x04", True), (b"PK\x05\x06", True), (b"\xff\xd8\xff\xe0", False), (b"", False), (b"PK", False)],
)
def test_a_zip_is_told_by_its_first_bytes(tmp_path: Path, start: bytes, answer: bool) -> None:
    assert is_zip(keep(tmp_path, start)) is answer


@pytest.mark.parametrize(("make", "words"), hostile_archives.HOSTILE, ids=lambda value: getattr(value, "__name__", ""))
def test_hostile_archives_are_refused_from_their_heads(tmp_path: Path, make: Callable[[], bytes], words: str) -> None:
    check_refused(lambda: read_archive(keep(tmp_path, make())), words)


@pytest.mark.parametrize(
    ("make", "words"), hostile_archives.DAMAGED_INSIDE, ids=lambda value: getattr(value, "__name__", "")
)
def test_what_is_damaged_inside_is_seen_by_a_check(tmp_path: Path, make: Callable[[], bytes], words: str) -> None:
    check_refused(lambda: check_archive(keep(tmp_path, make())), words)


def check_refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(InvalidArchive) as caught:
        call()
    sentence = str(caught.value)
    assert words in sentence
    assert sentence.endswith(".")
    assert "charged" in sentence


@pytest.mark.parametrize(
    "name",
    [
        "../index=0&blendmode=normal&name=Heal.png",
        "a/../../Heal.png",
        "..\\Heal.png",
        "/etc/Heal.png",
        "\\\\host\\share\\Heal.png",
        "C:\\Heal.png",
        "c:Heal.png",
        "%2e%2e%2fHeal.png",
        "index=0&name=..%2F..%2Fetc%2Fpasswd.png",
        "Heal.png\0.txt",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    check_refused(lambda: read_archive(keep(tmp_path, archives.with_heal(layer_png(), name))), "another folder")


def test_nothing_is_written_to_a_name_from_the_archive(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = keep(inside, archives.with_heal(layer_png(), "sub/folder/Heal.png"))
    found = check_archive(path)
    layer_pixels(found, found.layers[0])
    extract_layer(found, found.layers[0], inside / "ours.png")
    assert sorted(tmp_path.rglob("*")) == [inside, inside / "ours.png", inside / "result"]


def test_the_photos_size_is_the_layers(tmp_path: Path) -> None:
    path = keep(tmp_path, archives.layered())
    check_refused(lambda: read_archive(path, size=(30, 40)), "40 × 30 pixels, the photo 30 × 40 pixels")
    check_refused(lambda: check_archive(path, size=(39, 30)), "the photo")


@pytest.mark.parametrize("other", ["index=1&blendmode=normal&name=Skin Mask.png", "index=1&name=Something.png"])
def test_what_is_not_composited_may_have_another_size(tmp_path: Path, other: str) -> None:
    path = keep(tmp_path, zipped({HEAL: layer_png(), other: layer_png(20, 15)}))
    found = check_archive(path, size=SIZE)
    assert found.layers[1].blend is None
    assert (found.layers[1].width, found.size) == (20, SIZE)


def test_a_patch_is_left_out_of_the_composite_and_said(tmp_path: Path) -> None:
    patch = "index=1&blendmode=linearLight&name=Glasses Anti Glare.png"
    path = keep(tmp_path, zipped({HEAL: layer_png(), patch: layer_png(20, 15)}))
    for found in (read_archive(path), read_archive(path, size=SIZE)):
        assert found.layers[1].blend is None
        assert found.notes == (
            "Glasses Anti Glare: it covers a part of the picture only; it is left out of the composite.",
        )
    whole = keep(tmp_path, zipped({HEAL: layer_png(), patch: layer_png()}))
    assert read_archive(whole).layers[1].blend is BlendMode.LINEAR_LIGHT
    assert read_archive(whole).notes == ()


def test_an_archive_of_metadata_alone_is_said_to_be_one(tmp_path: Path) -> None:
    found = check_archive(keep(tmp_path, zipped({"result.json": RESULT_JSON})))
    assert found.layers == ()
    assert found.size is None
    assert found.notes == ("It holds no layers, only what the plugins found (result.json).",)


def test_a_file_that_is_no_layer_is_left_out_and_said(tmp_path: Path) -> None:
    found = check_archive(keep(tmp_path, archives.layered(**{"readme.txt": b"hello"})))
    assert len(found.layers) == 3
    assert found.notes == ("A file in it is no layer and is left out: readme.txt.",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "no valid JSON"),
        (b"\xff\xfe", "no valid JSON"),
        (b"[]", "no plugins"),
        (b'{"plugins": 3}', "no plugins"),
        (b"[" * 100_000 + b"]" * 100_000, "too deeply"),
        (b'{"plugins": [' + b"[" * 40 + b"]" * 40 + b"]}", "too deeply"),
        (b'{"plugins": [{"metadata": {"x": NaN}}]}', "no valid JSON"),
        (b'{"plugins": [{"metadata": {"x": 1e999}}]}', "no valid JSON"),
        (b'{"plugins": [{"metadata": {"x": ' + b"9" * 5000 + b"}}]}", "no valid JSON"),
        (b'{"plugins": [{"pluginName": "\\ud800"}]}', "half a character"),
        (b" " * (result_json.MAX_BYTES + 1), "4 MB"),
    ],
    ids=range(11),
)
def test_a_report_that_can_t_be_read_costs_no_layer(tmp_path: Path, data: bytes, reason: str) -> None:
    found = check_archive(keep(tmp_path, archives.layered(**{"result.json": data})))
    assert (len(found.layers), found.plugins) == (3, ())
    assert len(found.notes) == 1
    assert found.notes[0].startswith("result.json can't be used: ")
    assert reason in found.notes[0]


def test_parts_of_a_report_that_have_another_shape_are_left_out(tmp_path: Path) -> None:
    report = {
        "plugins": [7, {"pluginName": 8, "metadata": [], "faces": {}}, {"pluginName": " A \n B ", "faces": [1, {}]}]
    }
    path = keep(tmp_path, archives.layered(**{"result.json": b"\xef\xbb\xbf" + json.dumps(report).encode()}))
    first, second = check_archive(path).plugins
    assert (first.name, first.metadata, first.faces) == ("", {}, ())
    assert (second.name, second.metadata, second.faces) == ("A B", {}, ({},))


def test_beyond_what_is_decoded_the_checksums_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """19 GB of pixels in a few MB were decoded for 49 s."""
    decoded: list[int] = []
    whole = png.check
    monkeypatch.setattr(png, "check", lambda file, header: decoded.append(header.width) or whole(file, header))
    monkeypatch.setattr("retouch_lib.imaging.archive.read.MAX_CHECKED", 2 * 4 * SIZE[0] * SIZE[1])
    assert len(check_archive(keep(tmp_path, archives.layered())).layers) == 3
    assert len(decoded) == 2
    last = archives.layered().rindex(b"IDAT")
    damaged = archives.layered()[: last + 20] + b"\0\0" + archives.layered()[last + 22 :]
    with pytest.raises(InvalidArchive, match="checksum"):
        check_archive(keep(tmp_path, damaged))
