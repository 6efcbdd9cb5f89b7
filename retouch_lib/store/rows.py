"""Row → frozen record, once per table. A word the program doesn't know raises; nothing is guessed."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from sqlalchemy import RowMapping

from retouch_lib.store.records import Job, JobState, Kept, Photo, PresetVersion, Reading, Share

_PHOTO = tuple(field.name for field in fields(Photo))
_JOB = tuple(field.name for field in fields(Job))
_VERSION = tuple(field.name for field in fields(PresetVersion))
_READING = tuple(field.name for field in fields(Reading))


def photo_from(row: RowMapping) -> Photo:
    return Photo(**_pick(row, _PHOTO))


def job_from(row: RowMapping) -> Job:
    """Raises ValueError when the row's state is none of `JobState`, or its file's of `Kept`."""
    values = _pick(row, _JOB)
    values["state"] = JobState(values["state"])
    values["kept"] = Kept(values["kept"])
    return Job(**values)


def share_from(word: str) -> Share:
    return Share(word)


def version_from(row: RowMapping) -> PresetVersion:
    values = _pick(row, _VERSION)
    values["tags"] = _tags(values["tags"])
    return PresetVersion(**values)


def _tags(text: str) -> tuple[str, ...]:
    """None where they can't be read: the version is of more worth than its tags."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(tag for tag in found if isinstance(tag, str)) if isinstance(found, list) else ()


def reading_from(row: RowMapping) -> Reading:
    return Reading(**_pick(row, _READING))


def _pick(row: RowMapping, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}
