"""The servers a job can be sent to, as data."""

from __future__ import annotations

from dataclasses import dataclass

from retouch_lib.errors import BadSetting
from retouch_lib.machine.addresses import is_in_clear
from retouch_lib.settings import Settings


@dataclass(frozen=True, slots=True)
class Server:
    """One place where the API answers. Jobs keep its `name`; the address is looked up for each call."""

    name: str
    """Short and stable, as stored and in settings: "main"."""
    label: str
    region: str
    """Where the photo goes, in words for the person who sends it."""
    base: str
    """Up to and including /api/v1; empty for the local engine, whose port is known only while it runs."""
    balance: str
    """The balance call's address in its first form; empty: below the server itself."""
    trusts_key: bool
    """Whether a start sent again with the same Idempotency-Key is known not to be charged again."""
    first_poll: float = 2.0
    """Seconds from the start to the first status call."""
    every: float = 3.0
    """Seconds between status calls while a job is young."""

    @property
    def is_local(self) -> bool:
        return self.name == LOCAL_NAME

    @property
    def in_clear(self) -> bool:
        """Whether photos and the token could be read on their way there."""
        return is_in_clear(self.base)


LOCAL_NAME = "local"
CUSTOM_NAME = "custom"
VENDOR_BALANCE = "https://3dlutcreator.com/api/retouch/v1/balance"

LOCAL = Server(LOCAL_NAME, "Local engine", "this computer", "", "", True, first_poll=0.4, every=0.5)
MAIN = Server("main", "Main", "EU", "https://retoucher.hz.labs.retouch4.me/api/v1", VENDOR_BALANCE, False)
WORLD = Server("world", "World", "outside Europe", "https://cf-retoucher.retouch4.me/api/v1", VENDOR_BALANCE, False)
EAST = Server(
    "east",
    "Eastern EU & Central Asia",
    "Kazakhstan domain; the country of the machines is not documented",
    "https://retoucher.kz.retouch4.me/api/v1",
    VENDOR_BALANCE,
    False,
)
EAST_2 = Server(
    "east2",
    "Eastern EU 2",
    "Russia domain; the country of the machines is not documented",
    "https://ru-retoucher.retouch4.me/api/v1",
    VENDOR_BALANCE,
    False,
)

SERVERS: tuple[Server, ...] = (LOCAL, MAIN, WORLD, EAST, EAST_2)


def servers(settings: Settings) -> tuple[Server, ...]:
    """All servers, with the custom one where it is set."""
    if not settings.custom_url:
        return SERVERS
    return (*SERVERS, Server(CUSTOM_NAME, "Custom", "a server you named", settings.custom_url, "", trusts_key=False))


def named(settings: Settings, name: str) -> Server:
    """Raises BadSetting for a name that no server has."""
    known = servers(settings)
    for server in known:
        if server.name == name:
            return server
    if name == CUSTOM_NAME:
        raise BadSetting("the server named custom needs its address: set RETOUCH_CUSTOM_URL")
    raise BadSetting(f'no server is named "{name}"; there are {", ".join(server.name for server in known)}')
