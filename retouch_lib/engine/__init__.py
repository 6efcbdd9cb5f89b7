"""The local engine: an emulator of the API, run as a process of its own, that really retouches on the CPU.

Its results are an approximation, not Retouch4me's. See `retouch.py` for the pictures, `routes.py` for the wire.
"""

VERSION = "1"
"""Part of what a result is known by: raise it whenever a picture comes out differently."""

PLUGINS = (
    "Heal",
    "Fabric",
    "Eye Vessels",
    "Eye Brilliance",
    "White Teeth",
    "Dodge Burn",
    "Skin Tone",
    "Portrait Volumes",
)
"""What it can do now; the others are answered with 462."""
