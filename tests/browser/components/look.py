"""What a person sees of the viewer, and does with it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

Point = tuple[float, float]


class Look:
    """The viewer on a page; the original is `size` pixels large."""

    def __init__(self, page: Page, size: tuple[int, int]) -> None:
        self.page = page
        self.stage = page.locator(".stage")
        self._size = size

    def hover(self, x: float = 0.5, y: float = 0.5) -> None:
        """Puts the pointer on the stage; x, y as shares of it."""
        self.page.mouse.move(*self.point(x, y))
        self.settle()

    def point(self, x: float, y: float) -> Point:
        box = self.stage.bounding_box()
        assert box
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.settle()

    def drag(self, begin: Point, end: Point) -> None:
        self.page.mouse.move(*begin)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()
        self.settle()

    def wheel(self, by: float) -> None:
        self.page.mouse.wheel(0, by)
        self.settle()

    def settle(self) -> None:
        """Two frames: the viewer paints once per frame."""
        self.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=False)

    def chip(self, name: str) -> Locator:
        """The button that chooses a picture."""
        return self.page.get_by_role("group", name="Pictures to choose").get_by_role("button", name=name)

    @property
    def shown(self) -> list[str]:
        """The labels on screen, from the lowest layer up."""
        labels: list[str] = self.page.locator(".pane:not(.away)").evaluate_all(
            "all => all.sort((a, b) => a.style.zIndex - b.style.zIndex).map(p => p.querySelector('.tag').textContent)"
        )
        return [label.split(" · ")[0] for label in labels]

    @property
    def zoom(self) -> str:
        return self.page.locator("output").inner_text()

    def picture(self, shot: str) -> Locator:
        return self.page.locator(f".pane[data-shot={shot}] > .picture:not([hidden])")

    def box(self, shot: str) -> dict[str, float]:
        box = self.picture(shot).bounding_box()
        assert box
        return dict(box)

    def original_at(self, point: Point) -> Point:
        """The point of the original, in its pixels, under a point of the page."""
        box = self.box("original")
        return (
            (point[0] - box["x"]) / box["width"] * self._size[0],
            (point[1] - box["y"]) / box["height"] * self._size[1],
        )
