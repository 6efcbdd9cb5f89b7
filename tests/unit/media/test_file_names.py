"""Saved results keep the photo's name, and no two in a ZIP share one."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.imaging.archive.read import Layer
from retouch_lib.media.file_names import composite_name, layer_names, result_name, zipped
from retouch_lib.media.files import Files
from retouch_lib.plugins import BlendMode
from tests.unit.ui.test_job_words import DONE


@pytest.mark.parametrize(
    ("name", "variant", "kind", "expected"),
    [
        ("DSC_6229.jpg", "balanced", "jpeg", "DSC_6229_balanced.jpg"),
        ("DSC_6229.JPG", "balanced (edited)", "jpeg", "DSC_6229_balanced-edited.jpg"),
        ("half-body.png", "heavy", "png", "half-body_heavy.png"),
        ("a.jpg", "layered", "zip", "a_layered.zip"),
        ("Ærø 🙂.jpg", "größer/../", "jpeg", "Ærø 🙂_größer.jpg"),
        ("x.jpg", "../", "jpeg", "x_result.jpg"),
    ],
)
def test_names(name: str, variant: str, kind: str, expected: str) -> None:
    assert result_name(replace(DONE, photo_name=name, variant=variant, result_type=kind)) == expected


def test_a_zip_holds_every_result_byte_for_byte(tmp_path: Path) -> None:
    files = Files(tmp_path)
    results = []
    for content in (b"one", b"two", b"three"):
        part = files.new_part()
        part.write_bytes(content)
        results.append(replace(DONE, result=files.adopt(part), result_type="jpeg"))
    with zipfile.ZipFile(io.BytesIO(zipped(files, results))) as archive:
        assert archive.namelist() == [
            "DSC_6229_balanced.jpg",
            "DSC_6229_balanced-2.jpg",
            "DSC_6229_balanced-3.jpg",
        ]
        assert [archive.read(name) for name in archive.namelist()] == [b"one", b"two", b"three"]


def layer(number: int, name: str, blend: BlendMode | None, *, is_mask: bool = False) -> Layer:
    return Layer(number, f"{number}.png", name, blend, is_mask, 4, 6, 10)


def test_layers_keep_the_photos_name_and_tell_plugin_and_blend_mode() -> None:
    layers = [
        layer(0, "Skin Mask", None, is_mask=True),
        layer(1, "Heal", BlendMode.NORMAL),
        layer(2, "Portrait Volumes", BlendMode.SOFT_LIGHT),
        layer(3, "Heal", BlendMode.NORMAL),
        layer(4, "../../etc", None),
        layer(5, "?", None),
        layer(6, "x" * 300, None),
    ]
    assert layer_names(DONE, layers) == [
        "DSC_6229_balanced_Skin-Mask_mask.png",
        "DSC_6229_balanced_Heal_normal.png",
        "DSC_6229_balanced_Portrait-Volumes_softLight.png",
        "DSC_6229_balanced_Heal_normal-2.png",
        "DSC_6229_balanced_etc.png",
        "DSC_6229_balanced_layer.png",
        f"DSC_6229_balanced_{'x' * 40}.png",
    ]


def test_a_composite_is_not_called_as_if_the_server_had_sent_it() -> None:
    assert composite_name(replace(DONE, result_type="zip")) == "DSC_6229_balanced_composed.jpg"
