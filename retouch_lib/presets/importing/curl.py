"""The payload in a curl command, in bash's quoting and in that of Windows, as it stands in scripts and documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote_plus

_COMMAND = re.compile(r"(?:^|(?<=[\s;|&(`$\"']))curl(?:\.exe)?(?=[\s^])", re.MULTILINE)
_FORM = ("-F", "--form", "--form-string")
_DATA = ("-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode", "--json")
_SECRET = re.compile(r"(?:retouch)?token=|authorization:|x-retouch-token:", re.IGNORECASE)
_VARIABLE = re.compile(r"\s*(?:\$|%\w+%|!\w+!|<|@)")
_ANSI_C = re.compile(r"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|(.))", re.DOTALL)
_ANSI_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_TYPE = re.compile(r";\s*(?:type|filename|encoder|headers)=[^{}\";]*$")

_POSIX = re.compile(
    r"""(?P<joined>\\\r?\n)|\\(?P<escaped>[^\n])|'(?P<single>[^']*+)(?:'|\Z)"""
    r"""|\$'(?P<ansi>(?:[^\\']++|\\.)*)(?:'|\Z)|"(?P<double>(?:[^\\"]++|\\.)*)(?:"|\Z)"""
    r"""|(?P<space>[^\S\n]++)|(?P<plain>[^\s\\'\"$;|&)`]++|\$)""",
    re.DOTALL,
)
"""One piece of a word, or the space between two; none at the command's end."""
_IN_DOUBLE = re.compile(r"\\([$`\"\\]|\n)")
_WINDOWS_LINE = re.compile(r"(?:[^\n^]++|\^\r?\n|\^.)*")
_CARET = re.compile(r"\^\r?\n|\^(.)")
_WINDOWS = re.compile(r"(\\*+)(\")|(\\++|[^\\\"\s]++)|(\s++)")


@dataclass(frozen=True, slots=True)
class Command:
    """One curl command."""

    start: int
    """Where it stands in the text."""
    payloads: tuple[tuple[str, int], ...]
    """The texts it sends, each as some shell would read it, with where the command ends for that shell: the likeliest
    first."""
    secret: bool
    """Whether it holds a token."""
    elsewhere: bool
    """Whether its payload is in a variable or a file instead."""


def commands(text: str) -> Iterator[Command]:
    """The commands in a text that send something, in their order; looks at each letter a few times at most."""
    left = len(text)
    for match in _COMMAND.finditer(text):
        if left <= 0:
            return
        begin, stop = match.end(), match.end() + left
        (posix, posix_end), (windows, windows_end) = _posix(text, begin, stop), _windows(text, begin, stop)
        left -= max(posix_end, windows_end) - begin
        readings = [(*_sent(posix), posix_end), (*_sent(windows), windows_end)]
        ends: dict[str, int] = {}
        for payloads, _, end in readings:
            for payload in payloads:
                ends.setdefault(payload, end)
        literal = tuple((payload, end) for payload, end in ends.items() if not _VARIABLE.match(payload))
        if ends:
            yield Command(match.start(), literal, any(secret for _, secret, _ in readings), not literal)


def _sent(words: list[str]) -> tuple[list[str], bool]:
    """The payloads among a command's words, and whether there is a token among them."""
    payloads = []
    for option, value in _options(words):
        name, _, content = value.partition("=")
        if option in _FORM and name == "payload":
            payloads.append(content if option == "--form-string" else _unwrapped(content))
        elif option in _DATA:
            payloads.extend(_data(value))
    return payloads, any(_SECRET.search(word) for word in words)


def _options(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each option that carries data, with its value: `-F x`, `-Fx`, `--form x` and `--form=x`."""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.partition("=")
        if word in _FORM or word in _DATA:
            yield word, next(rest, "")
        elif word[:2] in ("-F", "-d"):
            yield word[:2], word[2:]
        elif equals and name in (*_FORM, *_DATA):
            yield name, value


def _data(value: str) -> list[str]:
    """A JSON body, or the form field `payload` of an URL-encoded one."""
    if value.lstrip().startswith(("{", "[")):
        return [value]
    _, name, content = f"&{value}".partition("&payload=")
    if not name:
        return []
    return [content if content.lstrip().startswith("{") else unquote_plus(content.partition("&")[0])]


def _unwrapped(content: str) -> str:
    """`--form` takes its value in double quotes, too, and a content type behind it."""
    content = _TYPE.sub("", content.strip())
    if len(content) > 1 and content.startswith('"') and content.endswith('"'):
        return re.sub(r"\\([\\\"])", r"\1", content[1:-1])
    return content


class _Words:
    """Words gathered piece by piece; an empty one counts when it was quoted."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._pieces: list[str] = []

    def add(self, piece: str) -> None:
        self._pieces.append(piece)

    def end(self) -> list[str]:
        """End the word that is under way; all of them so far."""
        if self._pieces:
            self.done.append("".join(self._pieces))
            self._pieces.clear()
        return self.done


def _posix(text: str, at: int, stop: int) -> tuple[list[str], int]:
    """The words of a command as bash reads them (POSIX.1-2017, Shell Command Language, 2.2), and where it ends."""
    words = _Words()
    while (match := _POSIX.match(text, at, stop)) is not None:
        at = match.end()
        kind = match.lastgroup or "joined"
        if kind == "space":
            words.end()
        elif kind != "joined":
            words.add(_READ[kind](match[kind]))
    return words.end(), at


def _ansi_letter(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code:
        return chr(int(code, 16)) if int(code, 16) < 0x110000 else match[0]
    return _ANSI_LETTERS.get(match[4], match[4])


_READ: Mapping[str, Callable[[str], str]] = {
    "escaped": str,
    "single": str,
    "plain": str,
    "double": lambda piece: _IN_DOUBLE.sub(lambda found: found[1].strip("\n"), piece),
    "ansi": lambda piece: _ANSI_C.sub(_ansi_letter, piece),
}
"""What bash reads in each kind of piece."""


def _windows(text: str, at: int, stop: int) -> tuple[list[str], int]:
    """The words of a command as cmd.exe and a C program read them, and where it ends.

    cmd: ^ takes the next letter's meaning. The program: \\" is a quote, and backslashes count double before one only
    (https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments).
    """
    match = _WINDOWS_LINE.match(text, at, stop)
    line = "" if match is None else match[0]
    words = _Words()
    inside = False
    for piece in _WINDOWS.finditer(_CARET.sub(lambda found: found[1] or " ", line)):
        slashes, quote, plain, space = piece.groups()
        if quote:
            words.add("\\" * (len(slashes) // 2) + ('"' if len(slashes) % 2 else ""))
            inside = inside if len(slashes) % 2 else not inside
        if space and not inside:
            words.end()
        elif plain or space:
            words.add(plain or space)
    return words.end(), at + len(line)
