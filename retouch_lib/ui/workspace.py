"""What lies open before the owner: server, variants, photos, the preset shown, and what the next run sends.

One's own is kept in the store, as `preferences` names it; what of it the session holds is a copy. While a run is looked
at, what is read and changed here is what lies on its desk (`desks`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from retouch_lib.cloud.servers import CUSTOM_NAME, LOCAL_NAME, Server
from retouch_lib.errors import TokenMissing
from retouch_lib.presets.preset import Json, Preset
from retouch_lib.store.records import Photo
from retouch_lib.ui import desks, preferences, session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.variants import Variant, from_json, merged, to_json
from retouch_lib.words.text import composed, folded, one_line
from retouch_lib.work.library import LibraryEntry
from retouch_lib.work.plan import Plan

LONGEST_PROJECT = 80


# --- server --------------------------------------------------------------------------------------------------------


def server() -> Server:
    """The owner's server; one that no longer exists (a custom one taken away) falls back to the local engine."""
    name = preferences.text(preferences.SERVER) or lab().settings.server
    servers = {server.name: server for server in lab().servers()}
    return servers.get(name, servers[LOCAL_NAME])


def server_missing() -> str:
    """The server chosen, where there is none of that name any more; empty otherwise."""
    name = preferences.text(preferences.SERVER)
    return name if name and not is_set(name) else ""


def is_set(server_name: str) -> bool:
    """Whether there is a server of that name; a job's may be one that was set once."""
    return server_name in {server.name for server in lab().servers()}


def unset_in_words(server_name: str) -> str:
    """Why nothing can be sent to a job's server; empty where it can."""
    if is_set(server_name):
        return ""
    way_on = " Set RETOUCH_CUSTOM_URL and start Retouch Lab again." if server_name == CUSTOM_NAME else ""
    return f"Its server, {server_name}, is no longer set: nothing can be sent there or fetched.{way_on}"


def choose_server(name: str) -> None:
    lab().store.set_preference(owner(), preferences.SERVER, name)


def consented(server: Server) -> bool:
    """Whether the owner was told, and agreed, that photos go to that server: to its address, not to its name."""
    return server.is_local or server.base in preferences.texts(preferences.CONSENT)


def consent(server: Server) -> None:
    lab().store.set_preference(
        owner(), preferences.CONSENT, sorted({*preferences.texts(preferences.CONSENT), server.base})
    )


def token_missing(server: Server) -> bool:
    try:
        lab().token_for(owner(), server.name)
    except TokenMissing:
        return True
    return False


# --- variants ------------------------------------------------------------------------------------------------------


def variants() -> tuple[Variant, ...]:
    if desk := desks.looked_at():
        return desk.variants
    kept: tuple[Variant, ...] | None = session.value(session.VARIANTS)
    if kept is None:
        stored = lab().store.preference(owner(), preferences.VARIANTS)
        kept = from_json(stored)
        session.put(session.VARIANTS, kept)
        session.put(session.VARIANTS_STORED, stored)
    return kept


def set_variants(new: Sequence[Variant]) -> None:
    """Keep these, and with them what another tab has added or changed since this one last looked."""
    if desk := desks.looked_at():
        desks.change(desk, variants=tuple(new))
        return
    before = variants()
    stored = lab().store.preference(owner(), preferences.VARIANTS)
    if stored != session.value(session.VARIANTS_STORED):
        new = merged(before, new, from_json(stored))
    rows = to_json(new)
    session.put(session.VARIANTS, tuple(new))
    session.put(session.VARIANTS_STORED, rows)
    lab().store.set_preference(owner(), preferences.VARIANTS, rows)


def replace_variant(new: Variant) -> None:
    set_variants([new if old.id == new.id else old for old in variants()])


def variant(variant_id: str) -> Variant | None:
    return next((variant for variant in variants() if variant.id == variant_id), None)


def open_variant() -> Variant:
    """The variant on the board: in a new session the one last opened; balanced at first."""
    there = {variant.id: variant for variant in variants()}
    chosen = session.value(session.OPEN_VARIANT)
    if chosen not in there:
        desk = desks.looked_at()
        wanted = (desk.open if desk else preferences.text(preferences.OPEN), "balanced", next(iter(there)))
        chosen = next(variant_id for variant_id in wanted if variant_id in there)
        session.put(session.OPEN_VARIANT, chosen)
    return there[chosen]


def tell_open_variant(variant: Variant) -> None:
    """Set what the control shows, before each drawing of it. Set at the first drawing only, it could be lost where
    another drawing follows at once; the browser would send an empty choice from then on."""
    session.put(session.OPEN_VARIANT, variant.id)


def an_open_variant_is_chosen() -> bool:
    return session.value(session.OPEN_VARIANT) is not None


def show_variant(variant_id: str) -> None:
    session.put(session.OPEN_VARIANT, variant_id)
    keep_open_variant()


def keep_open_variant() -> None:
    """Remember for the next session which variant is open now."""
    opened = session.value(session.OPEN_VARIANT)
    _keep(preferences.OPEN, opened, open=opened)


def choose_variants(ids: Collection[str]) -> None:
    """Tick these for the run, and no others."""
    set_variants([replace(variant, chosen=variant.id in ids) for variant in variants()])


def one_picture() -> bool:
    """Whether the next run asks for one picture, else for layers, as a ZIP."""
    if desk := desks.looked_at():
        return desk.one_picture
    return lab().store.preference(owner(), preferences.LAYERS) is not True


def set_one_picture(value: bool) -> None:
    _keep(preferences.LAYERS, not value, one_picture=value)


def longest_side() -> int:
    """Pixels to which the next run reduces longer photos before they are sent; 0 sends all as they are, as at first."""
    desk = desks.looked_at()
    return desk.longest_side if desk else preferences.longest_side()


def set_longest_side(pixels: int) -> None:
    _keep(preferences.LONGEST_SIDE, pixels, longest_side=pixels)


def project() -> str:
    """What the next run is for, as History sums it up: a client, a school; empty for none."""
    desk = desks.looked_at()
    return (desk.project if desk else preferences.text(preferences.PROJECT))[:LONGEST_PROJECT]


def set_project(name: str) -> None:
    name = composed(one_line(name, LONGEST_PROJECT))
    _keep(preferences.PROJECT, name, project=name)


def _keep(key: str, value: Json, **on_desk: Any) -> None:
    """Keep it on the desk of the run that is looked at, else as one's own."""
    if desk := desks.looked_at():
        desks.change(desk, **on_desk)
    else:
        lab().store.set_preference(owner(), key, value)


def as_sent(variant: Variant) -> Preset:
    """A variant as the next run sends it: named as on the board, layered or not as chosen for the run.

    Layer flags of a pasted payload's own are kept where layers are chosen, and left out where one picture is.
    """
    preset = replace(variant.preset, name=variant.name)
    return preset if preset.layered != one_picture() else preset.with_layers(not preset.layered)


def open_preset_to_run() -> Preset | None:
    """The variant on the board as it is sent; None where it is not chosen."""
    opened = open_variant()
    return as_sent(opened) if opened.chosen else None


def presets_to_run() -> list[Preset]:
    """The chosen variants as they are sent."""
    return [as_sent(variant) for variant in variants() if variant.chosen]


def plan(*, anyway: bool = False) -> Plan:
    """What pressing Run would send now."""
    photos = [photo.sha256 for photo in photos_chosen()]
    return lab().plan(owner(), photos, presets_to_run(), server().name, anyway=anyway, longest_side=longest_side())


# --- photos --------------------------------------------------------------------------------------------------------


def tray() -> list[Photo]:
    """The owner's list, oldest first."""
    return list(reversed(lab().store.photos(owner())))


def photos() -> list[Photo]:
    """The tray, and of a run that is looked at also the photos that were taken off it since."""
    listed = tray()
    desk = desks.looked_at()
    if desk is None:
        return listed
    there = {photo.sha256 for photo in listed}
    off = lab().store.photos_of(owner(), set(desk.photos) - there)
    return [*listed, *sorted(off, key=lambda photo: desk.photos.index(photo.sha256))]


def photos_chosen() -> list[Photo]:
    """The photos ticked for the run, in the tray's order."""
    return ticked(photos())


def ticked(there: Sequence[Photo]) -> list[Photo]:
    """Those of them that are in the run."""
    desk = desks.looked_at()
    chosen = set(desk.photos if desk else preferences.texts(preferences.PHOTOS))
    return [photo for photo in there if photo.sha256 in chosen]


def choose_photos(sha256s: Sequence[str]) -> None:
    chosen = list(dict.fromkeys(sha256s))
    _keep(preferences.PHOTOS, chosen, photos=tuple(chosen))


def photo_shown() -> Photo | None:
    """The photo in the viewer: the one asked for, else the first chosen, else the newest."""
    there = photos()
    wanted = session.value(session.PHOTO_SHOWN)
    for photo in there:
        if photo.sha256 == wanted:
            return photo
    chosen = ticked(there)
    return chosen[0] if chosen else (there[-1] if there else None)


def a_photo_is_asked_for() -> bool:
    return bool(session.value(session.PHOTO_SHOWN))


def show_photo(sha256: str) -> None:
    session.put(session.PHOTO_SHOWN, sha256)


# --- presets -------------------------------------------------------------------------------------------------------


def preset_entries() -> tuple[LibraryEntry, ...]:
    return lab().library.entries(owner())


def preset_shown(entries: Sequence[LibraryEntry]) -> LibraryEntry:
    """The preset in the URL, else the first of one's own, else the vendor's balanced."""
    by_name = {folded(entry.name): entry for entry in entries}
    own = [entry.name for entry in entries if not entry.vendor]
    wanted = (st.query_params.get(session.PRESET, ""), *own[:1], "balanced")
    return next(by_name[name] for name in map(folded, wanted) if name in by_name)


def show_preset(name: str) -> None:
    st.query_params[session.PRESET] = name
    st.query_params.pop(session.SHARED, None)


def author() -> str:
    """What the owner last signed a preset with."""
    return preferences.text(preferences.AUTHOR)
