"""How much two pictures differ, as seen; and how much fine texture is left."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from retouch_lib.imaging.filters import masked_gaussian

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


def lab(rgb: Pixels) -> Floats:
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab), np.float32)


def delta_e(a: Pixels, b: Pixels) -> Floats:
    """CIEDE2000 of two pictures of RGB uint8, (H, W)."""
    found = np.zeros(a.shape[:2], np.float32)
    changed = (a != b).any(axis=-1)  # the formula is dear, and most of a picture is usually as it was
    found[changed] = ciede2000(lab(a)[changed], lab(b)[changed])
    return found


def ciede2000(a: Floats, b: Floats) -> Floats:
    """Sharma, Wu and Dalal, "The CIEDE2000 color-difference formula", 2005."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    l1, l2 = a[..., 0], b[..., 0]
    c1, c2 = np.hypot(a[..., 1], a[..., 2]), np.hypot(b[..., 1], b[..., 2])
    mean_c7 = ((c1 + c2) / 2) ** 7
    g = 0.5 * (1 - np.sqrt(mean_c7 / (mean_c7 + 25.0**7)))
    a1, a2 = (1 + g) * a[..., 1], (1 + g) * b[..., 1]
    c1, c2 = np.hypot(a1, a[..., 2]), np.hypot(a2, b[..., 2])
    h1, h2 = np.degrees(np.arctan2(a[..., 2], a1)) % 360, np.degrees(np.arctan2(b[..., 2], a2)) % 360
    dh = (h2 - h1 + 180) % 360 - 180
    dh = np.where(c1 * c2 == 0, 0, dh)
    big_dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(dh) / 2)
    mean_h = np.where(c1 * c2 == 0, h1 + h2, (h1 + (h1 + (h2 - h1 + 180) % 360 - 180)) / 2 % 360)
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    t = 1 - 0.17 * _cos(mean_h - 30) + 0.24 * _cos(2 * mean_h) + 0.32 * _cos(3 * mean_h + 6)
    t = t - 0.20 * _cos(4 * mean_h - 63)
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / np.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    r_c = 2 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    r_t = -r_c * np.sin(np.radians(60 * np.exp(-(((mean_h - 275) / 25) ** 2))))
    light, chroma, hue = (l2 - l1) / s_l, (c2 - c1) / s_c, big_dh / s_h
    return np.sqrt(np.maximum(light**2 + chroma**2 + hue**2 + r_t * chroma * hue, 0)).astype(np.float32)


def texture_kept(before: Pixels, after: Pixels, mask: NDArray[np.bool_], sigma: float) -> float:
    """The spread of what is finer than `sigma` pixels, after against before, inside the mask."""
    fine = [_fine(picture, sigma)[mask].std() for picture in (before, after)]
    return float(fine[1] / fine[0])


def energy_kept(before: Pixels, after: Pixels, mask: NDArray[np.bool_], sigma: float) -> float:
    """The energy (variance) of what is finer than `sigma` pixels, after against before, inside the mask."""
    return texture_kept(before, after, mask, sigma) ** 2


def chroma_spread(picture: Pixels, mask: NDArray[np.bool_], sigma: float) -> float:
    """How much colour differs from place to place inside the mask: the spread of a* and b* of what is coarser than
    `sigma` pixels, as a root mean square distance from their mean.
    """
    colour = cv2.GaussianBlur(lab(picture)[..., 1:], (0, 0), sigma)[mask]
    return float(np.sqrt(colour.var(axis=0).sum()))


def fold_contrast(picture: Pixels, mask: NDArray[np.bool_], unit: float) -> float:
    """How much the light of cloth differs from that around it, at sizes between its weave and a third of a face, as a
    share of that light; the median, so that badges and edges don't count.
    """
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    cloth = mask.astype(np.float32)
    ratio = masked_gaussian(grey, cloth, 0.02 * unit) / (masked_gaussian(grey, cloth, 0.2 * unit) + 1)
    inside = ratio[mask]
    return float(np.median(np.abs(inside - np.median(inside))))


def _fine(picture: Pixels, sigma: float) -> Floats:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), sigma), np.float32)


def _cos(degrees: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.cos(np.radians(degrees)))
