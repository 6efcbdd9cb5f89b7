"""Memory that the work on a picture gives back is kept for its next array.

The C library hands large arrays back to the system as soon as they are free, and gets each page anew, zeroed, for the
next: a fifth of the time that a photo of one megapixel takes. With glibc's thresholds raised it keeps them, and in one
arena instead of one per thread the arrays of all threads fit into what others gave back. The peak stays as it is.

https://man7.org/linux/man-pages/man3/mallopt.3.html
"""

from __future__ import annotations

import ctypes
import sys
from functools import cache

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""glibc's numbers of these parameters (malloc.h)."""
_MB = 1 << 20
_KEPT = 256 * _MB
"""More than this lying free at the end of the heap goes back to the system."""
_LARGE = 32 * _MB
"""What is larger still comes from the system and goes back to it: full pictures. It is the most that glibc takes."""


@cache
def keep_freed_memory() -> None:
    """Do so from now on, for the whole process; does nothing where the C library is another.

    Threads that have asked for memory before keep arenas of their own: call it before any thread begins.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        for option, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _KEPT)):
            set_option(option, value)
