"""Every setting, read once from the environment (or Streamlit's secrets) into one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from platformdirs import user_data_path

from retouch_lib.errors import BadSetting as BadSetting  # settings' public name too


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

    @classmethod
    def read(cls, values: Mapping[str, object]) -> Settings:
        """Settings from a mapping such as `os.environ` or a table of secrets. Raises BadSetting."""
        text = {name: str(value).strip() for name, value in values.items() if name.startswith("RETOUCH_")}
        return cls(
            data_dir=_folder("RETOUCH_DATA_DIR", text),
            token=text.get("RETOUCH_TOKEN", ""),
            server=text.get("RETOUCH_SERVER") or "local",
            custom_url=_address("RETOUCH_CUSTOM_URL", text),
            engine_url=_address("RETOUCH_ENGINE_URL", text),
            engine_seconds=_seconds("RETOUCH_ENGINE_SECONDS", text),
        )


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


def _seconds(name: str, text: Mapping[str, str]) -> float:
    value = text.get(name) or "0"
    try:
        seconds = float(value)
    except ValueError:
        raise BadSetting(f'{name} is "{value}", which is no number of seconds') from None
    if not 0 <= seconds <= 3600:
        raise BadSetting(f"{name} is {value}; allowed are 0 to 3600 seconds")
    return seconds
