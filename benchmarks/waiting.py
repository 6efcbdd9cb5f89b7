"""What 500 jobs that wait for an upload slot cost: CPU time of the process, beside the same lab without them.

Three uploads hang at a server that takes connections and never answers; the others of the token wait for their turn.
"""

from __future__ import annotations

import socket
import tempfile
import time
from pathlib import Path

from retouch_lib.jobs.dispatcher import AT_ONCE
from retouch_lib.lab import Lab
from retouch_lib.presets.vendor import LOOKS
from retouch_lib.settings import Settings
from retouch_lib.store.records import JobState
from retouch_lib.tokens.secret import Token
from tests.engines import jpeg_bytes
from tests.many_jobs import OWNER

SECONDS = 10.0
SETTLES_WITHIN = 60.0
AIM = 0.01
"""Of a core, for all that wait together."""
TOKEN = Token("reto-bench-token-000000")


def main() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=16) as server, tempfile.TemporaryDirectory() as scratch:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        lab = Lab.open(Settings(Path(scratch), custom_url=f"{url}/api/v1", engine_url=url, token=TOKEN))
        lab.launch()
        try:
            idle = _share_of_a_core()
            _press(lab)
            busy = _share_of_a_core()
        finally:
            begin = time.perf_counter()
            lab.close()
            closing = time.perf_counter() - begin
    print(f"a launched lab with nothing to do              {idle:7.2%} of a core (baseline)")
    print(f"the same with {AT_ONCE} jobs, 3 of them uploading     {busy:7.2%} of a core")
    print(f"what waits costs                               {busy - idle:7.2%}   (aim < {AIM:.0%})")
    print(f"closing with all of them waiting               {closing:7.2f} s   (aim < 5 s)")


def _press(lab: Lab) -> None:
    """Ask for as many jobs as are in hand at a time, and wait until all of them have begun."""
    photos = [_photo(lab, number) for number in range(AT_ONCE)]
    lab.run(lab.plan(OWNER, photos, LOOKS[:1], "custom"), confirmed=AT_ONCE)
    end = time.monotonic() + SETTLES_WITHIN
    while lab.jobs._context.in_hand.in_use() < AT_ONCE or not lab.store.jobs(OWNER, [JobState.STARTING]):
        assert time.monotonic() < end, "not all of the jobs began"
        time.sleep(0.1)


def _photo(lab: Lab, number: int) -> str:
    part = lab.files.new_part()
    part.write_bytes(jpeg_bytes(seed=number))
    return lab.add_photo(OWNER, part, f"{number}.jpg").sha256


def _share_of_a_core() -> float:
    begin, used = time.perf_counter(), time.process_time()
    time.sleep(SECONDS)
    return (time.process_time() - used) / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
