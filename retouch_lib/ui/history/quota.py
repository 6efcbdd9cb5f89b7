"""What servers said is left: the balance and the day's quota over time, with the jobs as marks below them."""

from __future__ import annotations

from collections import Counter

import altair as alt
import pandas as pd
import streamlit as st

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.ui import session
from retouch_lib.ui.history.sentences import ACCOUNTS, drop_in_words, forecast_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.history import History, Where

_POINTS = 600
"""Of one line; more can't be told apart on a screen."""
_HEIGHT = 240
_SHORTEST = pd.Timedelta(hours=1)
"""Of the time drawn."""
_MOST_DROPS = 5
_PANELS = (
    ("balance", "Balance", "Credits left, as the balance call said"),
    ("quota", "Day’s quota", "Attempts left for the day, as each start’s answer said (retouchQuota)"),
)
_DAY_OR_TIME = (
    "timeFormat(datum.value, hours(datum.value) + minutes(datum.value) + seconds(datum.value) ? '%H:%M' : '%-d %b')"
)
"""An axis of times: of 24 hours, as everywhere else here; midnight is named by its day."""


def quota_view(history: History, where: Where) -> None:
    forecasts = history.forecasts()
    tokens = Counter(forecast.account for forecast in forecasts)
    for forecast in forecasts:
        account = ACCOUNTS[forecast.account]
        whose = f"{account}, {forecast.token}" if tokens[forecast.account] > 1 else account
        st.markdown(f"**{plain(whose)}** · {forecast_in_words(forecast)}")
    _drops(history, where)
    readings = history.quota(where, points=_POINTS)
    accounts = sorted(set(readings["account"]), key=lambda name: (name == LOCAL_NAME, name))
    if not accounts:
        st.caption("No balance or quota was read in this time. A balance is read before a job is sent, or in Settings.")
        return
    account = accounts[0]
    if len(accounts) > 1:
        account = str(
            st.segmented_control(
                "Account",
                accounts,
                default=account,
                required=True,
                key=session.HISTORY_ACCOUNT,
                format_func=lambda name: plain(ACCOUNTS.get(name, str(name))),
            )
        )
    marks = history.marks(where)
    marks = marks[marks["account"] == account]
    mine = readings[readings["account"] == account]
    times = pd.concat([mine["read_at"], marks["asked_at"]])
    for kind, title, help_text in _PANELS:
        st.markdown(f"**{title}**", help=help_text)
        part = mine[mine["kind"] == kind]
        if len(part):
            st.altair_chart(_panel(part, marks, times), key=session.history_chart(kind), alt=f"{title} over time")
        else:
            st.caption("None was read in this time.")
    st.caption("The small marks below a line are jobs: one for all of the same minute, hour or day.")
    if account == LOCAL_NAME:
        st.caption("The local engine counts with play money, to show what a real account would look like. It is free.")
    elif mine["token"].nunique() > 1:
        st.caption("“token 1” is the token that was used here first, “token 2” the second, and so on.")


def _drops(history: History, where: Where) -> None:
    drops = history.unexplained(where)
    for drop in drops[-_MOST_DROPS:]:
        st.warning(plain(f"{drop.token}: {drop_in_words(drop)}"))
    if len(drops) > _MOST_DROPS:
        st.caption(f"These are the last {_MOST_DROPS} of {len(drops)} such falls in this time.")


def _panel(readings: pd.DataFrame, marks: pd.DataFrame, times: pd.Series) -> alt.LayerChart | alt.FacetChart:
    """A stepped line per token: between two readings the value is unknown, and the earlier one is drawn."""
    begin = min(times.min(), times.max() - _SHORTEST)
    domain = [begin.isoformat(), times.max().isoformat()]
    several = readings["token"].nunique() > 1
    axis = alt.Axis(tickCount=8, labelOverlap=True, labelExpr=_DAY_OR_TIME)
    time = alt.X("read_at:T", title=None, scale=alt.Scale(domain=domain), axis=axis)
    lines = (
        alt.Chart(readings)
        .mark_line(interpolate="step-after", point=alt.OverlayMarkDef(size=18))
        .encode(
            time,
            alt.Y("value:Q", title=None, axis=alt.Axis(format=",d"), scale=alt.Scale(zero=False, nice=True)),
            alt.Color("token:N", title=None, legend=alt.Legend(orient="top") if several else None),
            [
                alt.Tooltip("read_at:T", format="%-d %b %Y %H:%M:%S", title="read"),
                alt.Tooltip("value:Q", format=",d", title="left"),
                *(["token:N"] if several else []),
                "server:N",
            ],
        )
    )
    ticks = (
        alt.Chart(marks)
        .mark_tick(thickness=2, size=10, opacity=0.6, orient="vertical", color="#8a8a8a")
        .encode(
            alt.X("asked_at:T"),
            y=alt.value(alt.expr("height - 5")),
            tooltip=[alt.Tooltip("asked_at:T", format="%-d %b %Y %H:%M", title="from"), "jobs:Q", "failed:Q"],
        )
    )
    return alt.layer(lines, ticks).properties(height=_HEIGHT)
