"""A ZIP of preset files: read in memory, within bounds, and nothing is written anywhere."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.archive import zips
from retouch_lib.imaging.archive.unpacking import unpack
from retouch_lib.imaging.archive.zips import ZipEntry
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.presets.bounded_json import MAX_TEXT
from retouch_lib.presets.envelope import MAX_NAME
from retouch_lib.presets.importing import texts
from retouch_lib.presets.importing.shapes import Imported, Part, together
from retouch_lib.words.text import one_line

MAX_ZIP = 20_000_000
"""Bytes of an archive that is looked at."""
MAX_ALL = 4 * MAX_TEXT
"""Bytes of all its files together."""
_READ = (".json", ".txt", ".md")


def is_zip(data: bytes) -> bool:
    return data.startswith(zips.STARTS)


def presets_in_zip(data: bytes) -> Imported:
    """The presets of every file in it. Raises InvalidPayload where there is none."""
    if len(data) > MAX_ZIP:
        raise InvalidPayload(f"the ZIP is too large to be one of presets: over {MAX_ZIP // 1_000_000} MB")
    file = io.BytesIO(data)
    try:
        entries = zips.read_directory(file)
    except DamagedFile as error:
        raise InvalidPayload(f"the ZIP can't be read: {error}") from None
    wanted = [entry for entry in entries if _is_ours(entry.name)]
    if not wanted:
        raise InvalidPayload("the ZIP holds no preset: no file in it ends with .json")
    imported = together(_parts(file, wanted))
    others = sum(not _is_ours(entry.name) and not _is_of_macos(entry.name) for entry in entries)
    if not others:
        return imported
    return Imported(imported.found, (*imported.notes, f"{others} other files in the ZIP were passed over."))


def _parts(file: io.BytesIO, entries: list[ZipEntry]) -> list[Part]:
    """The files as far as MAX_ALL goes; one past it says so when it is read."""
    parts: list[Part] = []
    total = 0
    for entry in entries:
        total += entry.size
        place = PurePosixPath(entry.name).name[:80]
        parts.append((place, partial(_presets, file, entry, place, too_much=total > MAX_ALL)))
    return parts


def _presets(file: io.BytesIO, entry: ZipEntry, place: str, *, too_much: bool) -> Imported:
    if too_much or entry.size > MAX_TEXT:
        raise InvalidPayload("it is too large to be a preset")
    try:
        text = unpack(file, entry, MAX_TEXT).read().decode("utf-8-sig")
    except DamagedFile as error:
        raise InvalidPayload(f"it can't be read: {error}") from None
    except UnicodeDecodeError:
        raise InvalidPayload("it is no text in UTF-8") from None
    return _named(texts.presets_in_text(text), PurePosixPath(place).stem)


def _named(imported: Imported, stem: str) -> Imported:
    """A bare payload takes its file's name."""
    if len(imported.found) != 1 or imported.found[0].preset.name:
        return imported
    only = imported.found[0]
    return Imported((replace(only, preset=replace(only.preset, name=one_line(stem, MAX_NAME))),), imported.notes)


def _is_ours(name: str) -> bool:
    return name.lower().endswith(_READ) and not _is_of_macos(name)


def _is_of_macos(name: str) -> bool:
    """Folders, and what Finder adds."""
    return name.endswith(("/", ".DS_Store")) or name.startswith("__MACOSX/")
