"""The local engine as a process, with work done in no time: `python -m tests.jobs.quick_engine`."""

from __future__ import annotations

import sys

from retouch_lib.engine.__main__ import main
from tests.engines import quick_verify, quick_work

if __name__ == "__main__":
    sys.exit(main(work=quick_work, verify=quick_verify))
