"""The list in an archive: what it holds, each with its size and SHA-256."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from retouch_lib.errors import RetouchError

FORMAT = 1
"""It goes up by one when an older version could misread the archive."""
MANIFEST, DATABASE, KEY = "manifest.json", "lab.sqlite", "vault.key"
_FILE = re.compile(r"files/([0-9a-f]{2})/(\1[0-9a-f]{62})", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NoBackup(RetouchError):
    """A file that can't be restored: no archive of ours, damaged, or not whole. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file of the archive."""

    name: str
    """DATABASE, KEY, or a photo's or result's path below the data folder."""
    bytes: int
    sha256: str
    """Of the bytes. A photo or result of another one than its name was damaged in the folder already."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds."""

    made_at: str
    """UTC, ISO 8601."""
    version: str
    """Of the Retouch Lab that made it."""
    entries: tuple[ArchiveMember, ...]
    missing: tuple[str, ...] = ()
    """SHA-256 of photos and results that rows name and the folder did not have."""

    @property
    def bytes(self) -> int:
        return sum(entry.bytes for entry in self.entries)

    @property
    def files(self) -> int:
        """Photos and results."""
        return sum(entry.name not in (DATABASE, KEY) for entry in self.entries)

    @property
    def damaged(self) -> tuple[str, ...]:
        """SHA-256, as rows name them, of photos and results that are kept as they were found: damaged."""
        named = ((entry, _FILE.fullmatch(entry.name)) for entry in self.entries)
        return tuple(match[2] for entry, match in named if match and match[2] != entry.sha256)

    def to_json(self) -> str:
        return json.dumps({"retouchlab_backup": FORMAT, **asdict(self)}, indent=0)


def member_name(sha256: str) -> str:
    """The name of a photo or result in an archive, which is its path below the data folder."""
    return f"files/{sha256[:2]}/{sha256}"


def read_manifest(text: bytes) -> Manifest:
    """Raises NoBackup."""
    try:
        value = json.loads(text)
        form = value["retouchlab_backup"]
        if isinstance(form, int) and form > FORMAT:
            raise NoBackup("A newer Retouch Lab made this backup. Nothing was changed. Restore it with that version.")
        found = Manifest(
            made_at=str(value["made_at"]),
            version=str(value["version"]),
            entries=tuple(_member(item) for item in value["entries"]),
            missing=tuple(_sha256(name) for name in value["missing"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoBackup("The archive's list of contents can't be read. Nothing was changed.") from None
    names = [entry.name for entry in found.entries]
    if len(set(names)) != len(names) or DATABASE not in names:
        raise NoBackup("The archive's list of contents is not one of a whole lab. Nothing was changed.")
    return found


def _member(item: Mapping[str, Any]) -> ArchiveMember:
    """Raises ValueError, KeyError, TypeError. Only names of ours pass, so that none leads out of a folder."""
    name, size = item["name"], item["bytes"]
    if not (isinstance(name, str) and (name in (DATABASE, KEY) or _FILE.fullmatch(name))):
        raise ValueError("a name that is none of ours")
    if type(size) is not int or size < 0:
        raise ValueError("no size")
    return ArchiveMember(name, size, _sha256(item["sha256"]))


def _sha256(value: object) -> str:
    if not (isinstance(value, str) and _SHA256.fullmatch(value)):
        raise ValueError("no SHA-256")
    return value
