"""Pictures by name: a photo's or a result's file, what a result's layers make of the photo below them, or a mix."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.imaging.strengths import Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews

_NAME = re.compile(r"(?P<file>[0-9a-f]{64})(?:-(?P<below>[0-9a-f]{64})(?:~(?P<mixed>[0-9a-f~-]{1,330}))?)?", re.ASCII)
_DIGITS = 8
"""Of a digest, in base 32: 40 bits, beside the names of the files themselves."""


@dataclass(frozen=True, slots=True)
class PictureName:
    """Which picture. As text, such as in an address, it is `file`, `file`-`below`, or `file`-`below`~`mixed`."""

    file: str
    """SHA-256."""
    below: str = ""
    """Of a layered result, and of every mix: the SHA-256 of what lies below it."""
    mixed: Strengths | None = None
    """Of a mix: how strongly each layer lies there, or how strongly all of them, and a flat result, together."""

    def __post_init__(self) -> None:
        """Raises ValueError for a mix over nothing."""
        if self.mixed is not None and not self.below:
            raise ValueError("a mix lies over a photo")

    @classmethod
    def parse(cls, text: str) -> PictureName:
        """Raises ValueError for what is no name."""
        found = _NAME.fullmatch(text)
        if found is None:
            raise ValueError("no name of a picture")
        mixed = found["mixed"]
        return cls(found["file"], found["below"] or "", None if mixed is None else Strengths.parse(mixed))

    def __str__(self) -> str:
        layers = f"{self.file}-{self.below}" if self.below else self.file
        return layers if self.mixed is None else f"{layers}~{self.mixed}"

    @property
    def files(self) -> tuple[str, ...]:
        """All that it is made of."""
        return (self.file, self.below) if self.below else (self.file,)


def digest(*names: PictureName) -> str:
    """What stands for these names beside their files' where a file's name has no room for them."""
    found = hashlib.sha256(" ".join(map(str, names)).encode()).digest()
    return base64.b32encode(found).decode().lower()[:_DIGITS]


class WholePictures:
    """The files behind the names. May be used from any thread."""

    def __init__(self, files: Files, layer_views: LayerViews, mixed: Callable[[PictureName], Path]) -> None:
        """`mixed`: makes a mix, such as `media.mixes.Mixes.picture`."""
        self._files = files
        self._layer_views = layer_views
        self._mixed = mixed

    def path(self, name: PictureName) -> Path:
        """A JPEG or PNG in full size; layers are laid over their photo now if that was not done yet.

        Raises InvalidArchive, InvalidPhoto, OSError, and LookupError for strengths of another result.
        """
        if name.mixed is not None:
            return self._mixed(name)
        if name.below:
            return self._layer_views.composite(name.file, name.below, "full")
        return self._files.path(name.file)
