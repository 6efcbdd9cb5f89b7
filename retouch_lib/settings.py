"""Every setting, read once from the environment (or Streamlit's secrets) into one frozen value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import urlsplit

from platformdirs import user_data_path

from retouch_lib.errors import BadSetting as BadSetting  # settings' public name too
from retouch_lib.machine.addresses import is_in_clear, is_near
from retouch_lib.machine.files_place import FilesPlace
from retouch_lib.tokens.database_url import NO_DATABASE, DatabaseUrl
from retouch_lib.tokens.hidden import NOTHING, Hidden
from retouch_lib.tokens.secret import NO_TOKEN, TOKEN_PAGE, Token
from retouch_lib.words.text import is_whole

PREFIX = "RETOUCH_"
OF_THE_SCRIPTS = frozenset({"RETOUCH_API_BASE"})
"""Variables that only the scripts copied from Tune and Presets read; the app passes them over."""
ENVIRONMENT, SECRETS = "the environment", ".streamlit/secrets.toml"

LOGS = ("text", "json")
"""How the log may be written; the first is the default."""
NO_FOLDERS = "no"
"""Said in place of a folder: none."""
_SECRET: Mapping[str, type[Token | DatabaseUrl | Hidden]] = MappingProxyType(
    {"RETOUCH_TOKEN": Token, "RETOUCH_DATABASE_URL": DatabaseUrl, "RETOUCH_FILES_SECRET": Hidden}
)
"""Variables whose texts are shown nowhere."""
_S = TypeVar("_S", Token, DatabaseUrl, Hidden)
_REGION = re.compile(r"[a-z0-9-]{1,40}")
_YES, _NO = ("yes", "true", "on", "1"), ("no", "false", "off", "0")
_SCALARS = (str, int, float)

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
        "files_cache_gb": (1, 100_000),
    }
)
"""The least and the greatest value of each number; 28 is the last day that every month has."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set from outside. Each field's variable is RETOUCH_ and its name in capitals."""

    data_dir: Path
    """Where photos, results and databases are kept."""
    token: Token = NO_TOKEN
    """The Retouch4me token; kept in memory only. Empty: none was given."""
    server: str = "local"
    """The server chosen for a new owner: local, main, world, east, east2 or custom."""
    custom_url: str = ""
    """A further server, up to and including /api/v1, named "custom"."""
    allow_http: bool = False
    """Whether the custom server, or the file store, may be another computer reached without encryption (http://)."""
    engine_url: str = ""
    """A local engine that already runs; empty: the app starts its own."""
    database_url: DatabaseUrl = NO_DATABASE
    """The database of PostgreSQL's that several replicas share; empty: SQLite, in the data folder."""
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
    files_url: str = ""
    """Where several computers keep photos and results: s3://bucket/prefix or file:///folder; empty: the data folder."""
    files_endpoint: str = ""
    """The address of a server of one's own that speaks S3; empty: Amazon's."""
    files_region: str = "us-east-1"
    """The bucket's region."""
    files_key: str = ""
    """The bucket's access key; empty: what AWS_ACCESS_KEY_ID and its like say, or the computer's role."""
    files_secret: Hidden = NOTHING
    """What belongs to that key."""
    files_cache_gb: float = 20.0
    """Gigabytes (10⁹ bytes) of copies of files in that store that are kept in the data folder."""
    public_url: str = ""
    """The address under which colleagues reach this lab; empty: there is none, and presets travel as text or file."""
    hooks: bool = False
    """Whether servers are asked to call `public_url` at a job's end."""
    log: str = "text"
    """How the app writes its log: one of LOGS; "json" is an object a line."""
    metrics_key_file: str = ""
    """A file with the key that shows the figures at /metrics to other computers; empty: this one only."""
    frame_origin: str = ""
    """The one origin whose pages may show the app in a frame, as https://wiki.example; empty: none may."""
    delivery_root: str = ""
    """The folder below which results may be written on this computer; empty: anywhere; NO_FOLDERS: nowhere."""
    lan: bool = False
    """Whether other computers of the network may open the lab, each browser as a person of its own."""
    secret_file: str = ""
    """A file with the secret that this lab signs with, the same for all its replicas; empty: one in the data folder."""
    admins: tuple[str, ...] = ()
    """Owners of a team who are its admins, as Settings → People shows them; empty: the first one who comes is."""
    login: bool = False
    """Whether one logs in: there is a table [auth] in the secrets, see docs/teams.md. No variable sets it."""
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Field → where its value was read: the environment or the secrets; only of fields that were given."""

    def __post_init__(self) -> None:
        """Raises BadSetting for what no text alone can tell: a token or an address that must not be used."""
        if self.token and self.token.fault:
            named = self.source("token") or "the token"
            raise BadSetting(f"{named} {self.token.fault}. Copy the token again from {TOKEN_PAGE}.")
        _require_usable_store(self)
        if is_in_clear(self.custom_url) and not self.allow_http:
            raise BadSetting(
                "RETOUCH_CUSTOM_URL begins with http:// and names another computer: photos and the token would go "
                "there unencrypted. Use https://, or set RETOUCH_ALLOW_HTTP to yes if you trust the way."
            )
        if self.hooks and not self.public_url:
            raise BadSetting(
                "RETOUCH_HOOKS is yes, and there is no address that a server could call: set RETOUCH_PUBLIC_URL, too."
            )
        if self.database_url and self.database_url.fault:
            raise BadSetting(f"{self.source('database_url') or 'the database'} {self.database_url.fault}.")
        _require_usable_engine(self)

    @classmethod
    def read(cls, environment: Mapping[str, object], secrets: Mapping[str, object] = MappingProxyType({})) -> Settings:
        """Settings from a mapping such as `os.environ`, and beneath it from a table of secrets. Raises BadSetting."""
        names = {SECRETS: _ours(secrets), ENVIRONMENT: _ours(environment)}
        given = {SECRETS: _given(secrets), ENVIRONMENT: _given(environment)}
        login = bool(secrets.get("auth"))
        del environment, secrets  # what raises below would show them, and the token in them, to a traceback with locals
        _require_known(names)
        token = _secret(Token, "RETOUCH_TOKEN", given, NO_TOKEN)
        database_url = _secret(DatabaseUrl, "RETOUCH_DATABASE_URL", given, NO_DATABASE)
        files_secret = _secret(Hidden, "RETOUCH_FILES_SECRET", given, NOTHING)
        text = {
            name: _text(name, value, where)
            for where, values in given.items()
            for name, value in values.items()
            if name not in _SECRET
        }
        sources = {field_of(name): where for where, values in given.items() for name in values}
        return cls(
            data_dir=_folder("RETOUCH_DATA_DIR", text),
            token=token,
            server=text.get("RETOUCH_SERVER", "local"),
            custom_url=_address("RETOUCH_CUSTOM_URL", text),
            allow_http=_yes("RETOUCH_ALLOW_HTTP", text),
            engine_url=_address("RETOUCH_ENGINE_URL", text),
            database_url=database_url,
            engine_seconds=_number("engine_seconds", 0.0, text, "seconds"),
            price=_number("price", 0.0, text, "USD"),
            billing_day=_whole("billing_day", 1, text, "day"),
            budget_run=_whole("budget_run", 25, text, "credits"),
            budget_day=_whole("budget_day", 100, text, "credits"),
            keep_days=_whole("keep_days", 0, text, "days"),
            keep_gb=_number("keep_gb", 0.0, text, "gigabytes"),
            poll_seconds=_number("poll_seconds", 3.0, text, "seconds"),
            files_url=text.get("RETOUCH_FILES_URL", "").rstrip("/"),
            files_endpoint=_address("RETOUCH_FILES_ENDPOINT", text),
            files_region=text.get("RETOUCH_FILES_REGION", "us-east-1"),
            files_key=text.get("RETOUCH_FILES_KEY", ""),
            files_secret=files_secret,
            files_cache_gb=_number("files_cache_gb", 20.0, text, "gigabytes"),
            public_url=_address("RETOUCH_PUBLIC_URL", text),
            hooks=_yes("RETOUCH_HOOKS", text),
            log=_one_of("RETOUCH_LOG", LOGS, text),
            metrics_key_file=text.get("RETOUCH_METRICS_KEY_FILE", ""),
            frame_origin=_origin("RETOUCH_FRAME_ORIGIN", text),
            delivery_root=_root("RETOUCH_DELIVERY_ROOT", text),
            lan=_yes("RETOUCH_LAN", text),
            secret_file=text.get("RETOUCH_SECRET_FILE", ""),
            admins=_several("RETOUCH_ADMINS", text),
            login=login,
            sources=sources,
        )

    @property
    def is_shared(self) -> bool:
        """Whether others than who sits at this computer come in; then every visitor sees only what is theirs."""
        return self.lan or self.login

    def source(self, name: str) -> str:
        """Where that field's value was given, as "RETOUCH_TOKEN in the environment"; empty for a default."""
        where = self.sources.get(name)
        return f"{variable(name)} in {where}" if where else ""


def _require_usable_engine(settings: Settings) -> None:
    """One engine for several replicas stands on one of the team's machines; a single lab's is this computer."""
    if not settings.engine_url or is_near(settings.engine_url):
        return
    if not settings.database_url:
        raise BadSetting(
            "RETOUCH_ENGINE_URL names another computer, and nothing leaves this one on the local engine. "
            "An engine elsewhere is a server: name it in RETOUCH_CUSTOM_URL."
        )
    if is_in_clear(settings.engine_url) and not settings.allow_http:
        raise BadSetting(
            "RETOUCH_ENGINE_URL begins with http:// and names another computer: photos would go there unencrypted. "
            "Use https://, or set RETOUCH_ALLOW_HTTP to yes if the network between them is your own."
        )


def variable(name: str) -> str:
    """The environment's name of a field: "RETOUCH_PRICE" of "price"."""
    return PREFIX + name.upper()


def field_of(variable: str) -> str:
    """The field's name of a variable."""
    return variable.removeprefix(PREFIX).lower()


NO_VARIABLES = ("login", "sources")
"""Fields that no variable sets."""
VARIABLES = tuple(variable(each.name) for each in fields(Settings) if each.name not in NO_VARIABLES)
"""Every name that can be set."""


def within(name: str, value: float) -> bool:
    """Whether a number is one that this setting takes."""
    least, most = LIMITS[name]
    return math.isfinite(value) and least <= value <= most


def _ours(values: Mapping[str, object]) -> list[str]:
    return [name for name in values if name.upper().startswith(PREFIX)]


def _given(values: Mapping[str, object]) -> dict[str, object]:
    """What is set there, by variable; an empty text counts as not set. A secret shows itself no more from here on."""
    found = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    return {
        name: _SECRET[name](str(value)) if name in _SECRET and isinstance(value, _SCALARS) else value
        for name, value in found.items()
        if name in VARIABLES and value != ""
    }


def _secret(kind: type[_S], name: str, given: Mapping[str, Mapping[str, object]], none: _S) -> _S:
    value = {**given[SECRETS], **given[ENVIRONMENT]}.get(name, none)
    if not isinstance(value, kind):
        raise BadSetting(f"{name} is a table or a list; a text is needed")
    return value


def _require_known(names: Mapping[str, Sequence[str]]) -> None:
    """A misspelt variable would leave its setting, a budget perhaps, at the default."""
    for where, given in names.items():
        for name in given:
            if name not in VARIABLES and name not in OF_THE_SCRIPTS:
                (near,) = get_close_matches(name.upper(), VARIABLES, 1, 0.0)
                raise BadSetting(f"{name} in {where} is no setting of Retouch Lab; the nearest is {near}.")


def _text(name: str, value: object, where: str) -> str:
    if not isinstance(value, _SCALARS):
        raise BadSetting(f"{name} in {where} is a table or a list; a text or a number is needed")
    if not is_whole(str(value)):
        raise BadSetting(f"{name} in {where} is no text in UTF-8; write it anew")
    return str(value).strip()


def _folder(name: str, text: Mapping[str, str]) -> Path:
    path = Path(text.get(name) or user_data_path("retouch-lab", appauthor=False))
    try:
        folder = path.expanduser().resolve()
        if not is_whole(str(folder)):
            raise BadSetting(f"{name}: the data folder's path is not in UTF-8, which no database takes; name another")
        return folder
    except RuntimeError:  # "~nobody" names a home that doesn't exist
        raise BadSetting(f"{name} is {path}, and no such home folder is known") from None


def _require_usable_store(settings: Settings) -> None:
    """Raises BadSetting, which shows nothing of the address: a password may have got into it."""
    if settings.files_url:
        try:
            FilesPlace.parse(settings.files_url)
        except ValueError as error:
            raise BadSetting(f"RETOUCH_FILES_URL {error}") from None
    if bool(settings.files_key) != bool(settings.files_secret):
        raise BadSetting("RETOUCH_FILES_KEY and RETOUCH_FILES_SECRET belong together: set both, or neither")
    if not _REGION.fullmatch(settings.files_region):
        raise BadSetting("RETOUCH_FILES_REGION is no region, such as eu-central-1")
    if is_in_clear(settings.files_endpoint) and not settings.allow_http:
        raise BadSetting(
            "RETOUCH_FILES_ENDPOINT begins with http:// and names another computer: photos would go there unencrypted. "
            "Use https://, or set RETOUCH_ALLOW_HTTP to yes if you trust the way."
        )


def _root(name: str, text: Mapping[str, str]) -> str:
    root = text.get(name, "")
    if root.lower() in _NO:
        return NO_FOLDERS
    if root and not Path(root).is_absolute():
        raise BadSetting(f'{name} is "{root}"; the whole path of a folder is needed, or no')
    return root


def _address(name: str, text: Mapping[str, str]) -> str:
    """The address without a closing slash; its text is in no message, because it may hold a password."""
    address = text.get(name, "").rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and bool((parts.hostname or "").encode("idna")) and parts.port != 0
    except ValueError:  # brackets, a port or a host name that can't be
        usable = False
    if not usable:
        raise BadSetting(f"{name} must be an address that begins with http:// or https://")
    if parts.username is not None or parts.query or parts.fragment:
        raise BadSetting(f"{name} must be a plain address: no user name, password, ? or # in it")
    return address


def _several(name: str, text: Mapping[str, str]) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(dict.fromkeys(part.strip() for part in text.get(name, "").split(",") if part.strip()))


def _yes(name: str, text: Mapping[str, str]) -> bool:
    value = text.get(name, "no").lower()
    if value not in _YES and value not in _NO:
        raise BadSetting(f'{name} is "{value}"; yes or no is needed')
    return value in _YES


def _one_of(name: str, choices: Sequence[str], text: Mapping[str, str]) -> str:
    value = text.get(name, choices[0]).lower()
    if value not in choices:
        raise BadSetting(f'{name} is "{value}"; {" or ".join(choices)} is needed')
    return value


def _origin(name: str, text: Mapping[str, str]) -> str:
    """As a browser writes it, because it goes into a header as it is."""
    origin = text.get(name, "")
    if origin and not re.fullmatch(r"https?://[a-z0-9.-]+(:[1-9][0-9]{0,4})?", origin, re.ASCII):
        raise BadSetting(f"{name} must be one origin, such as https://wiki.example: in lower case, without a path")
    return origin


def _number(name: str, default: float, text: Mapping[str, str], unit: str) -> float:
    value = text.get(variable(name))
    if value is None:
        return default
    try:
        number = float(value)
    except ValueError:
        raise BadSetting(f'{variable(name)} is "{value}", which is no number of {unit}') from None
    if not within(name, number):
        least, most = LIMITS[name]
        raise BadSetting(f"{variable(name)} is {value}; allowed are {least:g} to {most:g} {unit}")
    return number


def _whole(name: str, default: int, text: Mapping[str, str], unit: str) -> int:
    number = float(_number(name, default, text, unit))
    if not number.is_integer():
        raise BadSetting(f"{variable(name)} is {number:g}; a whole number is needed")
    return int(number)
