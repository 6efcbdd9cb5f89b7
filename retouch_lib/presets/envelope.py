"""Our JSON file for one preset: the payload with name, note, author, tags, version, fingerprint; several in a ZIP.

{"retouchlab": {"schema": 1, "kind": "preset"}, "name": …, "note": …, "author": …, "tags": [], "version": 3 or null,
 "fingerprint": …, "made_from": {"name": "slight", "version": null, "fingerprint": …}, "used": {"local": 3},
 "payload": {"mode": …, "tasks": […]}}

`made_from`: what its sender made it from, where that is known. `used`: on how many photos its sender has results of it,
by server.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from retouch_lib.errors import InvalidPayload
from retouch_lib.names import FolderNames, in_file_names
from retouch_lib.names import file_name as saved_as
from retouch_lib.presets.bounded_json import MAX_DEPTH, require_plain, show
from retouch_lib.presets.made_from import MadeFrom, read_made_from
from retouch_lib.presets.preset import Json, Preset
from retouch_lib.presets.validation import Finding, check
from retouch_lib.words.text import one_line, shortened, visible, whole

SCHEMA = 1
"""Raised when a reader of this version could misread a file of the next."""
KIND = "preset"
MARK = "retouchlab"
WHOLE = "the envelope"
"""The place of a preset that is a file of ours by itself."""

MAX_NAME = 100
MAX_NOTE = 2_000
MAX_TAGS = 20
MAX_TAG = 40
MAX_SERVERS = 10
MAX_COUNT = 1_000_000
_MAX_STEM = 60
_FIELDS = (MARK, "name", "note", "author", "tags", "version", "fingerprint", "made_from", "used", "payload")
_NOWHERE: Mapping[str, int] = MappingProxyType({})
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The date of a ZIP's entries: the same presets give the same bytes."""


@dataclass(frozen=True, slots=True)
class FoundPreset:
    """One preset that was read from outside, and what is to be said of it before it is kept."""

    preset: Preset
    """Its name is empty where the source gave none."""
    place: str
    """Where it stood: "the envelope", "preset 2 of 3", "the curl command"; empty for a bare payload."""
    tags: tuple[str, ...] = ()
    version: int | None = None
    """The number its owner's library gave it; None where it is not told."""
    used: Mapping[str, int] = field(default_factory=lambda: _NOWHERE)
    """Server's name → photos with a result, as its sender says."""
    findings: tuple[Finding, ...] = ()
    """Of `validation.check`."""
    notes: tuple[str, ...] = ()
    """Sentences on what it came in: a newer schema, a fingerprint that does not match, what was left out."""


def to_json(
    preset: Preset, version: int | None = None, tags: Sequence[str] = (), used: Mapping[str, int] = _NOWHERE
) -> str:
    """The file's text, indented, for `str.encode()` as UTF-8."""
    return json.dumps(as_dict(preset, version, tags, used), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def as_dict(
    preset: Preset, version: int | None = None, tags: Sequence[str] = (), used: Mapping[str, int] = _NOWHERE
) -> dict[str, Json]:
    return {
        MARK: {"schema": SCHEMA, "kind": KIND},
        "name": preset.name,
        "note": preset.note,
        "author": preset.author,
        "tags": list(tags),
        "version": version,
        "fingerprint": preset.fingerprint,
        **({"made_from": preset.made_from.as_dict()} if preset.made_from else {}),
        "used": dict(used),
        "payload": preset.payload(),
    }


def to_zip(items: Iterable[tuple[Preset, int | None, Sequence[str], Mapping[str, int]]]) -> bytes:
    """A ZIP with a file for each (preset, version, tags, used); no two under one name, whatever the case."""
    buffer = io.BytesIO()
    names = FolderNames()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for preset, version, tags, used in items:
            entry = zipfile.ZipInfo(names.add(*_parts(preset, version), KIND), _LONG_AGO)
            archive.writestr(entry, to_json(preset, version, tags, used).encode(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def file_name(preset: Preset, version: int | None = None) -> str:
    """What a preset's file is called: "balanced (edited)", version 3 → balanced-edited-v3.json."""
    return saved_as(*_parts(preset, version), KIND)


def _parts(preset: Preset, version: int | None) -> tuple[str, str]:
    return in_file_names(preset.name)[:_MAX_STEM], ".json" if version is None else f"-v{version}.json"


def is_envelope(value: Json) -> bool:
    """Whether it is a file of ours, rather than a payload with a field that happens to have our mark's name."""
    return isinstance(value, Mapping) and isinstance(value.get(MARK), Mapping) and "tasks" not in value


def from_dict(value: Mapping[str, Json], place: str = WHOLE) -> FoundPreset:
    """Read an envelope. What a newer version added is left out and said; raises InvalidPayload for no preset."""
    notes: list[str] = []
    value = _sound(value, notes)
    require_plain(value)
    head = value[MARK]
    notes.extend(_newer(head, value))
    if head.get("kind", KIND) != KIND:
        raise InvalidPayload(f"{place}: it holds a {show(head.get('kind'))}; only presets are read here")
    if not isinstance(value.get("payload"), Mapping):
        raise InvalidPayload(f"{place}: its payload is missing")
    preset = Preset.from_json(value["payload"])
    named = replace(
        preset,
        name=_text(value, "name", MAX_NAME, notes),
        note=_text(value, "note", MAX_NOTE, notes, lines=True),
        author=_text(value, "author", MAX_NAME, notes),
        made_from=_made_from(value, notes),
    )
    notes.extend(_fingerprint(value, preset))
    tags, version, used = _tags(value, notes), _version(value, notes), _used(value, notes)
    return FoundPreset(named, place, tags, version, used, check(named), tuple(notes))


def _sound(value: Mapping[str, Json], notes: list[str]) -> Mapping[str, Json]:
    """The texts beside the payload with � for halves of characters; the payload is sent as it is, or refused."""
    beside = {key: item for key, item in value.items() if key != "payload"}
    sound = _mended(beside)
    if sound != beside:
        notes.append("A text beside its payload held half a character (a lone surrogate); � stands for it.")
    return {**sound, **({"payload": value["payload"]} if "payload" in value else {})}


def _mended(value: Json, depth: int = 1) -> Json:
    """As deep as `require_plain` goes, which refuses what is deeper."""
    if isinstance(value, str):
        return whole(value)
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, Mapping):
        return {_mended(key): _mended(item, depth + 1) for key, item in value.items()}
    return [_mended(item, depth + 1) for item in value] if isinstance(value, list) else value


def _newer(head: Mapping[str, Json], value: Mapping[str, Json]) -> Iterable[str]:
    schema = head.get("schema")
    if isinstance(schema, bool) or not isinstance(schema, int):
        yield f"Its schema version is {show(schema)}, not a number; it was read as version {SCHEMA}."
    elif schema > SCHEMA:
        yield (
            f"It was made by a newer Retouch Lab (schema {show(schema)}, this one knows {SCHEMA}): something may be "
            "missing here. Update Retouch Lab to see all of it."
        )
    others = [shortened(key) for key in value if key not in _FIELDS]
    if others:
        yield f"Fields beside the payload that this version doesn't know were left out: {', '.join(others[:5])}."


def _fingerprint(value: Mapping[str, Json], preset: Preset) -> Iterable[str]:
    told = value.get("fingerprint")
    if told is not None and told != preset.fingerprint:
        yield "Its fingerprint does not match its payload: the values were changed after it was exported."


def _text(value: Mapping[str, Json], key: str, longest: int, notes: list[str], *, lines: bool = False) -> str:
    told = value.get(key, "")
    if not isinstance(told, str):
        notes.append(f"Its {key} is {show(told)}, not a text; it was left out.")
        return ""
    text = visible(told, keep="\n") if lines else one_line(told)
    if len(text) > longest:
        notes.append(f"Its {key} was cut to {longest:,} characters.")
    return text[:longest].strip()


def _tags(value: Mapping[str, Json], notes: list[str]) -> tuple[str, ...]:
    told = value.get("tags", [])
    if not isinstance(told, list | tuple) or not all(isinstance(tag, str) for tag in told):
        notes.append(f"Its tags are {show(told)}, not a list of texts; they were left out.")
        return ()
    tags = tuple(dict.fromkeys(tag for tag in (one_line(tag, MAX_TAG) for tag in told) if tag))
    if len(tags) > MAX_TAGS:
        notes.append(f"Only its first {MAX_TAGS} tags were kept.")
    return tags[:MAX_TAGS]


def _version(value: Mapping[str, Json], notes: list[str]) -> int | None:
    told = value.get("version")
    if told is None or (isinstance(told, int) and not isinstance(told, bool) and 0 < told < 1_000_000):
        return told
    notes.append(f"Its version is {show(told)}, not a count; it was left out.")
    return None


def _made_from(value: Mapping[str, Json], notes: list[str]) -> MadeFrom | None:
    told = value.get("made_from")
    found = read_made_from(told)
    if told is not None and found is None:
        notes.append(f"What it was made from is {show(told)}, no preset's name and fingerprint; it was left out.")
    return found


def _used(value: Mapping[str, Json], notes: list[str]) -> Mapping[str, int]:
    told = value.get("used", {})
    if isinstance(told, Mapping) and len(told) <= MAX_SERVERS and all(map(_is_count, told.values())):
        return {clean: count for name, count in told.items() if (clean := one_line(name, MAX_TAG))}
    notes.append(f"Where it was used is {show(told)}, not photos by server; it was left out.")
    return _NOWHERE


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MAX_COUNT
