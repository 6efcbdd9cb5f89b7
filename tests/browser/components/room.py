"""A room with nothing in it but the viewer: mounted on a bare page, on pictures whose every place is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from retouch_lib.ui import preferences
from retouch_lib.ui import viewer as component
from retouch_lib.ui.viewer import Shot, viewer
from tests.browser.components.bare import Bare
from tests.browser.components.look import Look
from tests.browser.components.pictures import drawn
from tests.browser.watch import Watch

FOLDER = Path(component.__file__).parent
NAMES = ("original", "slight", "balanced", "heavy")
SIZE = (1600, 1200)
FACES = [(0.1, 0.1, 0.2, 0.3), (0.6, 0.5, 0.2, 0.3)]
"""Of the original: fractions of its width and height."""
WINDOW: ViewportSize = {"width": 900, "height": 700}

Send = Callable[..., dict[str, Any]]


def shot(name: str, size: tuple[int, int] = SIZE, preview_width: int | None = None) -> Shot:
    """A drawn picture; its preview is half as wide if nothing else is said."""
    small = preview_width or size[0] // 2
    address = f"/pictures/{name}/{size[0]}/{size[1]}"
    return Shot(name, name, f"{address}/{small}.jpg", f"{address}/{size[0]}.jpg", *size, small)


def shots(count: int = 3, size: tuple[int, int] = SIZE) -> list[Shot]:
    return [shot(name, size) for name in NAMES[:count]]


def serve(path: str) -> bytes | None:
    found = re.fullmatch(r"/pictures/(\w+)/(\d+)/(\d+)/(\d+)\.jpg", path)
    return drawn(found[1], int(found[2]), int(found[3]), int(found[4])) if found else None


class Room:
    """A viewer mounted on a bare page."""

    def __init__(self, page: Page, send: Send, first: list[Shot], options: dict[str, Any]):
        self.page = page
        self._send = send
        self._bare = Bare(page, FOLDER, component._SCRIPTS, serve)
        self._bare.mount(send(first, **options))
        expect(page.locator(".pane:not(.away) img").first).to_be_visible()
        expect(page.get_by_text("Loading …")).to_have_count(0)
        self.look = Look(page, (first[0].width, first[0].height))
        self.look.hover()

    def run(self, now: list[Shot], **options: Any) -> None:
        self._bare.run(self._send(now, **options))
        self.look.settle()

    @property
    def told(self) -> list[list[Any]]:
        return self._bare.told


Enter = Callable[..., Room]


def sender(monkeypatch: pytest.MonkeyPatch) -> Send:
    """What `viewer(…)` sends to the browser."""

    def send(of: list[Shot], **options: Any) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        monkeypatch.setattr(component, "_component", lambda **given: seen.update(given) or {})
        monkeypatch.setattr(component.st, "session_state", {})
        monkeypatch.setattr(preferences, "single_keys", lambda: True)
        heard = options.pop("heard", 0)
        viewer(of, key="viewer", **{"height": 560, **options})
        return {**seen["data"], "heard": heard}

    return send


def door(usual_page: Page, new_page: Callable[..., Page], watch: Watch, send: Send) -> Enter:
    """Opens the viewer: `room(shots(4), mode="grid")`; `context` holds the browser's own options.

    `usual_page` serves all tests that ask for nothing special: making a page takes longer than most of them.
    """

    def enter(of: list[Shot] | None = None, context: dict[str, Any] | None = None, **options: Any) -> Room:
        if context is None:
            watch.over(usual_page.context)
        page = usual_page if context is None else new_page(**{"viewport": WINDOW, **context})
        return Room(page, send, of or shots(), options)

    return enter
