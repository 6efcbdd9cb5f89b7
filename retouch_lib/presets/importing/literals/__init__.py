"""Object literals as people keep them in scripts and notes, read as data and never run.

Beyond JSON are read: the dictionaries, lists, strings and numbers of Python, JavaScript and TypeScript, PHP, Go,
PowerShell, Kotlin, C#, Java, Ruby, Swift, Lua, Rust and Dart, with their comments. Names, calls and operators are
refused, and so is what two of these languages read differently: nothing is guessed. One pass, bounded in depth and in
characters looked at.

`reader` goes through a text and finds JSON in quotes, too; `values` puts values together by the tables in `openings`
(what stands before a bracket) and `kinds` (what may stand behind it); `constants` knows which names have one plain
value; `items`, `strings`, `numbers` and `tokens` are the pieces.
"""

from __future__ import annotations

from retouch_lib.presets.importing.literals.reader import Literal as Literal
from retouch_lib.presets.importing.literals.reader import Reader as Reader
from retouch_lib.presets.importing.literals.reader import UnreadableLiteral as UnreadableLiteral

__all__ = ["Literal", "Reader", "UnreadableLiteral"]
