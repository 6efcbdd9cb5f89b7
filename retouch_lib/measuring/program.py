"""The process that measures results, and decodes layers for Mix, one after the other; started by `child`.

`python -m retouch_lib.measuring.program`

A line of JSON in, a line of JSON out. It ends with its standard input, in the middle of a result too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from retouch_lib.measuring.stepping_back import run_when_idle, step_back


def main() -> None:
    step_back()
    import cv2  # only now: it takes half a second of processor time, and begins threads

    cv2.setNumThreads(1)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand among the answers
    for line in _lines():
        out.write(json.dumps(_answer_in_turn(json.loads(line))).encode() + b"\n")
        out.flush()


def _lines() -> Any:
    """Each line that comes; a thread waits for the end, which may come while one is worked at."""
    waiting: SimpleQueue[bytes] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin.buffer:
            waiting.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True, name="requests").start()
    return iter(waiting.get, None)


def _answer_in_turn(asked: dict[str, Any]) -> dict[str, str]:
    """In a thread of its own, which ends with it: how much it gives way is the thread's."""
    with ThreadPoolExecutor(1, initializer=None if asked["looked_at"] else run_when_idle) as one:
        return one.submit(_answer, asked).result()


def _answer(asked: dict[str, Any]) -> dict[str, str]:
    from retouch_lib.measuring.layers_ahead import decode_layers
    from retouch_lib.measuring.result import measure_result, trouble_in_words

    try:
        if "layers" in asked:
            decode_layers(Path(asked["files"]), Path(asked["previews"]), asked["layers"])
            return {}
        source, result = Path(asked["source"]), Path(asked["result"])
        return {"figures": measure_result(source, result, asked["type"], asked["plugins"]).to_json()}
    except Exception as error:  # noqa: BLE001 - decoders fail in ways of their own
        return {"trouble": trouble_in_words(error)}


if __name__ == "__main__":
    main()
