"""What an entry's name in a layer archive says: `index=0&blendmode=softLight&name=Portrait Volumes.png`.

The vendor documents only "the blend mode from the file name", so every spelling that can be meant is read: other
orders of the keys, percent-encoding, + for spaces, other letter case, folders before it, and a plain `Heal.png`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.names import clean
from retouch_lib.plugins import PLUGINS, BlendMode
from retouch_lib.words.text import one_line

RESULT_JSON = "result.json"
_MAX_INDEX = 9999
_MAX_NAME = 60
_SYSTEM_FILES = {"thumbs.db", "desktop.ini"}
_ENDING = re.compile(r"\.png\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EntryName:
    """What the name says of its entry."""

    plugin: str
    """Fit to be shown, as the plugin table spells it where it knows it; "Layer" when the name has none."""
    index: int | None
    """Its place from the bottom, as written; None when there is none."""
    mode: str
    """The blend mode's words as written; empty when there are none."""
    blend: BlendMode | None
    """The mode these words mean; None when there are none, or unknown ones."""
    is_layer: bool
    """Whether it is named as layers are: by the keys above, or as a PNG."""


def require_safe(name: str) -> None:
    """Raise DamagedFile for a name that leads out of the folder it would be unpacked to, percent-encoded or not."""
    for spelling in (name, unquote(name)):
        path = spelling.replace("\\", "/")
        if path.startswith("/") or ".." in path.split("/") or re.match(r"[A-Za-z]:", path) or "\0" in path:
            raise DamagedFile("a file in it has a name that leads to another folder")


def is_clutter(name: str) -> bool:
    """Whether it is a folder, or what macOS and Windows put beside the files of an archive."""
    *folders, last = name.replace("\\", "/").split("/")
    return not last or last.startswith(".") or last.lower() in _SYSTEM_FILES or "__MACOSX" in folders


def is_result_json(name: str) -> bool:
    return _last(name).lower() == RESULT_JSON


def parse_entry_name(name: str) -> EntryName:
    """The keys and values of a name, whatever it is; nothing raises."""
    text = _last(name).lstrip("?")
    if "=" not in text and "=" in unquote(text):
        text = unquote(text)
    fields = _fields(_ENDING.sub("", text))
    mode = _plain(fields.get("blendmode", ""))
    return EntryName(
        plugin=_plugin(fields.get("name", "")),
        index=_index(fields.get("index", "")),
        mode=mode,
        blend=_MODES.get(_key(mode)),
        is_layer=bool(_ENDING.search(text)) or "blendmode" in fields,
    )


def _last(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def _fields(text: str) -> dict[str, str]:
    """key=value pairs, keys without case, blanks and underscores. A plain name is the value of "name"."""
    if "=" not in text:
        return {"name": unquote(text)}
    fields: dict[str, str] = {}
    last = "name"
    for part in text.split("&"):
        key, sign, value = part.partition("=")
        if not sign and fields:  # an & within a value: "Dodge & Burn"
            fields[last] += f"&{unquote(part.replace('+', ' '))}"
            continue
        last = _key(unquote(key)) if sign else "name"
        fields.setdefault(last, unquote((value if sign else key).replace("+", " ")))
    return fields


def _plugin(text: str) -> str:
    plain = _plain(_ENDING.sub("", text))
    return _KNOWN.get(_key(plain), plain) or "Layer"


def _plain(text: str) -> str:
    """On one line, without what can't be shown, and not too long."""
    return one_line(clean(text), _MAX_NAME) if text.strip("./\\ ") else ""


def _index(text: str) -> int | None:
    text = text.strip()
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) <= _MAX_INDEX else None


def _key(text: str) -> str:
    """What is left to compare: "Soft_Light", "softLight" and "soft light" are one."""
    return re.sub(r"[\s_&+-]+", "", text).casefold()


_MODES = {_key(mode.value): mode for mode in BlendMode}
_KNOWN = {_key(plugin.key): plugin.key for plugin in PLUGINS}
