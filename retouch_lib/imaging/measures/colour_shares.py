"""How surely each pixel is someone's skin, hair or clothes, or none of theirs: by where it is, and by its colour.

A mixture of the background, and of each person's skin, hair and clothes. What colours hair and clothes have is learned
from where they are expected, and once more from where they were found (expectation and maximisation: Dempster, Laird
and Rubin, 1977); what skin has, from the face. So a black shirt beside fair hair is the one's shirt, not the other's
hair; and where both are black, neither is sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retouch_lib.imaging.floats import Floats
from retouch_lib.imaging.measures import palette
from retouch_lib.imaging.measures.bare_face import BROAD, BareFace, likeness, skin_colours
from retouch_lib.imaging.measures.figure import Figure
from retouch_lib.imaging.measures.palette import Cells, Palette

_ROUNDS = (4, 1, 1)
"""Powers of how sure a place is of hair or clothes: first only the surest tell, by themselves."""
_NOBODY = 0.1
_OTHER, _UNKNOWN = 0.04, 1 / 2000
"""How often something else is before a person, such as a telephone; and how often it has any one colour."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Float32 (H, W) each, 0-1; what is missing from 1 is something else."""

    skin: Floats
    hair: Floats
    clothes: Floats


@dataclass(frozen=True, slots=True)
class _Palettes:
    """Of one person."""

    skin: Palette
    hair: Palette
    clothes: Palette


def shares(lab: Floats, person: Floats, figures: Sequence[Figure], faces: Sequence[BareFace]) -> Shares:
    """Of CIELAB (H, W, 3). `person`: (H, W), 0-1. `faces`: of each figure."""
    cells = palette.cells(lab)
    backdrop = palette.counted(cells, (person < _NOBODY).astype(np.float32))
    coarse = [_halved(each) for each in figures]
    small, outline = cells[::2, ::2], person[::2, ::2]
    unlike = [1 - likeness(face) ** BROAD for face in faces]
    own = [_Palettes(skin_colours(face, cells), other, other) for face, other in zip(faces, unlike, strict=True)]
    for surest in _ROUNDS:
        seen = outline if surest > 1 else outline / _total(small, outline, backdrop, coarse, own)
        own = [
            _learned(small, seen, each, palettes, other, surest)
            for each, palettes, other in zip(coarse, own, unlike, strict=True)
        ]
    return _shares(cells, person, backdrop, figures, own)


def _halved(each: Figure) -> Figure:
    """In a picture of every second row and column."""
    odd = tuple(span.start % 2 for span in each.window)
    skin, hair, clothes = (plane[odd[0] :: 2, odd[1] :: 2] for plane in (each.skin, each.hair, each.clothes))
    top, left = ((span.start + 1) // 2 for span in each.window)
    return Figure((slice(top, top + skin.shape[0]), slice(left, left + skin.shape[1])), skin, hair, clothes)


def _learned(cells: Cells, seen: Floats, each: Figure, own: _Palettes, unlike: Palette, surest: int) -> _Palettes:
    """From where hair and clothes are by what was learned before. What could be skin is neither."""
    where, seen = cells[each.window], seen[each.window]
    hair = palette.counted(where, seen * each.hair**surest * own.hair.take(where))
    clothes = palette.counted(where, seen * each.clothes**surest * own.clothes.take(where))
    return _Palettes(
        own.skin,
        np.asarray(hair * _HAIR * (0.3 + 0.7 * unlike), np.float32),
        np.asarray(clothes * (0.05 + 0.95 * unlike), np.float32),
    )


def _hair_colours() -> Palette:
    """1 for what hair grows in: black, brown, red, fair and grey; 0 for green, blue and pink cloth."""
    colours = palette.colours()
    chroma = np.hypot(colours[:, 1], colours[:, 2])
    hue = np.degrees(np.arctan2(colours[:, 2], colours[:, 1]))
    return np.asarray((chroma < 9) | ((hue > 30) & (hue < 100)), np.float32)


_HAIR = _hair_colours()


def _densities(cells: Cells, person: Floats, each: Figure, own: _Palettes) -> Iterator[Floats]:
    where, seen = cells[each.window], person[each.window]
    for plane, colours in ((each.skin, own.skin), (each.hair, own.hair), (each.clothes, own.clothes)):
        yield plane * seen * colours.take(where)


def _total(
    cells: Cells, person: Floats, backdrop: Palette, figures: Sequence[Figure], own: Sequence[_Palettes]
) -> Floats:
    total = backdrop.take(cells) * (1 - person) + np.float32(_OTHER * _UNKNOWN)
    for each, palettes in zip(figures, own, strict=True):
        for density in _densities(cells, person, each, palettes):
            total[each.window] += density
    return np.asarray(total, np.float32)


def _shares(
    cells: Cells, person: Floats, backdrop: Palette, figures: Sequence[Figure], own: Sequence[_Palettes]
) -> Shares:
    nobody = np.asarray(backdrop.take(cells) * (1 - person), np.float32)
    found = [np.zeros(cells.shape, np.float32) for _ in range(3)]
    for each, palettes in zip(figures, own, strict=True):
        for plane, density in zip(found, _densities(cells, person, each, palettes), strict=True):
            plane[each.window] += density
    total = nobody + sum(found) + np.float32(_OTHER * _UNKNOWN)
    return Shares(*(np.asarray(plane / total, np.float32) for plane in found))
