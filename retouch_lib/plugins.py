"""The plugin table: what can be asked of the API, as data.

Source: the vendor's page (keys, ranges, Scale) and its task format and archive pages (later plugins, blend modes).
A value of 1.0 is 100 % of the plugin's own slider. A default is the balanced preset's value where that preset has the
plugin, else 100 %; for shape plugins, whose defaults nobody documents, 50 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from retouch_lib.parameters import Choice as Choice
from retouch_lib.parameters import Constant as Constant
from retouch_lib.parameters import Number as Number
from retouch_lib.parameters import Parameter as Parameter
from retouch_lib.parameters import Path as Path
from retouch_lib.parameters import Switch as Switch


class Group(Enum):
    """The board's groups, in the order shown."""

    SKIN = "Skin"
    EYES = "Eyes & teeth"
    CLOTHES = "Clothes & background"
    SHAPE = "Shape & colour"
    DATA = "Data"


class Yields(Enum):
    """What a plugin adds to a layered result."""

    PIXELS = "pixels"
    MASK = "mask"
    METADATA = "metadata"
    GEOMETRY = "geometry"


class BlendMode(Enum):
    """How a plugin's layer merges with what is below it; the value is the spelling in archives."""

    NORMAL = "normal"
    DARKEN = "darken"
    SOFT_LIGHT = "softLight"
    LINEAR_LIGHT = "linearLight"

    @property
    def label(self) -> str:
        """As Photoshop's English menu has it: "Soft light"."""
        return self.name.replace("_", " ").capitalize()


class ScaleMeaning(Enum):
    """What `Scale` stands for; the label is the board's."""

    SUBJECT = "Subject"
    DIRT_SIZE = "Dirt size"


SCALE_CHOICES: dict[ScaleMeaning, tuple[str, ...]] = {
    ScaleMeaning.SUBJECT: ("Auto", "Close-up", "Half body", "Full body"),
    ScaleMeaning.DIRT_SIZE: ("Auto", "Largest", "Medium", "Finest"),
}
"""Labels of Scale 0, 1, 2, 3."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One row of the table."""

    key: str
    """The name as sent, e.g. "Dodge Burn"."""
    label: str
    about: str
    """What it does, in one sentence for a photographer."""
    group: Group
    parameters: tuple[Parameter, ...]
    yields: Yields
    blend: BlendMode | None
    """None where there is no layer of pixels to blend."""
    scale: ScaleMeaning | None = None
    """None where the vendor's page sends no Scale."""
    default_scale: int = 0
    layer_use: str = ""
    """What its layer is for, in one sentence (the vendor's where it gives one); empty where there is no layer."""
    needs_face: bool = True
    """Whether it has nothing to work on where there is no face."""

    @property
    def order(self) -> int:
        """Its place in the table; tasks are best listed in this order."""
        return _ORDER[self.key]

    @property
    def can_layer(self) -> bool:
        """Whether `Layer: 1` means something for it: Color Correction is flattened always."""
        return self.yields is not Yields.PIXELS or self.blend is not None


def _blend(maximum: float, default: float) -> Number:
    return Number(("Alpha1",), "Blend", 0.0, maximum, default, is_blend=True)


def _sensitivity(maximum: float, default: float) -> Number:
    return Number(("Alpha1",), "Sensitivity", 0.0, maximum, default)


def _user(*path: str) -> Path:
    return ("User Params", *path)


_SUBJECT = ScaleMeaning.SUBJECT
_DIRT = ScaleMeaning.DIRT_SIZE

PLUGINS: tuple[Plugin, ...] = (
    Plugin(
        "Face Detection",
        "Face Detection",
        "Finds the faces and writes their positions into result.json; changes no pixel.",
        Group.DATA,
        (),
        Yields.METADATA,
        None,
        needs_face=False,
    ),
    Plugin(
        "Skin Mask",
        "Skin Mask",
        "Makes a mask of the skin, to confine your own colour and texture work to it; changes no pixel.",
        Group.DATA,
        (_sensitivity(2.0, 1.0),),
        Yields.MASK,
        None,
        _SUBJECT,
        layer_use="Use this mask as a selection helper to confine color and texture work to skin areas.",
    ),
    Plugin(
        "Clean Backdrop",
        "Clean Backdrop",
        "Evens out creases and dirt on a studio backdrop.",
        Group.CLOTHES,
        (_blend(1.0, 1.0), Switch(("Automask",), "Protect the person", True)),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _DIRT,
        layer_use="Use this normal layer to even out creases and dirt on the backdrop behind the person.",
        needs_face=False,
    ),
    Plugin(
        "Heal",
        "Heal",
        "Removes blemishes and small distractions from the skin; sensitivity chooses which.",
        Group.SKIN,
        (_sensitivity(1.0, 1.0),),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _SUBJECT,
        layer_use="Use this normal layer for blemish cleanup and removal of small skin distractions.",
    ),
    Plugin(
        "Fabric",
        "Fabric",
        "Softens wrinkles and cleans the texture of clothes.",
        Group.CLOTHES,
        (_blend(2.0, 0.39),),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _SUBJECT,
        layer_use="Use this normal layer to soften wrinkles and clean texture on clothing and fabric details.",
        needs_face=False,
    ),
    Plugin(
        "Dust",
        "Dust",
        "Removes specks and lint from clothes and background.",
        Group.CLOTHES,
        (_blend(2.0, 1.0),),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _DIRT,
        layer_use="Use this normal layer to remove specks and lint from clothing and background.",
        needs_face=False,
    ),
    Plugin(
        "Eye Vessels",
        "Eye Vessels",
        "Reduces visible veins and redness in the whites of the eyes.",
        Group.EYES,
        (_blend(1.0, 1.0),),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _SUBJECT,
        layer_use="Use this normal layer to reduce visible veins and redness in the whites of the eyes.",
    ),
    Plugin(
        "Eye Brilliance",
        "Eye Brilliance",
        "Brings out the iris and adds a little brightness to the eyes.",
        Group.EYES,
        (_blend(2.0, 0.5),),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _SUBJECT,
        layer_use="Use this normal layer to enhance iris detail and add subtle brightness to the eyes.",
    ),
    Plugin(
        "White Teeth",
        "White Teeth",
        "Takes the yellow out of teeth, and brightens them.",
        Group.EYES,
        (
            Number(("Alpha1",), "Whiten", 0.0, 1.0, 0.25, is_blend=True),
            Number(("Alpha2",), "Brighten", 0.0, 1.0, 0.25, is_blend=True),
        ),
        Yields.PIXELS,
        BlendMode.NORMAL,
        _SUBJECT,
        layer_use="Use this normal layer to whiten and slightly brighten teeth while keeping the effect adjustable.",
    ),
    Plugin(
        "Mattifier",
        "Mattifier",
        "Takes down shine on the skin.",
        Group.SKIN,
        (_blend(1.0, 1.0),),
        Yields.PIXELS,
        BlendMode.DARKEN,
        _SUBJECT,
        layer_use="Use this darken layer to take down shine on the skin while keeping its texture.",
    ),
    Plugin(
        "Dodge Burn",
        "Dodge Burn",
        "Evens out patches of light and shadow on the skin without touching its texture.",
        Group.SKIN,
        (_blend(2.0, 1.0), Number(("Alpha2",), "Warmth", 0.0, 1.0, 0.2, is_blend=True)),
        Yields.PIXELS,
        BlendMode.SOFT_LIGHT,
        _SUBJECT,
        default_scale=2,
        layer_use="Use this soft-light layer for local light and shadow shaping on skin and facial features.",
    ),
    Plugin(
        "Skin Tone",
        "Skin Tone",
        "Unifies the colour of the skin and calms uneven patches.",
        Group.SKIN,
        (
            _blend(2.0, 1.0),
            Number(
                *(("Alpha2",), "Second strength (Retouch4me doesn’t say what it does)", 0.0, 2.0, 1.0), is_blend=True
            ),
        ),
        Yields.PIXELS,
        BlendMode.SOFT_LIGHT,
        _SUBJECT,
        layer_use="Use this soft-light layer to unify skin color and reduce uneven tone transitions.",
    ),
    Plugin(
        "Portrait Volumes",
        "Portrait Volumes",
        "Emphasizes shape and depth in face and figure.",
        Group.SKIN,
        (_blend(2.0, 0.5),),
        Yields.PIXELS,
        BlendMode.SOFT_LIGHT,
        _SUBJECT,
        layer_use="Use this soft-light layer to emphasize shape and volume in the face and portrait contours.",
        needs_face=False,
    ),
    Plugin(
        "Face Lifting",
        "Face Lifting",
        "Reshapes the face: lifts contours and corrects a double chin.",
        Group.SHAPE,
        (
            Constant(("face_lifting_version",), 3),
            Number(("Face Lifting",), "Face lifting", 0.0, 1.0, 0.5),
            Number(("Face Masculinity",), "Masculinity", 0.0, 1.0, 0.5),
            Number(("Double Chin Correction",), "Double chin correction", 0.0, 1.0, 0.5),
            Number(("Face Lifting Depth",), "Depth", 0.0, 1.0, 0.5),
            Number(("Flow Smoothing",), "Flow smoothing", None, None, 0.5),
        ),
        Yields.GEOMETRY,
        None,
        layer_use="Use this flow layer to reshape the face; it holds displacements, not pixels to look at.",
    ),
    Plugin(
        "Glasses Anti Glare",
        "Glasses Anti Glare",
        "Removes reflections from glasses.",
        Group.EYES,
        (
            Number(("Glasses Glare Removal",), "Glare removal", 0.0, 1.0, 1.0),
            Choice(("LayoutMode",), "Layer covers", ("full", "patch"), "full"),
        ),
        Yields.PIXELS,
        BlendMode.LINEAR_LIGHT,
        layer_use="Use this linear-light layer to remove reflections from glasses.",
    ),
    Plugin(
        "Color Correction",
        "Colour Correction",
        "Corrects exposure, white balance and colour of the whole picture.",
        Group.SHAPE,
        (
            Choice(
                _user("AI", "Color Correction Mode"), "Corrects", ("Exposure only", "Exposure & WB", "Full"), "Full"
            ),
            Switch(_user("Basic", "Enable Basic"), "Basic", True),
        ),
        Yields.PIXELS,
        None,
        needs_face=False,
    ),
    Plugin(
        "Crop",
        "Crop",
        "Straightens and crops the picture.",
        Group.SHAPE,
        (
            Choice(_user("AutoStraightenMode"), "Straighten", ("AI", "Person", "Manual"), "Manual"),
            Number(_user("Angle"), "Angle", None, None, None, 0.1, "degrees"),
            Number(_user("ManualCenterX"), "Centre, horizontal", None, None, 0.5, 0.01, "plain"),
            Number(_user("ManualCenterY"), "Centre, vertical", None, None, 0.5, 0.01, "plain"),
            Number(_user("ManualArea"), "Area", None, None, None, 0.01, "plain"),
            Choice(
                _user("AspectRatio"),
                "Aspect",
                ("Free", "Original", "Custom", "Square", "2 : 3", "4 : 5", "16 : 9"),
                None,
                open=True,
            ),
            Number(_user("ManualAspectRatio"), "Aspect when Free", None, None, None, 0.01, "plain"),
            Number(_user("CustomAspectX"), "Custom width", None, None, None, 1.0, "plain"),
            Number(_user("CustomAspectY"), "Custom height", None, None, None, 1.0, "plain"),
        ),
        Yields.GEOMETRY,
        None,
        needs_face=False,
    ),
)
"""All 17, in the order in which tasks are best sent."""

FLATTENED = "Flattened"
FLATTENED_USE = "Use this normal layer as the picture up to here: it holds the tasks not asked for as layers."
"""Of the layer "Flattened": what stands between layered tasks and is no layer itself."""

_ORDER = {plugin.key: index for index, plugin in enumerate(PLUGINS)}
BY_KEY = {plugin.key: plugin for plugin in PLUGINS}


def in_group(group: Group) -> tuple[Plugin, ...]:
    """The plugins of one group as the board shows them: Heal first, the others in the table's order."""
    members = [plugin for plugin in PLUGINS if plugin.group is group]
    return tuple(sorted(members, key=lambda plugin: (plugin.key != "Heal", plugin.order)))
