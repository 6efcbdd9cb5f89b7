"""Foreign texts (names of files and presets, what servers and archives say) made fit to be shown, kept and sent.

What Markdown would read into them is the pages' matter: `ui/shared/text.py`.
"""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and marks that turn the reading direction, and with it how an extension looks
or what our own words beside the text seem to say. Joiners stay: emoji and many scripts need them."""


_BREAK = re.compile("[\x85\u2028\u2029]")
"""Line breaks that only some programs take for one: words on both sides of one stay apart."""


def is_whole(text: str) -> bool:
    """Whether UTF-8 can carry it: no half of a character (a lone surrogate), as in JSON's \\ud800 and broken names."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole(text: str) -> str:
    """The text with � for each half of a character; two halves that belong together become one.

    No database, file name, address or page takes such a text, and each of them fails in its own way.

    >>> whole("a\\ud800b")
    'a�b'
    """
    return text if is_whole(text) else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def visible(text: str, keep: str = "") -> str:
    """The whole text without what can't be seen; of that, the characters of `keep` stay. Odd line breaks are spaces.

    >>> visible("photo\\u202egpj.exe\\0")
    'photogpj.exe'
    """
    return _UNSEEN.sub(lambda found: found[0] if found[0] in keep else "", _BREAK.sub(" ", whole(text)))


def composed(text: str) -> str:
    """The text in Unicode's form C, as keyboards write it: "é" is one character, not "e" and a mark, as on macOS.

    >>> composed("E\u0301te\u0301") == "Été"
    True
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """What two texts have in common that a reader takes for the same: both sides of a search or comparison.

    Unicode's canonical caseless match (The Unicode Standard, D145), in form C.

    >>> folded("СВАДЬБА"), folded("E\u0301TE\u0301") == folded("été")
    ('свадьба', True)
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def one_line(text: str, longest: int | None = None) -> str:
    """What is visible, on one line with single spaces, cut after `longest` characters; empty when nothing is left.

    >>> one_line("  Wedding\\t(soft)\\n ", 12)
    'Wedding (sof'
    """
    folded = visible(" ".join(text.split()))
    return " ".join(folded.split())[:longest].strip()


def within_bytes(text: str, most: int) -> str:
    """As much of its beginning as UTF-8 holds in so many bytes; no letter is parted from its accents.

    >>> within_bytes("свадьба", 5)
    'св'
    """
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[: max(0, most)].decode(errors="ignore")
    end = len(kept)
    while end and unicodedata.combining(text[end]):
        end -= 1
    return text[:end]


def shortened(text: str, longest: int = 40) -> str:
    """At most `longest` characters, the last of them … where it was longer.

    >>> shortened("Portrait Volumes", 9)
    'Portrait…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def beginning(text: str, longest: int) -> str:
    """The same with whole words only, and no comma or full stop before the ….

    >>> beginning("Heal: its layer was rendered", 18), beginning("Heal, of all", 8), beginning("Schulfotografie", 9)
    ('Heal: its layer…', 'Heal…', 'Schulfot…')
    """
    cut = shortened(text, longest)
    if cut == text or text[len(cut) - 1].isspace():
        return cut
    return f"{cut[:-1].rpartition(' ')[0].rstrip(' .,;:') or cut[:-1]}…"


def shortened_inside(text: str, longest: int) -> str:
    """The same with the end kept, where a file's name has its number; 9 characters at least.

    >>> shortened_inside("wedding_of_anna_DSC_6229.jpg", 18)
    'wedding_of…229.jpg'
    """
    return text if len(text) <= longest else f"{text[: longest - 8]}…{text[-7:]}"
