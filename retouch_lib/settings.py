"""Every setting, read once from the environment (or Streamlit's secrets) into one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

from retouch_lib.errors import RetouchError


class BadSetting(RetouchError):
    """A setting has a value that can't be used; the message names it."""


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
    def read(cls, values: Mapping[str, str]) -> Settings:
        """Settings from a mapping such as `os.environ`. Raises BadSetting."""
        default_dir = user_data_path("retouch-lab", appauthor=False)
        settings = cls(
            data_dir=Path(values.get("RETOUCH_DATA_DIR") or default_dir).expanduser().resolve(),
            token=values.get("RETOUCH_TOKEN", "").strip(),
            server=values.get("RETOUCH_SERVER", "").strip() or "local",
            custom_url=values.get("RETOUCH_CUSTOM_URL", "").strip().rstrip("/"),
            engine_url=values.get("RETOUCH_ENGINE_URL", "").strip().rstrip("/"),
            engine_seconds=_seconds("RETOUCH_ENGINE_SECONDS", values),
        )
        for name in ("custom_url", "engine_url"):
            address = getattr(settings, name)
            if address and not address.startswith(("http://", "https://")):
                raise BadSetting(f"RETOUCH_{name.upper()} must begin with http:// or https://")
        return settings


def _seconds(name: str, values: Mapping[str, str]) -> float:
    text = values.get(name, "").strip() or "0"
    try:
        seconds = float(text)
    except ValueError:
        raise BadSetting(f'{name} is "{text}", which is no number of seconds') from None
    if not 0 <= seconds <= 3600:
        raise BadSetting(f"{name} is {text}; allowed are 0 to 3600 seconds")
    return seconds
