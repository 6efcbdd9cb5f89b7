"""Share texts as mail and chat programs hand them on: broken at any letter, quoted, escaped, with words all around."""

from __future__ import annotations

import html
import json
import quopri
import time
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing, share_text
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.share_search import find
from retouch_lib.presets.vendor import BALANCED, HEAVY, SLIGHT
from tests.unit.presets.importing.sources import named_presets
from tests.unit.presets.test_share_text import made

LOOKS = (SLIGHT, BALANCED, HEAVY)
LINK = "https://lab.example/presets?share="
BREAKS = {
    "line feed": "\n",
    "CRLF": "\r\n",
    "quoted": "\n> ",
    "quoted twice": "\r\n>> ",
    "quoted apart": "\n> > ",
    "bar": "\n| ",
    "empty line": "\r\n\r\n",
    "flowed": " \r\n",
    "flowed and quoted": " \n> ",
    "soft line end": "=\r\n",
    "soft line end, quoted": "=\n> ",
    "encoded blank": "=20\r\n",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "zero width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "line separator": "\u2028",
    "indented": "\n        ",
    "Markdown": "\\\n",
    "HTML": "<br>\n",
    "HTML, may break": "<wbr>",
    "HTML, quoted": "<br />&gt; ",
    "HTML, blank": "&nbsp;",
    "JSON": "\\r\\n",
}


def wrapped(text: str, column: int, between: str) -> str:
    return between.join(text[at : at + column] for at in range(0, len(text), column))


def read(text: str) -> list[Preset]:
    imported = importing.read_presets(text)
    assert imported.notes == ()
    return [found.preset for found in imported.found]


@pytest.mark.parametrize("between", BREAKS.values(), ids=BREAKS)
def test_every_text_broken_at_every_column_reads_to_the_same_preset(between: str) -> None:
    for look in LOOKS:
        text = share_text.to_text(look)
        for column in range(20, 121):
            mail = f"Hi,\n{between}{wrapped(text, column, between)}\n\nBest\nAna"
            assert share_text.from_text(mail).preset == look, column


@pytest.mark.parametrize("between", BREAKS.values(), ids=BREAKS)
def test_every_letter_may_be_followed_by_a_break(between: str) -> None:
    text = share_text.to_text(SLIGHT)
    for at in range(1, len(text)):
        assert read(f"Look: {text[:at]}{between}{text[at:]}\nBest") == [SLIGHT], at


@pytest.mark.parametrize("between", [pair for pair in BREAKS.items() if pair[0] != "JSON"], ids=lambda pair: pair[0])
def test_a_link_may_be_broken_anywhere(between: tuple[str, str]) -> None:
    for column in range(20, 121):
        link = wrapped(LINK + quote(share_text.to_text(HEAVY), safe=""), column, between[1])
        assert read(f"Open {link}\nor call me. Best, Ana") == [HEAVY], column


@given(named_presets, st.integers(1, 90), st.sampled_from(list(BREAKS.values())), st.sampled_from(["", "x", ">", "b"]))
def test_any_preset(preset: Preset, column: int, between: str, before: str) -> None:
    text = share_text.to_text(preset)
    assert share_text.from_text(before + wrapped(text, column, between)) == share_text.from_text(text)


@pytest.mark.parametrize("after", ["Best", "abc", "0", "\nface off", ".", ")", "</p>", "\n-- \nAna", "|", "”", "=\n"])
@pytest.mark.parametrize("before", ["", "Here:", "(", "Ana wrote\n> ", "ret", "retouch ", "| preset | ", "…", "`"])
def test_words_stand_right_before_and_after(before: str, after: str) -> None:
    assert read(f"{before}{share_text.to_text(BALANCED)}{after}") == [BALANCED]


def test_several_in_one_mail_each_broken_in_its_own_way() -> None:
    mail = "".join(
        f"The {look.name} one:\r\n{wrapped(share_text.to_text(look), column, between)}\r\nand then "
        for look, column, between in zip(LOOKS, (30, 71, 76), ("\r\n", "\r\n> ", "=\r\n"), strict=True)
    )
    assert read(mail) == list(LOOKS)


def test_one_that_stands_there_twice_counts_once() -> None:
    text = share_text.to_text(SLIGHT)
    quoted = wrapped(text, 40, "\n> ")
    assert read(f"{text}\n\nAna wrote:\n> {quoted}\n") == [SLIGHT]
    link = LINK + quote(text, safe="")
    assert read(f'<a href="{html.escape(link)}">{html.escape(link)}</a>') == [SLIGHT]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
@pytest.mark.parametrize("link", [False, True])
def test_quoted_printable_as_pythons_mail_writes_it(look: Preset, link: bool) -> None:
    text = share_text.to_text(look)
    mail = f"Grüße,\n{LINK + quote(text, safe='') if link else text}\n.\n".encode()
    assert read(quopri.encodestring(mail).decode()) == [look]
    assert read(quopri.encodestring(mail, quotetabs=True).decode().replace(".", "=2E")) == [look]


def test_a_dot_that_begins_a_line_may_arrive_escaped_or_twice() -> None:
    body, checksum = share_text.to_text(SLIGHT).split(".")
    for dot in (".", "\n.", "\r\n..", "=\r\n=2E", "=2E=\r\n"):
        assert read(f"{body}{dot}{checksum}\n") == [SLIGHT], dot


def test_a_link_within_a_link_of_a_mail_filter() -> None:
    link = LINK + quote(share_text.to_text(HEAVY), safe="")
    assert read(f"https://filter.example/?url={quote(link, safe='')}&data=05") == [HEAVY]


def test_typography_that_was_mended_and_a_capital_letter() -> None:
    look = next(
        preset
        for preset in (Preset(f"look {number}", SLIGHT.tasks) for number in range(10_000))
        if "--" in share_text.to_text(preset)
    )
    text = share_text.to_text(look)
    assert read(text.replace("--", "\u2014").replace("r", "R", 1)) == [look]
    assert read(text.replace("-", "\u2011")) == [look]
    assert read(text.replace("_", "\\_").replace("-", "\\-")) == [look], "as Markdown escapes it"


def test_the_checksum_decides_where_words_were_taken_in() -> None:
    cut = share_text.to_text(SLIGHT)[:-30]
    with pytest.raises(InvalidPayload, match="not whole"):
        importing.read_presets(f"Hi\n{cut}\nSorry, it was cut. Best")
    with pytest.raises(InvalidPayload, match="the share text, line 2 is damaged"):
        importing.read_presets(f"Hi\n{cut} that is all.deadbeef")


def test_what_can_not_be_opened_is_said_with_its_line_and_hides_nothing() -> None:
    cut = wrapped(share_text.to_text(HEAVY)[:90], 40, "\n")
    whole = wrapped(share_text.to_text(SLIGHT), 60, "\n> ")
    imported = importing.read_presets(f"One:\n{cut}\n\nTwo:\n{whole}\nBest")
    assert [found.preset for found in imported.found] == [SLIGHT]
    assert imported.notes == (
        "Left out: the share text, line 2 is not whole: its beginning or its end is missing. Copy all of it again",
    )


def test_where_the_form_is_only_mentioned_something_else_is_read() -> None:
    said = "A share text (retouchlab:1:…) or this:\n" + SLIGHT.to_json()
    assert [found.preset.tasks for found in importing.read_presets(said).found] == [SLIGHT.tasks]


def test_other_forms_beside_it_are_read_too() -> None:
    quoted = wrapped(share_text.to_text(SLIGHT), 60, "=\n> ")
    mail = f"Mine:\n> {quoted}\nYours was {BALANCED.to_json()}\n"
    assert [found.preset.tasks for found in importing.read_presets(mail).found] == [SLIGHT.tasks, BALANCED.tasks]


def test_messages_of_an_export() -> None:
    text = wrapped(f"Look: {share_text.to_text(HEAVY)} Best", 11, "\n> ")
    export = json.dumps({"messages": [{"user": "ana", "text": text}, {"user": "ben", "text": "thanks"}]})
    assert read(export) == [HEAVY]


def test_places_are_those_of_the_text_that_was_given() -> None:
    text = "=C3=BC=2E <br> Hi\n" + wrapped(share_text.to_text(SLIGHT), 33, "=\r\n") + " Best"
    (one,) = find(text)
    assert text[one.start :].startswith("retouchlab")
    assert text[: one.end].endswith(one.checksum[-1])
    assert text[one.end :] == " Best"


def filled(unit: str, begin: str = "retouchlab:1:") -> str:
    return begin + unit * ((1_000_000 - len(begin)) // len(unit))


def each(make: Callable[[int], str]) -> str:
    texts: list[str] = []
    left = 1_000_000
    while (left := left - len(text := make(len(texts)))) >= 0:
        texts.append(text)
    return "".join(texts)


def bomb(number: int) -> str:
    return made({"n": number}, pack=lambda data: zlib.compress(data + b" " * 1_000_000, 1))


HOSTILE = {
    "beginnings": lambda: filled("retouchlab:1:"),
    "beginnings in links": lambda: filled("retouchlab%3A1%3A"),
    "beginnings with a letter": lambda: each(lambda number: f"retouchlab:1:{number}"),
    "damaged": lambda: each(lambda number: f"retouchlab:1:{number}.01234567 "),
    "whole": lambda: each(lambda number: share_text.to_text(SLIGHT, version=number + 1) + "\n"),
    "bombs": lambda: each(bomb),
    "line ends": lambda: filled("<br>"),
    "escapes": lambda: filled("\\r"),
    "quoted-printable": lambda: filled("=3D"),
    "dots": lambda: filled("=2E"),
    "blanks": lambda: filled(" "),
    "a body": lambda: filled("a"),
    "parts of the name": lambda: filled("r e t o u c h l a\n", "x"),
    "prose": lambda: filled("The quick brown fox retouched our retreat. ", ""),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_megabyte_takes_no_time(kind: str) -> None:
    """A fifth of a second is the aim; this fails where time grows with the square of the length."""
    text = HOSTILE[kind]()
    begun = time.thread_time()
    try:
        imported = importing.read_presets(text)
    except InvalidPayload:
        pass
    else:
        assert any("first" in note or "not looked at" in note for note in imported.notes)
    assert time.thread_time() - begun < 1


def test_a_thousand_that_unpack_to_a_megabyte_are_not_all_unpacked() -> None:
    def large(number: int) -> str:
        return made({"retouchlab": {"schema": 1}, "payload": SLIGHT.payload(), "note": f"{number}" + "x" * 990_000})

    imported = importing.read_presets("\n".join(map(large, range(10))))
    assert len(imported.found) == 2
    assert "was not opened: those before it hold too much" in imported.notes[-1]
