"""What axe-core (https://github.com/dequelabs/axe-core) finds on a page by the rules of WCAG 2.2, levels A and AA."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_OPTIONS = {"runOnly": _RULES, "resultTypes": ["violations"]}
_SERIOUS = ("serious", "critical")
_LONGEST = 160


def serious(page: Page) -> list[str]:
    """The serious and critical findings as sentences, one an element."""
    found: list[dict[str, Any]] = Axe().run(page, options=_OPTIONS).response["violations"]
    return [_sentence(rule, node) for rule in found if rule["impact"] in _SERIOUS for node in rule["nodes"]]


def _sentence(rule: dict[str, Any], node: dict[str, Any]) -> str:
    why = (node["any"] or node["all"] or node["none"])[0]["message"]
    return f"{rule['id']}: {node['html'][:_LONGEST]} ({why}) at {node['target']}"
