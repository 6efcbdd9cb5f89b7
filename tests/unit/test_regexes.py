"""No text can freeze the process: each regular expression is tried with a megabyte of what is worst for it.

`re` holds Python's lock while it works, so one that grows with the square of its text stops every page, every poll and
every download. A new regular expression needs an entry in SEEN, or a reason in OURS why no text from outside reaches
it: `test_architecture` asks for one.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.unit import regexes

LONG = 1_000_000
SECONDS = 2.0
"""Of a thread's own time for LONG characters: four times the aim, for a slow machine."""

Texts = Callable[[int], str]
"""Makes a text of about so many characters."""


@dataclass(frozen=True)
class Seen:
    """How a regular expression meets text from outside."""

    how: str
    """The method it is used by."""
    worst: tuple[Texts, ...] = ()
    """What makes it look often at the same letters; FILLERS are tried with every one."""
    longest: int = LONG
    """Characters that it ever sees, where the code sees to that."""


def of(unit: str, end: str = "", begin: str = "") -> Texts:
    return lambda length: begin + unit * (max(0, length - len(begin) - len(end)) // len(unit)) + end


FILLERS = tuple(of(unit, "\0") for unit in (" ", "9", "a", "_", "\\", '"', "'", ";", "\n", "^", "{", "é"))

OURS = {
    "imaging.files.jpeg._LEFT_OVER": "sees libjpeg's own sentence; of a file only two numbers stand in it",
    "imaging.files.jpeg._HARMLESS": "sees libjpeg's own sentence",
    "presets.importing.source._IN_LINE": Seen("sub", (of("a\n"),)),
    "presets.importing.tokens_in_text._FIGURE": "sees at most the 200 characters of what looks like a token",
    "ui.settings.licences._ASKED": "sees the names that installed packages give in their metadata",
    "ui.settings.licences._EXTRA": "sees the names that installed packages give in their metadata",
    "ui.settings.licences._NAME": "sees the names that installed packages give in their metadata",
    "ui.settings.licences._folded": "sees the names that installed packages give in their metadata",
    "media.previews._SHA256": "sees names of files that we made",
    "engine.folder._PART": "sees names of files in the folder it works in",
    "engine.folder._TASK": "sees names of files in the folder it works in",
    "work.spreadsheet._RUN": "sees texts of the store, which are short; it is tried at their beginning",
    "work.storage._TASK": "sees names of files that the engine made",
    "cloud.fieldtest.facts.address": "sees the server's address from the settings",
}

SEEN = {
    "backup.manifest._FILE": Seen("fullmatch", (of("0", begin="files/00/"),)),
    "backup.manifest._SHA256": Seen("fullmatch"),
    "cloud.bodies._UNSAFE": Seen("sub", (of("\\"), of('a"'))),
    "cloud.client._KEY": Seen("fullmatch"),
    "cloud.answers._PAIR": Seen(
        "finditer",
        (
            of('"id": '),
            of('"id":"a'),
            of('"id":'),
            of("9", "x", '"id":'),
            of('"id":"aaaaaaaa', "\n"),
            of('"status": 9'),
        ),
    ),
    "engine.callbacks._PLAIN": Seen("fullmatch", (of("a", " ", "https://"),)),
    "engine.guard._HOST": Seen("fullmatch", (of("a", "!"), of(":", "", "["), of("a:"), of("9", "", "a:"))),
    "engine.paths._SLASHES": Seen("sub", (of("/"), of("/a"), of("//a"))),
    "engine.routes._KNOWN": Seen("fullmatch", (of("a", " ", "reto"),)),
    "engine.upload._INDEX": Seen("fullmatch", (of("9", "]", "["),)),
    "names.in_file_names": Seen("sub", (of(". "),)),
    "names._FORBIDDEN": Seen("sub", (of("/"), of("/a"))),
    "names._DEVICE": Seen("match", (of(" ", "x", "con"),)),
    "media.files._SHA256": Seen("fullmatch", (of("0123456789abcdef"),)),
    "imaging.archive.entry_names._ENDING": Seen("search", (of(" ", "x", ".png"), of(".png "), of(".PNG", "x"))),
    "imaging.archive.entry_names.require_safe": Seen("match", (of("a:"),)),
    "imaging.archive.entry_names._index": Seen("fullmatch"),
    "imaging.archive.entry_names._key": Seen("sub", (of("_ &+-"), of("a "))),
    "imaging.files.jpeg_parts._MARKER": Seen("search", (of("ÿ"), of("ÿ\0"), of("ÿÐ"))),
    "imaging.metadata.cleaning._PLACE": Seen("search", (of("gp"), of("latitud"))),
    "imaging.metadata.provenance._SHA256": Seen("fullmatch", (of("0"),)),
    "imaging.metadata.provenance._NUMBER": Seen("fullmatch"),
    "imaging.metadata.provenance._RATING": Seen("fullmatch", (of("0", "x", "5."),)),
    "imaging.metadata.xml_text._FORBIDDEN": Seen("sub", (of("\x01"), of("a\x01"))),
    "imaging.metadata.xml_text._PREFIX": Seen("fullmatch", (of("a", "!"),)),
    "imaging.metadata.xmp._INSTRUCTION": Seen("sub", (of("<?xpacket"), of("<?xpacket "), of("<?xml"), of("<?"))),
    "imaging.files.origin._SHAPE": Seen("fullmatch", (of("9", begin="Converted from HEIC by Retouch Lab: "),)),
    "presets.varying._NUMBER": Seen("fullmatch", (of("9", begin="9."), of("-"))),
    "presets.varying._SPLIT": Seen("finditer", (of("\\,"), of(","), of("a,"))),
    "presets.varying._ESCAPED": Seen("sub", (of("\\a"),)),
    "presets.varying._TO_ESCAPE": Seen("sub", (of("a,"), of(","))),
    "presets.importing.curl._COMMAND": Seen("finditer", (of("curl"), of(" curl"), of("curl.exe"), of(" curl.exe"))),
    "presets.importing.curl._SECRET": Seen(
        "search", (of("retouchtoken"), of("x-retouch-token "), of("authorization "))
    ),
    "presets.importing.curl._VARIABLE": Seen("match", (of("a", "!", "%"), of("a", "%", "!"), of(" ", "%", " "))),
    "presets.importing.curl._ANSI_C": Seen("sub", (of("\\x"), of("\\u12"), of("\\U0001f600"), of("\\"))),
    "presets.importing.curl._TYPE": Seen(
        "sub", (of(";type="), of(";type=", "}"), of(" ", "}", ";"), of("; "), of("a", "}", ";type="), of(";type= ;"))
    ),
    "presets.importing.curl._POSIX": Seen(
        "match",
        (
            of("a", "", "'"),
            of("a", "", '"'),
            of("a", "", "$'"),
            of("\\", "", '"'),
            of("\\\\", "\\", '"'),
            of("\\\\", "\\", "$'"),
            of("\\'", "\\", "$'"),
            of("$"),
            of(" "),
            of("a", "", "a"),
        ),
    ),
    "presets.importing.curl._IN_DOUBLE": Seen("sub", (of("\\$"), of("\\a"))),
    "presets.importing.curl._WINDOWS_LINE": Seen("match", (of("^"), of("^\r"), of("^\r\n"), of("a^"), of("a", "^"))),
    "presets.importing.curl._CARET": Seen("sub", (of("^"), of("^\r"), of("^\r\n"))),
    "presets.importing.curl._WINDOWS": Seen(
        "finditer", (of("\\"), of("\\", '"'), of("\\\\a"), of('\\"'), of("a"), of(" "))
    ),
    "presets.importing.curl._unwrapped": Seen("sub", (of('\\"'), of("\\a"))),
    "presets.importing.literals.constants._ASSIGNED": Seen(
        "finditer",
        (
            of("a"),
            of("a "),
            of("a:"),
            of("a: "),
            of("a:b "),
            of("a", "", "a:"),
            of(" ", "x", "a"),
            of("a string "),
            of("="),
            of("a="),
            of("+"),
            of("#\n"),
            of("\n#"),
            of(" ", "x", "\n"),
        ),
    ),
    "presets.importing.literals.constants._DEFINED": Seen(
        "finditer", (of("define("), of("define( "), of("a", "", "define('"), of(" ", "x", "define('a'"))
    ),
    "presets.importing.literals.constants._FIRST": Seen(
        "fullmatch", (of("const "), of(" ", "x", "const"), of("final static "), of(" ", "x", "<?php")), longest=120
    ),
    "presets.importing.literals.constants._VALUE": Seen("match", (of("a", "", '"'), of("a", "", "'"), of("true"))),
    "presets.importing.literals.constants._ENDED": Seen(
        "match", (of(" ", "x", "#"), of(" ", "x", " as const"), of(" ", "x", ")"), of("#", "\0"), of(" ", "x", " as"))
    ),
    "presets.importing.literals.constants._BOUND": Seen(
        "finditer",
        (
            of("for "),
            of("def a"),
            of("def:"),
            of("fn "),
            of("def: "),
            of(" ", "x", "def:"),
            of("(a) "),
            of("(a)\n"),
            of("|"),
            of("|a"),
            of("as"),
            of("("),
            of("(a"),
            of("(a)"),
            of("(a): "),
            of("a ="),
            of("a "),
            of("a  "),
            of(" ", "x", "a"),
            of("a>"),
            of("a]) "),
        ),
    ),
    "presets.importing.literals.constants._SEVERAL": Seen(
        "finditer", (of("a,"), of("a, "), of("a ,"), of("\na,"), of(" ", "x", "a"), of("const "), of("const a,"))
    ),
    "presets.importing.literals.constants._NAMES": Seen("finditer", (of("$"), of("a$"), of("9a"))),
    "presets.importing.literals.openings.PUT": Seen("match", (of(" ", "x"), of(" ", ".put"))),
    "presets.importing.literals.reader._JOINED": Seen("match", (of(" ", "x"),)),
    "presets.importing.literals.reader._STANDS_ALONE": Seen("match", (of(" ", "x"), of("\n", "x"))),
    "presets.importing.literals.scalars._MEMBERS": Seen("match", (of(".a"), of("::a"), of("a", "", "."))),
    "presets.importing.literals.tokens._SPACE": Seen(
        "match",
        (
            of(" /"),
            of("/* "),
            of("*", "", "/*"),
            of("/**/"),
            of("//\n"),
            of("#\n"),
            of(" #"),
            of("\n/* */"),
            of("--\n"),
            of("-- a"),
            of("<#"),
            of("<##>"),
            of("#", "", "<#"),
        ),
    ),
    "presets.importing.literals.tokens.WORD": Seen("match", (of("a$_9"),)),
    "presets.importing.literals.strings._COMMON": Seen(
        "match",
        (
            of("a", "", '"'),
            of("a", "", "'"),
            of("a", "", '"""'),
            of("a", "", "'''"),
            of("\\", "", '"'),
            of("\\a", "\\", '"'),
            of("\\a", "\\", '"""'),
            of('"a', "", '"""'),
            of('""a', "", '"""'),
            of("''\\", "", "'''"),
            of('"'),
            of("'"),
            of("a", "", "`"),
            of("a", "", '@"'),
            of('""', "", '@"'),
            of('""', '"a', '@"'),
        ),
    ),
    "presets.importing.literals.strings._POWERSHELL": Seen(
        "match",
        (
            of("''", "", "'"),
            of("'"),
            of('"'),
            of("`", "", '"'),
            of("`a", "`", '"'),
            of('""a', "\n", '"'),
            of("a", "", "@'\n"),
            of("\n'", "", "@'\n"),
            of('\r\n"', "", '@"\n'),
            of(" ", "", "@'"),
        ),
    ),
    "presets.importing.literals.strings._ESCAPE": Seen(
        "sub", (of("\\"), of("\\u"), of("\\u{1"), of("\\ud800"), of("\\x1"))
    ),
    "presets.importing.literals.strings._PHP_ESCAPE": Seen("sub", (of("\\'"), of("\\a"))),
    "presets.importing.literals.strings._BACKTICK": Seen("sub", (of("`"), of("`a"), of('""'))),
    "presets.importing.literals.strings._FILLED_IN": Seen("search", (of("$"), of("$ "), of("{"), of("#"), of("\\$a"))),
    "presets.importing.literals.strings._PAIR": Seen(
        "sub", (of("\ud800"), of("\udc00"), of("\ud800\udc00"), of("\ud800a"))
    ),
    "presets.importing.literals.numbers.NUMBER": Seen(
        "match",
        (
            of("9", "x"),
            of("9_", "x"),
            of("_", "x", "9"),
            of("9", "x", "."),
            of("9", ".9x", "9."),
            of("9", "x", "1e"),
            of("9", "e", "1."),
            of("9", "e+x"),
            of("9.", "x"),
            of("9", ".."),
            of("9", "f32x"),
            of("9", "uLL"),
        ),
    ),
    "presets.importing.literals.numbers.DIVIDED": Seen(
        "match", (of(" ", "/"), of(" ", "x", "//"), of("9", "x", "//"), of(" ", "x", "//9"), of("9.", " x", "// "))
    ),
    "presets.importing.literals.openings.OPENING": Seen(
        "match",
        (
            of("[]"),
            of("[]", "", "map[a]"),
            of(" ", "", "new"),
            of("a", "", "new "),
            of(" ", "", "new a"),
            of("a.", "", "new "),
            of("<", "", "new a"),
            of(" ", "[", "new []"),
            of("A"),
            of("a", "", "A"),
            of("a", "", "&a"),
            of("a ", "", "mapOf<"),
        ),
    ),
    "presets.importing.literals.openings.BEGIN": Seen(
        "finditer",
        (
            of("array"),
            of("array ("),
            of("array("),
            of("aarray("),
            of("new "),
            of("new a "),
            of("new a<"),
            of("new []"),
            of("new a[] "),
            of("new a () "),
            of("map[a]"),
            of("map[a][]"),
            of("mapOf<a "),
            of("Map.<a "),
            of(" ", "", "new"),
            of("new\n"),
            of('"'),
            of(" ", "", '"'),
            of("' "),
            of('@" '),
            of("new JSONObject() "),
        ),
    ),
    "presets.importing.literals.openings.BEFORE": Seen(
        "match",
        (
            of("<a>"),
            of("<a> "),
            of("<"),
            of(" ", "x", "<a>"),
            of(" ", "x", "const"),
            of("const "),
            of("(object)"),
            of("(object) ", "x"),
            of("[string]"),
        ),
    ),
    "presets.importing.literals.openings.AFTER": Seen(
        "match",
        (
            of("!"),
            of(" !"),
            of(" as A"),
            of(" as A<"),
            of(" as A<a>"),
            of(" as [a]"),
            of(" satisfies a<b>[]"),
            of(" satisfies readonly a"),
            of(" ", "x", " as"),
            of(" ", "x", "!"),
        ),
    ),
    "presets.importing.literals.values._MARK": Seen("match", (of("="), of(":"), of("to"))),
    "presets.importing.literals.values._SYMBOL": Seen("match", (of("a", "", ":"), of(" ", "x", ":a"))),
    "presets.importing.data_files._UNSEEN": Seen("search"),
    "presets.importing.yaml_nodes._WHOLE": Seen("fullmatch", (of("9", "x"), of("9", "x", "-"))),
    "presets.importing.yaml_nodes._BROKEN": Seen(
        "fullmatch", (of("9", "x"), of("9", "x", "."), of("9", "x", "9."), of("9", "x", "1e"), of("9", "e", "1."))
    ),
    "presets.importing.data_blocks._BEGIN": Seen("match", (of(" "), of("# a\n"), of("a ", "x"), of("\n# "))),
    "presets.importing.data_blocks._BLANK_LINES": Seen("finditer", (of("\n"), of("\n "), of("\n", " x"))),
    "presets.importing.data_blocks._FENCES": Seen("finditer", (of("\n```"), of("\n "), of("\n```a"))),
    "presets.importing.data_blocks._TOML": Seen("search", (of("\n[["), of("\ntasks "), of("\n[[a"))),
    "presets.importing.data_blocks._YAML": Seen("search", (of("\n- "), of("\ntasks "), of("\n "), of("\n'tasks'"))),
    "presets.importing.mentions._MENTION": Seen(
        "finditer", (of("plugin"), of(" ", "", "plugin"), of("tasks"), of(" ", "", "tasks"), of('"Heal'), of("Plugin."))
    ),
    "presets.importing.mentions._QUICK": Seen("search", (of("plugi"), of("task"), of("retouchla"))),
    "presets.importing.naming._ASSIGNED": Seen("search", (of("a"), of("a=", "!"), of("a:"), of("=")), longest=300),
    "presets.importing.naming._HEADING": Seen("search", (of("\n# a"), of("\na:"), of("\na ")), longest=300),
    "presets.importing.naming._KEYED": Seen("search", (of("'a"), of(",a"), of("a:")), longest=300),
    "presets.importing.source.Source.__init__": Seen("finditer"),
    "presets.importing.naming._SECTION": Seen("finditer", (of("\n## a"), of("\n[a"), of("## "), of(" ")), longest=600),
    "presets.importing.operators._AFTER": Seen("match", (of(" "), of(" ", "", "if "), of(" ", ".")), longest=200),
    "presets.importing.operators._BEFORE": Seen("search", (of("a"), of("a "), of("merge("), of("]")), longest=200),
    "presets.importing.operators._MODE": Seen("finditer", (of("mode"), of("mode "), of("mode='")), longest=200),
    "presets.importing.placeholders._JOINED": Seen("fullmatch", (of(" + "), of("'"), of("+ a")), longest=1_000),
    "presets.importing.placeholders._NAMED": Seen("fullmatch", (of("${"), of("{{"), of("$a"), of("<%")), longest=1_000),
    "presets.importing.tokens_in_text._BESIDE": Seen(
        "finditer",
        (of("token"), of("token="), of("token: "), of('token"'), of("a", "", "token="), of("token=aaaaaaaa9(")),
    ),
    "presets.importing.tokens_in_text._KEY": Seen("fullmatch", (of("token"), of("a", "token"), of("_"))),
    "presets.importing.tokens_in_text._MADE": Seen("finditer", (of("reto_"), of("a", "", "reto_"))),
    "presets.importing.views._ADDED": Seen("sub", (of("\n+"), of("\n++"), of("+"))),
    "presets.importing.views._COMMENT": Seen("sub", (of("\n "), of("\n#"), of(" "), of("\n  /"))),
    "presets.importing.views._PATCH": Seen("search", (of("\n@"), of("\n@@"))),
    "presets.importing.views._CURLY": Seen("search"),
    "presets.importing.views._DOUBLED": Seen("search", (of('"a'),)),
    "presets.importing.views._ENTITY": Seen("search", (of("&"), of("&quo"), of("&#1"))),
    "presets.importing.views._IN_STRING": Seen("search"),
    "presets.importing.views._ESCAPED": Seen("sub", (of("\\n"), of("\\'"), of("\\"))),
    "presets.importing.views._QUOTED_MAIL": Seen("sub", (of(">"), of("> "), of("> \n"), of(" >"), of("         "))),
    "presets.importing.views._TAG": Seen("sub", (of("<"), of("<a"), of("<a>"), of("a", "", "<"))),
    "presets.importing.views._URL_RUN": Seen("sub", (of("a"), of("%22"), of("a%2 "), of("a "))),
    "presets.importing.views._UNSEEN": Seen("search"),
    "presets.importing.views._URL_ENCODED": Seen("search", (of("%2"), of("%7"))),
    "presets.importing.naming._KIND_OF_TEXT": Seen("sub", (of("_text"), of("-"), of("_")), longest=LONG),
    "tokens.database_url._FORM": Seen("fullmatch", (of("a", "", "postgresql://"), of(":", "", "postgresql://"))),
    "tokens.secret._SENDABLE": Seen("fullmatch"),
    "tokens.signed_tickets._FORM": Seen("fullmatch", (of("0"), of("A", begin="5147."))),
    "settings._REGION": Seen("fullmatch"),
    "machine.files_place._BUCKET": Seen("fullmatch", (of("a"), of("a", "-"), of("a."))),
    "machine.files_place._PREFIX": Seen("fullmatch", (of("a"), of("a/"), of("a/", "ä"), of(".", "/"))),
    "settings._origin": Seen("fullmatch", (of("a", "!", "https://"), of("9", "", "http://a:1"))),
    "presets.share_search._START": Seen(
        "finditer",
        (
            of("retouchlab:1:"),
            of("retouchlab%3A1%3A"),
            of("r e\n> t=\no u c h l a b "),
            of("9", "", "retouchlab:"),
            of(" 9", "", "retouchlab:"),
            of("<br>"),
            of("</wbr>"),
            of("r<br>"),
            of("\\r"),
            of("=0D"),
            of("&#9;"),
            of("%", "", "retouchlab"),
            of("%25", "", "retouchlab"),
            of("% 2 5 ", "", "retouchlab"),
            of("retouchlab%25253"),
        ),
    ),
    "presets.share_search._REST": Seen(
        "match", (of("a>"), of("="), of("<br>"), of(".", begin="a"), of(" 0", begin="a."), of(" ", "x", "a.0"))
    ),
    "presets.share_search._BETWEEN": Seen("sub", (of(" >"), of("a "), of("<br>"), of("=0D"), of("&#9;"), of("<p "))),
    "presets.snippets.filling._PLACE": Seen("sub", (of("@@"), of("@@A"), of("A", "@", "@@"), of("@@A@"))),
    "presets.snippets.filling._SPECIAL": Seen("sub", (of("&<>"),)),
    "presets.snippets.filling._SEQUENCE": Seen("sub", (of("\\u"), of("\\"))),
    "presets.snippets.filling._BREAK": Seen("sub", (of(" ", "", "\n"), of("\n "))),
    "presets.snippets.filling.facts": Seen("sub", (of("é"), of("aé"))),
    "ui.shared.preset_save._first_name": Seen("sub", (of(" v9"), of("9", "x", " v"), of(" v"))),
    "imaging.faces.regions._REGION": Seen("fullmatch"),
    "media.whole_pictures._NAME": Seen("fullmatch", (of("0123456789abcdef-"),)),
    "ui.server.crops._SIDE": Seen("fullmatch"),
    "ui.server.differences._PART": Seen("fullmatch"),
    "ui.server.flip._PART": Seen("fullmatch"),
    "ui.server.mixes._NUMBER": Seen("fullmatch"),
    "ui.server.mixes._TILE": Seen("fullmatch"),
    "ui.server.routes._NUMBER": Seen("fullmatch"),
    "ui.server.browsers._FORM": Seen("fullmatch", (of("0", begin="b-"),)),
    "ui.server.logins._CHUNKS": Seen("fullmatch", (of("0", begin="chunks-"),)),
    "ui.server.recognition._WITHIN": Seen("fullmatch", (of("x", "\n", "/"),)),
    "ui.server.frames._HALF": Seen("sub", (of("\xed"), of("\xed\xa0"), of("\xed\xa0\x80"))),
    "jobs.hooks._JOB": Seen("fullmatch", (of("a-", "!"),)),
    "ui.server.request_log._NAME": Seen("fullmatch", (of("a.", " "),)),
    "ui.server.request_filter._AUTHORITY": Seen(
        "fullmatch", (of("a", "!"), of(":", "", "["), of("a:"), of("9", "", "a:"))
    ),
    "ui.server.request_filter._ORIGIN": Seen("fullmatch", (of("a", "\n", "https://"),)),
    "ui.shared.text._ARROW": Seen("finditer", (of("-"), of("<-"), of(" --"), of("<->"), of(" <->"))),
    "ui.shared.text._SPECIAL": Seen(
        "sub",
        (
            of("_"),
            of("a_"),
            of(":a"),
            of(":9"),
            of("9", "x", ":9"),
            of("9:"),
            of("# "),
            of("#"),
            of("=", "x"),
            of("=\n"),
            of(" ", "x", "="),
            of("\n", "x", "="),
            of("9.\n"),
            of("www"),
            of("[`*~"),
        ),
    ),
    "words.text._BREAK": Seen("sub", (of("\x85"),)),
    "words.text._UNSEEN": Seen("sub", (of("\1"),)),
    "ui.variants._free_name": Seen("sub", (of(" 9"), of("9", "x", " "))),
}

FOUND = regexes.found()


def times(pattern: re.Pattern[str], how: str, text: str) -> float:
    """Seconds of this thread."""
    use: Callable[[], object] = {
        "match": lambda: pattern.match(text),
        "search": lambda: pattern.search(text),
        "fullmatch": lambda: pattern.fullmatch(text),
        "sub": lambda: pattern.sub("", text),
        "finditer": lambda: sum(1 for _ in pattern.finditer(text)),
    }[how]
    begun = time.thread_time()
    use()
    return time.thread_time() - begun


@pytest.mark.parametrize("name", SEEN)
def test_its_worst_text_takes_no_time(name: str) -> None:
    """Lengths grow, so that a bad one fails at its first and doesn't take hours; the longest are the slowest texts'."""
    seen = SEEN[name]
    for one in (each for each in FOUND if each.name == name):
        assert one.pattern is not None
        pattern = re.compile(one.pattern.pattern.decode("latin-1")) if is_of_bytes(one.pattern) else one.pattern
        for make in (*seen.worst, *FILLERS):
            seconds(pattern, seen, make, seen.longest // 100)
        slowest = sorted(seen.worst, key=lambda make: seconds(pattern, seen, make, seen.longest // 10))[-3:]
        for make in slowest:
            seconds(pattern, seen, make, seen.longest)


def seconds(pattern: re.Pattern[str], seen: Seen, make: Texts, length: int) -> float:
    """What a text of this length takes; fails where that is too much."""
    text = make(length)
    took = times(pattern, seen.how, text)
    assert took < 0.1 + SECONDS * length / LONG, f"{took:.2f} s for {len(text):,} of {text[:20]!r}"
    return took


def is_of_bytes(pattern: re.Pattern[str] | re.Pattern[bytes]) -> bool:
    return isinstance(pattern.pattern, bytes)


@pytest.mark.parametrize("pattern", [r"\d[\d_]*\.?[\d_]*(?![\w.])", r"\s+$"])
def test_a_bad_one_would_be_noticed(pattern: str) -> None:
    length = 10_000
    texts = (of("9", "x")(length // 2), of(" ", "x")(length))
    assert max(times(re.compile(pattern), "match", texts[0]), times(re.compile(pattern), "search", texts[1])) > (
        0.1 + SECONDS * length / LONG
    )


def test_the_list_reads_as_it_is_written() -> None:
    """Two entries under one name would hide one of them."""
    assert max(Counter(one.name for one in FOUND).values()) <= 2
