"""The strip of layers on a bare page: what a card shows, what a click tells, and what a rerun leaves as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from retouch_lib.ui import layer_strip as component
from retouch_lib.ui.layer_strip import Card, layer_strip
from tests.browser.components.bare import Bare
from tests.browser.components.pictures import drawn
from tests.browser.watch import Watch

FOLDER = Path(component.__file__).parent
ODD = '<img src=x onerror="alert(1)"> & "Heal"'


def card(number: int, name: str = "Heal", **others: str) -> Card:
    texts = {"blend": "Normal", "use": f"Use {name}.", "file_name": f"DSC_1_{number}.png", "size": "2.1 MB", **others}
    addresses = {"thumbnail": f"/{number}.jpg", "download": f"/{number}.png?download=DSC_1_{number}.png"}
    return Card(number, name, **{**addresses, **texts})


def serve(path: str) -> bytes | None:
    return drawn("original", 300, 400, 300) if path.endswith(".jpg") and "gone" not in path else None


class Strip:
    def __init__(self, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
        self.page = page
        self._patch = monkeypatch
        self._bare = Bare(page, FOLDER, component._SCRIPTS, serve)

    def show(self, *cards: Card, state: Any = None, first: bool = False) -> int | None:
        """Draw these cards as the page does; `state`: what the browser told before. Returns what the page is told."""
        seen: dict[str, Any] = {}
        self._patch.setattr(component, "_component", lambda **given: seen.update(given) or state or {})
        self._patch.setattr(component.st, "session_state", {"strip": state})
        number = layer_strip(cards, key="strip")
        (self._bare.mount if first else self._bare.run)(seen["data"])
        return number

    @property
    def cards(self) -> Locator:
        return self.page.get_by_role("listitem")

    @property
    def told(self) -> list[list[Any]]:
        return self._bare.told


@pytest.fixture
def strip(new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch) -> Strip:
    return Strip(new_page(viewport={"width": 900, "height": 700}), monkeypatch)


def test_a_card_shows_picture_name_blend_mode_use_and_its_file(strip: Strip) -> None:
    strip.show(card(0), card(3, ODD, blend="Soft light", use=ODD), first=True)
    second = strip.cards.nth(1)
    expect(second.locator("strong")).to_have_text(ODD)
    expect(second.locator(".blend")).to_have_text("Soft light")
    expect(second.locator("p")).to_have_text(ODD)
    expect(second.locator("img")).to_have_js_property("naturalWidth", 300)
    link = second.get_by_role("link", name="Download")
    expect(link).to_have_attribute("href", "/3.png?download=DSC_1_3.png")
    expect(link).to_have_attribute("download", "DSC_1_3.png")
    expect(link).to_have_text("PNG · 2.1 MB")
    assert strip.page.locator("#host img").count() == 2, "what an archive says is text"


def test_a_click_tells_the_layer_and_a_second_one_takes_it_away(strip: Strip) -> None:
    assert strip.show(card(0), card(3, "Dodge Burn"), first=True) is None
    button = strip.page.get_by_role("button", name="Dodge Burn, Normal")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert strip.show(card(0), card(3, "Dodge Burn"), state={"shown": 3}) == 3
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    assert strip.told == [["shown", 3], ["shown", None]]


def test_a_rerun_keeps_every_picture_element(strip: Strip) -> None:
    strip.show(card(0), card(1), first=True)
    images = strip.page.locator("#host img")
    images.evaluate_all("all => { window.first = all }")
    strip.show(card(0), card(1), card(2))
    expect(images).to_have_count(3)
    assert strip.page.evaluate("() => first.length === 2 && first.every((each) => each.isConnected)")
    strip.show(card(0))
    expect(images).to_have_count(1)


def test_a_card_says_what_its_picture_shows_where_that_is_not_the_whole_layer(strip: Strip) -> None:
    extents = {"/1.jpg": "part", "/2.jpg": "empty", "/3.jpg": "whole", "/4.jpg": "<b>", "/5.jpg": "part"}

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        headers = {"X-Layer-Extent": extents[path]} if path in extents else {}
        route.fulfill(body=serve(path), headers=headers)

    strip.page.route("**/*.jpg", answer)
    strip.show(*(card(number) for number in range(6)), first=True)
    words = [strip.cards.nth(number).locator(".extent") for number in range(6)]
    expect(words[5]).to_have_text("part, enlarged")
    expect(words[1]).to_have_text("part, enlarged")
    expect(words[2]).to_have_text("empty")
    for number in (0, 3, 4):
        expect(strip.cards.nth(number).locator("img")).to_have_js_property("naturalWidth", 300)
        expect(words[number]).to_be_hidden()
    strip.show(replace(card(1), thumbnail="/0.jpg"))
    expect(words[0]).to_be_hidden()


def test_a_picture_that_does_not_load_is_said_and_its_file_can_still_be_saved(strip: Strip, watch: Watch) -> None:
    watch.allow("404")
    strip.show(replace(card(0), thumbnail="/gone.jpg"), first=True)
    expect(strip.cards.get_by_text("No preview")).to_be_visible()
    expect(strip.cards.get_by_role("link", name="Download")).to_be_visible()
    strip.show(card(0))
    expect(strip.cards.get_by_text("No preview")).to_be_hidden()


@pytest.mark.parametrize("state", [{"shown": 9}, {"shown": "0"}, {"shown": True}, {"shown": [0]}, "0", None])
def test_only_a_layer_that_is_there_is_shown(strip: Strip, state: Any) -> None:
    assert strip.show(card(0), card(1), state=state, first=True) is None


def test_cards_stay_within_the_page_however_many_and_however_few(strip: Strip) -> None:
    for count, width in ((9, 900), (9, 390), (1, 900)):
        strip.page.set_viewport_size({"width": width, "height": 700})
        strip.show(*(card(number, "Portrait Volumes" * 3) for number in range(count)), first=True)
        expect(strip.cards).to_have_count(count)
        boxes = [box for each in strip.cards.all() if (box := each.bounding_box())]
        assert len(boxes) == count
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= width and box["width"] <= 220 for box in boxes)


def test_addresses_elsewhere_are_refused() -> None:
    for address in ("https://example.org/a.jpg", "//example.org/a.jpg", "a.jpg"):
        with pytest.raises(ValueError, match="path on this app"):
            replace(card(0), thumbnail=address)
        with pytest.raises(ValueError, match="path on this app"):
            replace(card(0), download=address)
