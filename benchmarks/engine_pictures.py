"""Time and peak memory of the local engine's pictures, against JPEG decode + encode alone.

The balanced preset at 1, 6, 24 and 100 megapixels, all plugins and the vendor's layered example at 24, and two photos
at once against one after the other. Each figure comes from a child process of its own, so that no memory is left over
from another. The models are loaded before the clock starts, as they are in an engine that has worked before.

Seconds are those of the clock; "times" compares the processor's seconds, which other work on the machine disturbs less.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import simplejpeg

from retouch_lib.engine.retouch import EFFECTS, retouch
from retouch_lib.imaging.faces.find import find_faces, person_mask
from retouch_lib.imaging.files import photo
from retouch_lib.presets import vendor
from retouch_lib.presets.preset import Preset

MEGAPIXELS = (1, 6, 24)
AIMS = {1: "< 0.20 s", 6: "< 0.45 s", 24: "times <= 5"}
STARTED_AT = {1: 64, 6: 21, 24: 7.5}
"""Baseline: how many times decode + encode balanced took at commit 8abcee0, by one thread's processor seconds."""
LARGE, LAYERED, LARGEST_WORK = 100, 24, 24
REPEATS = 3
_SAMPLE = Path(__file__).resolve().parents[1] / "retouch_lib" / "samples" / "portrait.jpg"
_GRAIN = 3.0
"""Levels of noise, so that the enlarged sample costs the codec what a camera's picture does."""


def main() -> None:
    print("one portrait; best of 3, because other work on the machine only adds time")
    print("memory: over what the process held before, the picture included")
    with tempfile.TemporaryDirectory() as folder:
        photos = {size: _portrait(Path(folder), size) for size in (*MEGAPIXELS, LARGE)}
        for megapixels in MEGAPIXELS:
            _compare(
                photos[megapixels],
                megapixels,
                "balanced",
                f"times {{times:.1f}} (was {STARTED_AT[megapixels]}; aim {AIMS[megapixels]}), "
                "{over:.0f} MB over the decoded picture (aim < 500)",
            )
        _compare(photos[LARGEST_WORK], LARGEST_WORK, "all", "{seconds:.1f} s (aim < 6), {over:.0f} MB over (aim < 700)")
        _compare(photos[LAYERED], LAYERED, "layered", "{seconds:.1f} s (aim < 3), {peak:.0f} MB (aim < 1000)")
        _compare(photos[LARGE], LARGE, "balanced", "{peak:.0f} MB (aim < 1200)")
        _two_at_once(photos[LAYERED])


def _portrait(folder: Path, megapixels: int) -> Path:
    path = folder / f"{megapixels}.jpg"
    write_portrait(path, megapixels)
    return path


def _compare(path: Path, megapixels: int, kind: str, aim: str) -> None:
    codec, work = (_in_child(name, path) for name in ("codec", kind))
    figures = {
        "times": work["cpu"] / codec["cpu"],
        "over": work["peak"] - megapixels * 3,
        **work,
    }
    print(
        f"{megapixels:3d} MP  decode + encode {codec['seconds']:5.2f} s {codec['peak']:5.0f} MB"
        f"   {kind:8} {work['seconds']:5.2f} s {work['peak']:5.0f} MB   {aim.format(**figures)}",
        flush=True,
    )


def _two_at_once(path: Path) -> None:
    one, two = (_in_child(name, path)["seconds"] for name in ("balanced", "two at once"))
    print(f"two at once: {two:.2f} s, one {one:.2f} s: throughput x {2 * one / two:.2f} (aim >= 1.4)", flush=True)


def write_portrait(path: Path, megapixels: float) -> tuple[int, int]:
    """The sample enlarged to that size, with grain, as a JPEG; its width and height."""
    pixels = photo.load(_SAMPLE).pixels
    scale = (megapixels * 1e6 / (pixels.shape[0] * pixels.shape[1])) ** 0.5
    size = round(pixels.shape[1] * scale / 2) * 2, round(pixels.shape[0] * scale / 2) * 2  # even, as sensors are
    large = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    rng = np.random.default_rng(1)
    for top in range(0, len(large), 256):
        strip = large[top : top + 256]
        grain = rng.normal(0, _GRAIN, strip.shape).astype(np.float32)
        strip[:] = np.clip(strip + grain + 0.5, 0, 255).astype(np.uint8)
    path.write_bytes(simplejpeg.encode_jpeg(large, 95, "RGB", "444"))
    return large.shape[1], large.shape[0]


def _codec(source: Path, target: Path) -> None:
    photo.save(photo.load(source), target)


def _balanced(source: Path, target: Path) -> None:
    _retouch(source, target, vendor.BALANCED)


def _all(source: Path, target: Path) -> None:
    retouch(source, [{"Plugin": name, "Alpha1": 1.0} for name in EFFECTS], target, lambda plugin, fraction: None)


def _layered(source: Path, target: Path) -> None:
    _retouch(source, target, vendor.LAYERED)


def _two(source: Path, target: Path) -> None:
    """As the engine's pool does it."""
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_balanced, source, target.with_suffix(f".{number}")) for number in (1, 2)]:
            done.result()


def _retouch(source: Path, target: Path, preset: Preset) -> None:
    outcome = retouch(source, [task.as_dict() for task in preset.tasks], target, lambda plugin, fraction: None)
    assert outcome.faces == 1


WORK: dict[str, Callable[[Path, Path], None]] = {
    "codec": _codec,
    "balanced": _balanced,
    "all": _all,
    "layered": _layered,
    "two at once": _two,
}


def _in_child(kind: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.engine_pictures", kind, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _measure(kind: str, path: Path) -> None:
    """In the child: seconds by the clock and of the processor (the best), megabytes (peak over what stood before)."""
    blank = np.zeros((64, 64, 3), np.uint8)
    find_faces(photo.load(_SAMPLE).pixels)
    person_mask(blank)
    before, seconds, processor = _peak(), [], []
    for _ in range(REPEATS):
        began, worked = time.perf_counter(), time.process_time()
        WORK[kind](path, path.with_suffix(".out.jpg"))
        seconds.append(time.perf_counter() - began)
        processor.append(time.process_time() - worked)
    print(json.dumps({"seconds": min(seconds), "cpu": min(processor), "peak": _peak() - before}))


def _peak() -> float:
    """The most memory this process ever held, in MB.

    From /proc where there is one: getrusage's figure on Linux begins with that of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3


if __name__ == "__main__":
    if len(sys.argv) == 3:
        _measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
