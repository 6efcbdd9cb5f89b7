"""Presets from outside: opened, checked and set against one's own; nothing is kept before the button is pressed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from retouch_lib.errors import InvalidName, InvalidPayload
from retouch_lib.presets import importing, share_text
from retouch_lib.presets.envelope import WHOLE
from retouch_lib.presets.importing import FoundPreset, Imported
from retouch_lib.presets.near_misses import corrected
from retouch_lib.presets.validation import check
from retouch_lib.ui import session, workspace
from retouch_lib.ui.presets.library_list import told_note
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.made_from import compared_at_first
from retouch_lib.ui.shared.preset_diff import side_choice, sides_table
from retouch_lib.ui.shared.preset_sides import Side, place_of, sides
from retouch_lib.ui.shared.preset_words import SUGGESTED, known_as_in_words, outcome_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import folded, whole
from retouch_lib.work.library import LibraryEntry, is_vendor, usable_name

_PLACE = "import"
_MEGABYTES = 10
_ALL_SAID = 4
_ALL_OPEN = 3
"""Up to so many presets are shown expanded at first."""


def take_shared() -> bool:
    """Put the URL's share text into the box, once; whether there was one."""
    text = st.query_params.get(share_text.PARAMETER)
    if not text:
        return False
    session.put(session.IMPORT_TEXT, text)
    del st.query_params[share_text.PARAMETER]
    return True


def import_form(entries: Sequence[LibraryEntry]) -> None:
    st.text_area(
        "Paste whatever holds presets: JSON, a share text, curl commands, a script, a mail, a whole page",
        key=session.IMPORT_TEXT,
        height=140,
        placeholder="retouchlab:1:…",
    )
    files = st.file_uploader(
        "Or drop files: JSON, YAML, scripts, collections, tables, logs, or a ZIP of them",
        accept_multiple_files=True,
        key=session.IMPORT_FILES,
        max_upload_size=_MEGABYTES,
    )
    st.button("Open", key=session.IMPORT_OPEN, help="Shows what is in it. Nothing is kept yet.")
    session.show_sayings(_PLACE)
    found: list[tuple[str, FoundPreset]] = []
    text = session.value(session.IMPORT_TEXT)
    if text.strip():
        found += _opened("", text)
    for file in files:
        found += _opened(file.name, file.getvalue())
    if found:
        _review(entries, found)


def _opened(name: str, source: str | bytes) -> list[tuple[str, FoundPreset]]:
    """What a source holds, each with a key of its own; remarks and what is wrong are drawn."""
    data = whole(source).encode() if isinstance(source, str) else source
    digest = hashlib.sha256(data).hexdigest()[:12]
    before = f"{plain(name)}: " if name else ""
    try:
        imported = _read(digest, source)
    except InvalidPayload as error:
        st.error(f"{before}{plain(error.problems[0])}\n\nNothing was kept.")
        _remarks(before, error.problems[1:])
        return []
    _remarks(before, imported.notes)
    return [(f"{digest}_{index}", _from_file(name, found)) for index, found in enumerate(imported.found)]


def _remarks(before: str, sentences: Sequence[str]) -> None:
    """Each sentence; from the fourth on folded up, so that the presets stay in sight."""
    shown = sentences if len(sentences) <= _ALL_SAID else sentences[: _ALL_SAID - 1]
    for sentence in shown:
        _remark(before, sentence)
    if len(shown) < len(sentences):
        with st.expander(f"{before}{counted(len(sentences) - len(shown), 'more remark')}"):
            for sentence in sentences[len(shown) :]:
                _remark("", sentence)


def _remark(before: str, sentence: str) -> None:
    st.warning(f"{before}{plain(sentence)}")


def _from_file(name: str, found: FoundPreset) -> FoundPreset:
    """Of several files, which one: "balanced.json", "all.zip: balanced.json"."""
    if not name:
        return found
    return replace(found, place=f"{name}: {found.place}" if found.place not in ("", WHOLE) else name)


def _read(digest: str, source: str | bytes) -> Imported:
    """Read once, not on each rerun of the page."""
    kept: dict[str, Imported] = session.value(session.IMPORT_READ) or {}
    if digest not in kept:
        imported = importing.read_presets(source)
        if len(kept) >= 20:
            kept.clear()
        kept[digest] = imported
        session.put(session.IMPORT_READ, kept)
        session.put(session.IMPORT_READ, kept)
    return kept[digest]


def _review(entries: Sequence[LibraryEntry], found: Sequence[tuple[str, FoundPreset]]) -> None:
    chosen = []
    for key, item in found:
        wanted = _card(entries, key, item, expanded=len(found) <= _ALL_OPEN)
        if wanted is not None:
            chosen.append((key, wanted))
    st.button(
        f"Import {counted(len(chosen), 'preset')}",
        key=session.IMPORT_NOW,
        type="primary",
        disabled=not chosen,
        on_click=_keep,
        args=(chosen,),
    )


def _card(entries: Sequence[LibraryEntry], key: str, found: FoundPreset, *, expanded: bool) -> FoundPreset | None:
    """Draw what was found; as it is wanted, or None where it isn't, or has a name it can't have."""
    place = f" · {plain(found.place)}" if found.place else ""
    with st.expander(f"**{plain(found.preset.name or 'Unnamed')}**{place}", expanded=expanded):
        found = _with_names(found, session.import_names(key))
        _about(found)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            name = st.text_input("Name here", value=_first_name(found), key=session.import_name(key))
            wanted = st.checkbox("Import it", value=not _there(entries, found), key=session.import_wanted(key))
        try:
            kept = usable_name(name)
        except InvalidName as error:
            st.warning(plain(str(error)))
            return None
        mine = next((entry for entry in entries if folded(entry.name) == folded(kept)), None)
        outcome = outcome_in_words(mine, found.preset.fingerprint, kept)
        st.caption(plain(" ".join((outcome, *known_as_in_words(entries, found.preset.fingerprint, kept)))))
        _against(entries, mine, found, session.import_against(key, kept))
        return found if wanted else None


def _with_names(found: FoundPreset, key: Key) -> FoundPreset:
    """As it came, or with the names that were perhaps meant, where the box is ticked."""
    right = corrected(found.preset)
    if right == found.preset or not st.checkbox("Take the suggested names", key=key, help=SUGGESTED):
        return found
    return replace(found, preset=right, findings=check(right))


def _about(found: FoundPreset) -> None:
    with st.container(gap=None):
        _origin(found)
    for finding in found.findings:
        (st.error if finding.severity == "error" else st.warning)(plain(str(finding)))
    if any(finding.severity == "error" for finding in found.findings):
        st.caption("It can be kept as it is. It is sent only once this is put right on Tune.")


def _origin(found: FoundPreset) -> None:
    """The note, and what its sender says of it."""
    if found.preset.note:
        st.markdown(plain(found.preset.note))
    version = f"version {found.version} of its sender" if found.version else ""
    by = f"by {found.preset.author}" if found.preset.author else ""
    if line := " · ".join(part for part in (version, by, ", ".join(found.tags)) if part):
        st.caption(plain(line))
    if found.used:
        st.caption(plain(told_note(found.used)))


def _against(entries: Sequence[LibraryEntry], mine: LibraryEntry | None, found: FoundPreset, key: Key) -> None:
    """What would change: against the preset of that name, or any other."""
    known = sides(entries)
    first, remark = (place_of(mine.name, mine.newest.number), "") if mine else compared_at_first(entries, found.preset)
    other = known[side_choice("Compared with", known, first, key)]
    sides_table(other, Side(f"{found.preset.name or 'this one'} (new)", "", found.preset))
    if remark and other is known[first]:
        st.caption(plain(remark))


def _there(entries: Sequence[LibraryEntry], found: FoundPreset) -> bool:
    """Whether the library has it just so: then there is nothing to import, unless one wants another name."""
    mine = next((entry for entry in entries if folded(entry.name) == folded(_first_name(found))), None)
    return mine is not None and mine.newest.fingerprint == found.preset.fingerprint


def _first_name(found: FoundPreset) -> str:
    name = found.preset.name or "imported"
    return f"{name} (imported)" if is_vendor(name) else name


def _keep(chosen: Sequence[tuple[str, FoundPreset]]) -> None:
    """Save all that are ticked, under the names now in their boxes."""
    library = session.lab().library
    kept: list[str] = []
    for key, found in chosen:
        preset = replace(found.preset, name=session.value(session.import_name(key)))
        try:
            version = library.save(session.owner(), preset, tags=found.tags)
        except (InvalidName, InvalidPayload) as error:
            session.say("error", plain(str(error)), _PLACE)
            continue
        library.keep_told(session.owner(), version.fingerprint, found.used)
        kept.append(f"“{plain(version.preset.name)}”, version {version.number}")
        workspace.show_preset(version.preset.name)
    if kept:
        session.say("success", f"In your library: {'; '.join(kept)}.")
        session.put(session.IMPORT_TEXT, "")
