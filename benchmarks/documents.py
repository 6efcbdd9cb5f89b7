"""A mix of eight layers as a PSD at 24 and 100 megapixels: seconds of one processor, the most memory, the file's size.

Half of the layers are as large as the photo, half as a face. The baseline, in a process of its own, is the same mix
composed and written as a JPEG. What a process that only holds the decoded photo takes, stands beside.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import cv2
import numpy as np

from benchmarks.engine_pictures import write_portrait
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media.files import Files
from retouch_lib.media.making import Making
from retouch_lib.media.mixes import Mixes
from retouch_lib.media.whole_pictures import PictureName

SIZES = (24, 100)
_LAYERS = 8
_MODES = ("normal", "softLight")
_STRENGTHS = Strengths((FULL // 2,) * _LAYERS)


def main() -> None:
    for megapixels in SIZES:
        with tempfile.TemporaryDirectory(prefix="retouch-bench-") as folder:
            _measure(Path(folder), megapixels)


def _measure(scratch: Path, megapixels: int) -> None:
    name = _layered(Files(scratch / "files"), megapixels)
    _mixes(scratch).require_layers(name, _STRENGTHS)
    print(f"{megapixels} MP, {_LAYERS} layers", flush=True)
    for what in WORKS:
        command = [sys.executable, "-m", "benchmarks.documents", what, str(scratch), str(name)]
        seconds, peak = map(float, subprocess.check_output(command, text=True).split())
        print(f"{what:>20}: {seconds:5.1f} s, {peak:5.0f} MB at most", flush=True)
    print(f"{'the file':>20}: {(scratch / 'mix.psd').stat().st_size / 1e6:5.0f} MB")


def _mixes(scratch: Path) -> Mixes:
    files = Files(scratch / "files")
    return Mixes(files, Making(files, scratch / "previews"), scratch / "previews")


def _decode(scratch: Path, name: PictureName) -> None:
    photo.load(Files(scratch / "files").path(name.below))


def _write_jpeg(scratch: Path, name: PictureName) -> None:
    _mixes(scratch).whole(name, _STRENGTHS)


def _write_psd(scratch: Path, name: PictureName) -> None:
    _mixes(scratch).write_document(scratch / "mix.psd", name, _STRENGTHS, lambda picture: {})


WORKS = {"the photo decoded": _decode, "the JPEG": _write_jpeg, "the PSD": _write_psd}


def _layered(files: Files, megapixels: int) -> PictureName:
    """A portrait, and an archive of layers of it: a softer picture, grey around what it lights in every second one."""
    source, target = files.new_part(), files.new_part()
    write_portrait(source, megapixels)
    pixels = photo.load(source).pixels
    height, width = pixels.shape[:2]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for number in range(_LAYERS):
            layer = np.full((height, width, 4), 128 if number % 2 else 0, np.uint8)
            layer[..., 3] = 255 if number % 2 else 0
            part = (
                np.s_[:, :] if number < _LAYERS // 2 else np.s_[height // 4 : height // 2, width // 3 : width * 2 // 3]
            )
            layer[part] = cv2.cvtColor(cv2.blur(pixels[part], (9, 9)), cv2.COLOR_RGB2BGRA)
            png = cv2.imencode(".png", layer, [cv2.IMWRITE_PNG_COMPRESSION, 1])[1].tobytes()
            archive.writestr(f"index={number}&blendmode={_MODES[number % 2]}&name=Layer {number}.png", png)
    return PictureName(files.adopt(target), files.adopt(source))


def _work(what: str, scratch: str, name: str) -> None:
    """In a process that does nothing else: says the seconds of one processor and the most memory (MB)."""
    cv2.setNumThreads(1)
    begun = time.process_time()
    WORKS[what](Path(scratch), PictureName.parse(name))
    print(time.process_time() - begun, _peak())


def _peak() -> float:
    """MB, of this program alone: on Linux `ru_maxrss` has what its parent took, too (proc_pid_status(5) tells)."""
    if sys.platform == "linux":
        told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        return int(told["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


if __name__ == "__main__":
    _work(*sys.argv[1:]) if sys.argv[1:] else main()
