"""The shared database's address, with its password, as a value that can't be printed by accident."""

from __future__ import annotations

import re
from typing import Self

_USER, _HOST, _NAME, _OPTIONS = r"[^:@/?#\s]*", r"[^@/?#\s]*", r"[^@/?#\s]+", r"[^@#\s]*"
_FORM = re.compile(rf"postgres(?:ql)?://(?:({_USER})(?::{_USER})?@)?({_HOST})/({_NAME})(?:\?({_OPTIONS}))?")
_FAULT = (
    "must be postgresql://user:password@host/name, with the name of a database; the signs : @ / ? # in a password are "
    "written as %3A %40 %2F %3F %23"
)


class DatabaseUrl:
    """`with_password()` is called where a connection is opened, in `store/connecting.py` and nowhere else.

    repr, str and format show user, host and name of the database; pickling is refused.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str | DatabaseUrl) -> None:
        self._text = text.with_password() if isinstance(text, DatabaseUrl) else text.strip()

    def with_password(self) -> str:
        return self._text

    @property
    def fault(self) -> str:
        """Why it can't be one, in words that show nothing of it; empty for one that can be used."""
        found = _FORM.fullmatch(self._text)
        return _FAULT if found is None or "password" in (found[4] or "") else ""

    def __repr__(self) -> str:
        found = _FORM.fullmatch(self._text)
        if found is None:
            return "postgresql://…" if self._text else ""
        user, host, name, _ = found.groups()
        return f"postgresql://{f'{user}@' if user else ''}{host}/{name}"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return format(repr(self), spec)

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DatabaseUrl) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> str:
        raise TypeError("a database's address is never pickled")


NO_DATABASE = DatabaseUrl("")
