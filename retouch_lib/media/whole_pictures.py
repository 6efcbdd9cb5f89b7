"""Pictures by name: a photo's or a result's file, or what a result's layers make of the photo below them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.media.files import Files
from retouch_lib.media.layer_views import LayerViews

_NAME = re.compile(r"(?P<file>[0-9a-f]{64})(?:-(?P<below>[0-9a-f]{64}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PictureName:
    """Which picture. As text, such as in an address, it is `file`, or `file`-`below`."""

    file: str
    """SHA-256."""
    below: str = ""
    """Of a layered result: the SHA-256 of what its layers lie over."""

    @classmethod
    def parse(cls, text: str) -> PictureName:
        """Raises ValueError for what is no name."""
        found = _NAME.fullmatch(text)
        if found is None:
            raise ValueError("no name of a picture")
        return cls(found["file"], found["below"] or "")

    def __str__(self) -> str:
        return f"{self.file}-{self.below}" if self.below else self.file

    @property
    def files(self) -> tuple[str, ...]:
        """All that it is made of."""
        return (self.file, self.below) if self.below else (self.file,)


class WholePictures:
    """The files behind the names. May be used from any thread."""

    def __init__(self, files: Files, layer_views: LayerViews) -> None:
        self._files = files
        self._layer_views = layer_views

    def path(self, name: PictureName) -> Path:
        """A JPEG or PNG in full size; layers are laid over their photo now if that was not done yet.

        Raises InvalidArchive, InvalidPhoto, OSError.
        """
        if name.below:
            return self._layer_views.composite(name.file, name.below, "full")
        return self._files.path(name.file)
