"""Which plugin may change which parts. Read off the vendor's sentence about each (`plugins.PLUGINS`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from retouch_lib.imaging.measures.parts import Part
from retouch_lib.plugins import BY_KEY, Yields

_EVERYWHERE = frozenset(Part)
_SKIN = frozenset({Part.SKIN, Part.LIPS})
_PEOPLE = _EVERYWHERE - {Part.BACKGROUND}

BELONGS: Mapping[str, frozenset[Part]] = {
    "Face Detection": frozenset(),
    "Skin Mask": frozenset(),
    "Clean Backdrop": frozenset({Part.BACKGROUND}),
    "Heal": _SKIN,
    "Fabric": frozenset({Part.CLOTHES}),
    "Dust": frozenset({Part.CLOTHES, Part.BACKGROUND}),
    "Eye Vessels": frozenset({Part.EYES}),
    "Eye Brilliance": frozenset({Part.EYES}),
    "White Teeth": frozenset({Part.TEETH}),
    "Mattifier": _SKIN,
    "Dodge Burn": _SKIN,
    "Skin Tone": _SKIN,
    "Portrait Volumes": _PEOPLE,
    "Face Lifting": _EVERYWHERE,
    "Glasses Anti Glare": frozenset({Part.EYES, Part.SKIN}),
    "Color Correction": _EVERYWHERE,
    "Crop": _EVERYWHERE,
}
"""By the plugin's key. Lips are skin that is shaded and toned with the rest; a warped face pulls its surroundings."""


def belonging(plugins: Iterable[str]) -> frozenset[Part]:
    """The parts that those plugins may change; all of them where one is not in the table."""
    return frozenset[Part]().union(*(BELONGS.get(plugin, _EVERYWHERE) for plugin in plugins))


def keeps_places(plugins: Iterable[str]) -> bool:
    """Whether a pixel of the result shows what the same pixel of the photo shows."""
    return all(plugin in BY_KEY and BY_KEY[plugin].yields is not Yields.GEOMETRY for plugin in plugins)
