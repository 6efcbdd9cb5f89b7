"""The local engine's command with quick work in place of the retouching: `python -m tests.quick_engine --port 0 …`."""

from __future__ import annotations

import sys

from retouch_lib.engine.__main__ import main
from tests.engines import quick_verify, quick_work

if __name__ == "__main__":
    sys.exit(main(work=quick_work, verify=quick_verify))
