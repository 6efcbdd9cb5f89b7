"""Memory that is given back is taken again without the system's help."""

from __future__ import annotations

import resource
import sys

import numpy as np
import pytest

from retouch_lib.engine.allocator import keep_freed_memory

_PAGE = 4096
_SIDE = 1600


def _faults_of_working_copies(count: int) -> int:
    """How many pages the system had to bring for so many working copies at once."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    copies = [np.ones((_SIDE, _SIDE, 3), np.float32) for _ in range(count)]
    assert len(copies) == count
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(sys.platform != "linux", reason="glibc's own options")
def test_freed_memory_is_used_again_without_asking_for_new_pages() -> None:
    keep_freed_memory()
    pages = 4 * _SIDE * _SIDE * 3 * 4 // _PAGE
    _faults_of_working_copies(4)
    assert _faults_of_working_copies(4) < 0.05 * pages
