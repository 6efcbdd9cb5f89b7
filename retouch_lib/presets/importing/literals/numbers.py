"""Numbers as the languages write them."""

from __future__ import annotations

import re

NUMBER = re.compile(
    r"([-+]?(?:\d[\d_]*+\.?[\d_]*+|\.\d[\d_]*+)(?:[eE][-+]?\d++)?)"
    r"(?:[fiu](?:8|16|32|64|128|size)|[fFdDmM]|[uU]?[lL]|[uU])?(?![\w.$])"
)
"""The second part is a type, as 0.8f and 0.8m (C#), 1L (Java), 0.8f32 (Rust)."""
DIVIDED = re.compile(r"[ \t]*+//[ \t]*+[\d.]++[ \t]*+(?:[,)\]}*/+-]|$)", re.MULTILINE)
"""Behind a number this is a comment in JavaScript and a division in Python."""
_MAX_DIGITS = 400
"""As in bounded_json: longer integers are past 1e308, and slow to read."""


def number(text: str) -> int | float | None:
    """What the first part of NUMBER stands for; None for 010, which is 8 in some languages and 10 in others."""
    plain = text.replace("_", "")
    digits = plain.lstrip("+-")
    if not digits.isdigit():
        return float(plain)
    if digits.startswith("0") and len(digits) > 1:
        return None
    return int(plain) if len(digits) < _MAX_DIGITS else float(plain)
