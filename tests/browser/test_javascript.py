"""The components' JavaScript, unit by unit: each `test("…")` in js/test_*.js is one test here.

It needs no tool but the tests' Chromium: one page loads the components' scripts and the cases, and runs them. What a
person sees and clicks is tested in test_viewer.py, test_drop_zone.py and test_layer_strip.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Route, ViewportSize

from retouch_lib.ui import (
    component,
    drop_zone,
    filmstrip,
    grid,
    keys,
    layer_strip,
    loupes,
    mix_board,
    narrow_menu,
    notice,
    viewer,
)
from tests.browser.components.bare import HOST
from tests.browser.components.script import script
from tests.browser.watch import Watch

CASES = Path(__file__).with_name("js")
COMPONENTS = {
    "keys": (Path(keys.__file__).parent, keys.SCRIPTS),
    "viewer": (Path(viewer.__file__).parent, viewer._SCRIPTS),
    "drop_zone": (Path(drop_zone.__file__).parent, drop_zone._SCRIPTS),
    "filmstrip": (Path(filmstrip.__file__).parent, filmstrip._SCRIPTS),
    "grid": (Path(grid.__file__).parent, grid._SCRIPTS),
    "layer_strip": (Path(layer_strip.__file__).parent, layer_strip._SCRIPTS),
    "loupes": (Path(loupes.__file__).parent, loupes._SCRIPTS),
    "mix_board": (Path(mix_board.__file__).parent, mix_board._SCRIPTS),
    "narrow_menu": (Path(narrow_menu.__file__).parent, narrow_menu._SCRIPTS),
    "notice": (Path(notice.__file__).parent, notice._SCRIPTS),
    "component": (Path(component.__file__).parent, ()),  # mount.js, which stands above every other
}
FILES = sorted(file.stem for file in CASES.glob("test_*.js"))
TYPES = {".js": "text/javascript", ".html": "text/html", ".css": "text/css"}
WINDOW: ViewportSize = {"width": 900, "height": 700}
PAGE = '<!doctype html><html><head><style>body { margin: 0 }</style></head><body><div id="place"></div></body></html>'
RUN = """async (files) => {
  for (const file of files) await import(`/js/${file}.js`);
  const { cases, run } = await import("/js/cases.js");
  const said = [];
  for (const name of cases.keys()) {
    said.push([name, await run(name).then(() => "", (error) => error.stack ?? String(error))]);
  }
  return said;
}"""


def names(file: str) -> list[str]:
    """The cases that a file declares, each at the beginning of a line."""
    lines = (CASES / f"{file}.js").read_text(encoding="utf-8").splitlines()
    return [line.split('"')[1] for line in lines if line.startswith('test("')]


EVERY = [(file, name) for file in FILES for name in names(file)]


def with_exports(text: str) -> str:
    """A component's script, whose every class, function and constant the cases may import."""
    kinds = ("class", "function", "const", "let")
    lines = [line.removeprefix("async ") for line in text.splitlines()]
    words = [line.replace("(", " ").split() for line in lines if line.startswith(kinds)]
    return f"{text}\nexport {{ {', '.join(word[1] for word in words)} }};"


def served(path: str) -> str | None:
    """/js/… are the cases, /viewer/viewer.js is that whole component, /viewer/viewer.html its markup."""
    _, place, name = path.split("/")
    if place == "js":
        return (CASES / name).read_text(encoding="utf-8")
    if place not in COMPONENTS:
        return None
    folder, scripts = COMPONENTS[place]
    if name.endswith(".js"):
        return with_exports(script(folder, scripts))
    return (folder / name).read_text(encoding="utf-8")


def answer(route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        route.fulfill(body=PAGE, content_type="text/html")
    elif (text := served(path)) is None:
        route.fulfill(status=404, body="")
    else:
        route.fulfill(body=text, content_type=TYPES[Path(path).suffix])


@pytest.fixture(scope="module")
def said(browser: Browser) -> Iterator[dict[str, str]]:
    """What each case said: nothing when all was well. They run at once: a call of the page costs more than a case.

    At the end the page must have complained of nothing and asked no other host.
    """
    watch = Watch()
    with browser.new_context(viewport=WINDOW, device_scale_factor=1) as context:
        watch.over(context)
        page = context.new_page()
        page.route(f"{HOST}/**", answer)
        page.goto(HOST)
        yield dict(page.evaluate(RUN, FILES))
        watch.end()
    assert not watch.problems, "\n".join(watch.problems)


@pytest.mark.parametrize(("file", "name"), EVERY, ids=[f"{file.removeprefix('test_')}: {name}" for file, name in EVERY])
def test_unit(said: dict[str, str], file: str, name: str) -> None:
    if said[name]:
        pytest.fail(f"{file}.js: {said[name]}", pytrace=False)


def test_no_case_is_left_out(said: dict[str, str]) -> None:
    assert list(said) == [name for _, name in EVERY]


def test_every_script_has_its_cases() -> None:
    scripts = {f"test_{Path(name).name}" for _, names in COMPONENTS.values() for name in ("mount", *names)}
    assert scripts == {file for file in FILES if names(file)}
    written = {file.stem for folder, _ in COMPONENTS.values() for file in folder.rglob("*.js")}
    assert {f"test_{name}" for name in written} == scripts
