"""Which results need a look: each measure against its limit, the worst first, and why in words.

How bad a measure is, is how many times its limit it has, of counts and shares the root: so ΔE and moles can stand in
one order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from retouch_lib.imaging.measures import belonging
from retouch_lib.imaging.measures.change import PartChange, Shift, StrayChange
from retouch_lib.imaging.measures.file_differences import FileTrait
from retouch_lib.imaging.measures.marks import MarkKind, SkinMark
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.imaging.measures.parts import Part
from retouch_lib.imaging.measures.places import PhotoPlace, around, in_words
from retouch_lib.words.counted import counted

RULES = 1
"""Raised whenever `reasons` says another thing of the same figures, payload and limits: what is kept is old then."""
_LEAST_SHARE = 0.002
"""Of the picture: a smaller part's hundredth is a few pixels."""
_FEW = 0.001
"""Of the picture: so many pixels are a place."""
_LARGE_SHARE = 0.02
"""Of the picture: only parts so large tell of its white."""
_RECOLOURS, _RESIZES = frozenset({"Color Correction"}), frozenset({"Crop"})
_OTHER_FILE = 10.0
_DIRECTIONS = (("darker", "lighter"), ("greener", "redder"), ("bluer", "yellower"))


@dataclass(frozen=True, slots=True)
class TriageLimits:
    """From which value on a measure asks for a look."""

    stray: float = 3.0
    """ΔE00 that a hundredth of a part exceeds, or its worst place has, where none belongs."""
    stray_share: float = 0.01
    """Of those parts' pixels, what moved by more than 2 ΔE00."""
    parts: Mapping[Part, float] = field(
        default_factory=lambda: {
            Part.SKIN: 20.0,
            Part.EYES: 25.0,
            Part.TEETH: 16.0,
            Part.LIPS: 12.0,
            Part.HAIR: 12.0,
            Part.CLOTHES: 14.0,
            Part.BACKGROUND: 10.0,
        }
    )
    """The same where a part may change."""
    tints: Mapping[Part, float] = field(
        default_factory=lambda: {Part.HAIR: 6.5, Part.CLOTHES: 6.5, Part.BACKGROUND: 6.5}
    )
    """Distance in a* and b* by which the place of a part that was recoloured most moved: no plugin is for that."""
    skin_shift: float = 4.0
    """Distance in CIELAB by which a face's mean colour moved."""
    white: float = 1.5
    """Distance in a* and b* by which all large parts moved the same way."""
    texture: float = 0.65
    """Energy of a face's texture that is kept, at most."""
    moles: int = 1
    """Moles that are gone."""
    freckles: int = 12
    """Freckles that are gone."""

    def __post_init__(self) -> None:
        """Raises ValueError for a limit that everything would have."""
        single = (self.stray, self.stray_share, self.skin_shift, self.white, self.moles, self.freckles)
        if not min(*single, *self.parts.values(), *self.tints.values()) > 0 or not 0 < self.texture < 1:
            raise ValueError("a limit must be more than nothing, and texture's less than all")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a result needs a look."""

    words: str
    """ "background moved, ΔE 6.1, right edge"."""
    beyond: float
    """How many times its limit the measure has, of a count or share the root; at least 1."""
    measure: str
    """Its field in `Measured`, by which its definition is found."""
    place: PhotoPlace | None = None
    """Where it is plainest; None where it is everywhere, or of the file."""
    marks: tuple[SkinMark, ...] = ()
    """The moles or freckles that are gone, the plainest first."""


@dataclass(frozen=True, slots=True)
class Triaged:
    """One result."""

    id: str
    reasons: tuple[Reason, ...]
    """The worst first; none where nothing asks for a look."""
    is_compared: bool
    """False where nothing is known of its pixels: they could not be laid over the photo's."""

    @property
    def beyond(self) -> float:
        """Of its worst reason; 0 without one."""
        return self.reasons[0].beyond if self.reasons else 0.0


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is known of one result when it is judged."""

    id: str
    """The job's."""
    measured: Measured
    plugins: Collection[str]
    """The keys of those in its payload."""


def triage(measurements: Iterable[Measurement], limits: TriageLimits | None = None) -> list[Triaged]:
    """All of them, the worst first; those that need no look in the order given."""
    usual = limits or TriageLimits()
    judged = [
        Triaged(each.id, reasons(each.measured, each.plugins, usual), each.measured.is_compared)
        for each in measurements
    ]
    return sorted(judged, key=lambda one: one.beyond, reverse=True)


def reasons(measured: Measured, plugins: Collection[str], limits: TriageLimits) -> tuple[Reason, ...]:
    """Every measure that has its limit or more, the worst first."""
    found = [*_files(measured, plugins), *_textures(measured, limits)]
    found += [*_marks(measured, MarkKind.MOLE, limits.moles), *_marks(measured, MarkKind.FRECKLE, limits.freckles)]
    if _RECOLOURS.isdisjoint(plugins):
        found += [*_parts(measured, plugins, limits), *_shifts(measured, limits)]
        found += _over(_white(measured, limits)) or _stray(measured.stray, limits)  # where the white shifted, all moved
    return tuple(sorted(_over(found), key=lambda one: one.beyond, reverse=True))


def _over(reasons_: Iterable[Reason]) -> list[Reason]:
    return [one for one in reasons_ if one.beyond >= 1]


def _files(measured: Measured, plugins: Collection[str]) -> Iterator[Reason]:
    """Another file is beyond any measure of its pixels: it can't take the photo's place."""
    for one in measured.files:
        resized = one.trait is FileTrait.SIZE and _RESIZES.isdisjoint(plugins)
        if resized or one.trait is FileTrait.PROFILE:  # rows stored in another order still stand upright
            yield Reason(f"another {one.trait}: {one.after}, the photo has {one.before}", _OTHER_FILE, "files")


def _parts(measured: Measured, plugins: Collection[str], limits: TriageLimits) -> Iterator[Reason]:
    belongs = belonging.belonging(plugins)
    for change in measured.parts:
        if change.share < _LEAST_SHARE:
            continue
        yield _moved(change, limits.parts[change.part] if change.part in belongs else limits.stray)
        if change.part in limits.tints:
            yield _recoloured(change, limits.tints[change.part])


def _stray(stray: StrayChange | None, limits: TriageLimits) -> Iterator[Reason]:
    """The root of the share, which goes up to 100 times its limit as no ΔE does; a few pixels ask for no look."""
    if stray is not None and stray.share * stray.area >= _FEW:
        words = f"{stray.share:.0%} moved where no plugin belongs, {stray.part} most, {in_words(stray.place)}"
        yield Reason(words, (stray.share / limits.stray_share) ** 0.5, "stray", stray.place)


def _moved(change: PartChange, limit: float) -> Reason:
    most = max(change.p99, change.peak)
    words = f"{change.part} moved, ΔE {most:.1f}, {in_words(change.place)}"
    return Reason(words, most / limit, "parts", change.place)


def _recoloured(change: PartChange, limit: float) -> Reason:
    shift = (0.0, *change.tint)
    words = f"{change.part} turned {_direction(shift)}, ΔC {_length(shift):.1f}, {in_words(change.tint_place)}"
    return Reason(words, _length(shift) / limit, "parts", change.tint_place)


def _shifts(measured: Measured, limits: TriageLimits) -> Iterator[Reason]:
    for face in measured.faces:
        moved = _length(face.shift)
        words = f"a face {_direction(face.shift)}, ΔE {moved:.1f}"
        yield Reason(words, moved / limits.skin_shift, "faces", face.place)


def _textures(measured: Measured, limits: TriageLimits) -> Iterator[Reason]:
    for face in measured.faces:
        if face.texture is not None:
            words = f"skin smoothed, {face.texture:.0%} of its texture kept"
            yield Reason(words, (1 - face.texture) / (1 - limits.texture), "faces", face.place)


def _marks(measured: Measured, kind: MarkKind, limit: int) -> Iterator[Reason]:
    """The root of the count: two moles are no worse than a shirt of another colour."""
    gone = tuple(mark for mark in measured.at_risk.places if mark.kind is kind)
    if gone:
        words = f"a {kind} is gone" if len(gone) == 1 else f"{counted(len(gone), kind)} are gone"
        yield Reason(words, (len(gone) / limit) ** 0.5, "at_risk", around(gone[0].x, gone[0].y), gone)


def _white(measured: Measured, limits: TriageLimits) -> Iterator[Reason]:
    """What all large parts have in common: one that stayed where it was shows that the white did."""
    large = [change for change in measured.parts if change.share >= _LARGE_SHARE]
    if len(large) < 2:
        return
    shift = (0.0, _common(large, 1), _common(large, 2))
    words = f"white shifted: all is {_direction(shift)}, ΔE {_length(shift):.1f}"
    yield Reason(words, _length(shift) / limits.white, "parts")


def _common(changes: Iterable[PartChange], channel: int) -> float:
    values = [change.shift[channel] for change in changes]
    return min(values, key=abs) if min(values) * max(values) > 0 else 0.0


def _direction(shift: Shift) -> str:
    """By what moved most: "redder"."""
    channel = max(range(3), key=lambda index: abs(shift[index]))
    return _DIRECTIONS[channel][shift[channel] > 0]


def _length(shift: Shift) -> float:
    return float(sum(value**2 for value in shift) ** 0.5)
