"""The preset library from a shell: list, show, diff, import, export, save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from retouch_lib.errors import InvalidName, InvalidPayload
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.presets import envelope
from retouch_lib.presets.changes import changes
from retouch_lib.verbs.events import CHANGE, FILE, NOTE, PRESET, REFUSED, SAVED, Event, Events
from retouch_lib.verbs.intake import NoSuchPreset, no_such_preset, only_preset, preset_meant, presets_in
from retouch_lib.work.library import LibraryEntry, Version


def listed(lab: Lab) -> Events:
    """One's own presets by name, then the vendor's."""
    for entry in lab.library.entries(LOCAL):
        yield _facts(entry, entry.newest)


def show(lab: Lab, *, name: str, version: int = 0) -> Events:
    """A preset with its payload. Raises NoSuchPreset."""
    entry, kept = _version(lab, name, version)
    yield {**_facts(entry, kept), "payload": kept.preset.payload()}


def diff(lab: Lab, *, before: str, after: str) -> Events:
    """What leads from one preset to another, each a name or a file. Raises NoSuchPreset, InvalidPayload."""
    for change in changes(preset_meant(lab, before), preset_meant(lab, after)):
        yield {
            "kind": CHANGE,
            "change": change.kind.value,
            "plugin": change.plugin,
            "name": change.name,
            "before": change.before,
            "after": change.after,
            "text": str(change),
        }


def imported(lab: Lab, *, paths: Sequence[str]) -> Events:
    """Keep every preset that the files hold, each under its own name. Raises InvalidPayload for a file with none."""
    for path in paths:
        source = presets_in(Path(path))
        for note in source.notes:
            yield {"kind": NOTE, "text": f"{path}: {note}"}
        for found in source.found:
            try:
                kept = lab.library.save(LOCAL, found.preset, tags=found.tags)
            except (InvalidName, InvalidPayload) as error:
                yield {"kind": REFUSED, "name": found.preset.name, "why": str(error)}
            else:
                yield _saved(kept)


def save(lab: Lab, *, name: str, path: str) -> Events:
    """Keep the one preset in a file under that name. Raises InvalidName, InvalidPayload."""
    found = only_preset(Path(path))
    yield _saved(lab.library.save(LOCAL, replace(found.preset, name=name), tags=found.tags))


def export(lab: Lab, *, names: Sequence[str]) -> Events:
    """Each preset as the file that other labs read. Raises NoSuchPreset."""
    for name in names:
        entry, kept = _version(lab, name, 0)
        number = None if entry.vendor else kept.number
        text = envelope.to_json(kept.preset, number, kept.tags)
        yield {"kind": FILE, "name": envelope.file_name(kept.preset, number), "text": text}


def _version(lab: Lab, name: str, number: int) -> tuple[LibraryEntry, Version]:
    entry = lab.library.entry(LOCAL, name)
    if entry is None:
        raise no_such_preset(lab, name)
    kept = entry.version(number) if number else entry.newest
    if kept is None:
        raise NoSuchPreset(f"“{entry.name}” has no version {number} that can be read.")
    return entry, kept


def _facts(entry: LibraryEntry, kept: Version) -> Event:
    return {
        "kind": PRESET,
        "name": entry.name,
        "version": kept.number,
        "versions": entry.count,
        "vendor": entry.vendor,
        "note": kept.note,
        "author": kept.author,
        "tags": list(kept.tags),
        "fingerprint": kept.fingerprint,
        "plugins": [task.plugin for task in kept.preset.tasks],
    }


def _saved(kept: Version) -> Event:
    return {"kind": SAVED, "name": kept.preset.name, "version": kept.number, "fingerprint": kept.fingerprint}
