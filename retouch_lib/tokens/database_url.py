"""The shared database's address, with its password, as a value that can't be printed by accident."""

from __future__ import annotations

import re

from retouch_lib.tokens.unshown import Unshown

_USER, _HOST, _NAME, _OPTIONS = r"[^:@/?#\s]*", r"[^@/?#\s]*", r"[^@/?#\s]+", r"[^@#\s]*"
_FORM = re.compile(rf"postgres(?:ql)?://(?:({_USER})(?::{_USER})?@)?({_HOST})/({_NAME})(?:\?({_OPTIONS}))?")
_FAULT = (
    "must be postgresql://user:password@host/name, with the name of a database; the signs : @ / ? # in a password are "
    "written as %3A %40 %2F %3F %23"
)


class DatabaseUrl(Unshown):
    """`with_password()` is called where a connection is opened, in `store/connecting.py` and nowhere else.

    repr, str and format show user, host and name of the database; pickling is refused.
    """

    __slots__ = ()
    _WHAT = "a database's address"

    def __init__(self, text: str | DatabaseUrl) -> None:
        super().__init__(text.with_password() if isinstance(text, DatabaseUrl) else text)

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


NO_DATABASE = DatabaseUrl("")
