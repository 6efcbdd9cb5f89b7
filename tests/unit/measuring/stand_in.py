"""In the measuring process's place: does what the photo's name asks for."""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

from retouch_lib.measuring import stepping_back

stepping_back._SECONDS = 0.0
for line in sys.stdin:
    asked = json.loads(line)
    match Path(asked["source"]).name:
        case "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hangs":
            signal.pause()
        case "spins":
            stepping_back.limit(0)
            while True:
                pass
        case "steps back":
            stepping_back.step_back()
            policy = os.sched_getscheduler(0) if sys.platform == "linux" else 0
            sys.stdout.write(json.dumps({"figures": f"{os.nice(0)} {policy}"}) + "\n")
        case "babbles":
            sys.stdout.write("[]\n")
        case name:
            sys.stdout.write(json.dumps({"figures": f"{name} {os.getpid()}", "trouble": ""}) + "\n")
    sys.stdout.flush()
