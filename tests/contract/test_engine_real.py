"""The engine as it runs in the app: a process, the real check, the real retouching."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path

from PIL import Image

from tests.contract import raw
from tests.engines import MakeEngineProcess

GOLDEN = Path(__file__).parents[1] / "golden"
LOOKS = [(GOLDEN / f"preset_{name}.json").read_text() for name in ("slight", "heavy")]


def test_looks_come_while_status_answers_at_once_and_a_stop_loses_nothing(
    make_engine_process: MakeEngineProcess, portrait: Path
) -> None:
    engine = make_engine_process()
    photo, size = half_size(portrait)
    tasks = [raw.started(engine.url, photo, payload=look) for look in LOOKS]
    times: list[float] = []
    plugins: set[str] = set()
    while (now := timed_status(engine.url, tasks[1], times))["state"] in ("waiting", "active"):
        plugins.add(now["pluginName"])
        time.sleep(0.005)
    known = {task["Plugin"] for task in json.loads(LOOKS[1])["tasks"]}
    assert plugins <= {*known, ""}
    assert len(plugins & known) >= 2, "quick ones may pass between two looks"
    assert sorted(times)[len(times) // 2] < 0.05, times
    late = raw.started(engine.url, photo, payload=LOOKS[1])
    assert engine.terminate() < 2, "with pictures under way"
    assert engine.end() == ("", "")

    again = make_engine_process()
    pictures = []
    for task in (*tasks, late):
        end = raw.ended(again.url, task, seconds=60)
        assert (end["state"], end["remark"], end["attempt"]) == ("completed", "1 face found.", 1)
        pictures.append(raw.get_file(again.url, task).body)
    assert {Image.open(io.BytesIO(picture)).size for picture in pictures} == {size}
    slight, heavy, late_heavy = pictures
    assert slight != heavy
    assert heavy == late_heavy, "the same look comes out the same"


def half_size(path: Path) -> tuple[bytes, tuple[int, int]]:
    """The picture as a JPEG of half its sides: its bytes and its size."""
    with Image.open(path) as image:
        smaller = image.reduce(2)
    buffer = io.BytesIO()
    smaller.save(buffer, "JPEG", quality=95)
    return buffer.getvalue(), smaller.size


def timed_status(url: str, task: str, times: list[float]) -> dict[str, object]:
    begun = time.perf_counter()
    reply = raw.status(url, task)
    times.append(time.perf_counter() - begun)
    return dict(reply.json)
