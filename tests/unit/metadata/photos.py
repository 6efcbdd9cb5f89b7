"""Photos as phones, cameras and editors write them, with all that stands beside their pixels."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from functools import cache

import numpy as np
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from retouch_lib.imaging.files import profiles
from tests.unit.imaging.pictures import chunk, icc_segments, iccp, png, segment, smooth
from tests.unit.metadata.exif_writing import GPS, LONG, RATIONAL, SHORT, UNDEFINED, canon_note, text, tiff

WIDTH, HEIGHT = 96, 64
"""As stored."""
P3 = profiles.make("Display P3", profiles.P3, profiles.srgb_curve())
EXIF_TAG, XMP_TAG = b"Exif\x00\x00", b"http://ns.adobe.com/xap/1.0/\x00"
EXTENDED_TAG, RESOURCES_TAG = b"http://ns.adobe.com/xmp/extension/\x00", b"Photoshop 3.0\x00"
Pixels = NDArray[np.uint8]


def small_picture() -> bytes:
    """The photo before it was retouched, as a thumbnail."""
    return simplejpeg.encode_jpeg(smooth(16, 12), 80, "RGB", "444")


def with_segments(pixels: Pixels, *segments: bytes, quality: int = 92) -> bytes:
    """A JPEG 4:2:0 with these behind its JFIF header."""
    plain: bytes = simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, "RGB", "420")
    return plain[:20] + b"".join(segments) + plain[20:]


def _camera_tags(**more: object) -> dict[int, object]:
    return {
        0x829A: (RATIONAL, ((1, 160),)),
        0x829D: (RATIONAL, ((28, 10),)),
        0x8827: (SHORT, 200),
        0x9000: (UNDEFINED, b"0232"),
        0x9003: text("2026:11:21 14:05:33"),
        0x9101: (UNDEFINED, b"\x01\x02\x03\x00"),
        0x920A: (RATIONAL, ((85, 1),)),
        0xA000: (UNDEFINED, b"0100"),
        0xA001: (SHORT, 1),
        0xA002: (LONG, WIDTH),
        0xA003: (LONG, HEIGHT),
        0xA434: text("RF85mm F1.2 L USM"),
    }


@cache
def phone_exif(orientation: int = 6) -> bytes:
    main = {
        0x010F: text("Apple"),
        0x0110: text("iPhone 17 Pro"),
        0x0112: (SHORT, orientation),
        0x011A: (RATIONAL, ((72, 1),)),
        0x011B: (RATIONAL, ((72, 1),)),
        0x0128: (SHORT, 2),
        0x0213: (SHORT, 1),
        0x8769: _camera_tags(),
        0x8825: GPS,
    }
    return tiff(main, small_picture(), ">")  # type: ignore[arg-type]


@cache
def camera_exif(*, interoperability: bytes = b"", orientation: int = 1) -> bytes:
    """With a maker's note, whose offsets count from the beginning of all."""
    marker = b"\xa5" * len(canon_note(0))
    camera = _camera_tags() | {0x927C: (UNDEFINED, marker), 0x9214: (SHORT, 40)}
    if interoperability:
        camera |= {0xA001: (SHORT, 0xFFFF), 0xA005: {0x0001: (2, interoperability), 0x0002: (UNDEFINED, b"0100")}}
    main = {
        0x010F: text("Canon"),
        0x0110: text("Canon EOS R5"),
        0x0112: (SHORT, orientation),
        0x011A: (RATIONAL, ((300, 1),)),
        0x011B: (RATIONAL, ((300, 1),)),
        0x0128: (SHORT, 2),
        0x013B: text("A. Photographer"),
        0x0213: (SHORT, 1),
        0x8298: text("(c) 2026 A. Photographer"),
        0x8769: camera,
    }
    made = tiff(main, small_picture())  # type: ignore[arg-type]
    place = made.index(marker)
    return made[:place] + canon_note(place) + made[place + len(marker) :]


def phone() -> bytes:
    """Turned by its mark, with a place, a wide profile, and a second picture behind its own (MPF)."""
    made = with_segments(
        smooth(WIDTH, HEIGHT),
        segment(0xE1, EXIF_TAG + phone_exif()),
        segment(0xE1, XMP_TAG + packet(_PHONE_XMP)),
        *icc_segments(P3),
        mpf := segment(0xE2, b"MPF\x00" + bytes(_MPF_BYTES)),
    )
    second = simplejpeg.encode_jpeg(smooth(24, 16), 80, "RGB", "444")
    place = made.index(mpf)
    found = segment(0xE2, b"MPF\x00" + _mpf(len(made), len(second), len(made) - place - 8))
    return made.replace(mpf, found) + second


_MPF_BYTES = 8 + 2 + 3 * 12 + 4 + 32


def _mpf(first: int, second: int, distance: int) -> bytes:
    """CIPA DC-007: two pictures; the second lies `distance` bytes behind this TIFF's beginning."""
    entries = ((0xB000, 7, 4, b"0100"), (0xB001, 4, 1, struct.pack(">I", 2)), (0xB002, 7, 32, struct.pack(">I", 50)))
    made = b"MM\x00*\x00\x00\x00\x08" + struct.pack(">H", len(entries))
    made += b"".join(struct.pack(">HHI", tag, kind, count) + value for tag, kind, count, value in entries) + bytes(4)
    pictures = struct.pack(">IIIHH", 0x030000, first, 0, 0, 0) + struct.pack(">IIIHH", 0, second, distance, 0, 0)
    return made + pictures


def camera() -> bytes:
    return with_segments(
        smooth(WIDTH, HEIGHT), segment(0xE1, EXIF_TAG + camera_exif()), *icc_segments(profiles.by_number(1, 13) or b"")
    )


def editor() -> bytes:
    """As an editor exports it: Exif, XMP that goes on in an extension, IPTC, a thumbnail, Adobe's mark."""
    main, extension = extended(_EDITOR_XMP, b"<xmpMM:History>" + b"retouched &amp; saved " * 6000 + b"</xmpMM:History>")
    return with_segments(
        smooth(WIDTH, HEIGHT),
        segment(0xE1, EXIF_TAG + camera_exif()),
        segment(0xE1, XMP_TAG + main),
        *extension,
        segment(0xED, RESOURCES_TAG + resources()),
        *icc_segments(P3),
        segment(0xEE, b"Adobe\x00\x64\x00\x00\x00\x00\x01"),
    )


def editor_png() -> bytes:
    """The same as a PNG: Exif, XMP, IPTC as a raw profile, a profile, texts."""
    data = resources()
    digits = data.hex()
    lines = "\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    raw = f"\niptc\n{len(data):8}\n{lines}\n".encode()
    return png(
        smooth(WIDTH, HEIGHT),
        iccp(P3),
        chunk(b"eXIf", camera_exif()),
        chunk(b"iTXt", b"XML:com.adobe.xmp" + bytes(5) + packet(_EDITOR_XMP)),
        chunk(b"zTXt", b"Raw profile type iptc\x00\x00" + zlib.compress(raw)),
        chunk(b"tEXt", b"Author\x00A. Photographer"),
    )


def resources() -> bytes:
    """IPTC with a city, the mark of copyright, and a thumbnail, which is the photo's."""
    return b"".join(
        (
            resource(
                0x0404,
                iptc((1, 90, b"\x1b%G"), (2, 0, b"\x00\x02"), (2, 90, b"Tallinn"), (2, 120, b"The br\xc3\xbcde")),
            ),
            resource(0x040A, b"\x01"),
            resource(0x040C, struct.pack(">IIIIIIHH", 1, 16, 12, 48, 576, 300, 24, 1) + small_picture()),
        )
    )


def resource(number: int, data: bytes) -> bytes:
    return struct.pack(">4sHHI", b"8BIM", number, 0, len(data)) + data + bytes(len(data) % 2)


def iptc(*datasets: tuple[int, int, bytes]) -> bytes:
    return b"".join(struct.pack(">BBBH", 0x1C, record, number, len(data)) + data for record, number, data in datasets)


def packet(inside: bytes) -> bytes:
    """An XMP packet around descriptions."""
    return (
        b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' + inside + b"</rdf:RDF></x:xmpmeta>"
        b'<?xpacket end="w"?>'
    )


def extended(inside: bytes, more: bytes) -> tuple[bytes, list[bytes]]:
    """A packet, and the segments that go on with it: `more` is one property of xmpMM's."""
    extension = packet(
        b'<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">%s</rdf:Description>' % more
    )
    guid = hashlib.md5(extension).hexdigest().upper().encode()
    note = b'<rdf:Description rdf:about="" xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="%s"/>'
    pieces = [
        segment(0xE1, EXTENDED_TAG + guid + struct.pack(">II", len(extension), at) + extension[at : at + 65_000])
        for at in range(0, len(extension), 65_000)
    ]
    return packet(inside + note % guid), pieces


_PHONE_XMP = b"""
<rdf:Description rdf:about="" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
  xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:mwg-rs="http://www.metadataworkinggroup.com/schemas/regions/"
  xmlns:stArea="http://ns.adobe.com/xmp/sType/Area#" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
  hdrgm:Version="1.0" exif:GPSLatitude="59,26.2328N" xmp:CreatorTool="27.0" tiff:Orientation="6">
  <mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Seq><rdf:li><rdf:Description mwg-rs:Type="Face">
  <mwg-rs:Area stArea:x="0.5" stArea:y="0.4" stArea:w="0.2" stArea:h="0.2" stArea:unit="normalized"/></rdf:Description>
  </rdf:li></rdf:Seq></mwg-rs:RegionList></mwg-rs:Regions></rdf:Description>"""
_EDITOR_XMP = """
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
  xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
  xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
  xmp:Rating="3" tiff:Orientation="1" exif:PixelXDimension="96" photoshop:City="Tallinn">
  <dc:title><rdf:Alt><rdf:li xml:lang="x-default">The br\xfcde &amp; &lt;groom&gt;</rdf:li></rdf:Alt></dc:title>
  <dc:subject><rdf:Bag><rdf:li>wedding</rdf:li><rdf:li>\u0441\u0432\u0430\u0434\u044c\u0431\u0430</rdf:li></rdf:Bag></dc:subject>
  <xmp:Thumbnails><rdf:Alt><rdf:li>/9j/4AAQ</rdf:li></rdf:Alt></xmp:Thumbnails>
  <Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Tallinn</Iptc4xmpExt:City>
  <exif:GPSLatitude>59,26.2328N</exif:GPSLatitude></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
</rdf:Description>""".encode()


def cloud_result(form: str, size: tuple[int, int] = (HEIGHT, WIDTH), profile: bytes = b"") -> bytes:
    """What a server may send: the pixels, upright, and nothing else, or only a profile."""
    image = Image.fromarray(smooth(*size))
    target = io.BytesIO()
    image.save(
        target, form, **({"icc_profile": profile} if profile else {}), **({"quality": 93} if form == "JPEG" else {})
    )
    return target.getvalue()
