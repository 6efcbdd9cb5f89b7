"""The photos of a folder, one after the other. What was found stays in OUT, so a stopped run goes on where it was."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.faces.judge import judged
from benchmarks.faces.truth import Truth
from retouch_lib import engine, imaging

_ENDINGS = {".jpg", ".jpeg", ".png"}
_TOLD_BY = {"__main__.py", "bars.py", "compare.py", "page.py", "table.py"}
"""They only tell what was found: a change to them asks for no new run."""
Record = dict[str, Any]
"""Of a photo: "photo" (its stem), "made_of", and "figures" and "looks" or, where it failed, "failed"."""


def photos(folder: Path) -> list[Path]:
    """By name. Raises ValueError when there is none, or two differ in their endings only."""
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    if not found:
        raise ValueError(f"no photo in {folder}: JPEG and PNG are looked for")
    twice = sorted(stem for stem, count in Counter(path.stem for path in found).items() if count > 1)
    if twice:
        raise ValueError(f"more than one photo in {folder} is called {', '.join(twice)}: rename one")
    return found


def records(paths: list[Path], truths: Mapping[str, Truth], out: Path) -> Iterator[tuple[Record, bool]]:
    """Of each photo what was found, and whether it was kept from an earlier run.

    It is looked for anew when the photo, what is told of it, the engine or the judge has changed, or when it failed.
    """
    for path in paths:
        truth = truths.get(path.stem, Truth())
        kept, made_of = out / "photos" / f"{path.name}.json", _made_of(path, truth)
        earlier = _read(kept)
        if earlier and earlier["made_of"] == made_of and "failed" not in earlier:
            yield earlier, True
            continue
        record = {"photo": path.stem, "made_of": made_of, **_tried(path, truth, out)}
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part")
        part.write_text(json.dumps(record), encoding="utf-8")
        part.replace(kept)
        yield record, False


def crop_folder(out: Path, name: str) -> Path:
    """Where a photo's crops lie."""
    return out / "crops" / name


def _tried(path: Path, truth: Truth, out: Path) -> Record:
    try:
        return judged(path, truth, crop_folder(out, path.stem))
    except Exception as error:  # noqa: BLE001 - whatever a photo does, the others are judged
        return {"failed": f"{type(error).__name__}: {error}"}


def _read(path: Path) -> Record | None:
    try:
        record: Record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record


def _made_of(path: Path, truth: Truth) -> str:
    told = json.dumps(asdict(truth)).encode()
    return hashlib.sha256(b"".join((path.read_bytes(), told, _sources()))).hexdigest()


@cache
def _sources() -> bytes:
    """The code that a figure depends on, as it was when this process began."""
    rooms = [Path(module.__file__ or "").parent for module in (engine, imaging)] + [Path(__file__).parent]
    files = sorted(path for room in rooms for path in room.rglob("*.py") if path.name not in _TOLD_BY)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).digest()


_sources()
