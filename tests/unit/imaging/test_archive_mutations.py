"""Archives changed anywhere, as chance or malice would: they are read or refused, never anything else."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retouch_lib.errors import InvalidArchive
from retouch_lib.imaging.archive.read import check_archive, layer_pixels, read_archive
from tests.unit.imaging import hostile_archives
from tests.unit.imaging.archives import DODGE, HEAL, RESULT_JSON, keep, layer_png, zipped

ENTRIES = {HEAL: layer_png(16, 12), DODGE: layer_png(16, 12, 2), "result.json": RESULT_JSON}
WHOLE = (zipped(ENTRIES), zipped(ENTRIES, zipfile.ZIP_DEFLATED), hostile_archives.zip64_honest())
VALUES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An archive with some bytes changed, most of them in its records, and perhaps a part cut out or doubled."""
    data = bytearray(draw(st.sampled_from(WHOLE)))
    marks = [at for at in range(len(data)) if data[at : at + 2] == b"PK"]
    for _ in range(draw(st.integers(0, 6))):
        near = draw(st.one_of(st.sampled_from(marks), st.integers(0, len(data) - 1)))
        at = min(len(data) - 1, near + draw(st.integers(0, 60)))
        data[at] = draw(st.one_of(st.sampled_from(VALUES), st.integers(0, 255)))
    start, length = draw(st.integers(0, len(data) - 1)), draw(st.integers(0, 200))
    what = draw(st.sampled_from(("keep", "keep", "cut", "double", "end")))
    if what == "cut":
        del data[start : start + length]
    elif what == "double":
        data[start:start] = data[start : start + length]
    elif what == "end":
        del data[start:]
    return bytes(data)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


@given(data=mutated())
@settings(max_examples=300)
def test_a_changed_archive_is_decoded_or_refused_with_a_sentence_and_its_check_tells_which(
    folder: Path, data: bytes
) -> None:
    path = keep(folder, data)
    checked = None
    with suppress(InvalidArchive):
        checked = check_archive(path)
    try:
        found = read_archive(path)
        for layer in found.layers:
            assert layer_pixels(found, layer).shape == (layer.height, layer.width, 4)
        assert found.layers or found.plugins
    except InvalidArchive:
        assert checked is None


@given(data=st.binary(max_size=400))
def test_anything_behind_the_first_bytes_of_a_zip(folder: Path, data: bytes) -> None:
    for start in (b"PK\x03\x04", b"PK\x05\x06"):
        with pytest.raises(InvalidArchive):
            check_archive(keep(folder, start + data))


@pytest.mark.parametrize("share", range(10))
def test_an_archive_cut_at_every_tenth_is_refused(folder: Path, share: int) -> None:
    for data in WHOLE:
        with pytest.raises(InvalidArchive):
            read_archive(keep(folder, data[: len(data) * share // 10]))
