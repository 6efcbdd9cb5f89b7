"""Cookies that nobody but the lab, or Streamlit's login, can have made: signed, with the time of it."""

from __future__ import annotations

from collections.abc import Mapping

from itsdangerous import BadSignature, URLSafeTimedSerializer

Secret = str | bytes


def sign(name: str, value: str, secret: Secret) -> str:
    return URLSafeTimedSerializer(secret, salt=name).dumps(value)


def value_of(cookies: Mapping[str, str], name: str, secret: Secret, seconds: int) -> tuple[str, int] | None:
    """The value, and when it was signed (seconds since 1970); None for none, a forged one, or one older than that."""
    raw = cookies.get(name)
    if not raw:
        return None
    try:
        value, at = URLSafeTimedSerializer(secret, salt=name).loads(raw, max_age=seconds, return_timestamp=True)
    except (BadSignature, UnicodeError):
        return None
    return (value, int(at.timestamp())) if isinstance(value, str) else None
