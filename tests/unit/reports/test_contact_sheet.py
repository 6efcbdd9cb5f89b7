"""The HTML contact sheet: whole by itself, nothing in it but what is meant, and foreign text is only text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from retouch_lib.reports import pages
from retouch_lib.reports.allowance import MOST_BYTES, fit
from retouch_lib.reports.sheet import Sheet, shuffled
from tests.unit.reports.conftest import SECRETS, Shelf

PAGE = "0123456789ab"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, shelf: Shelf, sheet: Sheet) -> dict[str, str]:
    """Both pages as texts; the one to choose on is shuffled."""
    folder, told = tmp_path_factory.mktemp("pages"), []
    pages.write_contact_sheet(folder / "sheet", sheet, fit(sheet), shelf.pictures, told.append)
    hidden = shuffled(sheet, "seed")
    pages.write_pick_page(folder / "pick", PAGE, hidden, fit(hidden), shelf.pictures, told.append)
    assert told == [1, 2, 3, 4] * 2
    return {path.name: path.read_text("utf-8") for path in folder.iterdir()}


KINDS = pytest.mark.parametrize("kind", ["sheet", "pick"])


class Tags(HTMLParser):
    """All tags with their attributes, and the texts of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.shown = ""
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open in ("script", "style"):
            self.inside.append((self._open, data))
            self._open = ""
        else:
            self.shown += data


@KINDS
def test_foreign_text_is_text(made: dict[str, str], kind: str) -> None:
    tags = Tags(made[kind])
    assert [tag for tag, _ in tags.tags if tag in ("b", "i") and _] == []
    assert [attributes for tag, attributes in tags.tags if tag == "script" and attributes == {}] == [{}]
    assert "<script>alert(1)</script>" in tags.shown
    assert "<i>Müller & Söhne</i>" in tags.shown
    assert "Жанна" in made[kind]


@KINDS
def test_it_reaches_nothing_outside(made: dict[str, str], kind: str) -> None:
    tags = Tags(made[kind])
    addresses = [
        value
        for _, attributes in tags.tags
        for name, value in attributes.items()
        if name in ("src", "href", "action", "srcset", "poster", "data")
    ]
    assert addresses
    assert all(str(value).startswith(("data:image/jpeg;base64,", "#end")) for value in addresses)
    assert not any(name.startswith("on") or name == "style" for _, attributes in tags.tags for name in attributes)
    assert "http:" not in made[kind]
    assert "https:" not in made[kind]
    assert "@import" not in made[kind]


@KINDS
def test_its_policy_allows_its_own_script_and_style_and_nothing_else(made: dict[str, str], kind: str) -> None:
    tags = Tags(made[kind])
    (policy,) = (
        str(attributes["content"])
        for tag, attributes in tags.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; img-src data:; ")
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        text = [data for name, data in tags.inside if name == tag][-1]
        told = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{told}'" in policy


def pictures_in(text: str) -> list[bytes]:
    return [base64.b64decode(data) for data in re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", text)]


@KINDS
def test_no_secret_leaves(made: dict[str, str], kind: str, shelf: Shelf) -> None:
    pictures = pictures_in(made[kind])
    assert len(pictures) == 4 * 3
    for data in (made[kind].encode(), *pictures):
        assert [secret for secret in (*SECRETS, str(shelf.files.root)) if secret.encode() in data] == []
    for picture in pictures:
        assert b"Exif" not in picture
        assert b"http" not in picture
        assert b"ICC_PROFILE" not in picture
    assert "job-" not in made[kind]


def test_what_is_said_of_results_stands_on_the_sheet(made: dict[str, str]) -> None:
    shown = " ".join(Tags(made["sheet"]).shown.split())
    for words in ("<b>heavy</b>", "version 3", "✓ Winner", "★★★★", "1 Mar 2026", "an approximation, not Retouch4me’s"):
        assert words in shown


@KINDS
def test_what_holds_of_all_results_is_said_once_and_at_the_foot(
    shelf: Shelf, sheet: Sheet, target: Path, kind: str
) -> None:
    photo = sheet.photos[0]
    local = tuple(replace(result, approximation=True, layered=False) for result in photo.results)
    alike = replace(sheet, photos=(replace(photo, results=local),))
    if kind == "sheet":
        pages.write_contact_sheet(target, alike, fit(alike), shelf.pictures, lambda _: None)
    else:
        pages.write_pick_page(target, PAGE, alike, fit(alike), shelf.pictures, lambda _: None)
    text = target.read_text("utf-8")
    assert text.count("Local engine: an approximation") == 1
    assert text.index("Local engine: an approximation") > text.rindex("<figure")


def test_a_shuffled_page_tells_no_look(made: dict[str, str], sheet: Sheet) -> None:
    names = [result.look for result in sheet.photos[0].results]
    assert [name for name in (*names, "heavy", "version 3", "★", "Winner") if name in made["pick"]] == []
    assert PAGE in made["pick"]


def test_what_cannot_be_read_is_said_in_its_place(shelf: Shelf, sheet: Sheet, target: Path) -> None:
    photo = sheet.photos[0]
    gone = replace(photo, results=(replace(photo.results[0], sha256="e" * 64),))
    alone = replace(sheet, photos=(gone,))
    pages.write_contact_sheet(target, alone, fit(alone), shelf.pictures, lambda _: None)
    text = target.read_text()
    assert text.count("can’t be read any more") == 1
    assert len(pictures_in(text)) == 3


def test_the_file_is_no_longer_than_allowed(made: dict[str, str]) -> None:
    assert len(made["sheet"].encode()) < MOST_BYTES


def test_a_making_can_be_ended(shelf: Shelf, sheet: Sheet, target: Path) -> None:
    class EndedError(Exception):
        pass

    def stop(_: int) -> None:
        raise EndedError

    with pytest.raises(EndedError):
        pages.write_contact_sheet(target, sheet, fit(sheet), shelf.pictures, stop)
