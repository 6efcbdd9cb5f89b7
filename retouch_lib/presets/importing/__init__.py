"""Presets from outside, in every form people keep them in: read as data, never run, and nothing is lost unsaid.

>>> imported = read_presets("curl … --form-string 'payload={\\"tasks\\":[{\\"Plugin\\":\\"Heal\\",\\"Alpha1\\":0.8}]}'")
>>> imported.found[0].place, imported.found[0].preset.tasks[0].plugin
('curl command', 'Heal')
"""

from __future__ import annotations

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import MAX_TEXT
from retouch_lib.presets.envelope import FoundPreset as FoundPreset
from retouch_lib.presets.importing import archives, texts
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.collected import Imported as Imported
from retouch_lib.presets.importing.decoding import decoded

__all__ = ["FoundPreset", "Imported", "read_presets"]


def read_presets(source: str | bytes) -> Imported:
    """Every preset in a text, a file, or a ZIP of files: docs/presets.md lists the forms.

    All forms that a text holds are read; presets are joined by fingerprint; each place that has tasks or a plugin's
    name and could not be read is said with its line. Unknown plugins and fields are kept. Tokens in the source are
    left out and never repeated in a message. Raises InvalidPayload with sentences where there is no preset.
    """
    if isinstance(source, bytes):
        if archives.is_zip(source):
            return archives.presets_in_zip(source)
        source = decoded(source)
    if len(source) > MAX_TEXT:
        raise InvalidPayload(f"the text is too long to hold presets: over {MAX_TEXT:,} characters")
    collected = Collected()
    texts.read_text(source, collected)
    return collected.imported((texts.NOTHING,))
