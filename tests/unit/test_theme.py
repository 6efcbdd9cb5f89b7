"""The theme: neutral greys, readable text, and only options that this Streamlit knows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit import config

from tests.conftest import ROOT

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
ACCENTS = ("primaryColor", "linkColor", "blueTextColor", "chartCategoricalColors")


def options(table: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{above}{key}.")
        else:
            yield above + key, value


def colour(name: str) -> tuple[float, ...]:
    """Red, green and blue of "dark.textColor", 0–1."""
    value = dict(options(CONFIG["theme"]))[name]
    return tuple(int(value[index : index + 2], 16) / 255 for index in (1, 3, 5))


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio)."""
    light, dark = sorted((_luminance(colour(one)), _luminance(colour(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(rgb: tuple[float, ...]) -> float:
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_streamlit_knows_every_option() -> None:
    known = set(config._config_options_template)
    assert {name for name, _ in options(CONFIG)} - known == set()


def test_it_listens_here_and_asks_nobody() -> None:
    assert CONFIG["server"]["address"] == "127.0.0.1"
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert not re.search(r"https?://", (ROOT / ".streamlit" / "config.toml").read_text())


@pytest.mark.parametrize("name", [name for name, value in options(CONFIG["theme"]) if str(value).startswith("#")])
def test_nothing_but_the_accent_has_a_tint(name: str) -> None:
    if not name.endswith(ACCENTS):
        assert len(set(colour(name))) == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read(theme: str) -> None:
    for ground in ("backgroundColor", "secondaryBackgroundColor", "sidebar.backgroundColor"):
        assert contrast(f"{theme}.textColor", f"{theme}.{ground}") >= 7
        assert contrast(f"{theme}.grayTextColor", f"{theme}.{ground}") >= 4.5
        assert contrast(f"{theme}.linkColor", f"{theme}.{ground}") >= 4
    assert contrast(f"{theme}.blueTextColor", f"{theme}.blueBackgroundColor") >= 4
    assert contrast(f"{theme}.primaryColor", f"{theme}.backgroundColor") >= 3
