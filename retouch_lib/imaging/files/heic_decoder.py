"""The process that decodes one HEIC: `python -m retouch_lib.imaging.files.heic_decoder SOURCE TARGET`, run by `heic`.

It limits its own memory and processor time before it looks at the file, and widens them only by what the size in the
file's header asks for. libheif turns the picture upright (ISO/IEC 23008-12: "irot", "imir").
"""

from __future__ import annotations

import os
import struct
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pi_heif  # type: ignore[import-untyped]
from numpy.typing import NDArray

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files import exif, hdr, icc, jpeg, limits, profiles
from retouch_lib.imaging.files.hdr import ADVICE
from retouch_lib.imaging.files.heic import REFUSED
from retouch_lib.imaging.files.origin import Origin

if sys.platform != "win32":  # which knows no such limits
    import resource

QUALITY = 96
THREADS = 2
_SECONDS, _SECONDS_PER_MEGAPIXEL = 2, 0.4
"""Of processor time. An ordinary photo takes 0.03 s per megapixel on a computer of 2020, and 0.2 s to begin."""
_MEMORY, _MEMORY_PER_PIXEL = 768 << 20, 12
"""Bytes of addresses. An ordinary photo takes 330 MB for 12 megapixels, and 5 bytes per pixel beyond."""


def main(source: Path, target: Path) -> int:
    """Returns the exit code; what the user is told stands on standard output."""
    try:
        _limit(0)
        data = convert(source)
    except InvalidPhoto as refusal:
        return _say(str(refusal))
    except MemoryError:
        return _say(f"This HEIC takes more memory than its size should: it may be damaged. {ADVICE}")
    except (ValueError, EOFError, SyntaxError, RuntimeError, OSError, IndexError):  # as pi_heif documents, and no image
        return _say(f"This HEIC can't be read: its data is damaged. {ADVICE}")
    try:
        target.write_bytes(data)
    except OSError as error:
        return _say(f"The JPEG made of this HEIC can't be kept: {error.strerror}. Make room on the disk and try again.")
    return 0


def convert(source: Path) -> bytes:
    """The JPEG. Raises InvalidPhoto, and whatever pi_heif raises for a damaged file."""
    options = pi_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = THREADS
    container = pi_heif.open_heif(source, convert_hdr_to_8bit=True)
    image = container[container.primary_index]
    width, height = image.size
    limits.refuse_large(width, height)
    _limit(width * height)
    profile = _profile(image.info)
    plain = jpeg.encode(_pixels(image), profile, QUALITY)
    return jpeg.insert(plain, *_segments(image, len(container)))


def _pixels(image: Any) -> NDArray[np.uint8]:
    """RGB uint8 (H, W, 3). A grey picture becomes RGB; transparency is left out."""
    declared = image.size
    pixels = np.asarray(image)
    if pixels.dtype != np.uint8 or pixels.shape[1::-1] != declared or 0 in declared:
        raise ValueError("the picture is not as its header says")
    if pixels.ndim == 2:
        pixels = pixels[..., None]
    if pixels.shape[2] < 3:
        return np.repeat(pixels[..., :1], 3, axis=2)
    return pixels[..., :3]


def _profile(info: dict[str, Any]) -> bytes | None:
    """The file's own profile byte for byte, else one for the colours that it names by numbers."""
    numbers = info.get("nclx_profile") or {}
    transfer = numbers.get("transfer_characteristics", 2)
    if transfer in hdr.CURVES:
        raise hdr.refusal("HEIC", hdr.CURVES[transfer])
    own = info.get("icc_profile")
    if own and len(own) <= icc.MAX_BYTES:
        return bytes(own)
    return profiles.by_number(numbers.get("color_primaries", 2), transfer)


def _segments(image: Any, pictures: int) -> list[bytes]:
    """The Exif data, and a comment by which the JPEG is known as one of ours."""
    data = _tiff(image.info.get("exif") or b"")
    too_long = len(data) > exif.MAX_IN_JPEG
    origin = Origin(image.info["bit_depth"], pictures, image.has_alpha, too_long)
    comment = jpeg.segment(jpeg.COMMENT, origin.comment())
    return [*jpeg.exif_segments(data), comment]


def _tiff(data: bytes) -> bytes:
    """Exif data from its TIFF header on: what stands before that differs."""
    if data.startswith(exif.JPEG_TAG):
        return data[len(exif.JPEG_TAG) :]
    if len(data) > 4 and data[:2] not in (b"II", b"MM"):
        (skip,) = struct.unpack_from(">I", data)
        data = data[4 + skip :]
    return data if data[:2] in (b"II", b"MM") else b""


def _limit(pixels: int) -> None:
    """Processor time and memory for so many pixels, where the system can limit them."""
    if sys.platform == "win32":
        return
    wanted = {
        resource.RLIMIT_CPU: _SECONDS + round(_SECONDS_PER_MEGAPIXEL * pixels / 1_000_000),
        resource.RLIMIT_AS: _MEMORY + _MEMORY_PER_PIXEL * pixels,
        resource.RLIMIT_CORE: 0,
    }
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(kind, (value, hard))
        except (ValueError, OSError):  # macOS refuses a limit of addresses
            continue


def _say(sentence: str) -> int:
    sys.stdout.write(sentence)
    sys.stdout.flush()
    return REFUSED


def _end_with_parent() -> None:
    """The lab holds the other end of standard input: when it is gone, so is the wish for the picture."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os._exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
