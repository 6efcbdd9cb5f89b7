"""Numbers as the languages write them."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-+]?(?:\d[\d_]*+\.?[\d_]*+|\.\d[\d_]*+)(?:[eE][-+]?\d++)?(?![\w.])")
_MAX_DIGITS = 400
"""As in bounded_json: longer integers are past 1e308, and slow to read."""


def number(text: str) -> int | float:
    """What a match of NUMBER stands for."""
    plain = text.replace("_", "")
    whole = plain.lstrip("+-").isdigit()
    return int(plain) if whole and len(plain) <= _MAX_DIGITS else float(plain)
