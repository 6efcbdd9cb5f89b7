"""Which addresses are this computer."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_near(url: str) -> bool:
    """Whether that address is this machine: nothing sent there leaves it, and no proxy reaches it."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_in_clear(url: str) -> bool:
    """Whether what is sent there can be read on the way: plain HTTP to another machine."""
    return urlsplit(url).scheme == "http" and not is_near(url)
