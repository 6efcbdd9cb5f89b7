"""What the pages say of a layered result: each layer's blend mode and use, and what its archive reports."""

from __future__ import annotations

from retouch_lib.imaging.archive.read import Archive, Layer
from retouch_lib.jobs.words import layers_of_another_size
from retouch_lib.plugins import BY_KEY, FLATTENED, FLATTENED_USE
from retouch_lib.words.counted import counted

COMPOSED = "Composed here from the layers over your original."
_UNKNOWN = "A layer of a plugin that is not in our table."


def blend_in_words(layer: Layer) -> str:
    """ "Soft light"; what is not blended says so."""
    if layer.is_mask:
        return "Mask: never blended"
    return layer.blend.label if layer.blend else "Not blended"


def use_in_words(layer: Layer) -> str:
    """What the layer is for; where it has not its plugin's usual blend mode, what the plugin is for."""
    if layer.name == FLATTENED:
        return FLATTENED_USE
    plugin = BY_KEY.get(layer.name)
    if plugin is None:
        return _UNKNOWN
    return plugin.layer_use if plugin.layer_use and layer.blend is plugin.blend else plugin.about


def faces_in_words(archive: Archive) -> str:
    """ "result.json tells of 2 faces (Face Detection)."; empty where it tells of none."""
    said = [f"{counted(len(report.faces), 'face')} ({report.name})" for report in archive.plugins if report.faces]
    return f"result.json tells of {', '.join(said)}." if said else ""


def misfit(archive: Archive, sent: tuple[int, int]) -> str:
    """Why the layers can't be laid over what was sent, of that width and height; empty where they can."""
    size = archive.size
    return "" if size is None or size == sent else layers_of_another_size(size, sent)
