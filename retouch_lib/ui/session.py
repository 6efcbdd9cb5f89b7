"""Every key of the session and of the URL, and what the pages ask about who is here and what is chosen.

A session ends with F5 or a closed tab, so what matters is in the store (variants, chosen photos, server) or in the
URL (the run shown); the session holds only copies and the widgets' values.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from retouch_lib.cloud.latency import Latency
from retouch_lib.cloud.replies import Limits
from retouch_lib.cloud.servers import CUSTOM_NAME, LOCAL_NAME, Server
from retouch_lib.errors import TokenMissing
from retouch_lib.lab import Lab
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Photo, Run
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.owner import OWNER as OWNER
from retouch_lib.ui.variants import Variant, all_readable, from_json, merged, to_json
from retouch_lib.work.library import TOLD, Entry, told_fits
from retouch_lib.work.plan import Plan

_VARIANTS = "variants"
_OPEN = "open_variant"
_PHOTO = "photo_shown"
_STORED = "variants_stored"
_SAYINGS = "sayings"
PAGE = "page"
"""The place of sentences that belong to no part of a page."""
_RUN = "run"
_PRESET = "preset"
_SAVING = "saving"
_LATENCIES = "latencies"
_LIMITS = "limits"

PREFERENCE_VARIANTS = "variants"
PREFERENCE_PHOTOS = "photos_chosen"
PREFERENCE_SERVER = "server"
PREFERENCE_CONSENT = "consent"
PREFERENCE_GREETED = "greeted"
PREFERENCE_UNWATCHED = "unwatched"
PREFERENCE_LAYERS = "layers"
PREFERENCE_OPEN = "open_variant"
PREFERENCE_PROJECT = "project"
LONGEST_PROJECT = 80
PREFERENCE_AUTHOR = "author"
_MOST_UNWATCHED = 500


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _is_told(value: object) -> bool:
    return isinstance(value, dict) and all(told_fits(used) for used in value.values())


_KEPT: Mapping[str, tuple[str, Callable[[Any], bool]]] = MappingProxyType(
    {
        PREFERENCE_VARIANTS: ("variants of the board", all_readable),
        PREFERENCE_PHOTOS: ("the photos of the run", _are_texts),
        PREFERENCE_SERVER: ("the server", _is_text),
        PREFERENCE_CONSENT: ("which servers may get photos", _are_texts),
        PREFERENCE_UNWATCHED: ("which jobs are off the strip", _are_texts),
        PREFERENCE_LAYERS: ("one picture or layers", lambda value: isinstance(value, bool)),
        PREFERENCE_OPEN: ("the open variant", _is_text),
        PREFERENCE_PROJECT: ("the project", _is_text),
        PREFERENCE_AUTHOR: ("the author’s name", _is_text),
        TOLD: ("what senders said of presets", _is_told),
    }
)
"""Preferences in words, and what tells whether one can be used. Nothing is lost with a greeting that can't be read."""
_CHOICES = {
    "price": "the price per credit",
    "billing_day": "the billing month",
    "budget_run": "the budget per run",
    "budget_day": "the budget per day",
    "keep_days": "how many days results are kept",
    "keep_gb": "how much of results is kept",
    "poll_seconds": "how often servers are asked",
}
"""The numbers chosen in Settings, in words."""


def lab() -> Lab:
    """The one lab of this process."""
    return lifespan.current_lab()


# --- what is kept of the owner ----------------------------------------------------------------------------------


def unreadable() -> tuple[str, ...]:
    """What the owner chose once and can't be read, in words: it stands as at first until it is chosen anew."""
    kept = lab().store.unreadable_preferences(OWNER, {key: fits for key, (_, fits) in _KEPT.items()})
    return (*(_KEPT[key][0] for key in kept), *(_CHOICES[name] for name in lab().unreadable_choices(OWNER)))


def _text(key: str) -> str:
    value = lab().store.preference(OWNER, key)
    return value if isinstance(value, str) else ""


def _texts(key: str) -> list[str]:
    value = lab().store.preference(OWNER, key)
    return [text for text in value if isinstance(text, str)] if isinstance(value, list) else []


# --- server -----------------------------------------------------------------------------------------------------


def server() -> Server:
    """The owner's server; one that no longer exists (a custom one taken away) falls back to the local engine."""
    name = _text(PREFERENCE_SERVER) or lab().settings.server
    servers = {server.name: server for server in lab().servers()}
    return servers.get(name, servers[LOCAL_NAME])


def server_missing() -> str:
    """The server chosen, where there is none of that name any more; empty otherwise."""
    name = _text(PREFERENCE_SERVER)
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
    lab().store.set_preference(OWNER, PREFERENCE_SERVER, name)


def latencies() -> list[Latency]:
    """What the last latency check of this session found; empty before the first."""
    found: list[Latency] = st.session_state.get(_LATENCIES, [])
    return found


def set_latencies(found: list[Latency]) -> None:
    st.session_state[_LATENCIES] = found


def limits_of(server: Server) -> Limits | None:
    """What that server said of its limits when it was asked in this session, by address; None while nobody asked."""
    said: dict[str, Limits] = st.session_state.get(_LIMITS, {})
    return said.get(server.base)


def keep_limits(server: Server, limits: Limits) -> None:
    st.session_state[_LIMITS] = {**st.session_state.get(_LIMITS, {}), server.base: limits}


def consented(server: Server) -> bool:
    """Whether the owner was told, and agreed, that photos go to that server: to its address, not to its name."""
    return server.is_local or server.base in _texts(PREFERENCE_CONSENT)


def consent(server: Server) -> None:
    lab().store.set_preference(OWNER, PREFERENCE_CONSENT, sorted({*_texts(PREFERENCE_CONSENT), server.base}))


def token_missing(server: Server) -> bool:
    try:
        lab().token_for(OWNER, server.name)
    except TokenMissing:
        return True
    return False


# --- variants ---------------------------------------------------------------------------------------------------


def variants() -> tuple[Variant, ...]:
    if _VARIANTS not in st.session_state:
        stored = lab().store.preference(OWNER, PREFERENCE_VARIANTS)
        st.session_state[_VARIANTS] = from_json(stored)
        st.session_state[_STORED] = stored
    value: tuple[Variant, ...] = st.session_state[_VARIANTS]
    return value


def set_variants(new: Sequence[Variant]) -> None:
    """Keep these, and with them what another tab has added or changed since this one last looked."""
    before = variants()
    stored = lab().store.preference(OWNER, PREFERENCE_VARIANTS)
    if stored != st.session_state[_STORED]:
        new = merged(before, new, from_json(stored))
    rows = to_json(new)
    st.session_state[_VARIANTS], st.session_state[_STORED] = tuple(new), rows
    lab().store.set_preference(OWNER, PREFERENCE_VARIANTS, rows)


def replace_variant(new: Variant) -> None:
    set_variants([new if old.id == new.id else old for old in variants()])


def variant(variant_id: str) -> Variant | None:
    return next((variant for variant in variants() if variant.id == variant_id), None)


def open_variant() -> Variant:
    """The variant on the board: in a new session the one last opened; balanced at first."""
    there = {variant.id: variant for variant in variants()}
    chosen = st.session_state.get(_OPEN)
    if chosen not in there:
        wanted = (_text(PREFERENCE_OPEN), "balanced", next(iter(there)))
        chosen = next(variant_id for variant_id in wanted if variant_id in there)
        st.session_state[_OPEN] = chosen
    return there[chosen]


def tell_open_variant(variant: Variant) -> None:
    """Before the control is drawn: which one it shows, said at each drawing. Said only once, at the first, it could
    be lost where another drawing follows at once; the browser then sends an empty choice with everything it sends."""
    st.session_state[_OPEN] = variant.id


def an_open_variant_is_chosen() -> bool:
    return st.session_state.get(_OPEN) is not None


def show_variant(variant_id: str) -> None:
    st.session_state[_OPEN] = variant_id
    keep_open_variant()


def keep_open_variant() -> None:
    """Remember for the next session which variant is open now."""
    lab().store.set_preference(OWNER, PREFERENCE_OPEN, st.session_state[_OPEN])


def choose_variants(ids: Collection[str]) -> None:
    """Tick these for the run, and no others."""
    set_variants([replace(variant, chosen=variant.id in ids) for variant in variants()])


def one_picture() -> bool:
    """Whether the next run asks for one picture, else for layers, as a ZIP."""
    return lab().store.preference(OWNER, PREFERENCE_LAYERS) is not True


def set_one_picture(value: bool) -> None:
    lab().store.set_preference(OWNER, PREFERENCE_LAYERS, not value)


def project() -> str:
    """What the next run is for, as History sums it up: a client, a school; empty for none."""
    return _text(PREFERENCE_PROJECT)[:LONGEST_PROJECT]


def set_project(name: str) -> None:
    lab().store.set_preference(OWNER, PREFERENCE_PROJECT, " ".join(name.split())[:LONGEST_PROJECT])


def as_sent(variant: Variant) -> Preset:
    """A variant as the next run sends it: named as on the board, layered or not as chosen for the run.

    Layer flags of a pasted payload's own are kept where layers are chosen, and left out where one picture is.
    """
    preset = replace(variant.preset, name=variant.name)
    return preset if preset.layered != one_picture() else preset.with_layers(not preset.layered)


def presets_to_run() -> list[Preset]:
    """The chosen variants as they are sent."""
    return [as_sent(variant) for variant in variants() if variant.chosen]


def plan(*, anyway: bool = False) -> Plan:
    """What pressing Run would send now."""
    return lab().plan(
        OWNER, [photo.sha256 for photo in photos_chosen()], presets_to_run(), server().name, anyway=anyway
    )


# --- photos -----------------------------------------------------------------------------------------------------


def photos() -> list[Photo]:
    """The tray, oldest first."""
    return list(reversed(lab().store.photos(OWNER)))


def photos_chosen() -> list[Photo]:
    """The photos ticked for the run, in the tray's order."""
    chosen = set(_texts(PREFERENCE_PHOTOS))
    return [photo for photo in photos() if photo.sha256 in chosen]


def choose_photos(sha256s: Sequence[str]) -> None:
    lab().store.set_preference(OWNER, PREFERENCE_PHOTOS, list(dict.fromkeys(sha256s)))


def photo_shown() -> Photo | None:
    """The photo in the viewer: the one asked for, else the first chosen, else the newest."""
    there = photos()
    wanted = st.session_state.get(_PHOTO)
    for photo in there:
        if photo.sha256 == wanted:
            return photo
    chosen = photos_chosen()
    return chosen[0] if chosen else (there[-1] if there else None)


def show_photo(sha256: str) -> None:
    st.session_state[_PHOTO] = sha256


def clear_unticked() -> None:
    """Take the photos that are not in the run off the tray; their runs and results stay."""
    chosen = {photo.sha256 for photo in photos_chosen()}
    for photo in photos():
        if photo.sha256 not in chosen:
            lab().store.remove_photo(OWNER, photo.sha256)


# --- run --------------------------------------------------------------------------------------------------------


def run() -> Run | None:
    """The run in the URL, else the owner's latest."""
    wanted = st.query_params.get(_RUN)
    found = lab().store.run(OWNER, wanted) if wanted else None
    return found or lab().store.latest_run(OWNER)


def show_run(run_id: str) -> None:
    st.query_params[_RUN] = run_id


def unwatched() -> frozenset[str]:
    """Jobs (by id) the owner no longer wants to see in the strip; their results are kept all the same."""
    return frozenset(_texts(PREFERENCE_UNWATCHED))


def unwatch(job_id: str) -> None:
    """Take a job off the strip; of more than 500 the one taken off longest ago comes back."""
    others = [other for other in _texts(PREFERENCE_UNWATCHED) if other != job_id]  # oldest first
    lab().store.set_preference(OWNER, PREFERENCE_UNWATCHED, [*others, job_id][-_MOST_UNWATCHED:])


# --- presets ----------------------------------------------------------------------------------------------------


def preset_entries() -> tuple[Entry, ...]:
    return lab().library.entries(OWNER)


def preset_shown(entries: Sequence[Entry]) -> Entry:
    """The preset in the URL, else the first of one's own, else the vendor's balanced."""
    by_name = {entry.name: entry for entry in entries}
    own = [entry.name for entry in entries if not entry.vendor]
    wanted = (st.query_params.get(_PRESET, ""), *own[:1], "balanced")
    return next(by_name[name] for name in wanted if name in by_name)


def show_preset(name: str) -> None:
    st.query_params[_PRESET] = name


def saving() -> bool:
    """Whether the dialog is open in which the open variant is saved as a preset.

    The page is not drawn anew by itself meanwhile: the dialog would lose what is being typed.
    """
    return bool(st.session_state.get(_SAVING))


def set_saving(value: bool) -> None:
    st.session_state[_SAVING] = value


def author() -> str:
    """What the owner last signed a preset with."""
    return _text(PREFERENCE_AUTHOR)


# --- messages ---------------------------------------------------------------------------------------------------


def say(kind: str, sentence: str, place: str = PAGE) -> None:
    """Keep a sentence for the next drawing of `place`; `kind` is an `st` message: error, warning, info, success."""
    st.session_state.setdefault(f"{_SAYINGS}_{place}", []).append((kind, sentence))


def show_sayings(place: str = PAGE) -> None:
    """Draw the sentences kept for this place since its last drawing: once, and near what was pressed."""
    said: Any = st.session_state.pop(f"{_SAYINGS}_{place}", [])
    for kind, sentence in said:
        getattr(st, kind)(sentence)
