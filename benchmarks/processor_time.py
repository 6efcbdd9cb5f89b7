"""What work costs, whatever else runs on the machine."""

from __future__ import annotations

import time
from collections.abc import Callable


def processor_seconds(work: Callable[[], object]) -> float:
    """Of this process's processor time."""
    begun = time.process_time()
    work()
    return time.process_time() - begun
