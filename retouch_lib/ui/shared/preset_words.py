"""The library in words: which version, when and by whom it was saved, and where it has been used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.presets.changes import PayloadChange
from retouch_lib.words.counted import counted
from retouch_lib.words.text import folded
from retouch_lib.words.times import day_and_time
from retouch_lib.work.library import LibraryEntry, Usage, Version

SUGGESTED = "Puts each name after “did you mean” in the place of the one that was written. The values stay."
"""What taking the suggested names does."""


def usage_in_words(usage: Usage, labels: Mapping[str, str], wanted: str) -> str:
    """ "Tried on the local engine with 3 photos. Not run on Main yet."

    `wanted`: the label of the cloud server that it is meant for; empty where nobody has a token for one.
    """
    if not usage.servers:
        return "Not run yet."
    cloud = [
        f"on {labels.get(name, name)} with {counted(usage.servers[name], 'photo')}"
        for name in usage.servers
        if name != LOCAL_NAME
    ]
    here = usage.servers.get(LOCAL_NAME, 0)
    if not cloud:
        ahead = f" Not run on {wanted} yet." if wanted else ""
        return f"Tried on the local engine with {counted(here, 'photo')}.{ahead}"
    before = f"Tried on the local engine with {counted(here, 'photo')}; run " if here else "Run "
    return f"{before}{'; '.join(cloud)}."


def version_in_words(entry: LibraryEntry, version: Version) -> str:
    """ "version 2 of 3"; nothing for the vendor's."""
    return "read-only" if entry.vendor else f"version {version.number} of {entry.count}"


def saved_in_words(version: Version) -> str:
    """ "Saved 23 Nov 2026, 14:05 by Ann · school, indoors"; who made it, for the vendor's."""
    when = f"Saved {day_and_time(version.saved_at)}" if version.saved_at else ""
    who = f"by {version.author}" if version.author else ""
    parts = (f"{when} {who}".strip(), ", ".join(version.tags))
    line = " · ".join(part for part in parts if part)
    return line[:1].upper() + line[1:]


def outcome_in_words(entry: LibraryEntry | None, fingerprint: str, name: str) -> str:
    """What saving a payload of that fingerprint under that name will make."""
    if entry is None:
        return f"A new preset, “{name}”."
    alike = [version.number for version in entry.versions if version.fingerprint == fingerprint]
    ahead = f"Version {entry.count + 1} of “{entry.name}”."
    if not alike:
        return ahead
    if alike[-1] == entry.count:
        return f"The same values as the newest version of “{entry.name}”."
    return f"{ahead} The same values as version {alike[-1]}."


def known_as_in_words(entries: Sequence[LibraryEntry], fingerprint: str, name: str) -> tuple[str, ...]:
    """Where the library has these values under another name: a sentence, or none."""
    found = [
        f"“{entry.name}”" if entry.vendor else f"“{entry.name}”, version {version.number}"
        for entry in entries
        for version in reversed(entry.versions)
        if version.fingerprint == fingerprint and folded(entry.name) != folded(name)
    ]
    if len(found) > 2:
        found = [found[0], f"{len(found) - 1} more"]
    return (f"You have these very values already: {' and '.join(found)}.",) if found else ()


def change_rows(changes: Sequence[PayloadChange], before: str, after: str) -> dict[str, list[str]]:
    """A table, column by column."""
    first, second = (before, after) if before != after else (f"{before} (before)", f"{after} (after)")
    return {
        "Plugin": [change.plugin for change in changes],
        "Value": [change.name or change.kind.value for change in changes],
        first: [_kept_together(change.before) for change in changes],
        second: [_kept_together(change.after) for change in changes],
    }


def _kept_together(words: str) -> str:
    return words.replace(" %", "\N{NO-BREAK SPACE}%")
