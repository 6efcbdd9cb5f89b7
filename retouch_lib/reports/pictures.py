"""Pixels of a sheet's pictures: upright, in sRGB, without anything that came along in the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from retouch_lib.errors import RetouchError
from retouch_lib.imaging.files import colours, photo
from retouch_lib.imaging.files.photo import Pixels
from retouch_lib.imaging.files.reduced import reduced
from retouch_lib.media.crops import Crops
from retouch_lib.media.layer_views import LayerViews
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.previews import Previews
from retouch_lib.reports.sheet import SheetPhoto, SheetResult


class Pictures:
    """Made of previews and crops, which are made where they are not there yet. Methods may be called from any thread.

    Each gives RGB uint8 (H, W, 3), or None where the file is gone or no readable picture.
    """

    def __init__(self, previews: Previews, layer_views: LayerViews, crops: Crops, mixes: Mixes) -> None:
        self._mixes = mixes
        self._previews = previews
        self._layer_views = layer_views
        self._crops = crops

    def whole(self, shown: SheetPhoto, result: SheetResult | None, side: int) -> Pixels | None:
        """The photo, or a result of it, `side` pixels long at most."""

        def preview() -> Path:
            if result is None:
                return self._previews.preview(shown.sha256)
            if result.in_part:
                return self._mixes.small(result.in_part)
            if result.layered:
                return self._layer_views.composite(result.sha256, result.source, "preview")
            return self._previews.preview(result.sha256)

        return _read(preview, side)

    def detail(self, shown: SheetPhoto, result: SheetResult | None, region: str, side: int) -> Pixels | None:
        """One region of it (`imaging.faces.regions`), `side` pixels wide: one of `regions.SIDES`."""
        name = shown.sha256 if result is None else str(result.in_part or result.sha256)
        return _read(lambda: self._crops.crop(name, shown.sha256, region, side).path, side)


def _read(find: Callable[[], Path], side: int) -> Pixels | None:
    try:
        path = find()
        picture = reduced(path, photo.inspect(path, max_bytes=None), side)
    except (RetouchError, OSError, LookupError):
        return None
    seen = colours.in_srgb(picture.pixels, picture.icc)
    return picture.pixels if seen is None else seen
