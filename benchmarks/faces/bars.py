"""Every figure: what it is, its unit, and the bar that it has to meet."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Literal

from benchmarks.faces.truth import Truth

Sense = Literal["most", "least", "within", "told"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One column of the table."""

    words: str
    unit: str
    sense: Sense
    """Whether the bar is the most or the least it may be, or the most its size may be; "told" has no bar."""
    bar: float | None = None
    median: float | None = None
    """A second bar, for the median over all photos."""
    only: str = ""
    """The bar holds only for photos of which the truth tells this: see `applies`."""

    def met(self, value: float | None, truth: Truth | None = None) -> bool | None:
        """None where there is no value or no bar for this photo."""
        if value is None or self.bar is None or not self.applies(truth):
            return None
        return self._holds(value, self.bar)

    def median_met(self, values: list[float]) -> bool | None:
        """None where there are no values or no such bar."""
        return self._holds(median(values), self.median) if values and self.median is not None else None

    def worst(self, values: dict[str, float]) -> str:
        """Which photo's value is furthest on the bad side. `values` is not empty."""
        sign = -1 if self.sense == "least" else 1
        return max(values, key=lambda name: abs(values[name]) if self.sense == "within" else sign * values[name])

    def applies(self, truth: Truth | None) -> bool:
        """`only` names a kind of marks, or "busy": a picture without a plain backdrop."""
        if not self.only or truth is None:
            return not self.only
        return truth.plain is False if self.only == "busy" else truth.marks == self.only

    def _holds(self, value: float, bar: float) -> bool:
        if self.sense == "least":
            return value >= bar
        return (abs(value) if self.sense == "within" else value) <= bar


def _volumes(part: str) -> dict[str, Figure]:
    return {
        f"volumes {part} dL": Figure(f"Portrait Volumes 100 %: mean change of the {part}", "L*", "within", 1),
        f"volumes {part} p99": Figure(f"Portrait Volumes 100 %: 99th percentile on the {part}", "L*", "most", 3),
    }


def _texture(look: str, median_bar: float) -> dict[str, Figure]:
    return {
        f"texture {look}": Figure(
            f"{look}: texture kept, 2–8 px on a face of 600 px", "of 1", "least", 0.80, median_bar
        ),
        f"fine texture {look}": Figure(
            f"{look}: energy kept in what is finer than 0.3 % of a face", "of 1", "least", 0.80, median_bar
        ),
        f"skin {look}": Figure(f"{look}: mean change of the face's skin", "ΔE00", "told"),
    }


FIGURES: dict[str, Figure] = {
    "faces missed": Figure("faces that the truth tells and the engine did not find", "faces", "most", 0),
    "faces": Figure("faces found", "faces", "told"),
    "ghost glasses": Figure("bare faces taken for wearing glasses", "faces", "most", 0),
    "missed glasses": Figure("wearers taken for bare", "faces", "most", 0),
    "rim step": Figure("heavy: steepest new border around the eyes, where rims are drawn", "ΔE", "most", 1),
    **_volumes("eyes"),
    **_volumes("brows"),
    **_volumes("lips"),
    **_volumes("hair"),
    "volumes skin dC": Figure("Portrait Volumes 100 %: mean chroma change of the skin", "C*", "within", 0.5),
    "volumes over white": Figure("Portrait Volumes 100 %: lit beyond the photo's 99.5th percentile", "L*", "most", 2),
    "mattifier share": Figure("Mattifier 100 %: skin moved by over 3 ΔE00", "%", "most", 12),
    "mattifier border": Figure("Mattifier 100 %: steepest new border", "ΔE", "most", 1),
    "clothes without Fabric p99": Figure("balanced without Fabric: 99th percentile on clothes", "ΔE00", "most", 1),
    "clothes p99": Figure("balanced, of which Fabric is to change clothes: 99th percentile on them", "ΔE00", "told"),
    "fabric black": Figure("Fabric 100 %: change of the black point of clothes that have one", "L*", "within", 0.5),
    "fabric pattern": Figure("Fabric 100 %: contrast kept of stripes, checks and weave", "%", "least", 95),
    "fabric dC": Figure("Fabric 100 %: mean chroma change of clothes", "C*", "within", 0.5),
    "fabric border": Figure("Fabric 100 %: steepest new border on clothes", "ΔE", "most", 1),
    "highlights dC": Figure("Dodge Burn 100 %: chroma change of the lightest tenth of skin", "C*", "within", 1),
    "highlights dH": Figure("Dodge Burn 100 %: hue change of the lightest tenth of skin", "ΔH*", "most", 1),
    "texture dodge burn": Figure("Dodge Burn 100 %, Scale 2: texture kept, 2–8 px", "of 1", "least", 0.94),
    "texture dodge burn 0": Figure("Dodge Burn 100 %, Scale 0: texture kept, 2–8 px", "of 1", "least", 0.94),
    "backdrop": Figure("Clean Backdrop 100 %: mean change behind the people", "ΔE00", "most", 0.1, only="busy"),
    "backdrop people": Figure("Clean Backdrop 100 %: 99th percentile on the people", "ΔE00", "most", 1),
    "veins": Figure("Eye Vessels 100 %: visible veins' contrast kept", "of 1", "most", 0.30),
    "vessels uneven": Figure("Eye Vessels 100 %: the more changed eye against the other", "times", "most", 1.5),
    "freckles slight": Figure("slight: contrast of marks kept", "of 1", "least", 0.90, only="freckles"),
    "freckles balanced": Figure("balanced: contrast of marks kept", "of 1", "least", 0.75, only="freckles"),
    "blemishes": Figure("Heal, Dodge Burn, Skin Tone: contrast of marks kept", "of 1", "most", 0.65, only="blemishes"),
    "mono tint": Figure("heavy: chroma added to a monochrome photo", "C*", "most", 0.05),
    **_texture("slight", 0.95),
    **_texture("balanced", 0.90),
    **_texture("heavy", 0.86),
    "grows": Figure("the lesser step of change, slight to balanced to heavy", "ΔE00", "least", 0.01),
    "mirror": Figure("heavy of the mirrored photo, on the face", "ΔE00", "most", 0.3),
    "half size": Figure("heavy of the photo at half its size, on the face", "ΔE00", "most", 0.8),
    "grey border": Figure("heavy of the photo in a grey border of 25 %, on the face", "ΔE00", "most", 0.3),
    "colour spaces": Figure("heavy in sRGB, Display P3 and Adobe RGB, on the face", "ΔE00", "most", 0.7),
    "heal effect": Figure("Heal 100 %: mean change of the face's skin", "ΔE00", "told"),
    "fabric effect": Figure("Fabric 100 %: mean change of clothes", "ΔE00", "told"),
    "dodge burn effect": Figure("Dodge Burn 100 %: mean change of the face's skin", "ΔE00", "told"),
    "skin tone effect": Figure("Skin Tone 100 %: mean change of the face's skin", "ΔE00", "told"),
    "volumes effect": Figure("Portrait Volumes 100 %: mean change of the face's skin", "ΔE00", "told"),
    "mattifier effect": Figure("Mattifier 100 %: mean change of the face's skin", "ΔE00", "told"),
    "vessels effect": Figure("Eye Vessels 100 %: mean change of the eyes' whites", "ΔE00", "told"),
    "seconds balanced": Figure("balanced of the file as it is", "s", "told"),
    "seconds": Figure("all runs and figures of the photo", "s", "told"),
}
"""By name, in the order of the columns. What the issue names beside them as the least effect is told, without a bar."""
