"""What each measure means: in words for whoever reads the figure, its unit, and where the method is from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure."""

    field: str
    """Of `measured.Measured`."""
    name: str
    """As a heading."""
    means: str
    """In one or two sentences."""
    unit: str
    source: str
    """Of the method; a standard, a paper, or ourselves."""
    size: str
    """At which size of the picture it is taken."""


_WHOLE, _FACES = "1.5 megapixels", "the file's own, up to a face of 800 px"
_CIEDE = "CIEDE2000 (Sharma, Wu and Dalal, 2005), after a blur of 2 px"

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "parts",
        "Change by part",
        "How far skin, eyes, teeth, lips, hair, clothes and background moved: on average, what a hundredth of the part "
        "exceeds, and where it moved, and was recoloured, most (the mean of a cell of 1/48 of the longer side). Parts "
        "follow from the face's landmarks, the outline of the people, and the colours of each one's skin, hair and "
        "clothes; what can't be told is in none.",
        "ΔE00; a*, b*",
        _CIEDE,
        _WHOLE,
    ),
    Definition(
        "stray",
        "Change where none belongs",
        "The same in all parts that no plugin of the payload is made for: what a hundredth exceeds, and the share "
        "that moved by more than 2, which is seen side by side.",
        "ΔE00; share of pixels",
        _CIEDE,
        _WHOLE,
    ),
    Definition(
        "faces",
        "Skin of each face",
        "By how much its mean colour shifted; and the energy of its texture that is kept: of what is 2 to 8 pixels "
        "wide in L* at a face of 400 pixels, by the median, on evenly lit skin, without spots that are gone and what "
        "grain puts there.",
        "L*, a*, b*; 1 is all texture",
        "CIE 1976 L*a*b*; grain after Immerkær, 1996",
        _FACES,
    ),
    Definition(
        "healed",
        "Spots gone",
        "Round places darker or redder than the skin around them of which the result keeps less than two fifths.",
        "spots, with their places",
        "Lindeberg, Feature Detection with Automatic Scale Selection, 1998",
        _FACES,
    ),
    Definition(
        "at_risk",
        "Marks at risk",
        "Those of them that are dark rather than red, on face and neck: freckles; and moles, which are darker by 8 L* "
        "or more and by ten times what this skin usually is; or, with no other spot near, by 5.5 L* and six times. A "
        "person may want them back.",
        "marks, with their places",
        "as spots gone",
        _FACES,
    ),
    Definition(
        "files",
        "The file",
        "Where its size, colour profile or orientation differ from the photo's.",
        "pixels; name; 1–8",
        "the headers (ICC.1, Exif 2.3)",
        "whole files",
    ),
    Definition(
        "metadata",
        "Metadata",
        "Which of EXIF, IPTC, XMP and ICC profile the photo has and the result lacks, or has with other bytes, as its "
        "file came from the server. The photo's EXIF, IPTC and XMP are put back when it leaves; a profile belongs to "
        "the pixels, and stays as it came. No reason for a look by itself.",
        "missing or changed",
        "byte for byte (Exif 2.3, IPTC IIM, ISO 16684, ICC.1)",
        "whole files",
    ),
)
"""In the order shown. What `Measured.size` tells is said with each."""

TEXTURE_CROPS: Mapping[int, Path] = {
    kept: Path(__file__).with_name("texture") / f"kept-{kept}.jpg" for kept in (100, 95, 85, 75)
}
"""Percent of texture kept → what that looks like: skin of the sample portrait at 1:1. `docs/make_texture_crops.py`."""
