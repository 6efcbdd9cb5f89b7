"""The drop zone in a real browser, sending to a server that is played by the test."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, FilePayload, Page, Route, expect

from retouch_lib.ui import drop_zone as component
from retouch_lib.ui.drop_zone import LeftOut, Rejected, Uploaded, drop_zone
from tests.browser.components.bare import HOST, Bare
from tests.browser.watch import Watch

FOLDER = Path(component.__file__).parent
JPEG = b"\xff\xd8" + bytes(2000)
ODD_NAMES = [
    "../../etc/passwd.jpg",
    'say "cheese".jpg',
    "<script>alert(1)</script>.jpg",
    "🎉 été.jpg",
    "a&b=c?d#e%.jpg",
]

DROP = """([name, size]) => {
  const file = new File([new Uint8Array(size)], name);
  const item = { kind: "file", getAsFile: () => file, webkitGetAsEntry: () => ({ isDirectory: false }) };
  const event = new DragEvent("drop", { bubbles: true, cancelable: true, composed: true });
  Object.defineProperty(event, "dataTransfer", { value: { items: [item], files: [file], types: ["Files"] } });
  const zone = document.querySelector("#host").shadowRoot.querySelector(".zone");
  return zone.dispatchEvent(event);
}"""


class Server:
    """What the route would be: keeps what was sent; answers as told, otherwise with the sum."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.folders: list[str] = []
        self.answers: dict[str, tuple[int, str]] = {}
        self.held: list[Route] = []
        self.hold = False

    def __call__(self, route: Route) -> None:
        if self.hold:
            self.held.append(route)
            return
        query = parse_qs(urlsplit(route.request.url).query)
        name = query["name"][0]
        self.names.append(name)
        self.folders.append(query.get("folder", [""])[0])
        assert route.request.method == "PUT"
        body = route.request.post_data_buffer or b""
        status, answer = self.answers.get(name, (200, json.dumps({"sha256": hashlib.sha256(body).hexdigest()})))
        if status:
            route.fulfill(status=status, body=answer)
        else:
            route.abort("connectionreset")


class Zone:
    """The drop zone on a bare page."""

    def __init__(self, page: Page, data: dict[str, Any]) -> None:
        self.page = page
        self.server = Server()
        self._bare = Bare(page, FOLDER, component._SCRIPTS, lambda path: None)
        page.route(f"{HOST}/upload?**", self.server)
        self._bare.mount(data)
        self.rows = page.locator("li")

    def choose(self, *names: str, body: bytes = JPEG) -> None:
        files: list[FilePayload] = [{"name": name, "mimeType": "image/jpeg", "buffer": body} for name in names]
        self.page.locator("input[type=file]").set_input_files(files)

    def batch(self, count: int = 1) -> list[dict[str, str]]:
        """What the page was told last, once it was told `count` times."""
        self.page.wait_for_function("count => window.told.length === count", arg=count)
        name, answers = self._bare.told[-1]
        assert name == "batch"
        return list(answers)


@pytest.fixture(scope="module")
def usual_page(browser: Browser) -> Iterator[Page]:
    """One page for all tests: making one takes longer than most of them."""
    with browser.new_context(viewport={"width": 400, "height": 600}) as context:
        yield context.new_page()


@pytest.fixture
def zone(usual_page: Page, new_page: Callable[..., Page], watch: Watch, monkeypatch: pytest.MonkeyPatch) -> Zone:
    """The zone as Python asks for it. `new_page` is here to end the watch in time."""
    sent: dict[str, Any] = {}
    monkeypatch.setattr(component, "_component", lambda **given: sent.update(given) or {})
    drop_zone(key="drop", url="/upload?ticket=7", max_bytes=2 * 2**20)
    watch.over(usual_page.context)
    return Zone(usual_page, sent["data"])


def test_several_files_are_sent_one_after_the_other_and_told_once(zone: Zone) -> None:
    zone.choose("b.jpg", "a.jpg", "c.png")
    answers = zone.batch()
    assert zone.server.names == ["b.jpg", "a.jpg", "c.png"]
    assert [answer["name"] for answer in answers] == zone.server.names
    assert {answer["sha256"] for answer in answers} == {hashlib.sha256(JPEG).hexdigest()}
    expect(zone.rows).to_have_count(0)
    expect(zone.page.get_by_role("status")).to_have_text("3 of 3 uploaded")


def test_what_the_server_knows_of_a_file_is_told_with_it(zone: Zone) -> None:
    zone.server.answers = {
        "a.jpg": (200, json.dumps({"sha256": "ab", "said": "Known."})),
        "a.xmp": (200, json.dumps({"said": "Rated."})),
        "b.xmp": (200, json.dumps({"other": 1})),
    }
    zone.choose("a.jpg", "a.xmp", "b.xmp")
    known, beside, strange = zone.batch()
    assert known == {"name": "a.jpg", "sha256": "ab", "said": "Known."}
    assert beside == {"name": "a.xmp", "said": "Rated."}
    assert strange["message"].startswith("The upload was not taken (HTTP 200)")


@pytest.mark.parametrize("name", ODD_NAMES)
def test_any_name_is_sent_whole_and_shown_as_text(zone: Zone, name: str) -> None:
    zone.server.hold = True
    shown = name
    zone.choose(name)
    expect(zone.page.locator(".name")).to_have_text(shown)
    assert zone.page.locator("li script").count() == 0
    zone.page.wait_for_function("() => true")
    zone.server.hold = False
    zone.server(zone.server.held[0])
    assert zone.batch()[0]["name"] == shown
    assert zone.server.names == [shown]


def test_a_file_too_large_is_refused_before_it_is_sent(zone: Zone) -> None:
    zone.choose("large.jpg", body=bytes(2 * 2**20 + 1))
    (answer,) = zone.batch()
    assert answer["message"].startswith("2.1 MB; up to 2 MB can be added. Not sent.")
    expect(zone.rows).to_have_count(0)  # the page says it now
    assert zone.server.names == []


def test_the_servers_sentence_is_told(zone: Zone, watch: Watch) -> None:
    watch.allow("Failed to load resource")
    sentence = "This is a <b>TIFF</b>. Export a full-size JPEG."
    zone.server.answers["raw.tif"] = (400, json.dumps({"error": sentence}))
    zone.choose("raw.tif", "good.jpg")
    assert zone.batch()[0] == {"name": "raw.tif", "message": sentence}
    expect(zone.rows).to_have_count(0)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((0, ""), "connection was lost"),
        ((502, "<html>"), "HTTP 502"),
        ((200, "[]"), "HTTP 200"),
        ((413, "null"), "413"),
    ],
)
def test_an_answer_without_a_sentence_gets_one(zone: Zone, watch: Watch, answer: tuple[int, str], words: str) -> None:
    watch.allow("Failed to load resource")
    zone.server.answers["a.jpg"] = answer
    zone.choose("a.jpg")
    assert words in zone.batch()[0]["message"]


def test_cancelling_ends_one_file_and_the_next_goes_on(zone: Zone) -> None:
    zone.server.hold = True
    zone.choose("first.jpg", "second.jpg")
    expect(zone.rows).to_have_count(2)
    zone.page.wait_for_function("() => true")
    zone.server.hold = False
    zone.page.get_by_role("button", name="Cancel first.jpg").click()
    assert [answer["name"] for answer in zone.batch()] == ["second.jpg"]
    expect(zone.rows).to_have_text("first.jpgHideCancelled. Nothing was kept.")


def test_files_dropped_while_others_are_sent_join_the_batch(zone: Zone) -> None:
    zone.server.hold = True
    zone.choose("first.jpg")
    expect(zone.rows).to_have_count(1)
    zone.page.evaluate(DROP, ["dropped.nef", 50])
    expect(zone.rows).to_have_count(2)
    zone.page.wait_for_function("() => true")
    zone.server.hold = False
    zone.server(zone.server.held[0])
    assert [answer["name"] for answer in zone.batch()] == ["first.jpg", "dropped.nef"]


def held_over(page: Page, kind: str, folder: Path) -> None:
    """As the system tells the browser of a folder that is dragged from the desktop."""
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchDragEvent", {"type": kind, "x": 200, "y": 60, "data": data})
    session.detach()


def wedding(tmp_path: Path) -> Path:
    folder = tmp_path / "Wedding"
    for path in ("IMG_1.jpg", "IMG_1.xmp", ".DS_Store", "Church/IMG_1.jpg", "Church/raw/IMG_1.cr3"):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(JPEG + path.encode())
    return folder


TAKEN_OF_WEDDING = [("Wedding/Church", "IMG_1.jpg"), ("Wedding", "IMG_1.jpg")]


def test_a_folder_from_the_desktop_is_looked_through_and_its_photos_are_sent(zone: Zone, tmp_path: Path) -> None:
    for kind in ("dragEnter", "dragOver", "drop"):
        held_over(zone.page, kind, wedding(tmp_path))
    *taken, left_out = zone.batch()
    assert list(zip(zone.server.folders, zone.server.names, strict=True)) == TAKEN_OF_WEDDING
    assert [answer["name"] for answer in taken] == ["Wedding/Church/IMG_1.jpg", "Wedding/IMG_1.jpg"]
    assert left_out == {"name": "Wedding", "left_out": "Left out: 2 other files (.cr3, .xmp)."}


def test_a_folder_can_be_chosen_by_keyboard(zone: Zone, tmp_path: Path) -> None:
    button = zone.page.get_by_role("button", name="Choose a folder")
    with zone.page.expect_file_chooser(timeout=5000) as chooser:
        button.focus()
        zone.page.keyboard.press("Enter")
    chooser.value.set_files(wedding(tmp_path))
    assert zone.batch()[-1]["left_out"] == "Left out: 2 other files (.cr3, .xmp)."
    assert list(zip(zone.server.folders, zone.server.names, strict=True)) == TAKEN_OF_WEDDING


def test_a_file_dropped_beside_the_zone_does_not_leave_the_app(zone: Zone) -> None:
    kept_default = zone.page.evaluate(
        """() => {
          const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: new DataTransfer() });
          event.dataTransfer.items.add(new File(["x"], "x.jpg"));
          return document.querySelector("#field").dispatchEvent(event);
        }"""
    )
    assert not kept_default


def test_the_keyboard_opens_the_dialog(zone: Zone) -> None:
    with zone.page.expect_file_chooser(timeout=5000) as chooser:
        zone.page.get_by_role("button", name="Drop photos, or choose files").focus()
        zone.page.keyboard.press("Enter")
    assert chooser.value.is_multiple()
    accepted = ".jpg,.jpeg,.png,.heic,.heif,.xmp,image/jpeg,image/png,image/heic,image/heif"
    assert zone.page.locator("input[type=file]").get_attribute("accept") == accepted


def test_a_second_batch_is_told_by_itself(zone: Zone) -> None:
    zone.choose("a.jpg")
    zone.batch()
    zone.choose("a.jpg")
    assert [answer["name"] for answer in zone.batch(2)] == ["a.jpg"]


def test_python_gets_typed_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = [
        {"name": "a.jpg", "sha256": "ab"},
        {"name": "b.tif", "message": "No."},
        {"name": "c.xmp", "said": "Known."},
        {"name": "Wedding", "left_out": "Left out: 2 other files."},
        "nonsense",
    ]
    monkeypatch.setattr(component, "_component", lambda **given: {"batch": batch})
    answers = drop_zone(key="drop", url="/upload", max_bytes=1)
    known, left_out = Uploaded("", "c.xmp", "Known."), LeftOut("Wedding", "Left out: 2 other files.")
    assert answers == (Uploaded("ab", "a.jpg"), Rejected("b.tif", "No."), known, left_out)
    monkeypatch.setattr(component, "_component", lambda **given: {"batch": None})
    assert drop_zone(key="drop", url="/upload", max_bytes=1) == ()
    with pytest.raises(ValueError, match="path on this app"):
        drop_zone(key="drop", url="https://example.org/upload", max_bytes=1)
