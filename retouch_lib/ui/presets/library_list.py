"""The library as a list: one's own presets and the vendor's, each with its last result and where it was used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from retouch_lib.cloud.servers import MAIN
from retouch_lib.errors import InvalidName
from retouch_lib.owners import Owner
from retouch_lib.presets import envelope
from retouch_lib.presets.preset import Preset
from retouch_lib.ui import session, workspace
from retouch_lib.ui.presets.colleagues import colleagues_presets
from retouch_lib.ui.shared.before_after import show_pair
from retouch_lib.ui.shared.preset_words import usage_in_words, version_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import folded
from retouch_lib.words.times import day
from retouch_lib.work.library import Library, LibraryEntry, Usage, Version

_THUMBNAIL_WIDTH = 64
_LONG_LIST, _LIST_HEIGHT = 7, 620
_MOST_SHOWN = 40
_SEARCHED = 8
"""From so many presets on there is a box to search them by name and tag."""


def library_list(entries: Sequence[LibraryEntry], shown: LibraryEntry) -> None:
    own = [entry for entry in entries if not entry.vendor]
    wanted = st.text_input("Find by name or tag", key=session.PRESET_SEARCH) if len(own) >= _SEARCHED else ""
    with st.container(height=_LIST_HEIGHT if len(entries) > _LONG_LIST else "content", border=False, gap="xsmall"):
        st.markdown("**Yours**")
        if not own:
            st.caption("None yet. Tune a variant, then More → Save preset. Or import one.")
        found = [entry for entry in own if _matches(entry, wanted)]
        for entry in found[:_MOST_SHOWN]:
            _row(entry, shown)
        _unreadable()
        if len(found) > _MOST_SHOWN:
            st.caption(f"And {len(found) - _MOST_SHOWN} more: find them by name or tag.")
        colleagues_presets()
        st.markdown("**Retouch4me’s**", help="As on the vendor’s page. Read-only: editing one on Tune makes your own.")
        for entry in entries:
            if entry.vendor and _matches(entry, wanted):
                _row(entry, shown)
    if own:
        _several(own)
    _removed()


def usage_note(usage: Usage) -> str:
    """The sentence, with the owner's own cloud server as the one a preset is to be confirmed on."""
    server = workspace.server()
    labels = {other.name: other.label for other in session.lab().servers()}
    meant = MAIN if server.is_local else server
    return usage_in_words(usage, labels, "" if workspace.token_missing(meant) else meant.label)


def told_note(used: Mapping[str, int]) -> str:
    """What an imported preset's sender says of it."""
    return f"Its sender says: {usage_note(Usage(0, used, None))}"


def _row(entry: LibraryEntry, shown: LibraryEntry) -> None:
    usage = session.lab().library.usage(session.owner(), entry.newest.preset)
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="small"):
        show_pair(usage.last, "last result", _THUMBNAIL_WIDTH)
        with st.container(gap=None):
            st.button(
                f":blue[**{plain(entry.name)}**]" if entry.name == shown.name else plain(entry.name),
                key=session.preset_row(entry.versions[0].id),
                type="tertiary",
                on_click=workspace.show_preset,
                args=(entry.name,),
            )
            words = "" if entry.vendor else f"{version_in_words(entry, entry.newest).capitalize()}. "
            st.caption(f"{words}{plain(usage_note(usage))}")


def _matches(entry: LibraryEntry, wanted: str) -> bool:
    words = folded(wanted).split()
    there = folded(f"{entry.name} {' '.join(entry.newest.tags)}")
    return all(word in there for word in words)


def _several(own: Sequence[LibraryEntry]) -> None:
    # Got here: the ZIP is made when it is fetched, where there is no session.
    library, owner = session.lab().library, session.owner()
    with st.expander("Export several"):
        names = st.multiselect("Presets", [entry.name for entry in own], key=session.EXPORT_NAMES, placeholder="All")
        chosen = [entry for entry in own if entry.name in names] or list(own)
        st.download_button(
            f"ZIP of {counted(len(chosen), 'preset')}",
            data=lambda: envelope.to_zip([_item(library, owner, entry.newest) for entry in chosen]),
            file_name="retouch-lab-presets.zip",
            mime="application/zip",
            on_click="ignore",
            icon=":material/folder_zip:",
        )


def _unreadable() -> None:
    """Versions that another version of the lab wrote, or a disk damaged: named, and kept as they are."""
    for version in session.lab().library.unreadable(session.owner()):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = f"“{version.name}”, version {version.number}, can’t be read by this Retouch Lab: {version.why}."
            st.warning(plain(words))
            if version.alone:
                st.button(
                    "Take it off the list",
                    key=session.unreadable_preset(version.name, version.number),
                    type="tertiary",
                    help="It can be brought back under Removed.",
                    on_click=session.lab().library.remove,
                    args=(session.owner(), version.name),
                )


def _removed() -> None:
    """What was taken off the list stays in the store, and comes back with a press."""
    gone = session.lab().library.removed(session.owner())
    if not gone:
        return
    with st.expander(f"Removed ({len(gone)})"):
        for preset in gone:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                versions = counted(preset.versions, "version")
                st.caption(plain(f"{preset.name} · {versions}, removed {day(preset.removed_at)}"))
                st.button("Bring back", key=session.removed_preset(preset.id), on_click=_bring_back, args=(preset.id,))


def _bring_back(preset_id: str) -> None:
    try:
        name = session.lab().library.bring_back(session.owner(), preset_id)
    except InvalidName as error:
        session.say("error", plain(str(error)))
        return
    workspace.show_preset(name)
    session.say("success", f"“{plain(name)}” is in your library again.")


def _item(library: Library, owner: Owner, version: Version) -> tuple[Preset, int, tuple[str, ...], Mapping[str, int]]:
    used = library.usage(owner, version.preset).servers
    return version.preset, version.number, version.tags, used
