"""How large the pictures of a sheet may be so that the whole file stays below its limit, however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.imaging.files import jpeg
from retouch_lib.imaging.files.photo import Pixels
from retouch_lib.reports.sheet import Sheet, SheetPhoto
from retouch_lib.words.counted import counted

MOST_BYTES = 15_000_000
"""Of one HTML file: what mail programs and phones still take."""
_WORDS = 300_000
"""Bytes for everything in it but pictures."""
_A_PHOTOS_WORDS = 1_500
"""Bytes of markup around the pictures of one result."""
_IN_TEXT = 4 / 3
"""Characters of base64 for a byte."""
_USUAL = 0.14
"""Bytes for a pixel: a portrait as a JPEG 4:4:4 of quality 75 to 80."""
_AT_MOST = 1.8
"""Times the usual size, in the best quality, where there is room for it."""
_HIGH = 0.7
"""Height of a usual picture over its longest side."""
_QUALITIES = (90, 86, 82, 78, 73, 66, 56, 46, 32, 20, 10, 1)
DETAILS = ("face", "cheek")
"""Regions shown beside the whole picture: the face as it stands alike in all, and the cheek pixel for pixel."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Pixels of the pictures of each result."""

    whole: int
    """Its longest side."""
    detail: int
    """The width of the face and of the cheek, one of `regions.SIDES`; 0 where there is no room for them."""

    @property
    def usual(self) -> int:
        """Bytes of all pictures of one result, more or less."""
        return round(_USUAL * (_HIGH * self.whole**2 + len(DETAILS) * self.detail**2))


_LADDER = tuple(
    Sizes(*pixels)
    for pixels in ((1280, 440), (1024, 440), (900, 440), (720, 320), (640, 320), (480, 220), (360, 220), (360, 0))
)


@dataclass(frozen=True, slots=True)
class Fit:
    """What of a sheet goes into one file, and how large."""

    photos: tuple[SheetPhoto, ...]
    sizes: Sizes
    left_out: int
    """Photos for which there is no room."""
    bytes: int
    """The file will take no more, or hardly."""

    @property
    def pictures(self) -> int:
        """How many there are to show, the originals among them."""
        return sum(1 + len(photo.results) for photo in self.photos)

    @property
    def words(self) -> str:
        """ "Pictures of 720 px, details of 320 px." And what was left out, or had to be small."""
        details = f"faces and cheeks of {self.sizes.detail} px" if self.sizes.detail else "no room for faces and cheeks"
        said = f"Pictures of {self.sizes.whole} px, {details}."
        if self.left_out:
            return f"{said} Only the first {counted(len(self.photos), 'photo')}: {self.left_out} more have no room."
        return said


def fit(sheet: Sheet, most: int = MOST_BYTES) -> Fit:
    """The largest pictures with which all photos have room; where even the smallest have none, fewer photos."""
    room = most - _WORDS
    for sizes in _LADDER:
        if sheet.pictures * _of(sizes) <= room:
            return Fit(sheet.photos, sizes, 0, min(most, _WORDS // 4 + round(_AT_MOST * sheet.pictures * _of(sizes))))
    smallest = _LADDER[-1]
    kept, taken = 0, 0
    for photo in sheet.photos:
        taken += (1 + len(photo.results)) * _of(smallest)
        if taken > room:
            break
        kept += 1
    return Fit(sheet.photos[:kept], smallest, len(sheet.photos) - kept, most)


def _of(sizes: Sizes) -> int:
    return round(sizes.usual * _IN_TEXT) + _A_PHOTOS_WORDS


class Allowance:
    """Bytes for all pictures of a file, shared out by their pixels: what one doesn't need is left to the next ones."""

    def __init__(self, photos: Sequence[SheetPhoto], sizes: Sizes, most: int = MOST_BYTES) -> None:
        results = sum(1 + len(photo.results) for photo in photos)
        self._left = max(0.0, (most - _WORDS - results * _A_PHOTOS_WORDS) / _IN_TEXT)
        self._shares = float(results * (_HIGH * sizes.whole**2 + len(DETAILS) * sizes.detail**2))

    def encode(self, pixels: Pixels) -> bytes:
        """A JPEG of RGB uint8 (H, W, 3), without profile or any other segment, as good as there is room for."""
        share = float(pixels.shape[0] * pixels.shape[1])
        most = self._left * min(1.0, share / max(share, self._shares))
        data = b""
        for quality in _QUALITIES:
            data = jpeg.encode(pixels, None, quality)
            if len(data) <= most:
                break
        self._left -= len(data)
        self._shares -= share
        return data
