"""Entry names in every spelling that can be meant, and what they mean together."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.imaging.archive import entry_names
from retouch_lib.imaging.archive.read import Archive, check_archive
from retouch_lib.imaging.files.headers import DamagedFile
from retouch_lib.plugins import PLUGINS, BlendMode
from tests.unit.imaging.archives import keep, layer_png, zipped

SOFT = BlendMode.SOFT_LIGHT


@pytest.mark.parametrize(
    "name",
    [
        "index=2&blendmode=softLight&name=Portrait Volumes.png",
        "name=Portrait Volumes&blendmode=softLight&index=2.png",
        "blendmode=softLight&index=2&name=Portrait Volumes.PNG",
        "name=Portrait Volumes.png&index=2&blendmode=softLight",
        "index=2&blendmode=softLight&name=Portrait%20Volumes.png",
        "index=2&blendmode=softLight&name=Portrait+Volumes.png",
        "index%3D2%26blendmode%3DsoftLight%26name%3DPortrait%20Volumes.png",
        "INDEX=2&BlendMode=SOFTLIGHT&Name=portrait volumes.png",
        "index=2&blend_mode=soft_light&name=portrait_volumes.png",
        "index=02&blendmode=Soft-Light&name=PortraitVolumes.png",
        "?index=2&blendmode=soft light&name=Portrait  Volumes.png",
        "folder/index=2&blendmode=softLight&name=Portrait Volumes.png",
        "folder\\sub\\index=2&blendmode=softLight&name=Portrait Volumes.png",
        "index=2&blendmode=softLight&name=Portrait Volumes",
        "index=2&blendmode=softLight&name=Portrait Volumes.png&opacity=1",
        "index= 2 &blendmode=softLight &name= Portrait Volumes .png ",
    ],
)
def test_one_meaning_in_many_spellings(name: str) -> None:
    read = entry_names.parse_entry_name(name)
    assert (read.index, read.blend, read.plugin, read.is_layer) == (2, SOFT, "Portrait Volumes", True)


@pytest.mark.parametrize("mode", BlendMode)
@pytest.mark.parametrize("spell", [str, str.lower, str.upper, lambda text: text.replace("L", "_l")])
def test_every_mode_is_known(mode: BlendMode, spell: object) -> None:
    assert callable(spell)
    assert entry_names.parse_entry_name(f"index=0&blendmode={spell(mode.value)}&name=A.png").blend is mode


@pytest.mark.parametrize("plugin", PLUGINS, ids=lambda plugin: plugin.key)
def test_every_plugin_is_known_by_its_plain_name(plugin: object) -> None:
    key = getattr(plugin, "key", "")
    for name in (f"{key}.png", f"{key.replace(' ', '_').lower()}.png", f"name={key.replace(' ', '%20')}.png"):
        read = entry_names.parse_entry_name(name)
        assert (read.plugin, read.index, read.mode, read.blend) == (key, None, "", None)


@pytest.mark.parametrize(
    ("name", "plugin"),
    [
        ("index=0&blendmode=normal&name=Dodge & Burn.png", "Dodge Burn"),
        ("index=0&blendmode=normal&name=Dodge%20%26%20Burn.png", "Dodge Burn"),
        ("index=0&blendmode=normal&name=Flattened.png", "Flattened"),
        ("index=0&blendmode=normal&name=.png", "Layer"),
        ("index=0&blendmode=normal.png", "Layer"),
        ("index=0&blendmode=normal&name=...png", "Layer"),
        ("index=0&name=A\u202egnp.exe\n<b>.png", "Agnp.exe<b>"),
        ("index=0&name=" + "x" * 500 + ".png", "x" * 60),
        ("index=0&name=Ünï 🙂.png", "Ünï 🙂"),
        ("name=a=b.png", "a=b"),
        ("=.png", "Layer"),
        ("&&&.png", "&&&"),
        ("index=0&index=7&name=Heal&name=Other.png", "Heal"),
    ],
)
def test_names_are_made_fit_to_be_shown(name: str, plugin: str) -> None:
    assert entry_names.parse_entry_name(name).plugin == plugin


@pytest.mark.parametrize("index", ["", "-1", "x", "99999", "1e3", "٣", "1.5"])
def test_a_place_that_is_no_number_is_none(index: str) -> None:
    assert entry_names.parse_entry_name(f"index={index}&blendmode=normal&name=Heal.png").index is None


@given(st.text(max_size=80))
def test_any_name_is_read_or_refused_as_unsafe(name: str) -> None:
    read = entry_names.parse_entry_name(name)
    assert read.plugin
    assert len(read.plugin) <= 60
    assert all(unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp") for letter in read.plugin)
    entry_names.is_clutter(name)
    entry_names.is_result_json(name)
    try:
        entry_names.require_safe(name)
    except DamagedFile:
        assert set(name) & set("./\\:\0%")


def read(folder: Path, *names: str) -> Archive:
    return check_archive(keep(folder, zipped((name, layer_png(seed=at)) for at, name in enumerate(names))))


def order(found: Archive) -> list[str]:
    assert [layer.number for layer in found.layers] == list(range(len(found.layers)))
    return [layer.name for layer in found.layers]


def named(index: int | str, plugin: str, mode: str = "normal") -> str:
    return f"index={index}&blendmode={mode}&name={plugin}.png"


def test_the_order_is_the_indices_as_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, named(10, "C"), named(9, "B"), named(2, "A"))
    assert (order(found), found.notes) == (["A", "B", "C"], ())


def test_without_any_index_the_layers_lie_as_they_stand(tmp_path: Path) -> None:
    found = read(tmp_path, "Portrait Volumes.png", "Heal.png")
    assert order(found) == ["Portrait Volumes", "Heal"]
    assert [layer.blend for layer in found.layers] == [SOFT, BlendMode.NORMAL]
    assert found.notes[0].startswith("The names tell no order")
    assert found.notes[1] == (
        "Portrait Volumes: no blend mode is named; it is merged as the plugin's layers are, by Soft light."
    )
    assert len(found.notes) == 3


def test_a_single_plain_name_needs_no_order(tmp_path: Path) -> None:
    assert not any("order" in note or "place" in note for note in read(tmp_path, "Heal.png").notes)


def test_a_layer_without_a_place_lies_on_top(tmp_path: Path) -> None:
    found = read(tmp_path, "blendmode=normal&name=Top.png", named(5, "B"), named(1, "A"))
    assert order(found) == ["A", "B", "Top"]
    assert found.notes == ("No place is named for Top: on top of the others.",)


def test_two_layers_of_one_place_lie_as_they_stand(tmp_path: Path) -> None:
    found = read(tmp_path, named(1, "B"), named(1, "A"), named(0, "Heal"))
    assert order(found) == ["Heal", "B", "A"]
    assert found.notes == ("The same place is named for B, A: they lie as they stand in the archive.",)


def test_an_unknown_mode_is_the_plugins_own_or_none(tmp_path: Path) -> None:
    found = read(tmp_path, named(0, "Mattifier", "Hard Light"), named(1, "Something", "vivid"))
    assert [layer.blend for layer in found.layers] == [BlendMode.DARKEN, None]
    assert found.notes == (
        "Mattifier: the blend mode “Hard Light” is unknown; it is merged as the plugin's layers are, by Darken.",
        "Something: the blend mode “vivid” is unknown; it is left out of the composite.",
    )


def test_a_mode_that_is_named_counts_more_than_the_table(tmp_path: Path) -> None:
    """The vendor's archive page names softLight, darken and normal for Mattifier."""
    found = read(tmp_path, named(0, "Mattifier", "softLight"), named(1, "Flattened", "normal"))
    assert [layer.blend for layer in found.layers] == [SOFT, BlendMode.NORMAL]
    assert found.notes == ()


def test_a_skin_mask_is_never_composited(tmp_path: Path) -> None:
    found = read(tmp_path, named(0, "Skin Mask", "normal"), named(1, "skin_mask", "odd"), named(2, "Heal"))
    assert [(layer.is_mask, layer.blend) for layer in found.layers] == [
        (True, None),
        (True, None),
        (False, BlendMode.NORMAL),
    ]


def test_what_systems_add_to_archives_is_passed_over(tmp_path: Path) -> None:
    clutter = {
        "layers/": b"",
        ".DS_Store": b"x",
        "layers/.DS_Store": b"x",
        "__MACOSX/layers/._Heal.png": b"x",
        "layers\\Thumbs.db": b"x",
        "desktop.ini": b"x",
    }
    path = keep(tmp_path, zipped({**clutter, "layers/" + named(0, "Heal"): layer_png(), "layers/Result.JSON": b"{}"}))
    found = check_archive(path)
    assert order(found) == ["Heal"]
    assert found.notes == ("result.json can't be used: it lists no plugins.",)


def test_names_in_an_old_code_page_are_read(tmp_path: Path) -> None:
    data = zipped({named(0, "Ue"): layer_png()}).replace(b"Ue", b"\x9ae")
    assert order(check_archive(keep(tmp_path, data))) == ["Üe"]
