"""The folder of `app.py`, `pages/`, `.streamlit/` and `requirements.txt`."""

from __future__ import annotations

from pathlib import Path

import retouch_lib

_PACKAGE = Path(retouch_lib.__file__).parent
_IN_A_WHEEL = _PACKAGE / "top_level"
"""pyproject.toml puts them there; a checkout has no such folder."""

TOP_LEVEL = _IN_A_WHEEL if _IN_A_WHEEL.is_dir() else _PACKAGE.parent

PAGES = TOP_LEVEL / "pages"
TUNE, MIX, SWEEP = (PAGES / f"{name}.py" for name in ("tune", "mix", "sweep"))
COMPARE, SURVEY, SETTINGS, TEAM = (PAGES / f"{name}.py" for name in ("compare", "survey", "settings", "team"))
"""What `st.page_link` and `st.switch_page` take: a path relative to the entry script is another one in a wheel."""
