"""A component's JavaScript as Streamlit sends it: its files one after the other, one module."""

from __future__ import annotations

from pathlib import Path


def script(folder: Path, names: tuple[str, ...]) -> str:
    """`names`: of the files in the order in which they need each other, without ".js"."""
    return "\n".join((folder / f"{name}.js").read_text(encoding="utf-8") for name in names)
