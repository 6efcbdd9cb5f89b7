"""Sizes of files and folders."""

from __future__ import annotations

_SMALL = 99_500
"""Bytes from which on they are tenths of a megabyte."""


def size_in_words(count: float) -> str:
    """Bytes in the steps of a disk's maker (1 MB is 1,000,000), no more exact than is of use; 0 and more.

    >>> [size_in_words(count) for count in (0, 7_812, 312_000, 41_200_000, 12_600_000_000)]
    ['0 kB', '8 kB', '0.3 MB', '41 MB', '12.6 GB']
    """
    if count < _SMALL:
        return f"{max(1, round(count / 1e3)) if count else 0} kB"
    if count < 9.95e6:
        return f"{count / 1e6:.1f} MB"
    return f"{count / 1e6:.0f} MB" if count < 999.5e6 else f"{count / 1e9:,.1f} GB"
