"""Text from outside, read into a JSON value that can be kept, compared and sent: finite, bounded, no key twice."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from retouch_lib.errors import InvalidPayload
from retouch_lib.words.text import is_whole, shortened, whole

Json = Any
"""A value as `json.loads` gives it. Payloads are kept as they came, so no narrower type fits."""

MAX_TEXT = 1_000_000
"""Characters (or bytes) that are read; the vendor's largest example has under 1,000."""
MAX_DEPTH = 16
_MAX_DIGITS = 400
"""Longer integers are past 1e308 anyway, and slow to read."""


def read_json(text: str | bytes) -> Json:
    """The JSON value in `text`; a byte-order mark before it is accepted. Raises InvalidPayload.

    NaN, Infinity and 1e309 are read as such; `require_plain` refuses them, because it knows their place.
    """
    if len(text) > MAX_TEXT:
        raise InvalidPayload(f"the text is too long to be a payload: over {MAX_TEXT:,} characters")
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json.loads(plain, parse_int=_whole, object_pairs_hook=_unique)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise InvalidPayload("the text is not UTF-8; save it as UTF-8 and try again") from None
    except json.JSONDecodeError as error:
        raise InvalidPayload(f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None


def require_plain(value: Json, place: str = "", depth: int = 1) -> None:
    """Raise InvalidPayload, naming the place, for anything JSON can't say or UTF-8 can't carry."""
    if depth > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise InvalidPayload(f"{place or 'payload'}: the key {show(key)} is no text")
            _require_text(key, place)
            require_plain(item, f"{place}.{key[:60]}" if place else key[:60], depth + 1)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            require_plain(item, f"{place}[{index}]", depth + 1)
    elif isinstance(value, str):
        _require_text(value, place)
    elif isinstance(value, int | float):
        if not is_finite(value):
            raise InvalidPayload(f"{place}: {show(value)} is no number that can be sent; write a plain number")
    elif value is not None:
        raise InvalidPayload(f"{place}: a Python {type(value).__name__} is nothing that JSON can say")


def is_finite(number: int | float) -> bool:
    """Whether a 64-bit float, and so the API, can hold it."""
    try:
        return math.isfinite(number)
    except OverflowError:  # an int past 1e308
        return False


def show(value: Json) -> str:
    """A value as JSON writes it, cut to 40 characters, for messages."""
    if isinstance(value, int) and not is_finite(value):
        return "a number past 1e308"
    if value in (math.inf, -math.inf):
        return "Infinity (or a number past 1e308)"
    return shortened(whole(json.dumps(value, ensure_ascii=False, default=str)))


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= _MAX_DIGITS else math.inf


def _unique(pairs: Iterable[tuple[str, Json]]) -> dict[str, Json]:
    result: dict[str, Json] = {}
    for key, value in pairs:
        if key in result:
            raise InvalidPayload(f"{show(key)} stands twice in one object; keep one of them")
        result[key] = value
    return result


def _require_text(text: str, place: str) -> None:
    """JSON's \\ud800 alone is half a character: it can't be written as UTF-8."""
    if not is_whole(text):
        raise InvalidPayload(f"{place or 'payload'}: a text holds half a character (a lone surrogate); write it anew")


def _too_deep() -> InvalidPayload:
    return InvalidPayload(f"the payload is nested too deeply; at most {MAX_DEPTH} levels are read")
