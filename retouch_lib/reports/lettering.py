"""Type on drawn sheets, in DejaVu Sans: Latin, Greek, Cyrillic and some more; no Chinese, no emoji."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

from PIL import Image, ImageDraw, ImageFont

_UNKNOWN = "\uffff"
"""No font has a letter for it: what is drawn for it is drawn for every letter that the font lacks."""
REPLACED = "\N{REPLACEMENT CHARACTER}"


class Letters:
    """The font in one size; a letter that it lacks is drawn as �, and never as something else."""

    def __init__(self, pixels: int) -> None:
        with as_file(files("retouch_lib.reports") / "fonts" / "DejaVuSans.ttf") as path:
            self._font = ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)
        self.height = round(1.35 * pixels)
        self._missing = self._shape(_UNKNOWN)
        self._has: dict[str, bool] = {}

    def drawable(self, text: str) -> str:
        """The text as it will be drawn."""
        return "".join(letter if self.has(letter) else REPLACED for letter in text)

    def has(self, letter: str) -> bool:
        """Whether the font has it."""
        if letter not in self._has:
            self._has[letter] = letter.isspace() or self._shape(letter) != self._missing
        return self._has[letter]

    def fitted(self, text: str, width: int) -> str:
        """As much of it as fits into so many pixels, with … where some was left out."""
        shown = self.drawable(text)
        if self._font.getlength(shown) <= width:
            return shown
        while shown and self._font.getlength(f"{shown}…") > width:
            shown = shown[:-1]
        return f"{shown.rstrip()}…"

    def write(self, sheet: Image.Image, at: tuple[int, int], text: str, width: int, ink: str) -> None:
        """One line, its upper left corner there, cut to that width."""
        ImageDraw.Draw(sheet).text(at, self.fitted(text, width), ink, self._font)

    def _shape(self, letter: str) -> tuple[tuple[int, int], bytes]:
        mask = Image.new("L", (64, 64))
        ImageDraw.Draw(mask).text((8, 8), letter, 255, self._font)
        return mask.size, mask.tobytes()


@cache
def letters(pixels: int) -> Letters:
    """One for each size; reading the font takes some milliseconds."""
    return Letters(pixels)
