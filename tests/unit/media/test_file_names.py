"""Saved results keep the photo's name, and no two in a ZIP share one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retouch_lib.imaging.archive.read import Layer
from retouch_lib.media.file_names import archive_name, composite_name, layer_names, result_name, result_names
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
        ("ASS 642 #11 50% off?.jpg", "heavy", "jpeg", "ASS 642 #11 50% off_heavy.jpg"),
        ("CON.jpg", "e\u0301te\u0301", "png", "CON_été.png"),
        ("ж" * 200 + ".jpg", "мягко", "jpeg", "ж" * 120 + "_мягко.jpg"),
        ("日" * 200 + ".jpg", "日" * 40, "jpeg", f"{'日' * 43}_{'日' * 40}.jpg"),
    ],
)
def test_names(name: str, variant: str, kind: str, expected: str) -> None:
    assert result_name(replace(DONE, photo_name=name, variant=variant, result_type=kind)) == expected


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
        f"DSC_6229_balanced_{'x' * 60}.png",
    ]


def test_a_composite_is_not_called_as_if_the_server_had_sent_it() -> None:
    assert composite_name(replace(DONE, result_type="zip")) == "DSC_6229_balanced_composed.jpg"


def test_names_in_one_folder_differ_in_more_than_case() -> None:
    jobs = [replace(DONE, photo_name=name, result_type="jpeg") for name in ("IMG_1.jpg", "img_1.JPG", "IMG_1.png")]
    assert result_names(jobs) == ["IMG_1_balanced.jpg", "img_1_balanced-2.jpg", "IMG_1_balanced-3.jpg"]


def test_layers_of_a_long_name_keep_plugin_and_blend_mode() -> None:
    job = replace(DONE, photo_name="😀" * 200, variant="日" * 40)
    (name,) = layer_names(job, [layer(0, "語" * 90, BlendMode.SOFT_LIGHT)])
    assert len(name.encode()) <= 255
    assert name.endswith(f"_{'日' * 40}_{'語' * 20}_softLight.png")


def test_an_archive_is_called_after_its_photo() -> None:
    assert archive_name([DONE, DONE]) == "DSC_6229_results.zip"
    assert archive_name([DONE, replace(DONE, photo="1" * 64)]) == "retouch-lab_results.zip"
