"""The API's answers as frozen types. Unknown fields are kept in `extra`; known ones are checked or made harmless."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from retouch_lib.cloud.answers import Call, plain_text, unreadable

_LONGEST_ID = 1000
_SHOWN_ID = 80
_NOTHING = ("null", "undefined", "none", "nan")
"""What programs write where they have no id."""
_MAX_TEXT = 1000
_MILLISECONDS = 1e11
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
"""A point in time above this many seconds (the year 5138) is taken to be in milliseconds."""

Kind = Literal["jpeg", "png", "zip", "json"]


@dataclass(frozen=True, slots=True)
class StartReply:
    """The job was accepted: one credit is taken."""

    id: str
    """The server's id of the job. Whoever knows it can fetch the result: show it to its owner only."""
    quota: int | None
    """`retouchQuota`: the day's remaining attempts; None when the answer names none."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusReply:
    """Where a job is."""

    state: str
    """completed, failed, waiting, active or delayed; another word is kept as it came."""
    progress: int
    """0–100. 100 does not mean that the result can be fetched; only the state does."""
    reason: str
    """Why it failed, or a remark (the local engine's `remark`); "" for none."""
    attempt: int
    """Which of the server's own tries this is, from 1; 0 when not said."""
    max_attempts: int
    step: str
    """`currentStep`: downloading, processing, uploading; can keep its last value after completion."""
    plugin: str
    """`pluginName`: the plugin at work, or ""."""
    expires: datetime | None
    """UTC. When the server deletes the result; None when not said readably."""
    said_at: datetime | None = None
    """UTC. The server's own time when it said so; this computer's clock may differ. None when not said."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Download:
    """A result on disk, whole."""

    path: Path
    kind: Kind
    """By its first bytes; the content type can't be relied on."""
    bytes: int
    sha256: str
    """Hex."""
    whole: bool = True
    """False: the format's end marker is missing, and the same bytes came twice, so the server has no better now."""
    said_at: datetime | None = None
    """UTC. The server's own time when it sent the file; None when not said."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the server takes."""

    formats: tuple[str, ...]
    max_bytes: int
    """Bytes of one photo (the API's MB are taken as 1024 × 1024 bytes)."""
    max_megapixels: float
    from_server: bool
    """False: the documented ones, because the server names none."""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Balance:
    """Credits left, by kind: {"professional": 5}."""

    remaining: Mapping[str, int]
    extra: Mapping[str, Any] = field(default_factory=dict)


DOCUMENTED_LIMITS = Limits(("png", "jpg", "jpeg"), 100 * 1024 * 1024, 250.0, from_server=False)


def is_id(text: str) -> bool:
    """Whether `text` can be a job's id in an address: percent-encoded, all but "." and ".." is one."""
    return 0 < len(text) <= _LONGEST_ID and text.isprintable() and text not in (".", "..")


def start_reply(value: Mapping[str, Any], host: str) -> StartReply:
    """Raises UnexpectedReply (delivery unknown: the job may run) when there is no usable id."""
    found = value.get("id")
    remote_id = str(found) if isinstance(found, int) and not isinstance(found, bool) else found
    remote_id = remote_id.strip() if isinstance(remote_id, str) else remote_id
    if not isinstance(remote_id, str) or not is_id(remote_id) or remote_id.lower() in _NOTHING:
        raise unreadable(Call.START, host, _no_id(found), status=200)
    return StartReply(remote_id, _whole(value.get("retouchQuota")), _rest(value, "id", "retouchQuota"))


def _no_id(found: Any) -> str:
    """What came instead of an id; of one that can't be used as much as a person needs to ask the vendor about it."""
    if found is None or found == "":
        return "no job id"
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    return f"the job id “{plain_text(text, _SHOWN_ID)}”, which no job can be asked for by"


def status_reply(value: Mapping[str, Any], host: str, said_at: datetime | None = None) -> StatusReply:
    """Raises UnexpectedReply when there is no state."""
    state = plain_text(value.get("state"), 40).lower()
    if not state:
        raise unreadable(Call.STATUS, host, "no state", status=200)
    progress = _number(value.get("progress")) or 0.0
    return StatusReply(
        state=state,
        progress=int(min(max(progress, 0.0), 100.0)),
        reason=plain_text(value.get("reason"), _MAX_TEXT) or plain_text(value.get("remark"), _MAX_TEXT),
        attempt=_whole(value.get("attempt")) or 0,
        max_attempts=_whole(value.get("maxAttempts")) or 0,
        step=plain_text(value.get("currentStep"), 100),
        plugin=plain_text(value.get("pluginName"), 100),
        expires=moment(value.get("expireDate")),
        said_at=said_at,
        extra=_rest(
            value,
            *("state", "progress", "reason", "attempt", "maxAttempts", "currentStep", "pluginName", "expireDate"),
            "remark",
        ),
    )


def limits_reply(value: Mapping[str, Any]) -> Limits:
    """The server's limits, or the documented ones for whatever it names unreadably."""
    image = value.get("image")
    if not isinstance(image, Mapping):
        return DOCUMENTED_LIMITS
    named = image.get("formats")
    listed = named[:20] if isinstance(named, list) else []
    formats = tuple(text for item in listed if (text := plain_text(item, 10).lower()))
    megabytes = _number(image.get("maxFileSizeInMB")) or 0.0
    megapixels = _number(image.get("maxMegapixels")) or 0.0
    return Limits(
        formats or DOCUMENTED_LIMITS.formats,
        int(megabytes * 1024 * 1024) if 0 < megabytes < 1e6 else DOCUMENTED_LIMITS.max_bytes,
        megapixels if 0 < megapixels < 1e6 else DOCUMENTED_LIMITS.max_megapixels,
        from_server=True,
        extra=_rest(value, "image"),
    )


def balance_reply(value: Mapping[str, Any], host: str) -> Balance:
    """Raises UnexpectedReply when no remaining credits are named."""
    named = value.get("remaining")
    if not isinstance(named, Mapping):
        raise unreadable(Call.BALANCE, host, "no figure of what remains", status=200)
    remaining = {
        plain_text(kind, 60): whole for kind, count in list(named.items())[:50] if (whole := _whole(count)) is not None
    }
    if not remaining:
        raise unreadable(Call.BALANCE, host, "no readable figure of what remains", status=200)
    return Balance(remaining, _rest(value, "remaining"))


def moment(value: Any) -> datetime | None:
    """A point in time in UTC from ISO 8601 (no zone: UTC) or from seconds or milliseconds since 1970; else None.

    None too for a year so far off that adding an hour, or this computer's time zone, could leave the calendar.
    """
    found = _moment(value)
    return found if found is not None and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _moment(value: Any) -> datetime | None:
    try:
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value.strip())
            return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
        number = _number(value)
        if number is None or number <= 0:
            return None
        return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _rest(value: Mapping[str, Any], *known: str) -> Mapping[str, Any]:
    return {key: item for key, item in value.items() if key not in (*known, "status")}


def _number(value: Any) -> float | None:
    """A finite number, also when it came as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _whole(value: Any) -> int | None:
    """A number without a fraction that fits a database column."""
    number = _number(value)
    return int(number) if number is not None and number.is_integer() and abs(number) < 2**53 else None
