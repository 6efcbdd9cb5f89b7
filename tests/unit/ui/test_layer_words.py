"""A layered result in words: blend modes, uses, what the archive reports, and layers of another size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.imaging.archive.read import Archive, Layer, PluginReport
from retouch_lib.plugins import BY_KEY, PLUGINS, BlendMode, Plugin, Yields
from retouch_lib.ui.shared.layer_words import blend_in_words, faces_in_words, misfit, use_in_words

HEAL = Layer(0, "index=0&blendmode=normal&name=Heal.png", "Heal", BlendMode.NORMAL, False, 4, 6, 100)
MASK = replace(HEAL, name="Skin Mask", blend=None, is_mask=True)
ARCHIVE = Archive(Path("result"), (HEAL,), (), ())


def test_blend_modes_in_words() -> None:
    assert blend_in_words(HEAL) == "Normal"
    assert blend_in_words(replace(HEAL, blend=BlendMode.SOFT_LIGHT)) == "Soft light"
    assert blend_in_words(MASK) == "Mask: never blended"
    assert blend_in_words(replace(HEAL, name="Hair", blend=None)) == "Not blended"


@pytest.mark.parametrize("plugin", [plugin for plugin in PLUGINS if plugin.layer_use], ids=lambda plugin: plugin.key)
def test_each_layer_says_what_it_is_for(plugin: Plugin) -> None:
    layer = replace(HEAL, name=plugin.key, blend=plugin.blend, is_mask=plugin.yields is Yields.MASK)
    assert use_in_words(layer) == plugin.layer_use


def test_a_layer_with_another_blend_mode_is_not_called_by_the_usual_one() -> None:
    mattifier = replace(HEAL, name="Mattifier", blend=BlendMode.SOFT_LIGHT)
    assert use_in_words(mattifier) == BY_KEY["Mattifier"].about
    assert "darken" in use_in_words(replace(mattifier, blend=BlendMode.DARKEN))


def test_layers_outside_the_table() -> None:
    assert use_in_words(replace(HEAL, name="Hair")) == "A layer of a plugin that is not in our table."
    assert use_in_words(replace(HEAL, name="Flattened")).startswith("Use this normal layer as the picture up to here")


def test_faces_in_words() -> None:
    assert faces_in_words(ARCHIVE) == ""
    reports = (PluginReport("Face Detection", {}, ({}, {})), PluginReport("Heal", {}, ()))
    assert faces_in_words(replace(ARCHIVE, plugins=reports)) == "result.json tells of 2 faces (Face Detection)."
    one = (PluginReport("Face Detection", {}, ({},)), PluginReport("Face Lifting", {}, ({},)))
    assert (
        faces_in_words(replace(ARCHIVE, plugins=one))
        == "result.json tells of 1 face (Face Detection), 1 face (Face Lifting)."
    )


def test_layers_of_another_size_than_the_photo_are_said() -> None:
    assert misfit(ARCHIVE, (4, 6)) == ""
    assert misfit(replace(ARCHIVE, layers=(MASK,)), (9, 6)) == "", "a mask is laid over nothing"
    sentence = misfit(ARCHIVE, (9, 6))
    assert sentence.startswith("The layers have 4 × 6 pixels, the photo 9 × 6: they can't be laid over it here.")
