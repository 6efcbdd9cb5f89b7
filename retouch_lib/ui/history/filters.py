"""Which part of the history is shown: a period, words to look for, and what to leave out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.history.needing import NAME, needing, needing_toggle
from retouch_lib.ui.history.sentences import STATES
from retouch_lib.ui.shared.pick_filter import CHOICES
from retouch_lib.ui.shared.text import distinct
from retouch_lib.words.text import shortened_inside
from retouch_lib.work.history import FilterOptions, Where

_PERIODS = {"Today": 0, "7 days": 6, "30 days": 29}
"""Days before today."""
_ALL, _DAYS = "All", "Days …"
_LISTS = ("presets", "photos", "servers", "states", "projects", "judged")
_NO_PROJECT = "(none)"
_NAME_LENGTH = 40


def filters(options: FilterOptions) -> Where:
    """Draw them; what they leave of the history."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        period = st.segmented_control(
            "Period",
            [*_PERIODS, _ALL, _DAYS],
            default="30 days",
            required=True,
            key=session.HISTORY_PERIOD,
            bind="query-params",
        )
        days = _days() if period == _DAYS else None
        search = st.text_input(
            "Search",
            key=session.HISTORY_SEARCH,
            placeholder="photo, preset, project, error",
            icon=":material/search:",
            bind="query-params",
            width=260,
        )
        chosen = _lists(options)
    since, until = _span(str(period), days)
    return Where(since, until, search=search, needing=needing(), **chosen)


def _days() -> tuple[date, ...]:
    today = _now().date()
    picked = st.date_input(
        "From – to", (today - timedelta(days=29), today), key=session.HISTORY_DAYS, format="DD/MM/YYYY"
    )
    return picked if isinstance(picked, tuple) else ()


def _span(period: str, days: tuple[date, ...] | None) -> tuple[datetime | None, datetime | None]:
    """Whole days of this computer's time; of a span with its first day picked only, that day."""
    if days:
        return _midnight(days[0]), _midnight(days[-1] + timedelta(days=1))
    if period in _PERIODS:
        return _midnight(_now().date() - timedelta(days=_PERIODS[period])), None
    return None, None


def _lists(options: FilterOptions) -> dict[str, tuple[str, ...]]:
    """The lists to choose from, in a popover."""
    active = sum(bool(session.value(session.history_filter(name))) for name in (*_LISTS, NAME))
    with st.popover(f"Filter ({active})" if active else "Filter", icon=":material/filter_list:"):
        photos = dict(zip(options.photos, distinct(list(options.photos.values())), strict=True))
        servers = {server.name: server.label for server in session.lab().servers()}
        needing_toggle()
        return {
            "presets": _list("Preset", "presets", {name: name for name in options.presets}),
            "photos": _list("Photo", "photos", photos),
            "servers": _list("Server", "servers", {name: servers.get(name, name) for name in options.servers}),
            "states": _list("State", "states", {word: STATES.get(word, word) for word in options.states}),  # type: ignore[call-overload]
            "projects": _list("Project", "projects", {name: name or _NO_PROJECT for name in options.projects}),
            "judged": _list("Judged", "judged", dict(CHOICES)),
        }


def _list(label: str, name: str, options: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        st.multiselect(
            label,
            list(options),
            key=session.history_filter(name),
            format_func=lambda value: shortened_inside(options.get(str(value), str(value)), _NAME_LENGTH),
            placeholder="any",
        )
    )


def _now() -> datetime:
    return session.lab().clock().astimezone()


def _midnight(day: date) -> datetime:
    """The begin of a day here, whatever summer time does to it."""
    return datetime.combine(day, time()).astimezone()
