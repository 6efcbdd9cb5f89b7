"""An XMP packet: RDF in XML (ISO 16684-1), read within bounds, changed, and written for a JPEG or a PNG.

In a JPEG a packet has 64 kB; what is longer stands in "extended" segments, whose packet the first one names by its MD5
(Adobe, XMP specification part 3, 1.1.3.1). Here they are one.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement

from retouch_lib.imaging.metadata import xml_text
from retouch_lib.imaging.metadata.xml_text import BadXml

JPEG_TAG = b"http://ns.adobe.com/xap/1.0/\x00"
EXTENDED_TAG = b"http://ns.adobe.com/xmp/extension/\x00"
MAX_BYTES = 8 << 20
"""Of a packet with what extends it; the longest are of phones, which put whole pictures in."""
_MAX_IN_JPEG = 65_533 - len(JPEG_TAG)
_GUID, _NUMBERS = 32, struct.Struct(">II")
_PIECE = 65_400
"""Bytes of an extension in one segment, as Adobe recommends."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XMP = "http://ns.adobe.com/xap/1.0/"
TIFF = "http://ns.adobe.com/tiff/1.0/"
EXIF = "http://ns.adobe.com/exif/1.0/"
_META = "adobe:ns:meta/"
_EXTENDED = "{http://ns.adobe.com/xmp/note/}HasExtendedXMP"
_RDF, _DESCRIPTION, _ABOUT = f"{{{RDF}}}RDF", f"{{{RDF}}}Description", f"{{{RDF}}}about"
_USUAL = {_META: "x", RDF: "rdf", XMP: "xmp", TIFF: "tiff", EXIF: "exif", "http://ns.adobe.com/xmp/note/": "xmpNote"}

_INSTRUCTION = re.compile(r"<\?xpacket[^>]{0,200}\?>|<\?xml[^>]{0,200}\?>")
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
_END = '\n<?xpacket end="w"?>'

Rule = Callable[[str, str], bool]
"""Of a property's namespace and name: whether it is meant."""


class Xmp:
    """One packet's properties. A simple one may stand as an attribute or as an element; both are found."""

    def __init__(self, root: Element | None = None, prefixes: dict[str, str] | None = None) -> None:
        """An empty one by default."""
        self._rdf = Element(_RDF) if root is None else root
        self._prefixes = {**(prefixes or {}), **_USUAL}

    @classmethod
    def read(cls, packet: bytes) -> Xmp:
        """Raises BadXml."""
        if len(packet) > MAX_BYTES:
            raise BadXml("it is too long")
        root, prefixes = xml_text.parse(_INSTRUCTION.sub("", _text(packet)).strip())
        found = next(root.iter(_RDF), None)
        if found is None:
            raise BadXml("it is no RDF")
        for child in [child for child in found if child.tag != _DESCRIPTION]:
            found.remove(child)
        return cls(found, {key: prefix for key, prefix in prefixes.items() if prefix not in _USUAL.values()})

    def extend(self, other: Xmp) -> None:
        """Take in what another packet says, the one that goes on with this."""
        self._rdf.extend(list(other._rdf))
        taken = self._prefixes.values()
        self._prefixes |= {
            key: name for key, name in other._prefixes.items() if key not in self._prefixes and name not in taken
        }

    def forget_extension(self) -> None:
        """All is here now, or will not come."""
        self.drop(lambda *found: f"{{{found[0]}}}{found[1]}" == _EXTENDED, nested=False)

    @property
    def is_empty(self) -> bool:
        return not any(len(each) or set(each.keys()) - {_ABOUT} for each in self._rdf)

    @property
    def extension(self) -> str:
        """The name of the packet that goes on with this one, in lower case; empty where all is here."""
        return next((value for place, value in self._places(_EXTENDED)), "").strip().lower()

    def value(self, namespace: str, name: str) -> str | None:
        """A simple property's text; None where there is none."""
        return next((value for _, value in self._places(f"{{{namespace}}}{name}")), None)

    def put(self, namespace: str, name: str, value: str, prefix: str = "") -> None:
        """Set a simple property."""
        self.drop(lambda *found: found == (namespace, name), nested=False)
        first = self._rdf.find(_DESCRIPTION)
        if first is None:
            first = SubElement(self._rdf, _DESCRIPTION, {_ABOUT: ""})
        first.set(f"{{{namespace}}}{name}", xml_text.clean(value))
        if prefix and prefix not in self._prefixes.values():
            self._prefixes.setdefault(namespace, prefix)

    def drop(self, rule: Rule, *, nested: bool = True) -> bool:
        """Take properties away, by default within structures too. Returns whether there were any."""
        there = False
        for description in list(self._rdf):
            for element in list(description.iter()) if nested else [description]:
                there |= _drop_from(element, rule)
        return there

    def packet(self) -> bytes:
        """All of it, as a PNG and a file of its own hold it."""
        return self._packet(self._rdf)

    def for_jpeg(self) -> list[bytes]:
        """The data of the APP1 segments that hold it, with an extension where it is longer than one."""
        packet = self.packet()
        if len(packet) <= _MAX_IN_JPEG:
            return [JPEG_TAG + packet]
        main, more = self._parted()
        extension = xml_text.write(_wrapped(more), self._prefixes).encode()
        guid = hashlib.md5(extension, usedforsecurity=False).hexdigest().upper()
        SubElement(main, _DESCRIPTION, {_ABOUT: "", _EXTENDED: guid})
        return [JPEG_TAG + self._packet(main), *_extension_pieces(extension, guid.encode())]

    def _packet(self, rdf: Element) -> bytes:
        return (_BEGIN + xml_text.write(_wrapped(rdf), self._prefixes) + _END).encode()

    def _parted(self) -> tuple[Element, Element]:
        """Two RDFs, of which the first fits into a segment: the longest properties go into the second."""
        sized = [
            (len(xml_text.write(element, self._prefixes)), number, element)
            for number, element in enumerate(_single(self._rdf))
        ]
        left = sum(size for size, _, _ in sized)
        main, more = Element(_RDF), Element(_RDF)
        moved = set()
        for size, number, element in sorted(sized, key=lambda each: -each[0]):
            if left <= _MAX_IN_JPEG // 2:  # each is written with its namespaces here, and there is more around them
                break
            more.append(element)
            moved.add(number)
            left -= size
        main.extend(element for _, number, element in sized if number not in moved)
        return main, more

    def _places(self, name: str) -> Iterator[tuple[Element, str]]:
        for description in self._rdf:
            if name in description.attrib:
                yield description, description.get(name, "")
            for element in description.findall(name):
                if not len(element):
                    yield element, element.text or ""


def extension_of(pieces: Sequence[bytes], guid: str) -> bytes:
    """The packet of that name, put together from the data of APP1 segments. Raises BadXml where it is not whole."""
    made, got = bytearray(), 0
    for piece in pieces:
        head = len(EXTENDED_TAG)
        name = piece[head : head + _GUID].decode("latin-1").lower()
        if name != guid or len(piece) < head + _GUID + _NUMBERS.size:
            continue
        length, at = _NUMBERS.unpack_from(piece, head + _GUID)
        data = piece[head + _GUID + _NUMBERS.size :]
        if length > MAX_BYTES or at + len(data) > length:
            raise BadXml("its extension is too long")
        made = made or bytearray(length)
        if length != len(made):
            raise BadXml("the parts of its extension don't fit")
        made[at : at + len(data)] = data
        got += len(data)
    if not made or got != len(made):
        raise BadXml("a part of its extension is missing")
    return bytes(made)


def _extension_pieces(data: bytes, guid: bytes) -> list[bytes]:
    return [
        EXTENDED_TAG + guid + _NUMBERS.pack(len(data), at) + data[at : at + _PIECE]
        for at in range(0, len(data), _PIECE)
    ]


def _drop_from(element: Element, rule: Rule) -> bool:
    there = False
    for name in [name for name in element.attrib if rule(*_parted_name(name))]:
        del element.attrib[name]
        there = True
    for child in [child for child in element if rule(*_parted_name(child.tag))]:
        element.remove(child)
        there = True
    return there


def _single(rdf: Element) -> Iterator[Element]:
    """Each property in a description of its own; of attributes, all of a description together."""
    for description in rdf:
        yield Element(_DESCRIPTION, dict(description.attrib))
        for child in description:
            alone = Element(_DESCRIPTION, {_ABOUT: description.get(_ABOUT, "")})
            alone.append(child)
            yield alone


def _wrapped(rdf: Element) -> Element:
    root = Element(f"{{{_META}}}xmpmeta")
    root.append(rdf)
    return root


def _text(packet: bytes) -> str:
    """UTF-8 as a JPEG must have it, or UTF-16 with its mark."""
    encoding = "utf-16" if packet[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return packet.decode(encoding).rstrip("\0")
    except UnicodeDecodeError:
        raise BadXml("its letters can't be read") from None


def _parted_name(name: str) -> tuple[str, str]:
    namespace, _, local = name[1:].partition("}") if name.startswith("{") else ("", "", name)
    return namespace, local
