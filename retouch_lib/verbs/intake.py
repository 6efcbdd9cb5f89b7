"""Photos and presets as a command names them: by path, or by name."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.errors import InvalidPayload, InvalidPhoto, RetouchError
from retouch_lib.imaging.files import limits
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.presets.importing import FoundPreset, Imported, read_presets
from retouch_lib.presets.preset import Preset
from retouch_lib.verbs.events import PHOTO_REFUSED, Event
from retouch_lib.words.sizes import size_in_words

_LONGEST_PRESET_FILE = 50_000_000
"""Bytes of a file, or ZIP, in which presets are looked for."""


class NoSuchPreset(RetouchError):
    """No preset has that name, and no file is there under it."""


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """A photo that a command named."""

    path: Path
    photo: str
    """SHA-256."""


def photos_in(lab: Lab, paths: Sequence[str]) -> Generator[Event, None, tuple[NamedPhoto, ...]]:
    """Put files on the owner's list of photos; one that can't be used is told, and the others go on."""
    found = []
    for path in map(Path, paths):
        try:
            found.append(NamedPhoto(path, taken_in(lab, path)))
        except RetouchError as error:
            yield {"kind": PHOTO_REFUSED, "photo": str(path), "why": str(error)}
    return tuple(found)


def taken_in(lab: Lab, path: Path, folder: str = "") -> str:
    """A photo's SHA-256; the file stays where and as it is: a copy is taken in. Raises RetouchError."""
    if not path.is_file():
        raise InvalidPhoto("There is no such file." if not path.exists() else "That is no file.")
    part = lab.files.new_part()
    try:
        size = path.stat().st_size
        if size > limits.MAX_ADDED_BYTES:
            raise InvalidPhoto(
                f"It has {size_in_words(size)}; photos may have {size_in_words(limits.MAX_ADDED_BYTES)}."
            )
        shutil.copyfile(path, part)
        return lab.add_photo(LOCAL, part, path.name, folder).sha256
    except OSError as error:
        raise InvalidPhoto(f"It can't be read: {error.strerror or type(error).__name__}.") from None
    finally:
        part.unlink(missing_ok=True)


def preset_meant(lab: Lab, text: str) -> Preset:
    """The library's newest version of that name, or the one preset in the file of that path.

    Raises NoSuchPreset, InvalidPayload.
    """
    entry = lab.library.entry(LOCAL, text)
    if entry is not None:
        return entry.newest.preset
    if Path(text).is_file():
        return only_preset(Path(text)).preset
    raise no_such_preset(lab, text)


def no_such_preset(lab: Lab, text: str) -> NoSuchPreset:
    names = ", ".join(each.name for each in lab.library.entries(LOCAL))
    return NoSuchPreset(f"No preset is called “{text}”, and no file either. There are: {names}.")


def only_preset(path: Path) -> FoundPreset:
    """Raises InvalidPayload where the file holds none, or several."""
    found = presets_in(path).found
    if len(found) > 1:
        names = ", ".join(each.preset.name for each in found)
        raise InvalidPayload(f"{path} holds several presets ({names}): import them, then name one.")
    return found[0]


def presets_in(path: Path) -> Imported:
    """Every preset in a file of any form. Raises InvalidPayload."""
    try:
        if not path.is_file():
            raise InvalidPayload(f"There is no file {path}.")
        if path.stat().st_size > _LONGEST_PRESET_FILE:
            raise InvalidPayload(f"{path} has over {size_in_words(_LONGEST_PRESET_FILE)}: too long to hold presets.")
        return read_presets(path.read_bytes())
    except OSError as error:
        raise InvalidPayload(f"{path} can't be read: {error.strerror or type(error).__name__}.") from None
