"""The local engine's command with quick work in place of the retouching: `python -m tests.quick_engine --port 0 …`.

With `stuck` as its first argument its work goes on until the engine leaves.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from retouch_lib.engine.__main__ import main
from retouch_lib.engine.worker_pools import Progress
from tests.engines import QuickOutcome, quick_verify, quick_work


def stuck_work(source: Path, tasks: Sequence[Mapping[str, Any]], target: Path, progress: Progress) -> QuickOutcome:
    while True:
        progress(str(tasks[0]["Plugin"]), 0.5)
        time.sleep(0.01)


if __name__ == "__main__":
    if sys.argv[1:2] == ["stuck"]:
        sys.exit(main(sys.argv[2:], work=stuck_work, verify=quick_verify))
    sys.exit(main(work=quick_work, verify=quick_verify))
