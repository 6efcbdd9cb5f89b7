"""A preset as a complete script to copy: start, poll, download, in the language of choice.

Every script reads the token from RETOUCH_TOKEN, and none ever holds one. RETOUCH_API_BASE, where it is set, names
another server than the one it was copied for. Its Idempotency-Key is made from the photo's bytes and the payload's text
when it runs: a rerun joins the job that is there, and pays nothing, as long as the server remembers the key; how long
the API does is not documented, so each script says so.

>>> from retouch_lib.presets.vendor import BALANCED
>>> snippet("curl (bash)", BALANCED, "https://example.test/api/v1", photo_name="DSC_6229.jpg").splitlines()[0]
'#!/usr/bin/env bash'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from retouch_lib.presets.preset import Preset
from retouch_lib.presets.snippets import bash, node, php, python, windows
from retouch_lib.presets.snippets.filling import Facts, facts


@dataclass(frozen=True, slots=True)
class Language:
    """One language a preset can be copied as."""

    file_name: str
    highlight: str
    """Its name for `st.code`."""
    write: Callable[[Facts], str]


LANGUAGES: Mapping[str, Language] = MappingProxyType(
    {
        "curl (bash)": Language("retouch.sh", "bash", bash.write),
        "curl (Windows)": Language("retouch.cmd", "batch", windows.write),
        "Python (requests)": Language("retouch.py", "python", python.write),
        "PHP": Language("retouch.php", "php", php.write),
        "Node.js": Language("retouch.mjs", "javascript", node.write),
    }
)
"""By the name on the button, in the order shown."""


def snippet(language: str, preset: Preset, server: str, *, photo_name: str) -> str:
    """The script's text, ASCII but for the photo's name.

    `server`: the address up to and including /api/v1. `photo_name`: the photo taken when the script is started
    without an argument. Raises InvalidPayload where the language can't hold the payload, KeyError for a language that
    LANGUAGES doesn't have.
    """
    return LANGUAGES[language].write(facts(preset, server, photo_name))
