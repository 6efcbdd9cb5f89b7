"""A result as it leaves: with what its photo says beside the pixels, which are those of the result, byte for byte.

outgoing(files.path(job.photo), files.path(job.result), Wishes(without_place=True))
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.imaging.metadata.provenance import Provenance

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Wishes:
    """What its owner wants of a file that leaves."""

    without_place: bool = False
    """Without coordinates, wherever they stand. A city's name that somebody typed (IPTC) stays."""
    added: Provenance | None = None
    """Written as XMP, into files to work with; None for a delivery."""
    stars: int | None = None
    """Written as xmp:Rating, 1–5; None or 0 writes none."""
    overwrite_stars: bool = False
    """Whether they take the place of a rating that is there."""


AS_IT_IS = Wishes()


class Outgoing:
    """One file that leaves. Its head is made and in memory; the pixels are read from disk while it is sent."""

    def __init__(self, result: Path, length: int, remarks: tuple[str, ...] = ()) -> None:
        self._result = result
        self.length = length
        """Bytes of the whole file."""
        self.remarks = remarks
        """What could not be kept, in sentences."""

    def pieces(self) -> Iterator[bytes]:
        """The file's bytes, from the first to the last, at most a megabyte at once. May be called again.

        Raises OSError where the result can't be read to its end.
        """
        left = self.length
        with self._result.open("rb") as file:
            while left:
                chunk = file.read(min(_CHUNK, left))
                if not chunk:
                    raise OSError(f"{self._result.name} ends early")
                left -= len(chunk)
                yield chunk


def outgoing(photo: Path, result: Path, wishes: Wishes = AS_IT_IS) -> Outgoing:
    """The result with its photo's metadata.

    What is no JPEG or PNG (layers, JSON), and what can't be read (a result kept as it came, a photo that is gone),
    goes as it is: nothing that was paid for stays behind; a remark says so. Raises OSError where the result is gone.
    """
    return Outgoing(result, result.stat().st_size)


def takes_stars(result_type: str | None) -> bool:
    """Whether stars stand in the file itself ("jpeg", "png"); else they go into a `sidecar` beside it."""
    return result_type in ("jpeg", "png")


def sidecar(stars: int, added: Provenance | None = None) -> bytes:
    """An .xmp file to lie beside one that can't hold its stars: DSC_1_balanced.zip → DSC_1_balanced.xmp."""
    rating = f' xmp:Rating="{stars}"' if stars else ""
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"{rating}/></rdf:RDF></x:xmpmeta>\n'
    ).encode()
