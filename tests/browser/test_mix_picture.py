"""A mix in the viewer: what is seen while its sliders move, when they rest, and that the exact picture takes over."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import FloatRect, Page, Route, expect

from retouch_lib.imaging.composite import NEUTRAL, compose
from retouch_lib.imaging.files.canvas_space import canvas_space, own_colours
from retouch_lib.plugins import BlendMode
from retouch_lib.ui.viewer import Shot
from retouch_lib.ui.viewer.mix import LiveMix, MixLayer
from tests.browser.components import room as rooms
from tests.browser.components.bare import HOST
from tests.browser.components.room import Enter, Room
from tests.browser.test_colours import PROFILES, in_srgb
from tests.browser.watch import Watch

Pixels = NDArray[np.uint8]
WIDTH, HEIGHT = 720, 480
"""Of the preview; the full file is twice as large."""
MODES = (BlendMode.NORMAL, BlendMode.SOFT_LIGHT, BlendMode.DARKEN, BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT)
BOXES = ((40, 30, 300, 200), (0, 0, WIDTH, HEIGHT), (100, 60, 400, 300), (60, 100, 500, 300), (300, 200, 320, 240))
APART = 60
"""Rows."""
INSIDE = 40
"""Levels of sRGB: nearer to its edge one level of a wider space may be many of them."""
NO_CARD_YET = "graphicsCard = null;"
AT_EDGES = 12
"""Levels, where a layer ends in a hard edge: a browser places that to some hundredths of a pixel."""
OFF = 4
"""Levels that a mix may be off while a slider moves."""


def waves(width: int, height: int, channels: int, seed: int, low: int, high: int) -> Pixels:
    """Smooth, as photos and layers are, with a little noise."""
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(low, high, (7, 9, channels)).astype(np.float32)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC).reshape(height, width, channels)
    return np.clip(smooth + rng.normal(0, 2, smooth.shape), 0, 255).astype(np.uint8)


PHOTO = waves(WIDTH, HEIGHT, 3, 1, 30, 230)


def layer_of(number: int) -> Pixels:
    """RGBA of the whole preview's size: nothing outside its box."""
    left, top, width, height = BOXES[number]
    light = MODES[number] in (BlendMode.SOFT_LIGHT, BlendMode.LINEAR_LIGHT)
    whole = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    part = whole[top : top + height, left : left + width]
    part[..., :3] = waves(width, height, 3, number + 10, *((90, 170) if light else (20, 240)))
    part[..., 3:] = 255 if number == 1 else waves(width, height, 1, number + 20, 40, 250)
    if light:
        part[40:90, 20:80, :3] = NEUTRAL[number % 2]
    return whole


LAYERS = [layer_of(number) for number in range(len(MODES))]
Strengths = tuple[float, ...]
FULL: Strengths = (1.0,) * len(MODES)


def exact(strengths: Strengths) -> Pixels:
    """As the server composes it."""
    return compose(PHOTO, zip(LAYERS, MODES, strengths, strict=True), extrapolate=True)


def png(pixels: Pixels) -> bytes:
    codes = {3: cv2.COLOR_RGB2BGR, 4: cv2.COLOR_RGBA2BGRA}
    return cv2.imencode(".png", cv2.cvtColor(pixels, codes[pixels.shape[2]]))[1].tobytes()


def named(strengths: Strengths) -> str:
    return "-".join(str(round(1000 * each)) for each in strengths)


def mixed(strengths: Strengths = FULL, **others: Any) -> Shot:
    address = f"/mix/{named(strengths)}"
    layers = [
        MixLayer(number, f"/layer/{number}", mode.value, opacity)  # type: ignore[arg-type]
        for number, (mode, opacity) in enumerate(zip(MODES, strengths, strict=True))
    ]
    mix = LiveMix("one", "/base", tuple(layers), **others)
    return Shot("mix", "mix", f"{address}/preview", f"{address}/{{part}}", 2 * WIDTH, 2 * HEIGHT, WIDTH, mix=mix)


ORIGINAL = Shot("original", "original", "/base", "/base", 2 * WIDTH, 2 * HEIGHT, WIDTH)


@dataclass
class Server:
    """Answers as the app's routes do; `hold` keeps exact pictures back until `let_go`."""

    profile: bytes | None = None
    waiting: list[tuple[Route, bytes]] = field(default_factory=list)
    hold: bool = False
    on_their_way: list[tuple[Route, int]] = field(default_factory=list)
    slow: bool = False
    """Whether layers wait for `bring_layers`."""
    asked: list[str] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOST)
        self.asked.append(path)
        if path == "/base":
            route.fulfill(body=self.with_profile(PHOTO), content_type="image/png")
        elif path.startswith("/layer/"):
            self.on_their_way.append((route, int(path.removeprefix("/layer/"))))
            if not self.slow:
                self.bring_layers()
        else:
            self.exact(route, *path.removeprefix("/mix/").split("/"))

    def bring_layers(self) -> None:
        while self.on_their_way:
            self.layer(*self.on_their_way.pop(0))

    def layer(self, route: Route, number: int) -> None:
        left, top, width, height = BOXES[number]
        part = LAYERS[number][top : top + height, left : left + width]
        box = ",".join(map(str, (*BOXES[number], WIDTH, HEIGHT)))
        route.fulfill(body=png(part), content_type="image/png", headers={"X-Mix-Box": box})

    def exact(self, route: Route, strengths: str, part: str) -> None:
        whole = exact(tuple(int(each) / 1000 for each in strengths.split("-")))
        if part != "preview":
            column, row = map(int, part.split("-"))
            large = whole.repeat(2, axis=0).repeat(2, axis=1)
            whole = large[1024 * row : 1024 * (row + 1), 1024 * column : 1024 * (column + 1)]
        if self.hold:
            self.waiting.append((route, self.with_profile(whole)))
        else:
            route.fulfill(body=self.with_profile(whole), content_type="image/png")

    def let_go(self) -> None:
        self.hold = False
        while self.waiting:
            route, body = self.waiting.pop(0)
            route.fulfill(body=body, content_type="image/png")

    def with_profile(self, pixels: Pixels) -> bytes:
        if self.profile is None:
            return png(pixels)
        buffer = BytesIO()
        Image.fromarray(pixels).save(buffer, "PNG", icc_profile=self.profile)
        return buffer.getvalue()


@pytest.fixture
def server(usual_page: Page) -> Iterator[Server]:
    """`Bare` clears a page's routes: these stand at its context."""
    server = Server()
    pattern = re.compile(rf"{HOST}/(base|layer|mix)\b.*")
    usual_page.context.route(pattern, server.answer)
    yield server
    usual_page.context.unroute(pattern)


Open = Callable[..., Room]


@pytest.fixture
def opened(room: Enter, server: Server, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Open:
    """The viewer with the original on the left and a mix on the right, whose layers are there.

    One pixel of the preview stands on one of the screen, if no other height is asked for. `card`: the layers are laid
    by WebGL, though here no graphics card is behind it.
    """

    def enter(shot: Shot | None = None, *, card: bool = False, **options: Any) -> Room:
        bare = rooms.Bare
        if card:
            watch.allow("GPU stall due to ReadPixels")  # of the test, which looks at what was painted

        class Passing(bare):  # type: ignore[misc, valid-type]
            def __init__(self, *given: Any) -> None:
                super().__init__(*given)
                if card:
                    assert NO_CARD_YET in self._script
                    self._script = self._script.replace(NO_CARD_YET, "graphicsCard = true;")

            def _serve(self, route: Route) -> None:
                path = route.request.url.removeprefix(HOST)
                if re.match("/(base|layer|mix)", path):
                    route.fallback()
                else:
                    super()._serve(route)

        monkeypatch.setattr(rooms, "Bare", Passing)
        return room([ORIGINAL, shot or mixed()], **{"left": 1, "height": HEIGHT, **options})

    return enter


def move(here: Room, strengths: Strengths, *, resting: bool = False) -> None:
    """As the board does."""
    opacities = {str(number): opacity for number, opacity in enumerate(strengths)}
    detail = {"mix": "one", "opacities": opacities, "resting": resting}
    here.page.evaluate("(detail) => document.dispatchEvent(new CustomEvent('retouch-lab:mix', { detail }))", detail)
    here.look.settle()


CANVAS = ".pane[data-shot=mix] canvas"


def painted(here: Room) -> Pixels:
    """RGBA of the canvas over the mix, as a picture: so many numbers would take seconds."""
    told = here.page.locator(CANVAS).evaluate("(canvas) => canvas.toDataURL()")
    stored = np.frombuffer(base64.b64decode(told.split(",")[1]), np.uint8)
    return np.asarray(cv2.cvtColor(cv2.imdecode(stored, cv2.IMREAD_UNCHANGED), cv2.COLOR_BGRA2RGBA), np.uint8)


def is_painted(here: Room) -> bool:
    return bool(painted(here)[..., 3].any())


def off(live: Pixels, wanted: Pixels) -> int:
    """By how many levels it is off where it is painted."""
    there = live[..., 3] == 255
    return int(np.abs(live[there][:, :3].astype(int) - wanted[there]).max())


def test_what_moves_is_right_where_it_moves_and_exact_elsewhere(opened: Open) -> None:
    here = opened()
    expect(here.page.locator(CANVAS)).to_have_count(1)
    assert not is_painted(here)
    move(here, (0.5, 1, 1, 1, 1))
    live = painted(here)
    assert off(live, exact((0.5, 1, 1, 1, 1))) <= OFF
    left, top, width, height = BOXES[0]
    live[top : top + height, left : left + width] = 0
    assert not live.any(), "elsewhere the exact picture is seen, and it is right"


@pytest.mark.parametrize("card", [False, True], ids=["canvas", "WebGL"])
def test_every_slider_that_moves_and_all_that_lie_above_it_are_right(opened: Open, card: bool) -> None:
    here = opened(card=card)
    for strengths in (
        *((0.5, 1, 1, 1, 1), (0.2, 1, 1, 1, 1), (0.2, 1, 1.4, 1, 1), (0.2, 0.7, 0.5, 1, 1), (1, 1, 1, 0.3, 1)),
        *((1, 1, 1, 1, 1.5), (0, 0.2, 0.4, 0.6, 0.8), (0, 0, 0, 0, 0), FULL),
    ):
        move(here, strengths)
        assert off(painted(here), exact(strengths)) <= OFF, named(strengths)


def test_the_exact_picture_takes_over_when_it_is_there_and_not_before(opened: Open, server: Server) -> None:
    here = opened()
    now = (0.3, 0.5, 1.0, 1.0, 1.0)
    move(here, now, resting=True)
    server.hold = True
    here.run([ORIGINAL, mixed(now)], left=1, height=HEIGHT)
    images = here.page.locator(".pane[data-shot=mix] > .picture img")
    expect(images).to_have_count(2)
    expect(here.page.locator(".pane[data-shot=mix] .note")).to_be_hidden()  # nothing flashes while it is on its way
    assert is_painted(here)
    later = (0.3, 0.5, 0.2, 1.0, 1.0)
    move(here, later)
    server.let_go()
    expect(images).to_have_count(1)
    here.look.settle()
    assert "300-500-1000" in str(images.get_attribute("src"))
    live = painted(here)
    assert off(live, exact(later)) <= OFF
    assert not live[:50, :90, 3].any(), "what the slider that moves on does not touch is the exact picture's"
    move(here, now)
    assert off(painted(here), exact(now)) <= OFF


def test_layers_are_fetched_once_and_a_rerun_draws_nothing_anew(opened: Open, server: Server) -> None:
    here = opened()
    move(here, (0.3, 0.5, 1, 1, 1))
    here.run([ORIGINAL, mixed()], left=1, height=HEIGHT)
    here.run([ORIGINAL, mixed((0.3, 0.5, 1, 1, 1))], left=1, height=HEIGHT)
    here.look.settle()
    assert sum(path.startswith("/layer/") for path in server.asked) == len(LAYERS)


def test_closer_than_the_preview_the_exact_tiles_are_seen_at_rest(opened: Open, server: Server) -> None:
    here = opened()
    here.look.press("z")
    expect(here.page.locator(".pane[data-shot=mix] img[src*='/0-0']")).to_have_count(1)
    now = (0.3, 0.5, 1.0, 1.0, 1.0)
    move(here, now)
    expect(here.page.locator(".pane[data-shot=mix] .tag")).to_have_text(re.compile("soft until"))
    move(here, now, resting=True)
    here.run([ORIGINAL, mixed(now)], left=1, height=HEIGHT)
    expect(here.page.locator(f".pane[data-shot=mix] img[src*='{named(now)}/0-0']")).to_have_count(1)
    expect(here.page.locator(f".pane[data-shot=mix] img[src*='{named(FULL)}']")).to_have_count(0)
    assert not is_painted(here)
    expect(here.page.locator(".pane[data-shot=mix] .tag")).not_to_have_text(re.compile("soft until"))


def test_a_pinned_mix_stays_as_it_was_beside_the_one_that_moves(opened: Open) -> None:
    here = opened()
    here.look.button("Pin").click()
    now = (0.3, 0.5, 1.0, 1.0, 1.0)
    move(here, now, resting=True)
    here.run([ORIGINAL, mixed(now)], left=1, height=HEIGHT)
    pinned = here.page.locator(".pane[data-shot=pinned] > .picture")
    expect(pinned.locator("img")).to_have_attribute("src", re.compile(named(FULL)))
    expect(pinned.locator("canvas")).to_have_count(0)


def test_colours_that_no_canvas_has_wait_for_the_exact_picture(opened: Open, server: Server) -> None:
    here = opened(mixed(space=""))
    here.page.evaluate(
        "() => document.addEventListener('retouch-lab:mix-live', ({ detail }) => { window.live = detail; })"
    )
    move(here, (0.3, 0.5, 1, 1, 1), resting=True)
    told = here.page.evaluate("() => window.live")
    assert told["mix"] == "one"
    assert not told["live"]
    assert "colours" in told["reason"]
    assert here.page.locator(CANVAS).count() == 0
    assert not any(path.startswith("/layer/") for path in server.asked)


def test_layers_that_do_not_come_are_said_and_the_exact_picture_stays(
    opened: Open, server: Server, watch: Watch
) -> None:
    watch.allow("404")
    broken = mixed()
    assert broken.mix
    layers = (*broken.mix.layers[:-1], replace(broken.mix.layers[-1], url="/none"))
    here = opened(replace(broken, mix=replace(broken.mix, layers=layers)))
    here.page.evaluate(
        "() => document.addEventListener('retouch-lab:mix-live', ({ detail }) => { window.live = detail; })"
    )
    move(here, (0.3, 0.5, 1, 1, 1), resting=True)
    expect(here.page.locator(CANVAS)).to_have_count(0)
    assert "could not be loaded" in here.page.evaluate("() => window.live.reason")


def test_layers_that_are_slow_are_said_to_who_moves_a_slider_and_followed_once_there(
    opened: Open, server: Server
) -> None:
    server.slow = True
    here = opened()
    here.page.evaluate(
        "() => document.addEventListener('retouch-lab:mix-live', ({ detail }) => { window.live = detail; })"
    )
    now = (0.3, 0.5, 1.0, 1.0, 1.0)
    move(here, now)
    assert "on their way" in here.page.evaluate("() => window.live.reason")
    server.bring_layers()
    here.page.wait_for_function("() => window.live.live")
    here.look.settle()
    assert off(painted(here), exact(now)) <= OFF


@pytest.mark.parametrize("card", [False, True], ids=["canvas", "WebGL"])
@pytest.mark.parametrize("name", PROFILES)
def test_a_photo_has_the_same_colours_while_a_slider_moves(opened: Open, server: Server, name: str, card: bool) -> None:
    server.profile = PROFILES[name]
    colours = {"space": canvas_space(server.profile), "colours": own_colours(server.profile)}
    here = opened(mixed(**colours), card=card)
    for strengths in (FULL, (0.4, 0.3, 0.8, 0.6, 0.2)):
        move(here, strengths)
        stored = exact(strengths)[APART:-APART]
        wanted = in_srgb(stored, server.profile)
        assert np.abs(wanted - stored).max() > 20, "else a canvas of sRGB would pass"
        inside = wanted.min(axis=2) > INSIDE
        assert inside.mean() > 0.3
        assert np.percentile(np.abs(on_screen(here) - wanted)[inside], 99) <= OFF


def test_a_graphics_card_that_is_taken_away_costs_no_picture(opened: Open) -> None:
    here = opened(card=True)
    now = (0.3, 0.5, 1.0, 1.0, 1.0)
    move(here, now)
    here.page.locator(CANVAS).evaluate(
        """(canvas) => new Promise((done) => {
          canvas.addEventListener("webglcontextlost", () => requestAnimationFrame(done));
          canvas.getContext("webgl2").getExtension("WEBGL_lose_context").loseContext();
        })"""
    )
    assert here.page.locator(CANVAS).evaluate("(canvas) => Boolean(canvas.getContext('2d'))")
    assert off(painted(here), exact(now)) <= OFF
    move(here, FULL)
    assert off(painted(here), exact(FULL)) <= OFF


@pytest.mark.parametrize("card", [False, True], ids=["canvas", "WebGL"])
def test_nothing_jumps_when_a_slider_rests(opened: Open, card: bool) -> None:
    """Zoomed out, what is painted while it moves is reduced as the exact picture is."""
    here = opened(card=card, height=220)
    now = (0.3, 0.5, 1.0, 1.0, 1.0)
    move(here, now, resting=True)
    moving = on_screen(here)
    here.run([ORIGINAL, mixed(now)], left=1, height=220)
    expect(here.page.locator(".pane[data-shot=mix] > .picture img")).to_have_count(1)
    here.look.settle()
    assert not is_painted(here)
    jump = np.abs(moving - on_screen(here))
    assert np.percentile(jump, 99) <= OFF / 2
    assert jump.max() <= AT_EDGES


def on_screen(here: Room) -> NDArray[np.int64]:
    """The mix on the screen, but for the rows where its label and the legend may stand."""
    box = here.look.box("mix")
    clip = FloatRect(x=box["x"], y=box["y"] + APART, width=box["width"], height=box["height"] - 2 * APART)
    with Image.open(BytesIO(here.page.screenshot(clip=clip))) as screen:
        return np.asarray(screen.convert("RGB")).astype(np.int64)
