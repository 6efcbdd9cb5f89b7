"""What `doctor` looks at where more than one person uses the lab: its address, its secret, callbacks, the figures' key.

Each gives what was found in words, and raises BadSetting with what to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from retouch_lib.errors import BadSetting
from retouch_lib.settings import Settings

LEAST_KEY = 16
"""Characters of the figures' key."""


def team_checks(settings: Settings, *, offline: bool) -> Iterator[tuple[str, Callable[[], str]]]:
    """(name, look) of what these settings ask for; nothing for a lab of one person."""
    if settings.public_url and not offline:
        yield "Public address", lambda: _address(settings)
    if settings.database_url or settings.secret_file:
        yield "Secret", lambda: _secret(settings)
    if settings.hooks:
        yield "Webhooks", lambda: _hooks(settings)
    if settings.metrics_key_file:
        yield "Figures", lambda: _figures(settings)


def _address(settings: Settings) -> str:
    from retouch_lib.cloud.latency import measure

    (found,) = measure({"public": settings.public_url})
    if found.seconds is None:
        why = "gives no answer in time" if found.silent else "can't be reached"
        raise BadSetting(f"{settings.public_url} {why} from here: look at the proxy, the name and the certificate.")
    return f"{settings.public_url} answers within {found.seconds:.1f} s"


def _secret(settings: Settings) -> str:
    from retouch_lib.tokens.signing_keys import SigningKeys

    if not settings.secret_file:
        raise BadSetting("Several replicas need one: put it into a file and name it in RETOUCH_SECRET_FILE.")
    SigningKeys.open(settings.data_dir, settings.secret_file)
    return f"read from {settings.secret_file}"


def _hooks(settings: Settings) -> str:
    if urlsplit(settings.public_url).scheme != "https":
        raise BadSetting("A server calls an https:// address: RETOUCH_PUBLIC_URL begins with http://.")
    return "servers are asked to call the public address; Retouch4me calls only domains that it has approved"


def _figures(settings: Settings) -> str:
    path = Path(settings.metrics_key_file)
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise BadSetting(f"RETOUCH_METRICS_KEY_FILE: {path} can't be read: {error.strerror}.") from None
    if len(key) < LEAST_KEY:
        raise BadSetting(f"RETOUCH_METRICS_KEY_FILE: the key in {path} is shorter than {LEAST_KEY} characters.")
    return f"their key is read from {path}"
