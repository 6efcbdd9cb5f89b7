"""What the lab is built on, read from the installed packages themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from retouch_lib.ui.server.top_level import TOP_LEVEL

NOT_STATED = "not stated"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"extra == ['\"]([^'\"]+)")
_ASKED = re.compile(r"\[([^]]*)\]")
_LONGEST = 60
"""Some packages put their whole licence's text into the field for its name."""


@dataclass(frozen=True, slots=True)
class Dependency:
    """One installed package that the app needs."""

    name: str
    version: str
    licence: str
    """An SPDX expression, or the package's own words."""
    direct: bool
    """Named in requirements.txt; the others are needed by those."""


@cache
def dependencies() -> tuple[Dependency, ...]:
    """Those of requirements.txt first, in its order, then what they need, by name. What isn't installed is left out."""
    direct = list(_pinned())
    found: dict[str, Distribution] = {}
    followed: set[tuple[str, str]] = set()
    waiting = [(name, "") for name in direct]
    while waiting:
        name, extra = waiting.pop(0)
        if (_folded(name), extra) not in followed and (package := _installed(name)) is not None:
            followed.add((_folded(name), extra))
            found[_folded(name)] = package
            waiting += _needs(package, extra)
    first = [key for name in direct if (key := _folded(name)) in found]
    rest = sorted(found.keys() - set(first))
    return tuple(_described(found[key], direct=key in first) for key in [*first, *rest])


def _pinned() -> Iterator[str]:
    for line in (TOP_LEVEL / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if match := _NAME.match(line):
            yield match[0]


def _needs(package: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """What it requires, here or on another system, for one of its extras or ("") in any case; each with an extra or "".

    An extra that nobody asked for is not followed; one that was asked for, as in `psycopg[binary]`, is.
    """
    for requirement in package.requires or []:
        named, _, marker = requirement.partition(";")
        only_for = _EXTRA.search(marker)
        if (only_for[1] if only_for else "") == extra and (match := _NAME.match(named)):
            asked = _ASKED.search(named)
            for one in ["", *(asked[1].split(",") if asked else [])]:
                yield match[0], one.strip()


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _described(package: Distribution, *, direct: bool) -> Dependency:
    name = str(package.metadata["Name"])
    return Dependency(name, package.version, _licence(package), direct)


def _licence(package: Distribution) -> str:
    """The SPDX expression where there is one, else the field, if it is a name, else the classifiers."""
    fields = package.metadata
    for field in ("License-Expression", "License"):
        text = str(fields[field]).strip() if field in fields else ""
        if text and "\n" not in text and len(text) <= _LONGEST and text.upper() != "UNKNOWN":
            return text
    classified = [str(line) for line in fields.get_all("Classifier") or [] if str(line).startswith("License ::")]
    return " / ".join(line.rpartition(" :: ")[2] for line in classified) or NOT_STATED


def _folded(name: str) -> str:
    """Names are one whatever their case and dashes (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
