"""The preset library: the vendor's presets, which stay as they are, and one's own, of which each save is a version.

library = Library(store)
library.save("local", replace(BALANCED, name="wedding", note="softer teeth"))
library.entry("local", "wedding").newest.preset
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from retouch_lib.errors import InvalidName, InvalidPayload
from retouch_lib.owners import Owner
from retouch_lib.presets.changes import changes
from retouch_lib.presets.made_from import MadeFrom, made_from_text
from retouch_lib.presets.preset import Preset, require_readable
from retouch_lib.presets.vendor import LAYERED, LOOKS
from retouch_lib.store.presets import State
from retouch_lib.store.records import PresetVersion, Reach, RemovedPreset
from retouch_lib.store.store import Store
from retouch_lib.words.text import composed, folded, one_line

VENDOR = (*LOOKS, LAYERED)
LONGEST_NAME, LONGEST_NOTE, LONGEST_AUTHOR, LONGEST_TAG, MOST_TAGS = 40, 2000, 100, 40, 20
_MOST_READ = 2_048
"""Saved versions that are held as they were read."""
MOST_TOLD = 300
"""Imported payloads whose senders' words are remembered."""
TOLD = "presets_told"
Usage = Reach
"""Photos with a result, by server, and the last job: see `store.records.Reach`."""


@dataclass(frozen=True, slots=True)
class Version:
    """One saved state of a preset."""

    id: str
    number: int
    """1, 2, 3 … within its preset."""
    preset: Preset
    """Payload, name, note, author, and what it was made from."""
    tags: tuple[str, ...]
    saved_at: datetime | None
    """UTC; None for the vendor's."""
    fingerprint: str
    sent_as: tuple[str, ...]
    """Fingerprints that its jobs may carry, see `fingerprints`."""

    @property
    def note(self) -> str:
        return self.preset.note

    @property
    def author(self) -> str:
        return self.preset.author


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """One preset of the library with all its versions."""

    name: str
    versions: tuple[Version, ...]
    """At least one, the newest last; without those that can't be read."""
    vendor: bool
    """The vendor's: it can be used and exported, not changed."""
    unreadable: tuple[int, ...] = ()
    """Numbers of versions that can't be read."""

    @property
    def count(self) -> int:
        """How many versions there are, with those that can't be read."""
        return len(self.versions) + len(self.unreadable)

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    def version(self, number: int) -> Version | None:
        return next((version for version in self.versions if version.number == number), None)


@dataclass(frozen=True, slots=True)
class UnreadableVersion:
    """A saved version that this version of the lab can't read: a newer one wrote it, or a disk damaged it."""

    name: str
    number: int
    why: str
    alone: bool
    """Whether no version of its preset can be read."""


class Library:
    """Presets by owner and name; names that differ in upper and lower case, or in how an accent is written, are one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(self, owner: Owner) -> tuple[LibraryEntry, ...]:
        """The owner's own by name, then the vendor's."""
        rows = self._store.preset_versions(owner)
        own = [_entry(name, tuple(group)) for name, group in groupby(rows, key=lambda row: row.name)]
        readable = [entry for entry in own if entry is not None]
        return (*sorted(readable, key=lambda entry: folded(entry.name)), *_VENDOR_ENTRIES)

    def unreadable(self, owner: Owner) -> tuple[UnreadableVersion, ...]:
        """Saved versions that are not in `entries`. They are kept as they are."""
        found = []
        for name, group in groupby(self._store.preset_versions(owner), key=lambda row: row.name):
            rows = tuple(group)
            wrong = {row.number: why for row in rows if isinstance(why := _version(row), str)}
            found += [UnreadableVersion(name, number, why, len(wrong) == len(rows)) for number, why in wrong.items()]
        return tuple(found)

    def entry(self, owner: Owner, name: str) -> LibraryEntry | None:
        """The preset of that name, in whatever spelling."""
        vendor = next((entry for entry in _VENDOR_ENTRIES if entry.name == folded(name)), None)
        if vendor is not None:
            return vendor
        rows = self._store.preset_versions(owner, name)
        return _entry(rows[0].name, rows) if rows else None

    def save(self, owner: Owner, preset: Preset, *, tags: Collection[str] = ()) -> Version:
        """Keep a preset under its name, or as a new version of the one of that name, in the spelling it has there.

        The newest version is returned, and nothing written, where payload, note, author and tags are the same.
        Raises InvalidName, and InvalidPayload for a preset with no plugin.
        """
        name = usable_name(preset.name)
        if not preset.tasks:
            raise InvalidPayload("No plugin is switched on, so there is nothing to save.")
        require_readable(preset)
        state = State(
            payload=preset.to_json(),
            fingerprint=preset.fingerprint,
            note=preset.note.strip()[:LONGEST_NOTE],
            author=one_line(preset.author, LONGEST_AUTHOR),
            tags=clean_tags(tags),
            made_from=preset.made_from.to_json() if preset.made_from else "",
        )
        kept = _version(self._store.save_preset(owner, name, state))
        assert isinstance(kept, Version), "it was read before it was kept"
        return kept

    def rename(self, owner: Owner, old: str, new: str) -> str:
        """Give a preset another name, with all its versions; returns the name as it is kept. Raises InvalidName."""
        name = usable_name(new)
        try:
            self._store.rename_preset(owner, old, name)
        except KeyError:
            raise InvalidName(f"There is no preset “{old}” of yours any more. Nothing was changed.") from None
        return name

    def remove(self, owner: Owner, name: str) -> None:
        """Take a preset off the list. Runs made with it keep their exact payloads and results. Raises InvalidName."""
        try:
            self._store.remove_preset(owner, name)
        except KeyError:
            raise InvalidName(f"There is no preset “{name}” of yours any more. Nothing was changed.") from None

    def removed(self, owner: Owner) -> tuple[RemovedPreset, ...]:
        """What was taken off the list, the last first; at most fifty."""
        return self._store.removed_presets(owner)

    def bring_back(self, owner: Owner, preset_id: str) -> str:
        """Put a removed preset on the list again with all its versions; returns its name, which has a number now where
        another preset took the old one meanwhile. Raises InvalidName."""
        try:
            return self._store.restore_preset(owner, preset_id)
        except KeyError:
            raise InvalidName("That preset is on your list already. Nothing was changed.") from None

    def keep_told(self, owner: Owner, fingerprint: str, used: Mapping[str, int]) -> None:
        """Remember where an imported payload's sender used it: photos by server's name."""
        if not used:
            return
        before = self._told(owner)
        before.pop(fingerprint, None)
        kept = [*before.items(), (fingerprint, dict(used))][-MOST_TOLD:]
        self._store.set_preference(owner, TOLD, dict(kept))

    def told(self, owner: Owner, fingerprint: str) -> Mapping[str, int]:
        """What `keep_told` remembers; empty for a payload that was not imported, or not used by its sender."""
        return self._told(owner).get(fingerprint, {})

    def _told(self, owner: Owner) -> dict[str, Mapping[str, int]]:
        kept = self._store.preference(owner, TOLD)
        return {key: used for key, used in kept.items() if told_fits(used)} if isinstance(kept, Mapping) else {}

    def usage(self, owner: Owner, preset: Preset) -> Usage:
        """Where this payload brought results, as one picture or as layers: the run decides that, not the preset."""
        return self._store.reach(owner, fingerprints(preset))


def fingerprints(preset: Preset) -> tuple[str, ...]:
    """Those a preset's jobs may carry: as it is, as one picture, and with every task as a layer."""
    forms = (preset, preset.with_layers(False), preset.with_layers(True))
    return tuple(dict.fromkeys(form.fingerprint for form in forms))


def version_like(entries: Sequence[LibraryEntry], made_from: MadeFrom) -> tuple[LibraryEntry, Version] | None:
    """The version with those values, under that name where there are several; None where the library has none."""
    alike = [
        (entry, version)
        for entry in entries
        for version in reversed(entry.versions)
        if version.fingerprint == made_from.fingerprint
    ]
    return next((pair for pair in alike if folded(pair[0].name) == folded(made_from.name)), alike[0] if alike else None)


def nearest_of_vendor(preset: Preset) -> Preset:
    """The vendor's preset that the fewest changes turn into this one."""
    return min(VENDOR, key=lambda vendors: len(changes(vendors, preset)))


def usable_name(text: str) -> str:
    """The name as it is kept. Raises InvalidName for an empty one and for the vendor's."""
    name = composed(one_line(text, LONGEST_NAME))
    if not name:
        raise InvalidName("A preset needs a name. Nothing was saved.")
    if folded(name) in _VENDOR_NAMES:
        raise InvalidName(f"“{name}” is Retouch4me’s own preset and stays as it is. Choose another name.")
    return name


def is_vendor(name: str) -> bool:
    return folded(name) in _VENDOR_NAMES


def clean_tags(tags: Collection[str]) -> tuple[str, ...]:
    """Each once, in the order given, in lower case."""
    kept = dict.fromkeys(one_line(folded(tag), LONGEST_TAG) for tag in tags)
    return tuple(tag for tag in kept if tag)[:MOST_TAGS]


def told_fits(used: object) -> bool:
    """Whether that is what `keep_told` keeps of one payload: photos by server's name."""
    return isinstance(used, Mapping) and all(isinstance(number, int) for number in used.values())


def _entry(name: str, rows: Sequence[PresetVersion]) -> LibraryEntry | None:
    """None where no version can be read."""
    read = {row.number: _version(row) for row in rows}
    versions = tuple(version for version in read.values() if isinstance(version, Version))
    unreadable = tuple(number for number, version in read.items() if isinstance(version, str))
    return LibraryEntry(name, versions, vendor=False, unreadable=unreadable) if versions else None


@lru_cache(maxsize=_MOST_READ)  # every page and every result that leaves asks for all of them; a row never changes
def _version(row: PresetVersion) -> Version | str:
    """The version; or why it can't be read, in words."""
    try:
        read = Preset.from_json(row.payload, row.name)
    except InvalidPayload as error:
        return error.problems[0]
    preset = replace(read, note=row.note, author=row.author, made_from=made_from_text(row.made_from))
    return Version(row.id, row.number, preset, row.tags, row.saved_at, row.fingerprint, fingerprints(preset))


def _vendor_version(preset: Preset) -> Version:
    return Version(f"vendor-{preset.name}", 1, preset, (), None, preset.fingerprint, fingerprints(preset))


_VENDOR_NAMES = frozenset(preset.name for preset in VENDOR)
_VENDOR_ENTRIES = tuple(LibraryEntry(preset.name, (_vendor_version(preset),), vendor=True) for preset in VENDOR)
