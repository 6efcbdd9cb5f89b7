"""What cmd.exe and a C program make of a line of a batch file, by their documented rules, for tests without Windows."""

from __future__ import annotations

import re
from collections.abc import Mapping

_VARIABLE = re.compile(r"%%|%~1|%(\w+)(?::([^=%]+)=([^%]*))?%")
_SET = re.compile(r'set "(\w+)=(.*)"')
_SPECIAL = frozenset("&|<>^")


def expanded(line: str, variables: Mapping[str, str], argument: str = "") -> str:
    """Per cent signs, which come first and count inside quotes, too: %name%, %name:old=new%, %~1 and %%."""

    def value(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[0] == "%~1":
            return argument
        text = variables.get(found[1].lower(), "")
        return text.replace(found[2], found[3]) if found[2] else text

    return _VARIABLE.sub(value, line)


def outside_quotes(line: str) -> str:
    """The letters between quoted parts, as cmd.exe sees them: for it a backslash protects no quote."""
    return "".join(line.split('"')[::2])


def special(line: str) -> set[str]:
    """The letters that cmd.exe would act on; parentheses are none where no block is open."""
    return _SPECIAL.intersection(outside_quotes(line))


def assigned(line: str) -> tuple[str, str] | None:
    """Name and value of `set "name=value"`, whose value ends at the line's last quote."""
    found = _SET.fullmatch(line.strip())
    return (found[1].lower(), found[2]) if found else None


def arguments(line: str) -> list[str]:
    """How the C runtime splits a command line: backslashes count only before a quote, and half of them then."""
    words: list[str] = []
    word, quoted, begun, at = "", False, False, 0
    while at < len(line):
        slashes = len(line[at:]) - len(line[at:].lstrip("\\"))
        after = line[at + slashes : at + slashes + 1]
        if slashes:
            word += "\\" * (slashes // 2 if after == '"' else slashes)
            if after == '"' and slashes % 2:
                word, slashes = word + '"', slashes + 1
            at, begun = at + slashes, True
        elif after == '"':
            quoted, begun, at = not quoted, True, at + 1
        elif after in " \t" and not quoted:
            words += [word] if begun else []
            word, begun, at = "", False, at + 1
        else:
            word, begun, at = word + after, True, at + 1
    return [*words, word] if begun else words
