"""A preset as one line of text to paste into a message: `retouchlab:1:…`.

    retouchlab : 1 : base64url(zlib(envelope as compact JSON)) . first 8 hex digits of the SHA-256 of that base64url

Mail programs break and quote long lines anywhere: `share_search` finds it nevertheless. Where colleagues can
reach this lab under an address, the same text travels as a link: `https://…/presets?share=retouchlab%3A1%3A…`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import quote

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import envelope
from retouch_lib.presets.bounded_json import MAX_TEXT, read_json
from retouch_lib.presets.envelope import FoundPreset
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.share_search import SharedText, find

VERSION = 1
MAX_SHARED = 1_400_000
"""Characters of a share text that are read: what MAX_TEXT can be packed into at the very worst."""
PLACE = "the share text"
PARAMETER = "share"
"""The URL's parameter with a share text."""
UNFINISHED = SharedText(0, 0, VERSION, "", "")
"""What is opened where none is whole."""


def to_text(
    preset: Preset,
    *,
    version: int | None = None,
    tags: Sequence[str] = (),
    used: Mapping[str, int] = MappingProxyType({}),
) -> str:
    """The preset with its name, note, author and use as one line; letters that need no escaping in a link but ":"."""
    value = envelope.as_dict(preset, version, tags, used)
    kept = {key: item for key, item in value.items() if item not in ("", None, [], {})}
    packed = zlib.compress(json.dumps(kept, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(), 9)
    body = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return f"retouchlab:{VERSION}:{body}.{_checksum(body)}"


def to_link(text: str, public_url: str) -> str:
    """The address under which the lab at `public_url` (without a closing slash) opens a share text."""
    return f"{public_url}/presets?{PARAMETER}={quote(text, safe='')}"


def from_text(text: str) -> FoundPreset:
    """The preset in the first whole share text; a newer version's opens with a note. Raises InvalidPayload."""
    if len(text) > MAX_SHARED:
        raise InvalidPayload(f"{PLACE} is too long to be one: over {MAX_SHARED:,} characters")
    return opened(next((shared for shared in find(text) if shared.checksum), UNFINISHED))


def opened(shared: SharedText) -> FoundPreset:
    """The preset in a share text that was found. Raises InvalidPayload with a sentence."""
    return from_unpacked(shared, unpacked(shared))


def unpacked(shared: SharedText) -> bytes:
    """What is packed in it, as JSON: at most MAX_TEXT bytes, whatever it promises. Raises InvalidPayload."""
    if not shared.checksum:
        raise InvalidPayload(f"{PLACE} is not whole: its beginning or its end is missing. Copy all of it again")
    if _checksum(shared.body) != shared.checksum:
        raise InvalidPayload(f"{PLACE} is damaged: some of its letters changed on the way. Ask for it again")
    try:
        return _inflated(shared.body)
    except InvalidPayload as error:
        raise _explained(shared, error) from None


def from_unpacked(shared: SharedText, data: bytes) -> FoundPreset:
    """The preset in what `unpacked` gave. Raises InvalidPayload with a sentence."""
    try:
        value = read_json(data)
        if not envelope.is_envelope(value):
            raise InvalidPayload(f"{PLACE} holds no preset")
        found = envelope.from_dict(value, PLACE)
    except InvalidPayload as error:
        raise _explained(shared, error) from None
    newer = () if shared.version <= VERSION else (_newer(shared.version),)
    return replace(found, notes=(*newer, *found.notes))


def _explained(shared: SharedText, error: InvalidPayload) -> InvalidPayload:
    if shared.version > VERSION:
        return InvalidPayload(f"{PLACE} was made by a newer Retouch Lab and can't be read here: update it")
    return InvalidPayload(*(_placed(problem) for problem in error.problems))


def _newer(version: int) -> str:
    return (
        f"The share text was made by a newer Retouch Lab (version {version}, this one knows {VERSION}): "
        "something may be missing here."
    )


def _placed(problem: str) -> str:
    return problem if problem.startswith(PLACE) else f"{PLACE}: {problem}"


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:8]


def _inflated(body: str) -> bytes:
    try:
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj()
        data = inflate.decompress(packed, MAX_TEXT)
    except (binascii.Error, zlib.error):
        raise InvalidPayload(f"{PLACE} can't be unpacked: it was not made by Retouch Lab") from None
    if not inflate.eof:
        raise InvalidPayload(f"{PLACE} unpacks to more than a preset can be, or ends too early")
    return data
