"""Figures of a result in words: each with its unit, and what could not be told said so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.imaging.measures.change import PartChange, StrayChange
from retouch_lib.imaging.measures.definitions import DEFINITIONS, TEXTURE_CROPS
from retouch_lib.imaging.measures.file_differences import FileDifference, FileTrait
from retouch_lib.imaging.measures.marks import MarkKind, SkinMark
from retouch_lib.imaging.measures.measured import FaceMeasured, GoneSpots, Measured
from retouch_lib.imaging.measures.metadata_differences import MetadataDifference, MetadataFate, MetadataKind
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.ui.shared.measure_words import definitions, lines

EDGE = PhotoPlace(0.9, 0.4, 0.1, 0.1)
MOLE = SkinMark(0.4, 0.3, 0.01, MarkKind.MOLE, 12.0, 1.0, 0.1)
CHANGE = PartChange(Part.CLOTHES, 0.3, 1.24, 8.46, 9.42, EDGE, (0.1, 6.0, 2.0), (21.0, 4.0), EDGE)
FOUND = Measured(
    (30, 20),
    (CHANGE, replace(CHANGE, part=Part.EYES, peak=0.0)),
    StrayChange(0.94, 0.5, 0.0123, Part.BACKGROUND, EDGE),
    (FaceMeasured(EDGE, 400, (0.42, -0.21, -0.04), 0.9171),),
    GoneSpots(31),
    GoneSpots(3, (MOLE, replace(MOLE, kind=MarkKind.FRECKLE), replace(MOLE, kind=MarkKind.FRECKLE))),
)


def test_every_figure_has_its_unit() -> None:
    assert lines(FOUND) == {
        "Clothes changed": "1.2 ΔE00 on average, 1 % by more than 8.5; most 9.4, right edge",
        "Eyes changed": "1.2 ΔE00 on average, 1 % by more than 8.5",
        "Where no plugin belongs": "1.2% by more than 2 ΔE00, 1 % by more than 0.9",
        "The face: skin’s colour": "L* +0.4, a* -0.2, b* +0.0",
        "The face: texture kept": "92% (seen 400 px high)",
        "Spots gone": "31, of these 1 mole and 2 freckles",
        "The file": "size, profile and orientation are the photo’s",
    }


def test_what_could_not_be_told_is_said() -> None:
    faces = (replace(FOUND.faces[0], texture=None),) * 5
    told = lines(replace(FOUND, faces=faces, healed=GoneSpots(0), at_risk=GoneSpots(0)))
    assert told["Face 3: texture kept"] == "too small or too smooth to tell (seen 400 px high)"
    assert "Face 4: texture kept" not in told
    assert told["Spots gone"] == "0"


def test_a_result_that_cant_be_laid_over_tells_of_its_file_only() -> None:
    cropped = Measured((0, 0), files=(FileDifference(FileTrait.SIZE, "600 × 800", "500 × 500"),))
    assert lines(cropped) == {
        "Pixels": "not compared: the result shows other pixels at the same places",
        "The file’s size": "500 × 500; the photo’s 600 × 800",
    }


@pytest.mark.parametrize(
    ("missing", "changed", "words"),
    [
        ("EXIF IPTC", "", "EXIF and IPTC are missing in the server’s file; they are put back when it leaves"),
        ("EXIF", "", "EXIF is missing in the server’s file; it is put back when it leaves"),
        ("", "ICC", "ICC is changed in the server’s file"),
        (
            "EXIF IPTC ICC",
            "XMP",
            "EXIF, IPTC and ICC are missing, XMP is changed in the server’s file; "
            "EXIF, IPTC and XMP are put back when it leaves",
        ),
    ],
)
def test_metadata_that_did_not_come_back(missing: str, changed: str, words: str) -> None:
    found = [MetadataDifference(MetadataKind(kind), MetadataFate.MISSING) for kind in missing.split()]
    found += [MetadataDifference(MetadataKind(kind), MetadataFate.CHANGED) for kind in changed.split()]
    in_order = tuple(sorted(found, key=lambda one: list(MetadataKind).index(one.kind)))
    assert lines(replace(FOUND, metadata=in_order))["Metadata"] == words


def test_every_definition_has_unit_size_and_source_and_the_crops_are_there() -> None:
    told = dict(definitions())
    assert len(told) == len(DEFINITIONS)
    assert all("Unit: " in text and "Taken at " in text and "After: " in text for text in told.values())
    assert all(path.is_file() for path in TEXTURE_CROPS.values())
