"""A ZIP of preset files: read in memory, within bounds, and nothing is written anywhere."""

from __future__ import annotations

import io
from pathlib import PurePosixPath

from retouch_lib.errors import InvalidPayload
from retouch_lib.imaging.archive import zips
from retouch_lib.imaging.archive.unpacking import unpack
from retouch_lib.imaging.archive.zips import ZipEntry
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.presets.bounded_json import MAX_TEXT
from retouch_lib.presets.importing import texts
from retouch_lib.presets.importing.collected import Collected, Imported
from retouch_lib.presets.importing.decoding import decoded
from retouch_lib.words.counted import counted
from retouch_lib.words.text import one_line

MAX_ZIP = 20_000_000
"""Bytes of an archive that is looked at."""
MAX_ALL = 4 * MAX_TEXT
"""Bytes of all its files together."""
_READ = (
    ".json", ".jsonl", ".ndjson", ".har", ".ipynb", ".txt", ".md", ".markdown", ".rst", ".html", ".htm", ".xml",
    ".yaml", ".yml", ".toml", ".ini", ".env", ".cfg", ".conf", ".properties", ".log", ".csv", ".tsv", ".sql",
    ".http", ".rest", ".curl", ".sh", ".bash", ".zsh", ".bat", ".cmd", ".ps1", ".psm1", ".py", ".pyw", ".rb", ".php",
    ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".go", ".kt", ".kts", ".java", ".cs", ".swift", ".rs", ".lua",
    ".dart", ".postman_collection", ".eml",
)  # fmt: skip
"""Endings of files that are looked into."""
_NOTHING = "the ZIP holds no preset: none of its text files has one"
_NO_PRESET = "there is no preset in it"


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
    collected = Collected()
    others = 0
    total = 0
    for entry in entries:
        if _is_of_macos(entry.name):
            continue
        total += entry.size
        if not _is_ours(entry.name) or not _read(file, entry, collected, too_much=total > MAX_ALL):
            others += 1
    if others:
        collected.note(f"{counted(others, 'other file')} in the ZIP {'was' if others == 1 else 'were'} passed over.")
    return collected.imported((_NOTHING,))


def _read(file: io.BytesIO, entry: ZipEntry, into: Collected, *, too_much: bool) -> bool:
    """Whether there was something to say of the file: presets, or why it gave none."""
    path = PurePosixPath(entry.name)
    inside = Collected()
    try:
        if too_much or entry.size > MAX_TEXT:
            raise InvalidPayload("it is too large to be a preset")
        texts.read_text(_text(file, entry), inside)
    except InvalidPayload as error:
        inside.problem("", error.problems[0])
    if not len(inside) and not inside.problems:
        if path.suffix.lower() != ".json":
            return False
        inside.problem("", _NO_PRESET)
    inside.name_only(path.stem)
    into.extend(inside, one_line(path.name, 80))
    return True


def _text(file: io.BytesIO, entry: ZipEntry) -> str:
    try:
        return decoded(unpack(file, entry, MAX_TEXT).read())
    except DamagedFile as error:
        raise InvalidPayload(f"it can't be read: {error}") from None


def _is_ours(name: str) -> bool:
    return name.lower().endswith(_READ) and not _is_of_macos(name)


def _is_of_macos(name: str) -> bool:
    """Folders, and what Finder adds."""
    return name.endswith(("/", ".DS_Store")) or name.startswith("__MACOSX/")
