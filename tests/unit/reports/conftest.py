"""A photo full of secrets, results of it, and sheets of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from retouch_lib.imaging.files import jpeg, photo
from retouch_lib.media.crops import Crops
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.reports.pictures import Pictures
from retouch_lib.reports.sheet import Sheet, SheetPhoto, SheetResult
from retouch_lib.store.records import Verdict
from tests.unit.imaging.pictures import PORTRAIT

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECRETS = ("reto-planted-token", "planted-owner", "/home/planted/photos", "Planted Camera", "planted comment")
HOSTILE = "</style></script><script>alert(1)</script>\u202egpj.\ud800 & \"Müller\" 'Жанна' 花子 🙂.jpg"


@dataclass(frozen=True)
class Shelf:
    """Files of a lab, and what makes pictures of them."""

    files: Files
    pictures: Pictures

    def keep(self, data: bytes) -> str:
        part = self.files.new_part()
        part.write_bytes(data)
        return self.files.adopt(part)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("shelf")
    files = Files(folder / "files")
    previews, layers = Previews(files, folder / "previews"), LayerViews(files, folder / "previews")
    mixes = Mixes(files, Making(files, folder / "previews"), folder / "previews")
    crops = Crops(files, previews, layers, folder / "previews", lambda _, it: it, mixes.picture)
    return Shelf(files, Pictures(previews, layers, crops, mixes))


def with_secrets(pixels: photo.Pixels, quality: int = 92) -> bytes:
    """A JPEG with a camera's Exif, a place by GPS, XMP and a comment."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Planted Camera", "planted-owner"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 13.37)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x>/home/planted/photos reto-planted-token</x>"
    segments = (jpeg.segment(0xE1, exif.tobytes()), jpeg.segment(0xE1, xmp), jpeg.segment(0xFE, b"planted comment"))
    return jpeg.insert(jpeg.encode(pixels, None, quality), *segments)


@pytest.fixture(scope="session")
def hostile(shelf: Shelf) -> SheetPhoto:
    """A photo with a hostile name, and three results of it."""
    pixels = photo.load(PORTRAIT).pixels
    original = shelf.keep(with_secrets(pixels))
    results = []
    for number, look in enumerate(("soft", "<b>heavy</b>", "balanced")):
        sha256 = shelf.keep(with_secrets(np.minimum(pixels, 250 - 20 * number).astype(np.uint8)))
        results.append(SheetResult(f"job-{number}", sha256, original, False, look, f"f{number}", "version 3"))
    results[1] = replace(results[1], verdict=Verdict.PICKED, stars=4, approximation=True)
    return SheetPhoto(original, HOSTILE.encode("utf-8", "replace").decode(), tuple(results))


@pytest.fixture(scope="session")
def sheet(hostile: SheetPhoto) -> Sheet:
    return Sheet("<i>Müller & Söhne</i>", "1 Mar 2026", (hostile,))


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "report"
