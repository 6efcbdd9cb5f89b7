"""ExifTool, started once: what it reads in a file, and what it holds against it."""

from __future__ import annotations

import base64
import json
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Tags = Mapping[str, Any]
"""By group and name: "IFD0:Orientation", "XMP-xmp:Rating"; numbers as numbers."""
_PATIENCE = 60.0


class ExifTool:
    """One process that answers question after question (`-stay_open`), for a start takes a quarter of a second."""

    def __init__(self, path: str) -> None:
        self._process = subprocess.Popen(
            [path, "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )

    def tags(self, path: Path) -> Tags:
        """All that it reads; unknown tags too."""
        answer = self._ask("-j", "-G1", "-n", "-a", "-u", "-struct", "-api", "LargeFileSupport=1", str(path))
        (tags,) = json.loads(answer)
        return dict(tags)

    def complaints(self, path: Path) -> list[str]:
        """Warnings and errors, of a check against the standards."""
        answer = self._ask("-j", "-G1", "-a", "-validate", "-warning", "-error", str(path))
        (tags,) = json.loads(answer)
        return [str(value) for name, value in tags.items() if name.endswith((":Warning", ":Error"))]

    def small_picture(self, path: Path) -> bytes:
        """As it stands in the Exif data; empty without one."""
        (tags,) = json.loads(self._ask("-j", "-b", "-ThumbnailImage", str(path)))
        return base64.b64decode(str(tags.get("ThumbnailImage", "")).removeprefix("base64:"))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("-stay_open\nFalse\n")
        self._process.stdin.close()
        self._process.wait(_PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _ask(self, *arguments: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        guard = threading.Timer(_PATIENCE, self._process.kill)  # else a silent ExifTool hangs the test
        guard.start()
        try:
            self._process.stdin.write("".join(f"{argument}\n" for argument in (*arguments, "-execute")))
            self._process.stdin.flush()
            lines = []
            while (line := self._process.stdout.readline()) not in ("{ready}\n", ""):
                lines.append(line)
            return "".join(lines)
        finally:
            guard.cancel()
