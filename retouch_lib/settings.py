"""Every setting, read once from the environment (or Streamlit's secrets) into one frozen value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from platformdirs import user_data_path

from retouch_lib.errors import BadSetting as BadSetting  # settings' public name too

PREFIX = "RETOUCH_"
ENVIRONMENT, SECRETS = "the environment", ".streamlit/secrets.toml"

LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "engine_seconds": (0, 3600),
        "price": (0, 10),
        "billing_day": (1, 28),
        "budget_run": (0, 100_000),
        "budget_day": (0, 100_000),
        "keep_days": (0, 3650),
        "keep_gb": (0, 100_000),
        "poll_seconds": (2, 60),
    }
)
"""The least and the greatest value of each number; 28 is the last day that every month has."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside. Each field's variable is RETOUCH_ and its name in capitals."""

    data_dir: Path
    """Where photos, results and databases are kept."""
    token: str = field(default="", repr=False)
    """The Retouch4me token; kept in memory only."""
    server: str = "local"
    """The server chosen for a new owner: local, main, world, east, east2 or custom."""
    custom_url: str = ""
    """A further server, up to and including /api/v1, named "custom"."""
    engine_url: str = ""
    """A local engine that already runs; empty: the app starts its own."""
    engine_seconds: float = 0.0
    """The least time a task takes on the app's own local engine."""
    price: float = 0.0
    """USD per credit; 0: no money is shown."""
    billing_day: int = 1
    """The day of the month on which a billing month begins."""
    budget_run: int = 25
    """Credits that one run may take unasked; 0: any number."""
    budget_day: int = 100
    """Credits that a day's runs may take unasked; 0: any number."""
    keep_days: int = 0
    """Days after which a result's file is removed; 0: never."""
    keep_gb: float = 0.0
    """Gigabytes (10⁹ bytes) of results above which the oldest are removed; 0: never."""
    poll_seconds: float = 3.0
    """Seconds between status calls to a cloud server while a job is young."""
    public_url: str = ""
    """The address under which colleagues reach this lab; empty: there is none, and presets travel as text or file."""
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Field → where its value was read: the environment or the secrets; only of fields that were given."""

    @classmethod
    def read(cls, environment: Mapping[str, object], secrets: Mapping[str, object] = MappingProxyType({})) -> Settings:
        """Settings from a mapping such as `os.environ`, and beneath it from a table of secrets. Raises BadSetting."""
        text = {**_given(secrets), **_given(environment)}
        return cls(
            data_dir=_folder("RETOUCH_DATA_DIR", text),
            token=text.get("RETOUCH_TOKEN", ""),
            server=text.get("RETOUCH_SERVER", "local"),
            custom_url=_address("RETOUCH_CUSTOM_URL", text),
            engine_url=_address("RETOUCH_ENGINE_URL", text),
            engine_seconds=_number("engine_seconds", 0.0, text, "seconds"),
            price=_number("price", 0.0, text, "USD"),
            billing_day=_whole("billing_day", 1, text, "day"),
            budget_run=_whole("budget_run", 25, text, "credits"),
            budget_day=_whole("budget_day", 100, text, "credits"),
            keep_days=_whole("keep_days", 0, text, "days"),
            keep_gb=_number("keep_gb", 0.0, text, "gigabytes"),
            poll_seconds=_number("poll_seconds", 3.0, text, "seconds"),
            public_url=_address("RETOUCH_PUBLIC_URL", text),
            sources={
                name.removeprefix(PREFIX).lower(): ENVIRONMENT if name in _given(environment) else SECRETS
                for name in text
            },
        )

    def source(self, name: str) -> str:
        """Where that field's value was given, as "RETOUCH_TOKEN in the environment"; empty for a default."""
        where = self.sources.get(name)
        return f"{PREFIX}{name.upper()} in {where}" if where else ""


def within(name: str, value: float) -> bool:
    """Whether a number is one that this setting takes."""
    least, most = LIMITS[name]
    return math.isfinite(value) and least <= value <= most


def _given(values: Mapping[str, object]) -> dict[str, str]:
    """An empty text counts as not set."""
    text = {name: str(value).strip() for name, value in values.items() if name.startswith(PREFIX)}
    return {name: value for name, value in text.items() if value}


def _folder(name: str, text: Mapping[str, str]) -> Path:
    path = Path(text.get(name) or user_data_path("retouch-lab", appauthor=False))
    try:
        return path.expanduser().resolve()
    except RuntimeError:  # "~nobody" names a home that doesn't exist
        raise BadSetting(f"{name} is {path}, and no such home folder is known") from None


def _address(name: str, text: Mapping[str, str]) -> str:
    """The address without a closing slash; its text is in no message, because it may hold a password."""
    address = text.get(name, "").rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and parts.hostname is not None and parts.port != 0
    except ValueError:  # brackets or a port that can't be read
        usable = False
    if not usable:
        raise BadSetting(f"{name} must be an address that begins with http:// or https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise BadSetting(f"{name} must be a plain address: no user name, password, ? or # in it")
    return address


def _number(name: str, default: float, text: Mapping[str, str], unit: str) -> float:
    variable = PREFIX + name.upper()
    value = text.get(variable)
    if value is None:
        return default
    try:
        number = float(value)
    except ValueError:
        raise BadSetting(f'{variable} is "{value}", which is no number of {unit}') from None
    if not within(name, number):
        least, most = LIMITS[name]
        raise BadSetting(f"{variable} is {value}; allowed are {least:g} to {most:g} {unit}")
    return number


def _whole(name: str, default: int, text: Mapping[str, str], unit: str) -> int:
    number = float(_number(name, default, text, unit))
    if not number.is_integer():
        raise BadSetting(f"{PREFIX}{name.upper()} is {number:g}; a whole number is needed")
    return int(number)
