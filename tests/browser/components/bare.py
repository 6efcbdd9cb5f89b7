"""A component on a page of its own, without Streamlit: opened in a moment, its calls to Python written down.

Mounted as Streamlit does it: in a shadow root, the whole of it as a module, `data` as the Python side sent it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from retouch_lib.ui import keys
from retouch_lib.ui.component import module

Answer = Callable[[str], bytes | None]

HOST = "http://127.0.0.1:9"  # answered by `Page.route`; nothing listens there
PAGE = """<!doctype html><html><head><meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="margin:0;padding:16px 24px"><input id="field" aria-label="Field"><div id="host"></div></body></html>"""
MOUNT = """async (data) => {
  const root = document.querySelector("#host").attachShadow({ mode: "open" });
  const { default: mount } = await import("/component.js");
  window.told = [];
  const say = (name, value) => window.told.push([name, value]);
  const page = { parentElement: root, setStateValue: say, setTriggerValue: say };
  window.run = (data) => { window.leave = mount({ ...page, data }); };
  window.run(data);
}"""


class Bare:
    """One mounted component. `answer` maps a path to the bytes served there (None: 404)."""

    def __init__(self, page: Page, folder: Path, scripts: tuple[str, ...], answer: Answer) -> None:
        self.page = page
        self._script = module(folder, scripts, [keys.STYLE])
        self._answer = answer
        page.goto("about:blank")  # the page may hold another component, whose pictures are still on their way
        page.unroute_all()
        page.route(f"{HOST}/**", self._serve)

    def mount(self, data: dict[str, Any]) -> None:
        self.page.goto(HOST)
        self.page.evaluate(MOUNT, data)

    def run(self, data: dict[str, Any]) -> None:
        """The page reruns with this data."""
        self.page.evaluate("data => window.run(data)", data)

    @property
    def told(self) -> list[list[Any]]:
        """What the component told Python so far: [name, value] each."""
        return list(json.loads(self.page.evaluate("() => JSON.stringify(window.told)")))

    def _serve(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html")
        elif path == "/component.js":
            route.fulfill(body=self._script, content_type="text/javascript")
        elif (body := self._answer(path)) is not None:
            route.fulfill(body=body, content_type="image/jpeg", headers={"Cache-Control": "max-age=60"})
        else:
            route.fulfill(status=404, body="")
