"""Figures of a result in words and units, line by line. Pure: no screen, no store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from retouch_lib.imaging.measures.change import PartChange, Shift
from retouch_lib.imaging.measures.definitions import DEFINITIONS, Definition
from retouch_lib.imaging.measures.marks import MarkKind
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.metadata_differences import MetadataDifference, MetadataFate, MetadataKind
from retouch_lib.imaging.measures.places import in_words
from retouch_lib.words.counted import counted

_MOST_FACES = 3


def lines(measured: Measured) -> dict[str, str]:
    """What is measured → how much, in the order shown; nothing of its pixels where they could not be laid over."""
    return dict(_lines(measured))


def _lines(measured: Measured) -> Iterator[tuple[str, str]]:
    if not measured.is_compared:
        yield "Pixels", "not compared: the result shows other pixels at the same places"
    for change in measured.parts:
        yield f"{change.part.value.capitalize()} changed", _change(change)
    if measured.stray is not None:
        stray = measured.stray
        yield "Where no plugin belongs", f"{stray.share:.1%} by more than 2 ΔE00, 1 % by more than {stray.p99:.1f}"
    for number, face in enumerate(measured.faces[:_MOST_FACES], start=1):
        name = f"Face {number}" if len(measured.faces) > 1 else "The face"
        yield f"{name}: skin’s colour", _shift(face.shift)
        kept = "too small or too smooth to tell" if face.texture is None else f"{face.texture:.0%}"
        yield f"{name}: texture kept", f"{kept} (seen {face.height} px high)"
    if measured.is_compared:
        yield "Spots gone", _spots(measured)
    for one in measured.files:
        yield f"The file’s {one.trait.value}", f"{one.after}; the photo’s {one.before}"
    if not measured.files:
        yield "The file", "size, profile and orientation are the photo’s"
    if measured.metadata:
        yield "Metadata", _metadata(measured.metadata)


def _change(change: PartChange) -> str:
    most = f"; most {change.peak:.1f}, {in_words(change.place)}" if change.peak else ""
    return f"{change.mean:.1f} ΔE00 on average, 1 % by more than {change.p99:.1f}{most}"


def _shift(shift: Shift) -> str:
    return ", ".join(
        f"{name} {round(value, 1) + 0.0:+.1f}" for name, value in zip(("L*", "a*", "b*"), shift, strict=True)
    )


def _spots(measured: Measured) -> str:
    kinds = Counter(mark.kind for mark in measured.at_risk.places)
    at_risk = [counted(kinds[kind], kind.value) for kind in (MarkKind.MOLE, MarkKind.FRECKLE) if kinds[kind]]
    return f"{measured.healed.count}, of these {' and '.join(at_risk)}" if at_risk else f"{measured.healed.count}"


def _metadata(found: Sequence[MetadataDifference]) -> str:
    """ "EXIF and IPTC are missing, XMP is changed in the server’s file; they are put back when it leaves" """
    by_fate = {fate: [one.kind for one in found if one.fate is fate] for fate in MetadataFate}
    told = ", ".join(f"{_listed(kinds)} {_are(kinds)} {fate}" for fate, kinds in by_fate.items() if kinds)
    back = [one.kind for one in found if one.kind is not MetadataKind.ICC]
    if not back:
        return f"{told} in the server’s file"
    what = "they" if len(back) == len(found) > 1 else "it" if len(found) == 1 else _listed(back)
    return f"{told} in the server’s file; {what} {_are(back)} put back when it leaves"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def definitions() -> Iterator[tuple[str, str]]:
    """Of each measure its name, and all that is to be known of it as one text."""
    for one in DEFINITIONS:
        yield one.name, _definition(one)


def _definition(one: Definition) -> str:
    return f"{one.means} Unit: {one.unit}. Taken at {one.size}. After: {one.source}."
