"""What is told of a result within its own file, as XMP in a namespace of ours: which preset made it, when and where.

retouchlab:Result       SHA-256 of the file as the server sent it, before anything was added
retouchlab:Photo        the photo's name, without folders
retouchlab:Preset       the variant's name when it was pressed
retouchlab:Version      the preset's number in the library; left out where it was never saved there
retouchlab:Fingerprint  SHA-256 of the canonical payload
retouchlab:Server       main, world, … or local, the local engine
retouchlab:Made         when the result came, ISO 8601 in UTC
retouchlab:Simulated    True for what was mixed here from layers, else False
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from retouch_lib.imaging.metadata.xmp import XMP, Xmp
from retouch_lib.words.text import one_line

NAMESPACE = "urn:retouch-lab:result:1.0/"
_PREFIX = "retouchlab"
_LONGEST = 200
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_RATING = re.compile(r"(-?[0-9])(?:\.0*)?", re.ASCII)
_MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a result came to be. No token, no owner and no path is in it."""

    result: str
    """SHA-256 (hex) of the file as the server sent it, before anything was added."""
    photo_name: str
    """The photo's, without folders."""
    preset: str
    """The variant's name when it was pressed."""
    version: int | None
    """The preset's number in the library; None where it was never saved there."""
    fingerprint: str
    """Of the payload."""
    server: str
    made_at: datetime
    """UTC; when the result came."""
    simulated: bool = False
    """Mixed here from layers, not rendered by a server."""


def put_provenance(xmp: Xmp, told: Provenance) -> None:
    """Write it into the packet, in the place of an earlier one."""
    drop_provenance(xmp)
    values = {
        "Result": told.result,
        "Photo": told.photo_name,
        "Preset": told.preset,
        "Version": str(told.version) if told.version is not None else "",
        "Fingerprint": told.fingerprint,
        "Server": told.server,
        "Made": told.made_at.astimezone(UTC).isoformat(timespec="seconds"),
        "Simulated": str(told.simulated),
    }
    for name, value in values.items():
        if value:
            xmp.put(NAMESPACE, name, one_line(value, _LONGEST), _PREFIX)


def drop_provenance(xmp: Xmp) -> None:
    xmp.drop(lambda namespace, _name: namespace == NAMESPACE)


def read_provenance(xmp: Xmp) -> Provenance | None:
    """What a packet says of that; None where it says nothing, or nothing that can be ours. Anybody may have put it
    there: it is to be held against the store."""
    values = {
        name: one_line(xmp.value(NAMESPACE, name) or "", _LONGEST)
        for name in ("Result", "Photo", "Preset", "Version", "Fingerprint", "Server", "Made", "Simulated")
    }
    try:
        made_at = datetime.fromisoformat(values["Made"])
    except ValueError:
        return None
    if not _SHA256.fullmatch(values["Result"]) or not _SHA256.fullmatch(values["Fingerprint"]) or not made_at.tzinfo:
        return None
    return Provenance(
        result=values["Result"],
        photo_name=values["Photo"],
        preset=values["Preset"],
        version=int(values["Version"]) if _NUMBER.fullmatch(values["Version"]) else None,
        fingerprint=values["Fingerprint"],
        server=values["Server"],
        made_at=made_at.astimezone(UTC),
        simulated=values["Simulated"] == "True",
    )


def put_stars(xmp: Xmp, stars: int, *, overwrite: bool) -> bool:
    """Write xmp:Rating. Returns False where another rating is there, which stays unless `overwrite`."""
    if not overwrite and xmp.value(XMP, "Rating") not in (None, "", "0", str(stars)):
        return False
    xmp.put(XMP, "Rating", str(stars))
    return True


def read_stars(xmp: Xmp) -> int | None:
    """xmp:Rating as 1–5; None where there is none: 0 is "not rated", and -1 a rejection (ISO 16684-1, 8.4)."""
    found = _RATING.fullmatch((xmp.value(XMP, "Rating") or "").strip())
    return int(found[1]) if found and 1 <= int(found[1]) <= _MOST_STARS else None
