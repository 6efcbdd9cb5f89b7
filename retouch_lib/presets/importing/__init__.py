"""Presets from outside, in every form people keep them in: read as data, never run, and nothing is lost unsaid.

>>> imported = read_presets("curl … --form-string 'payload={\\"tasks\\":[{\\"Plugin\\":\\"Heal\\",\\"Alpha1\\":0.8}]}'")
>>> imported.found[0].place, imported.found[0].preset.tasks[0].plugin
('the curl command', 'Heal')
"""

from __future__ import annotations

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.bounded_json import MAX_TEXT
from retouch_lib.presets.envelope import FoundPreset as FoundPreset
from retouch_lib.presets.importing import archives, texts
from retouch_lib.presets.importing.shapes import Imported as Imported

__all__ = ["FoundPreset", "Imported", "read_presets"]


def read_presets(source: str | bytes) -> Imported:
    """Every preset in a text or a file.

    Read are: a payload's JSON, our envelope, lists of them, objects that name them, share texts and links with one,
    curl commands, object literals of Python, JavaScript and PHP, any of these inside other text, and a ZIP of such
    files. Unknown plugins and fields are kept. Raises InvalidPayload with a sentence where there is no preset.
    Tokens in the source are left out and never repeated in a message.
    """
    if isinstance(source, bytes):
        if archives.is_zip(source):
            return archives.presets_in_zip(source)
        source = _decoded(source)
    if len(source) > MAX_TEXT:
        raise InvalidPayload(f"the text is too long to hold presets: over {MAX_TEXT:,} characters")
    return texts.presets_in_text(source)


def _decoded(data: bytes) -> str:
    """UTF-8, or UTF-16 with its mark, as Windows PowerShell writes it."""
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if len(data) > 4 * MAX_TEXT:
        raise InvalidPayload(f"the file is too large to hold presets: over {4 * MAX_TEXT:,} bytes")
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidPayload("the file is no text in UTF-8, and no ZIP; save it as UTF-8 and try again") from None
