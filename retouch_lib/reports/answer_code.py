"""The code that a pick page shows at its end: what was chosen, by whom, and a comment; checked, and made to be copied.

Written by `templates/pick_page.js`, read here. Between "PICK1-" and "-END", in Crockford's base 32
(https://www.crockford.com/base32.html), big-endian: version (1 byte), page (6), number of photos (1), a choice of four
bits for each, its name (1 byte of length, UTF-8), the comment (2 bytes of length, UTF-8), CRC-32 of all before (4).
Version 2, written where there are comments on photos, has these before the sum: their number (1 byte), and of each its
photo's place (1), and its text (2 bytes of length, UTF-8).
The sum finds what was garbled on the way; it proves nothing, and the text is hostile until it is cleaned.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from retouch_lib.errors import RetouchError
from retouch_lib.words.text import composed, one_line, visible

BEGIN, END = "PICK1-", "-END"
VERSION, WITH_COMMENTS = 1, 2
OPEN, NONE, TIE = 0, 14, 15
MOST_LOOKS, MOST_PHOTOS = 13, 255
LONGEST_SENDER, LONGEST_COMMENT, LONGEST_PHOTO_COMMENT = 40, 500, 200
MOST_COMMENT_BYTES = 8_000
"""Of all comments on photos: with them, too, a code is shorter than LONGEST_PASTE, and a mail's marks have room."""
LONGEST_PASTE = 20_000
"""Characters of a message that are looked through."""
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_PAGE_BYTES, _SUM_BYTES = 6, 4
_NO_COMMENTS: Mapping[int, str] = MappingProxyType({})


class UnusableAnswer(RetouchError):
    """A pasted answer that can't be taken, with what to do about it. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class AnswerCode:
    """What a code says; not yet held against a page."""

    page: str
    """12 hexadecimal digits."""
    choices: tuple[int, ...]
    """One a photo: OPEN, NONE, TIE, or which picture, from 1 on."""
    sender: str
    """One line, at most LONGEST_SENDER characters; empty where no name was given."""
    comment: str
    """At most LONGEST_COMMENT characters, with its line breaks."""
    comments: Mapping[int, str] = field(default_factory=lambda: _NO_COMMENTS)
    """On single photos, by their place from 0 on: at most LONGEST_PHOTO_COMMENT characters each."""


def read_code(message: str) -> AnswerCode:
    """The code in a message, whatever stands around it and wherever a mail program broke it. Raises UnusableAnswer."""
    text = "".join(message[:LONGEST_PASTE].upper().replace(">", "").split())
    begin = text.find(BEGIN)
    if begin < 0:
        raise UnusableAnswer("There is no code in it. Paste the whole message: the code begins with PICK1.")
    end = text.find(END, begin)
    if end < 0:
        raise UnusableAnswer("The code’s end is missing. Copy all of it, down to END, and paste it again.")
    if text.find(BEGIN, end) >= 0:
        raise UnusableAnswer("There are several codes in it. Paste them one after the other.")
    data = _bytes(text[begin + len(BEGIN) : end])
    body, told = data[:-_SUM_BYTES], data[-_SUM_BYTES:]
    if len(data) <= _SUM_BYTES or zlib.crc32(body).to_bytes(_SUM_BYTES, "big") != told:
        raise UnusableAnswer("The code was changed on its way. Ask for it once more, copied and not typed.")
    if body[0] not in (VERSION, WITH_COMMENTS):
        raise UnusableAnswer("The code is of another version of Retouch Lab.")
    try:
        return _parsed(body[1:], with_comments=body[0] == WITH_COMMENTS)
    except IndexError:
        raise _incomplete() from None


def write_code(answer: AnswerCode) -> str:
    """The code that a page with these choices shows."""
    sender, comment = answer.sender.encode(), answer.comment.encode()
    even = [*answer.choices, 0]
    halves = bytes(even[place] << 4 | even[place + 1] for place in range(0, len(answer.choices), 2))
    body = b"".join(
        (
            bytes([WITH_COMMENTS if answer.comments else VERSION]),
            bytes.fromhex(answer.page),
            bytes([len(answer.choices)]),
            halves,
            bytes([len(sender)]) + sender,
            len(comment).to_bytes(2, "big") + comment,
            _comment_bytes(answer.comments) if answer.comments else b"",
        )
    )
    return f"{BEGIN}{_text(body + zlib.crc32(body).to_bytes(_SUM_BYTES, 'big'))}{END}"


def _comment_bytes(comments: Mapping[int, str]) -> bytes:
    texts = {place: text.encode() for place, text in comments.items()}
    each = (bytes([place]) + len(text).to_bytes(2, "big") + text for place, text in texts.items())
    return bytes([len(texts)]) + b"".join(each)


def _bytes(text: str) -> bytes:
    """What is no letter of the alphabet is left out: spaces, line breaks, a mail's marks of quotation."""
    values = [_VALUES[letter] for letter in text if letter in _VALUES]
    number = 0
    for value in values:
        number = number << 5 | value
    bits = 5 * len(values)
    return (number >> bits % 8).to_bytes(bits // 8, "big")


def _text(data: bytes) -> str:
    letters = -(-len(data) * 8 // 5)
    number = int.from_bytes(data, "big") << (letters * 5 - len(data) * 8)
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(letters)))


def _parsed(body: bytes, *, with_comments: bool) -> AnswerCode:
    """Whoever can make a sum can write anything: lengths are checked, texts are cleaned. Raises IndexError, too."""
    page, body = body[:_PAGE_BYTES], body[_PAGE_BYTES:]
    count = body[0]
    halves, rest = body[1 : 1 + (count + 1) // 2], body[1 + (count + 1) // 2 :]
    sender, rest = rest[1 : 1 + rest[0]], rest[1 + rest[0] :]
    comment, rest = _long_text(rest)
    comments, rest = _photo_comments(rest, count) if with_comments else ({}, rest)
    if rest:
        raise _incomplete()
    choices = [half for byte in halves for half in (byte >> 4, byte & 15)][:count]
    return AnswerCode(
        page.hex(),
        tuple(choices),
        composed(one_line(sender.decode(errors="replace"), LONGEST_SENDER)),
        _cleaned(comment, LONGEST_COMMENT),
        comments,
    )


def _long_text(data: bytes) -> tuple[bytes, bytes]:
    """A text with two bytes of length before it, and what follows."""
    length = int.from_bytes(data[:2], "big")
    if len(data) < 2 + length:
        raise _incomplete()
    return data[2 : 2 + length], data[2 + length :]


def _photo_comments(data: bytes, photos: int) -> tuple[dict[int, str], bytes]:
    """By place, each once and on a photo that there is; and what follows."""
    number, rest = data[0], data[1:]
    found: dict[int, str] = {}
    for _ in range(number):
        place = rest[0]
        text, rest = _long_text(rest[1:])
        if place in found or place >= photos:
            raise _incomplete()
        found[place] = _cleaned(text, LONGEST_PHOTO_COMMENT)
    return {place: text for place, text in found.items() if text}, rest


def _cleaned(text: bytes, longest: int) -> str:
    return composed(visible(text.decode(errors="replace"), keep="\n").strip()[:longest])


def _incomplete() -> UnusableAnswer:
    return UnusableAnswer("The code is not whole. Ask for it once more.")
