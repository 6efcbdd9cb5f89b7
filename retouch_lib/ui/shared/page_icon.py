"""The app's icon in the browser's tab."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "favicon.png"


@cache
def page_icon() -> str:
    """As an address that holds the picture itself (3 KB): a file's would be one in this replica's memory alone."""
    return f"data:image/png;base64,{base64.b64encode(_FILE.read_bytes()).decode()}"
