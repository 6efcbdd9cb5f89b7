"""Frozen dataclasses out of JSON, by the types of their fields: numbers, words, places, lists of them. All bounded."""

from __future__ import annotations

import dataclasses
import json
import math
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")

MAX_CHARACTERS = 64_000
MAX_ITEMS = 100
MAX_TEXT = 100
_LARGEST = 1e6


def unpacked(kind: type[T], text: str, version: int) -> T:
    """An object with "version" and the fields of that dataclass. Raises ValueError, with the place."""
    if len(text) > MAX_CHARACTERS:
        raise ValueError("too long")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict) or value.pop("version", None) != version:
        raise ValueError(f"not of version {version}")
    made: T = _made(kind, value, "measured")
    return made


def _made(kind: Any, value: object, place: str) -> Any:
    """One value of that type. Raises ValueError."""
    if get_origin(kind) is UnionType:
        (other,) = (each for each in get_args(kind) if each is not NoneType)
        return None if value is None else _made(other, value, place)
    if get_origin(kind) is tuple:
        return _items(get_args(kind), value, place)
    if dataclasses.is_dataclass(kind):
        return _record(kind, value, place)
    return _single(kind, value, place)


def _record(kind: Any, value: object, place: str) -> Any:
    types = _fields(kind)
    if not isinstance(value, dict) or value.keys() != types.keys():
        raise ValueError(f"{place}: other fields")
    return kind(**{name: _made(types[name], each, f"{place}.{name}") for name, each in value.items()})


@cache
def _fields(kind: Any) -> dict[str, Any]:
    """Name → type. Python makes them anew from the source each time, and hundreds of results are looked at."""
    return get_type_hints(kind)


def _items(kinds: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list) or len(value) > MAX_ITEMS:
        raise ValueError(f"{place}: no list, or too long")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(kinds) != len(value):
        raise ValueError(f"{place}: of another length")
    return tuple(_made(kind, each, place) for kind, each in zip(kinds, value, strict=True))


def _single(kind: Any, value: object, place: str) -> Any:
    if issubclass(kind, StrEnum) or kind is str:
        if not isinstance(value, str) or len(value) > MAX_TEXT:
            raise ValueError(f"{place}: no text, or too long")
        return kind(value)
    if isinstance(value, bool) or not isinstance(value, int if kind is int else (int, float)):
        raise ValueError(f"{place}: no number")
    if not math.isfinite(value) or abs(value) > _LARGEST:
        raise ValueError(f"{place}: out of bounds")
    return kind(value)
