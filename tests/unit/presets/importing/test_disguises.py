"""Payloads as they come out of mails, chats, web pages, word processors, tables and addresses."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from retouch_lib.presets import importing
from retouch_lib.presets.preset import Preset

PRESET = Preset.from_json(
    {"mode": "professional", "tasks": [{"Plugin": "Eye Vessels", "Scale": 0, "Alpha1": 0.35}, {"Plugin": "Heal"}]}
)
PLAIN = PRESET.to_json()
INDENTED = PRESET.to_json(indent=2)


def curly(text: str) -> str:
    """Every second quote is a closing one, as word processors set them."""
    parts = text.split('"')
    return "".join(part + "“”"[index % 2] for index, part in enumerate(parts[:-1])) + parts[-1]


DISGUISES: dict[str, Callable[[str], str]] = {
    "quoted": lambda text: textwrap.indent(text, "> ", lambda _: True),
    "quoted-twice": lambda text: textwrap.indent(text, ">> ", lambda _: True),
    "curly": curly,
    "german": lambda text: curly(text).replace("“", "„").replace("”", "“"),
    "french": lambda text: curly(text).replace("“", "«").replace("”", "»"),
    "single-curly": lambda text: curly(text).replace("“", "‘").replace("”", "’"),
    "entities": lambda text: html.escape(text),
    "numbers-for-quotes": lambda text: text.replace('"', "&#34;"),
    "entities-twice": lambda text: html.escape(html.escape(text)),
    "coloured": lambda text: "<pre>" + html.escape(text).replace("Heal", '<span class="s">Heal</span>') + "</pre>",
    "url": quote,
    "url-with-plus": quote_plus,
    "in-a-string": lambda text: json.dumps(text),
    "in-a-string-in-a-string": lambda text: f"log: {json.dumps(json.dumps(text))}",
    "table": lambda text: '7;soft;"' + text.replace('"', '""') + '"',
    "zero-width": lambda text: text.replace(":", "\u200b:").replace("{", "{\ufeff"),
    "no-break-spaces": lambda text: text.replace(": ", ":\xa0").replace("  ", "\xa0 "),
    "mark": lambda text: "\ufeff" + text,
    "windows-lines": lambda text: text.replace("\n", "\r\n"),
    "quoted-entities": lambda text: textwrap.indent(html.escape(text), "> ", lambda _: True),
}


@pytest.mark.parametrize("name", DISGUISES)
@pytest.mark.parametrize("text", [PLAIN, INDENTED], ids=["one-line", "indented"])
def test_a_payload_in_disguise(name: str, text: str) -> None:
    worn = DISGUISES[name](text)
    for source in (worn, f"Hi Ana,\n\nthis one is it:\n{worn}\n\nBye\n"):
        imported = importing.read_presets(source)
        assert [found.preset.payload() for found in imported.found] == [PRESET.payload()]
        assert imported.notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_files_of_any_unicode_encoding(encoding: str) -> None:
    assert importing.read_presets(INDENTED.encode(encoding)).found[0].preset.payload() == PRESET.payload()


def test_the_line_is_that_of_the_text_as_it_came() -> None:
    other = html.escape(PLAIN).replace("0.35", "0.3")
    text = f"Hi\n\n> on Monday you wrote:\n{textwrap.indent(INDENTED, '> ')}\n\nno, {other}"
    assert [found.place for found in importing.read_presets(text).found] == ["line 4", f"line {len(text.splitlines())}"]


def test_what_one_disguise_shows_is_not_read_again_under_the_next() -> None:
    odd = Preset.from_json({"mode": "", "tasks": [{"Plugin": "Heal"}]})
    text = 'set "payload=' + odd.to_json().replace('"', '\\"') + '"'
    assert [found.preset.payload() for found in importing.read_presets(text).found] == [odd.payload()]


def test_an_address_beside_it_changes_no_value() -> None:
    odd = Preset.from_json({"tasks": [{"Plugin": "Heal", "Model": "a+b & <c>"}]})
    text = f"https://x.test/?q=%22a+b%22\nset payload={json.dumps(odd.to_json())}"
    assert [found.preset.payload() for found in importing.read_presets(text).found] == [odd.payload()]
