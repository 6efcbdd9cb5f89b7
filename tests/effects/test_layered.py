"""The archive of a layered task: what it holds, and that its layers over the photo give the flat result."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from retouch_lib.engine import PLUGINS
from retouch_lib.engine.analysis.scene import Scene
from retouch_lib.engine.layered import FLATTENED
from retouch_lib.engine.retouch import retouch
from retouch_lib.imaging.blend import soft_light
from retouch_lib.imaging.files import photo
from retouch_lib.imaging.files.photo import Picture
from retouch_lib.plugins import BY_KEY
from retouch_lib.presets.preset import default_task
from retouch_lib.presets.vendor import LAYERED
from tests.effects.scenes import NAMES, pixels

Pixels = NDArray[np.uint8]
Task = dict[str, Any]
VENDORS = [task.as_dict() for task in LAYERED.tasks if task.plugin in PLUGINS]
ALL = [default_task(BY_KEY[plugin]).as_dict() for plugin in PLUGINS]


def no_report(_plugin: str, _fraction: float) -> None:
    """Nobody looks at the progress."""


def made(folder: Path, before: Pixels, tasks: Sequence[Mapping[str, Any]], icc: bytes | None = None) -> Path:
    source, target = folder / "photo.png", folder / "result"
    photo.save(Picture(before, icc, "png"), source)
    retouch(source, tasks, target, no_report)
    return target


def flat(folder: Path, before: Pixels, tasks: Sequence[Task]) -> Pixels:
    return photo.load(made(folder, before, [{**task, "Layer": 0} for task in tasks])).pixels


def layered(tasks: Sequence[Task]) -> list[Task]:
    return [{**task, "Layer": 1} for task in tasks]


def entries(archive: Path) -> list[tuple[dict[str, str], Image.Image]]:
    """The layers from the bottom: what the name says, and the picture."""
    with zipfile.ZipFile(archive) as opened:
        found = []
        for name in opened.namelist():
            if name != "result.json":
                fields = {key: values[0] for key, values in parse_qs(name.removesuffix(".png")).items()}
                found.append((fields, Image.open(io.BytesIO(opened.read(name)))))
    return found


def report(archive: Path) -> Any:
    with zipfile.ZipFile(archive) as opened:
        return json.loads(opened.read("result.json"))


def darken(below: NDArray[np.float32], layer: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.minimum(below, layer)


def normal(_below: NDArray[np.float32], layer: NDArray[np.float32]) -> NDArray[np.float32]:
    return layer


BLENDS: dict[str, Callable[[NDArray[np.float32], NDArray[np.float32]], NDArray[np.float32]]] = {
    "normal": normal,
    "darken": darken,
    "softLight": soft_light,
}


def recomposed(before: Pixels, archive: Path) -> Pixels:
    """The layers over the photo by the W3C's formulas, in floating point."""
    below = before.astype(np.float32) / 255
    for fields, image in entries(archive):
        if fields["name"] != "Skin Mask":
            layer = np.asarray(image.convert("RGBA"), np.float32) / 255
            cover = layer[..., 3:]
            below = (1 - cover) * below + cover * BLENDS[fields["blendmode"]](below, layer[..., :3])
    return np.rint(np.clip(below, 0, 1) * 255).astype(np.uint8)


def worst(a: Pixels, b: Pixels) -> int:
    return int(np.abs(a.astype(int) - b).max())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("tasks", [layered(ALL), VENDORS], ids=["all", "vendor's"])
def test_the_layers_over_the_photo_give_the_flat_result(tmp_path: Path, tasks: list[Task], name: str) -> None:
    before = pixels(name)
    result = flat(tmp_path, before, tasks)
    assert worst(result, before) > 20
    assert worst(recomposed(before, made(tmp_path, before, tasks)), result) <= 2


def test_a_photo_larger_than_its_working_copy_comes_apart_and_together_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retouch_lib.engine.retouch.Scene", partial(Scene, working_side=300))
    before = pixels("half-body.png")
    grain = np.random.default_rng(1).normal(0, 4, before.shape)
    before = np.clip(before + grain, 0, 255).astype(np.uint8)
    result = flat(tmp_path, before, ALL)
    assert worst(recomposed(before, made(tmp_path, before, layered(ALL))), result) <= 2


def test_the_entries_are_named_as_the_api_names_them(tmp_path: Path) -> None:
    archive = made(tmp_path, pixels("half-body.png"), layered(ALL))
    drawn = [BY_KEY[plugin] for plugin in PLUGINS if plugin != "Face Detection"]
    with zipfile.ZipFile(archive) as opened:
        assert opened.namelist() == [
            *(
                f"index={index}&blendmode={plugin.blend.value if plugin.blend else 'normal'}&name={plugin.key}.png"
                for index, plugin in enumerate(drawn)
            ),
            "result.json",
        ]
        assert {info.compress_type for info in opened.infolist()} == {zipfile.ZIP_STORED}
        assert opened.testzip() is None


def test_each_kind_of_layer_is_neutral_where_it_does_nothing(tmp_path: Path) -> None:
    before = pixels("half-body.png")
    for fields, image in entries(made(tmp_path, before, layered(ALL))):
        assert image.size == before.shape[1::-1]
        values = np.asarray(image)
        corner = values[:3, -3:].reshape(9, -1)
        if fields["blendmode"] == "softLight":
            assert image.mode == "RGB"
            assert (corner == 128).all()
        elif fields["name"] == "Skin Mask":
            assert image.mode == "L"
            assert values.max() > 250
            assert values.min() == 0
        else:
            assert image.mode == "RGBA"
            assert set(np.unique(values[..., 3])) == {0, 255}
            assert not values[values[..., 3] == 0].any()


def test_a_normal_layer_holds_the_running_picture(tmp_path: Path) -> None:
    before, tasks = (
        pixels("portrait.jpg"),
        [task for task in ALL if task["Plugin"] in ("Heal", "Fabric", "White Teeth")],
    )
    layers = entries(made(tmp_path, before, layered(tasks)))
    for count, (_, image) in enumerate(layers, start=1):
        running, values = flat(tmp_path, before, tasks[:count]), np.asarray(image)
        there = values[..., 3] > 0
        np.testing.assert_array_equal(values[there][:, :3], running[there])


def mixed(*wanted: tuple[str, int]) -> list[Task]:
    return [{**default_task(BY_KEY[plugin]).as_dict(), "Layer": layer} for plugin, layer in wanted]


def test_tasks_without_a_layer_come_together_as_one_between_the_others(tmp_path: Path) -> None:
    tasks = mixed(
        ("Heal", 0), ("Fabric", 0), ("Dodge Burn", 1), ("Skin Tone", 0), ("Face Detection", 1), ("Portrait Volumes", 0)
    )
    before = pixels("half-body.png")
    archive = made(tmp_path, before, tasks)
    names = [(fields["name"], fields["blendmode"]) for fields, _ in entries(archive)]
    assert names == [(FLATTENED, "normal"), ("Dodge Burn", "softLight"), (FLATTENED, "normal")]
    assert worst(recomposed(before, archive), flat(tmp_path, before, tasks)) <= 2


def test_flattened_tasks_that_change_nothing_make_no_layer(tmp_path: Path) -> None:
    tasks = [{**mixed(("Fabric", 0))[0], "Alpha1": 0.0}, *mixed(("Dodge Burn", 1))]
    assert [fields["name"] for fields, _ in entries(made(tmp_path, pixels("portrait.jpg"), tasks))] == ["Dodge Burn"]


def test_a_layer_that_changes_nothing_is_there_and_neutral(tmp_path: Path) -> None:
    blank = np.full((80, 60, 3), 90, np.uint8)
    archive = made(tmp_path, blank, layered(ALL))
    assert len(entries(archive)) == len(ALL) - 1
    assert worst(recomposed(blank, archive), blank) <= 1, "8 bits have no exact half: 128 is a quarter level too light"


def test_the_profile_is_in_every_layer_of_colours(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    archive = made(tmp_path, pixels("half-body.png"), mixed(("Heal", 1), ("Dodge Burn", 1)), profile)
    assert [image.info.get("icc_profile") for _, image in entries(archive)] == [profile, profile]


def test_the_report_tells_each_task_its_entry_and_the_faces(tmp_path: Path) -> None:
    before = pixels("portrait.jpg")
    told = report(made(tmp_path, before, mixed(("Face Detection", 1), ("Heal", 1), ("Fabric", 0))))
    assert told["jsonVersion"] == "1"
    assert [(one["pluginName"], one["metadata"]) for one in told["plugins"]] == [
        ("Face Detection", {"layer": 1, "entry": None, "facesFound": 1}),
        ("Heal", {"layer": 1, "entry": "index=0&blendmode=normal&name=Heal.png", "facesFound": 1}),
        ("Fabric", {"layer": 0, "entry": None, "facesFound": 1}),
    ]
    (face,) = told["plugins"][0]["faces"]
    x, y, width, height = face["box"]
    assert x < face["eyes"][0] < x + width
    assert y < face["eyes"][1] < y + height
    assert 0.2 < height / before.shape[0] < 0.6
    assert told["plugins"][1]["faces"] == []


def test_the_same_task_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (made(tmp_path, pixels("glasses.jpg"), layered(ALL)).read_bytes() for _ in range(2))
    assert first == second


def test_no_archive_is_left_when_the_work_is_stopped(tmp_path: Path) -> None:
    class Stop(BaseException):
        pass

    def stop(plugin: str, _fraction: float) -> None:
        if plugin == "Fabric":
            raise Stop

    source, target = tmp_path / "photo.png", tmp_path / "result"
    photo.save(Picture(pixels("half-body.png"), None, "png"), source)
    with pytest.raises(Stop):
        retouch(source, mixed(("Heal", 1), ("Fabric", 1)), target, stop)
    assert not target.exists()
