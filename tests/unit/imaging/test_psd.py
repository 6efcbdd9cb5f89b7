"""A mix as a PSD, read back by itself: names, modes, opacities, real masks, and a composition that is not ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from psd_tools import PSDImage
from psd_tools.constants import BlendMode as PsdMode
from psd_tools.constants import Resource

from retouch_lib.errors import InvalidPhoto
from retouch_lib.imaging.files.photo import Picture
from retouch_lib.imaging.mix import cut_out, lay
from retouch_lib.imaging.psd.document import PsdHead, PsdLayer, is_large, write
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.plugins import BlendMode
from tests.unit.imaging import archives, pictures
from tests.unit.imaging.test_composite import exactly
from tests.unit.imaging.test_profiles import PROFILES

SIZE = (61, 47)
MODES = {PsdMode.NORMAL: BlendMode.NORMAL, PsdMode.DARKEN: BlendMode.DARKEN, PsdMode.SOFT_LIGHT: BlendMode.SOFT_LIGHT}
STRENGTHS = Strengths((700, 450, 0, FULL))
NAMES = ("Heal", "Mattifier", "Skin Tone", "Dodge Burn")


def layers() -> list[PsdLayer]:
    """Two with holes and soft edges, two opaque and grey around what they light."""
    drawn = [archives.rgba(*SIZE, seed) for seed in (1, 2, 3, 4)]
    drawn[0][:10] = drawn[1][:, 30:] = 0
    for light in drawn[2:]:
        light[..., 3] = 255
        light[:20] = (128, 128, 128, 255)
    modes = (BlendMode.NORMAL, BlendMode.DARKEN, BlendMode.SOFT_LIGHT, BlendMode.SOFT_LIGHT)
    return [
        PsdLayer(NAMES[number], "Skin" if number < 3 else "Eyes & teeth", cut_out(pixels, mode, number), strength)
        for number, (pixels, mode, strength) in enumerate(zip(drawn, modes, STRENGTHS.values, strict=True))
    ]


@pytest.fixture(scope="module")
def photo() -> Picture:
    return Picture(pictures.smooth(*SIZE), PROFILES["Adobe RGB (1998)"], "jpeg")


@pytest.fixture(scope="module", params=["", "selection", "fine", "fine, large, selection"])
def document(request: pytest.FixtureRequest, photo: Picture, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Of 8 and 16 bits, PSD and PSB, with an alpha channel and without."""
    path = tmp_path_factory.mktemp("psd") / "mix.psd"
    made = layers()
    mixed = lay(photo.pixels, [one.cutout for one in made], STRENGTHS)
    head = PsdHead(
        photo,
        mixed,
        fine(photo) if "fine" in request.param else None,
        ("Skin Mask", pictures.noise(*SIZE)[..., 0]) if "selection" in request.param else None,
        {1060: b"<x:xmpmeta/>"},
        large="large" in request.param,
    )
    steps: list[int] = []
    write(path, head, made, lambda: steps.append(1))
    assert len(steps) == 2 + len(made)
    assert [one.name for one in path.parent.iterdir()] == ["mix.psd"]
    found = PSDImage.open(path)
    assert (found.depth, found.version) == (16 if head.fine is not None else 8, 2 if head.large else 1)
    return found


def fine(photo: Picture) -> NDArray[np.uint16]:
    """16 bits of which `photo` has the upper ones."""
    lower = np.random.default_rng(5).integers(0, 256, photo.pixels.shape)
    return (photo.pixels.astype(np.int64) * 256 + lower).astype(np.uint16)


def test_layers_stand_in_folders_with_names_modes_and_opacities(document: Any) -> None:
    assert [(one.name, one.kind) for one in document] == [
        ("Photo", "pixel"),
        ("Skin", "group"),
        ("Eyes & teeth", "group"),
    ]
    skin, eyes = document[1], document[2]
    assert {one.blend_mode for one in (skin, eyes)} == {PsdMode.PASS_THROUGH}
    told = [(one.name, MODES[one.blend_mode], one.opacity, one.visible) for one in (*skin, *eyes)]
    assert told == [
        ("Heal", BlendMode.NORMAL, 178, True),
        ("Mattifier", BlendMode.DARKEN, 115, True),
        ("Skin Tone", BlendMode.SOFT_LIGHT, 255, False),
        ("Dodge Burn", BlendMode.SOFT_LIGHT, 255, True),
    ]
    assert [one.has_mask() for one in (*skin, *eyes)] == [True, True, False, False], (
        "a mask to edit where there are holes"
    )


def test_colours_are_whole_below_the_mask(document: Any, photo: Picture) -> None:
    """Whoever paints a mask away sees the layer's colours, or the photo's, and no black; the mask is the alpha."""
    for made, one in zip(layers()[:2], document[1], strict=False):
        left, top, width, height = made.cutout.box
        colours, alpha = (np.rint(one.numpy(channel) * 255) for channel in ("color", "mask"))
        assert np.array_equal(alpha[..., 0], made.cutout.pixels[..., 3])
        around = photo.pixels[top : top + height, left : left + width]
        shown = made.cutout.pixels[..., 3:] > 0
        assert np.array_equal(colours, np.where(shown, made.cutout.pixels[..., :3], around))
        assert one.numpy("shape").min() == 1, "transparent nowhere"


def test_the_flattened_picture_is_ours_and_the_profile_goes_along(document: Any, photo: Picture) -> None:
    ours = lay(photo.pixels, [one.cutout for one in layers()], STRENGTHS)
    if document.depth == 8:
        assert np.array_equal(np.rint(document.numpy("color") * 255), ours)
    else:
        flat = np.rint(document.numpy("color") * 65535)
        assert np.abs(flat / 257 - ours).max() <= 1
        untouched = (ours == photo.pixels).all(axis=2)
        assert np.array_equal(flat[untouched], fine(photo)[untouched]), "all 16 bits of the photo"
    assert document.image_resources[Resource.ICC_PROFILE].data == photo.icc
    assert document.image_resources[Resource.XMP_METADATA].data == b"<x:xmpmeta/>"


def test_the_photo_below_has_all_its_bits(document: Any, photo: Picture) -> None:
    most, wanted = (65535, fine(photo)) if document.depth == 16 else (255, photo.pixels)
    assert np.array_equal(np.rint(document[0].numpy("color") * most), wanted)


def test_a_selection_is_an_alpha_channel_with_its_name(document: Any) -> None:
    if document.channels == 3:
        assert Resource.ALPHA_NAMES_UNICODE not in document.image_resources
        return
    assert list(document.image_resources.get_data(Resource.ALPHA_NAMES_UNICODE)) == ["Skin Mask"]
    planes = document.numpy()
    assert np.array_equal(np.rint(planes[..., 3] * 255), pictures.noise(*SIZE)[..., 0])
    assert document._record._get_layer_info().layer_count > 0, "no transparency of the document"


def test_composed_by_the_formulas_from_what_the_file_holds_it_is_within_two_levels(document: Any) -> None:
    picture = np.asarray(document[0].numpy("color"), np.float64)
    for group in (document[1], document[2]):
        for one in group:
            if one.visible:
                _lay_exactly(picture, one)
    flat = np.rint(document.numpy("color") * 255)
    assert np.abs(picture * 255 - flat).max() <= 2


def _lay_exactly(picture: NDArray[np.float64], one: Any) -> None:
    part = picture[one.top : one.bottom, one.left : one.right]
    alpha = one.numpy("mask") if one.has_mask() else 1.0
    blended = exactly(MODES[one.blend_mode], part, np.asarray(one.numpy("color"), np.float64))
    part += (blended - part) * alpha * (one.opacity / 255)


def test_what_a_psd_can_t_hold_is_a_psb_and_what_no_disk_holds_is_refused() -> None:
    assert not is_large((30_000, 2000), 30_000 * 2000)
    assert is_large((30_001, 2), 0)
    assert is_large((10_000, 10_000), 8 * 10**8)
    assert not is_large((10_000, 10_000), 3 * 10**8)
    assert is_large((10_000, 10_000), 3 * 10**8, fine=True)
    with pytest.raises(InvalidPhoto, match=r"would take \d+ GB\. Save a PNG"):
        is_large((16_000, 16_000), 60 * 16_000 * 16_000)


def test_who_stops_it_in_the_middle_gets_no_document(photo: Picture, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop() -> None:
        raise Stopped

    with pytest.raises(Stopped):
        write(tmp_path / "mix.psd", PsdHead(photo, photo.pixels), layers(), stop)
    assert [*tmp_path.iterdir()] == []
