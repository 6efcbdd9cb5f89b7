"""Pictures whose every place is known: a grey field of numbered squares, in one colour cast per shot."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

SAMPLES = Path(__file__).resolve().parents[3] / "retouch_lib" / "samples"
CASTS = {"original": (110, 100, 80), "slight": (140, 60, 60), "balanced": (60, 140, 60), "heavy": (60, 60, 140)}
SQUARE = 100


@cache
def drawn(cast: str, width: int, height: int, shown: int) -> bytes:
    """A JPEG of `width` × `height` pixels, or its reduction to `shown` pixels of width."""
    picture = Image.new("RGB", (width, height), CASTS[cast])
    draw = ImageDraw.Draw(picture)
    for row, top in enumerate(range(0, height, SQUARE)):
        for column, left in enumerate(range(0, width, SQUARE)):
            if (row + column) % 2:
                draw.rectangle((left, top, left + SQUARE - 1, top + SQUARE - 1), fill=CASTS[cast][::-1])
    if shown < width:
        picture = picture.resize((shown, round(height * shown / width)))
    return _jpeg(picture)


@cache
def sample(name: str, gamma: float, shown: int) -> bytes:
    """A built-in sample, brightened by `gamma`, for looking at the viewer with a real picture in it."""
    picture = Image.open(next(SAMPLES.glob(f"{name}.*"))).convert("RGB")
    picture.thumbnail((shown, 10 * shown))
    return _jpeg(picture.point(lambda value: round(255 * (value / 255) ** gamma)))


def _jpeg(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=92, subsampling=0)
    return buffer.getvalue()
