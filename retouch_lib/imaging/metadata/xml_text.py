"""XML from outside, read within bounds and written again: its names and their prefixes stay, comments don't.

A document with a DOCTYPE is refused, and so is every entity of its own: none can grow, and nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser
from xml.sax.saxutils import escape, quoteattr

MAX_ELEMENTS, MAX_DEPTH = 50_000, 60
"""Real XMP has under 5,000, and they stand some ten deep."""
_DOCTYPE = "<!DOCTYPE"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold (XML 1.0, 2.2)."""
_XML = "http://www.w3.org/XML/1998/namespace"
_PREFIX = re.compile(r"[A-Za-z_][\w.-]{0,40}", re.ASCII)

Prefixes = Mapping[str, str]
"""Namespace → prefix."""


class BadXml(ValueError):
    """It is no XML, or more of it than is read here; the text is the reason."""


def parse(text: str) -> tuple[Element, dict[str, str]]:
    """The root, names as "{namespace}name", and the prefix of each namespace as it came first. Raises BadXml."""
    if _DOCTYPE in text:
        raise BadXml("it defines a DOCTYPE")
    builder = _Bounded()
    parser = XMLParser(target=builder)  # noqa: S314 - without a DOCTYPE there are no entities but XML’s own five
    try:
        parser.feed(text)
        return parser.close(), builder.prefixes
    except (ParseError, UnicodeEncodeError) as error:
        raise BadXml(str(error)) from None


class _Bounded(TreeBuilder):
    """Counts while it is parsed."""

    def __init__(self) -> None:
        super().__init__()
        self.prefixes: dict[str, str] = {}
        self._count = self._depth = 0

    def start_ns(self, prefix: str, namespace: str) -> None:
        if namespace not in self.prefixes and prefix not in self.prefixes.values() and _PREFIX.fullmatch(prefix):
            self.prefixes[namespace] = prefix

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._count, self._depth = self._count + 1, self._depth + 1
        if self._count > MAX_ELEMENTS or self._depth > MAX_DEPTH:
            raise BadXml("it has too many parts")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(tag)


def write(root: Element, prefixes: Prefixes) -> str:
    """The element and all in it; every namespace is declared at its beginning."""
    used = dict.fromkeys(_namespace(name) for name in _names(root))
    free = (name for n in count(1) if (name := f"ns{n}") not in prefixes.values())
    named = {each: prefixes.get(each) or next(free) for each in used if each not in ("", _XML)}
    declared = "".join(f" xmlns:{prefix}={quoteattr(namespace)}" for namespace, prefix in named.items())
    return "".join(_written(root, {**named, _XML: "xml"}, declared))


def clean(text: str) -> str:
    """Without what no XML may hold."""
    return _FORBIDDEN.sub("", text)


def _written(element: Element, known: Prefixes, declared: str = "") -> Iterator[str]:
    name = _short(element.tag, known)
    attributes = "".join(f" {_short(key, known)}={quoteattr(clean(value))}" for key, value in element.items())
    inside = escape(clean(element.text or ""), _RETURN)
    yield f"<{name}{declared}{attributes}"
    if not inside and not len(element):
        yield "/>"
    else:
        yield f">{inside}"
        for child in element:
            yield from _written(child, known)
        yield f"</{name}>"
    yield escape(clean(element.tail or ""), _RETURN)


_RETURN = {"\r": "&#13;"}
"""Else a reader takes it for a line's end (XML 1.0, 2.11)."""


def _names(root: Element) -> Iterator[str]:
    for element in root.iter():
        yield element.tag
        yield from element.keys()


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _short(name: str, known: Prefixes) -> str:
    namespace, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return f"{known[namespace]}:{local}" if namespace else local
