"""A mix in the viewer while a slider moves: from the slider to the screen, on a 2D canvas and by WebGL.

Here no graphics card is behind WebGL (SwiftShader acts as one): its figures say why a canvas is taken in that case.
Eight layers as large as the photo, each of its sliders in turn. The baseline, in the same run, is the least that eight
layers can cost: the preview drawn eight times over itself, half transparent. Told are the time until the second frame
after a move, by when the first one is on its way to the screen, and the processor time of the page's main thread, which
no other work on the machine is in (nor what WebGL does: that is another process's).
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, Route, sync_playwright

from retouch_lib.imaging.files import profiles
from retouch_lib.imaging.files.canvas_space import ColourNumbers, own_colours
from retouch_lib.plugins import BlendMode
from retouch_lib.ui import preferences, viewer
from retouch_lib.ui.viewer import Shot
from retouch_lib.ui.viewer.mix import LiveMix, MixLayer
from tests.browser.components.bare import HOST, Bare
from tests.browser.conftest import ARGUMENTS
from tests.browser.find_browser import find_browser

SIZES = ((1224, 816), (1500, 1000), (1732, 1155), (2048, 1366))
"""Of the preview: 1, 1.5, 2 and 2.8 megapixels, the largest that there is."""
NO_CARD_YET = "graphicsCard = null;"
"""In graphics_card.js: what is not known is asked."""
MODES = (
    *(BlendMode.NORMAL, BlendMode.SOFT_LIGHT, BlendMode.NORMAL, BlendMode.SOFT_LIGHT),
    *(BlendMode.DARKEN, BlendMode.SOFT_LIGHT, BlendMode.NORMAL, BlendMode.SOFT_LIGHT),
)
ADOBE: tuple[profiles.Point, profiles.Point, profiles.Point] = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))
MOVES = 8
"""Of each slider."""
MOVES_BY_SOFTWARE = 2
"""The same by WebGL without a card."""
AIM_P95 = 100
"""Milliseconds."""
_QUALITY = 92

_MOVE = """async ([count, moves]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const opacities = Object.fromEntries(Array.from({ length: count }, (_, number) => [number, 1]));
  const times = [];
  for (let number = 0; number < count; number += 1) {
    for (let move = 1; move <= moves; move += 1) {
      opacities[number] = 1 - move / (moves + 1);
      const detail = { mix: "one", opacities: { ...opacities }, resting: false };
      const begun = performance.now();
      document.dispatchEvent(new CustomEvent("retouch-lab:mix", { detail }));
      await frame();
      await frame();
      times.push(performance.now() - begun);
    }
  }
  return times;
}"""
_DRAW = """async (times) => {
  const bitmap = await createImageBitmap(await (await fetch("/base")).blob());
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.globalAlpha = 0.5;
  const took = [];
  for (let time = 0; time < times; time += 1) {
    const begun = performance.now();
    for (let layer = 0; layer < 8; layer += 1) context.drawImage(bitmap, 0, 0);
    context.getImageData(0, 0, 1, 1);
    took.push(performance.now() - begun);
  }
  return took;
}"""


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        adobe = own_colours(profiles.make("Adobe RGB", ADOBE, profiles.gamma(2.2)))
        for card in (False, True):
            for size in SIZES:
                _measure(page, size, card)
            _measure(page, SIZES[-1], card, adobe)
        browser.close()


def _measure(page: Page, size: tuple[int, int], card: bool, colours: ColourNumbers | None = None) -> None:
    _open(page, size, card, colours)
    baseline = statistics.median(page.evaluate(_DRAW, 20))
    with ThreadSeconds(page) as spent:
        times = sorted(page.evaluate(_MOVE, [len(MODES), MOVES_BY_SOFTWARE if card else MOVES]))
        seconds = spent()
    median, p95 = statistics.median(times), times[int(0.95 * len(times))]
    moved = 1000 * seconds / len(times)
    kind = "in colours that no canvas has" if colours else "in sRGB"
    backend, megapixels = "WebGL" if card else "canvas 2D", size[0] * size[1] / 1e6
    print(f"{backend}, {megapixels:.1f} MP, {len(MODES)} layers, {kind}; eight plain drawings: {baseline:.1f} ms")
    print(f"  slider to screen: median {median:.0f} ms, p95 {p95:.0f} ms (aim {AIM_P95})")
    print(f"  main thread: {moved:.0f} ms a move, {moved / baseline:.1f} × the plain drawings")


class ThreadSeconds:
    """Processor seconds of the page's main thread since it was entered."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)

    def __enter__(self) -> Any:
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        begun = self._now()
        return lambda: self._now() - begun

    def __exit__(self, *_: object) -> None:
        self._session.detach()

    def _now(self) -> float:
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def _open(page: Page, size: tuple[int, int], card: bool, colours: ColourNumbers | None) -> None:
    served = dict(_pictures(size))

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        box = ",".join(map(str, (0, 0, *size, *size)))
        route.fulfill(body=served[path], headers={"X-Mix-Box": box, "Cache-Control": "max-age=60"})

    bare = Bare(page, Path(viewer.__file__).parent, viewer._SCRIPTS, served.get)
    bare._script = bare._script.replace(NO_CARD_YET, f"graphicsCard = {str(card).lower()};")
    page.route(f"{HOST}/layer/*", answer)
    bare.mount(_data(size, colours))
    page.locator(".pane[data-shot=mix] canvas").wait_for(state="attached")


def _data(size: tuple[int, int], colours: ColourNumbers | None) -> dict[str, Any]:
    layers = tuple(MixLayer(number, f"/layer/{number}", mode.value, 1.0) for number, mode in enumerate(MODES))
    original = Shot("original", "original", "/base", "/base", *size, size[0])
    live = LiveMix("one", "/base", layers, "" if colours else "srgb", colours)
    mix = Shot("mix", "mix", "/base", "/tile/{part}", *size, size[0], mix=live)
    seen: dict[str, Any] = {}
    with (
        mock.patch.object(viewer, "_component", lambda **given: seen.update(given) or {}),
        mock.patch.object(viewer.st, "session_state", {}),
        mock.patch.object(preferences, "single_keys", return_value=True),
    ):
        viewer.viewer([original, mix], key="viewer", height=760, left=1)
    return {**seen["data"], "heard": 0}


def _pictures(size: tuple[int, int]) -> Iterator[tuple[str, bytes]]:
    yield "/base", cv2.imencode(".jpg", _waves(size, 3, 0), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])[1].tobytes()
    for number, mode in enumerate(MODES):
        layer = _waves(size, 4, number + 1)
        if mode is BlendMode.SOFT_LIGHT:
            layer[..., 3] = 255
        yield f"/layer/{number}", cv2.imencode(".png", layer)[1].tobytes()


def _waves(size: tuple[int, int], channels: int, seed: int) -> NDArray[np.uint8]:
    coarse = np.random.default_rng(seed).integers(30, 225, (9, 12, channels), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.uint8)


if __name__ == "__main__":
    main()
