"""The local engine: an emulator of the API, run as a process of its own, that really retouches on the CPU.

    python -m retouch_lib.engine --port 8600 --seconds 3 --credits 1000 --data-dir DIR

Its results are an approximation, not Retouch4me's. See `retouch.py` for the pictures, `layered.py` for layers,
`routes.py` for the wire, `tasks.py` for a task's life, `faults.py` for trouble to order.

What it does not do:

* The plugins not in `PLUGINS`: they are refused with 462.
* Modes other than professional.
* Callbacks as the API sends them, which nobody documents: `hook` is called with what `wire.callback` says, on this
  computer and on hosts that it was told of.
* Two figures for what is left. One account per token stands behind `retouchQuota` and the balance; no day ends.
* Refunds. A failed task keeps its credit; whether the API gives it back is not documented.
* Rate limits, `delayed`, 5xx, proxies' pages: only as faults.
* Know how the API does what nobody documents: how long a key is remembered (here: as long as its task), what a bad
  token together with a bad payload gives, how strictly ranges are checked (here: strictly).
"""

VERSION = "3"
"""Part of what a result is known by: raise it whenever a picture comes out differently."""

LEDGER = 1
"""What engine.sqlite says it is, as SQLite's user_version: raise it whenever an older engine could misread the file."""

PLUGINS = (
    "Face Detection",
    "Skin Mask",
    "Clean Backdrop",
    "Heal",
    "Fabric",
    "Eye Vessels",
    "Eye Brilliance",
    "White Teeth",
    "Mattifier",
    "Dodge Burn",
    "Skin Tone",
    "Portrait Volumes",
)
"""What it can do now; the others are answered with 462."""
