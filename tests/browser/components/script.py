"""A component's JavaScript as the app serves it, without its CSS: cases bring what they need of that."""

from __future__ import annotations

import json
from pathlib import Path

from retouch_lib.ui.component import joined


def script(folder: Path, names: tuple[str, ...]) -> str:
    """`names`: of the files in the order in which they need each other, without ".js"."""
    markup = folder / f"{folder.name}.html"
    html = markup.read_text(encoding="utf-8") if markup.exists() else '<p class="whole"></p>'
    return f"const HTML = {json.dumps(html)};\nconst CSS = '';\n{joined(folder, names)}"
