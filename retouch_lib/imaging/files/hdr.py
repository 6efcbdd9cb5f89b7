"""HDR pictures: more light than 8 bits of an ordinary curve can hold, so they are refused before anything is sent."""

from __future__ import annotations

from retouch_lib.errors import InvalidPhoto

ADVICE = "Export a JPEG from it, quality 95 or more, and add that."
CURVES = {16: "PQ", 18: "HLG"}
"""ITU-T H.273, TransferCharacteristics."""


def refusal(what: str, curve: str) -> InvalidPhoto:
    """`what`: HEIC or PNG; `curve`: one of CURVES."""
    return InvalidPhoto(f"This {what} is an HDR picture ({curve}), which an ordinary JPEG can't hold. {ADVICE}")
