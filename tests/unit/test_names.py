"""Names that people and attackers give to files."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib import names


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("DSC_6229.jpg", "DSC_6229.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Bild.png", "Bild.png"),
        ("..", "photo"),
        ("", "photo"),
        ("/", "photo"),
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("<script>alert('x')</script>.jpg", "script>.jpg"),
        ('“Anna” "O\'Neil" 📷.jpg', '“Anna” "O\'Neil" 📷.jpg'),
        ("👩‍🎤.jpg", "👩‍🎤.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("lone\ud800surrogate.jpg", "lone�surrogate.jpg"),
        ("E\u0301te\0\u0301.jpg", "Été.jpg"),
    ],
)
def test_what_is_kept(given_name: str, kept: str) -> None:
    assert names.clean(given_name) == kept


def test_a_long_name_keeps_its_extension() -> None:
    cleaned = names.clean("x" * 500 + ".jpeg")
    assert len(cleaned) == 200
    assert cleaned.endswith("x.jpeg")


@given(st.text())
def test_a_clean_name_is_one_part_and_stays_as_it_is(text: str) -> None:
    cleaned = names.clean(text)
    assert cleaned
    assert len(cleaned) <= 200
    assert "/" not in cleaned
    assert "\\" not in cleaned
    assert cleaned.strip(". ")
    cleaned.encode()
    assert names.clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("", ""),
        ("Ceremony", "Ceremony"),
        ("Été/Anna & Ben", "Été/Anna & Ben"),
        ("E\u0301te\u0301", "Été"),
        ("../../etc", "etc"),
        ("a/./../b", "a/b"),
        ("/abs/olute", "abs/olute"),
        ("//server/share", "server/share"),
        ("C:\\Users\\me", "C-Users-me"),
        ("a\\..\\b", "a-..-b"),
        ("a/con/LPT1.x", "a/_con/_LPT1.x"),
        ("a\0\x1b/b\u202ec", "a/bc"),
        ("trailing. / dots...", "trailing/dots"),
        ("lone\ud800", "lone�"),
        ("a/b/c/d/e/f/g/h/i/j", "a/b/c/d/e/f/g/h"),
        ("x" * 300 + "/y", "x" * 255 + "/y"),
    ],
)
def test_folders_are_relative_and_every_system_takes_them(path: str, kept: str) -> None:
    assert names.folders(path) == kept


@given(st.text(), st.text())
def test_folders_stay_as_they_are(one: str, other: str) -> None:
    kept = names.folders(f"{one}/{other}")
    parts = kept.split("/") if kept else []
    assert len(parts) <= names.MOST_FOLDERS
    assert all(part.strip(" .") and len(part.encode()) <= names.MOST_BYTES for part in parts)
    assert not set("".join(parts)) & set('\\:*?"<>|\0\n')
    assert names.folders(kept) == kept


@given(st.text())
def test_a_part_of_a_file_name_is_one_on_every_system(text: str) -> None:
    part = names.in_file_names(f"look {text}")
    assert part.startswith("look")
    assert not set(part) & set('/\\:*?"<>| .\n\0')
    assert names.in_file_names(part) == part


NAMES = st.text(st.sampled_from('aB.- _é日😀\u0301\u0308/\\:*?"<>|\0\n\u202e\ud800') | st.characters(), max_size=400)
DEVICES = ("con", "PRN", "aux", "Nul", "COM1", "lpt9", "COM\u00b2", "CONIN$", "conout$")


def is_taken_everywhere(name: str) -> bool:
    """By the rules of Windows, which are the strictest, and 255 bytes."""
    device = name.partition(".")[0].strip().casefold() in {*map(str.casefold, DEVICES), "com0", "lpt0"}
    return (
        0 < len(name.encode()) <= 255
        and not set(name) & set('/\\:*?"<>|')
        and all(sign.isprintable() or unicodedata.category(sign) in ("Zs", "Cf", "Co", "Cn") for sign in name)
        and unicodedata.is_normalized("NFC", name)
        and name == name.strip()
        and not name.endswith(".")
        and not device
    )


@given(
    NAMES, st.sampled_from(["_balanced.jpg", "_größer.zip", ".json", "-v3.json", "", f"_{'日' * 40}_Heal_normal.png"])
)
def test_a_file_we_write_has_a_name_that_every_system_takes(text: str, end: str) -> None:
    name = names.file_name(text, end)
    assert is_taken_everywhere(name)
    assert name.endswith(end)
    assert names.file_name(text, end) == name


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("rest", ["", ".2026", " .jpg"])
def test_no_device_of_windows_is_named(device: str, rest: str) -> None:
    assert is_taken_everywhere(names.file_name(f"{device}{rest}", ".jpg"))
    assert is_taken_everywhere(names.file_name(f"{device}{rest}", ""))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ASS 642 #11 50% off?", "ASS 642 #11 50% off_heavy.jpg"),
        ("E\u0301te\u0301", "Été_heavy.jpg"),
        ("AC/DC: live", "AC-DC- live_heavy.jpg"),
        ("...", "photo_heavy.jpg"),
        ("CON", "CON_heavy.jpg"),
        ("\u0301" * 300, "photo_heavy.jpg"),
        ("ж" * 300, f"{'ж' * 122}_heavy.jpg"),
        (f"{'x' * 244} y", f"{'x' * 244}_heavy.jpg"),
        ("x" * 243 + "e\u0323\u0301", f"{'x' * 243}_heavy.jpg"),
    ],
)
def test_as_much_of_the_name_as_can_be_is_kept(text: str, name: str) -> None:
    assert names.file_name(text, "_heavy.jpg") == name


@given(
    st.lists(
        st.sampled_from(["IMG_1", "img_1", "IMG_1-2", "Straße", "STRASSE", "é", "e\u0301", "ж" * 300]), max_size=20
    )
)
def test_no_two_in_one_folder_are_alike(texts: list[str]) -> None:
    folder = names.FolderNames()
    given_names = [folder.add(text, "_heavy.jpg") for text in texts]
    assert len({unicodedata.normalize("NFD", name).casefold() for name in given_names}) == len(texts)
    assert all(is_taken_everywhere(name) and "_heavy" in name for name in given_names)


def test_many_of_one_name_are_numbered_at_once() -> None:
    folder = names.FolderNames()
    given_names = [folder.add("IMG_0001", "_heavy.jpg") for _ in range(20_000)]
    assert given_names[:2] == ["IMG_0001_heavy.jpg", "IMG_0001_heavy-2.jpg"]
    assert given_names[-1] == "IMG_0001_heavy-20000.jpg"
