"""Object literals as people keep them in scripts and notes, read as data and never run.

Beyond JSON are read: single quotes, True/False/None and undefined, trailing commas, comments (#, //, /* */), tuples,
keys without quotes, PHP's `=>`, `array(…)` and lists with keys, adjacent strings, 1_000 and .5. Names, calls and
operators are refused. One pass, bounded in depth and in characters looked at.

`reader` puts values together; `tokens` knows spaces and words, `strings` and `numbers` how the languages write them.
"""

from __future__ import annotations

from retouch_lib.presets.importing.literals.reader import Literal as Literal
from retouch_lib.presets.importing.literals.reader import Reader as Reader
from retouch_lib.presets.importing.literals.reader import UnreadableLiteral as UnreadableLiteral

__all__ = ["Literal", "Reader", "UnreadableLiteral"]
