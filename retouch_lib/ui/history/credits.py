"""What was spent: per day as bars; per preset, photo, project, server and billing month as sums."""

from __future__ import annotations

import altair as alt
import pandas as pd
import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.history.sentences import unknown_in_words
from retouch_lib.ui.shared import money
from retouch_lib.words.money import CURRENCY
from retouch_lib.work.history import By, History, Where

_BY: dict[str, By] = {
    "Project": "project",
    "Preset": "preset",
    "Photo": "photo",
    "Server": "server",
    "Billing month": "month",
}
_MOST_BARS = 400
"""Days; of a longer time the months are drawn."""
_FEWEST_BARS = 14
_MOST_ROWS = 500
_DAY_AXIS = alt.Axis(format="%-d %b", labelAngle=0, labelOverlap="greedy")
_HEIGHT = 260
_MIDNIGHT = "T00:00:00"
"""Added to a day: a browser reads a day alone as midnight UTC, and may draw the day before."""


def credits_view(history: History, where: Where, unknown: int) -> None:
    _settings()
    _bars(history, where)
    if sentence := unknown_in_words(unknown):
        st.caption(sentence)
    word = st.segmented_control("Sums by", list(_BY), default="Project", required=True, key=session.HISTORY_BY)
    _sums(history, where, str(word))


def _settings() -> None:
    session.put(session.HISTORY_PRICE, money.price_per_credit())
    session.put(session.HISTORY_MONTH, money.billing_day())
    with st.container(horizontal=True, gap="small"):
        st.number_input(
            "Price per credit, USD",
            0.0,
            money.DEAREST,
            step=0.01,
            format="%.3f",
            key=session.HISTORY_PRICE,
            help="Packages differ: 0.04 to 0.20 USD. 0: no money is shown.",
            on_change=_set_price,
            width=180,
        )
        st.number_input(
            "Billing month begins on day",
            1,
            money.LAST_DAY,
            key=session.HISTORY_MONTH,
            on_change=_set_month,
            width=180,
        )


def _set_price() -> None:
    money.set_price_per_credit(float(session.value(session.HISTORY_PRICE)))


def _set_month() -> None:
    money.set_billing_day(int(session.value(session.HISTORY_MONTH)))


def _bars(history: History, where: Where) -> None:
    sums, unit = history.spend("day", where), "Day"
    if len(sums) and len(_every_day(sums["key"])) > _MOST_BARS:
        sums, unit = history.spend("month", where, first_day=money.billing_day()), "Billing month"
    if not sums[["credits", "unknown"]].to_numpy().sum():
        st.caption("No credits were used in this time. The local engine takes none, and neither does what is reused.")
        return
    wide = pd.DataFrame({"taken": sums["credits"], "unknown": sums["unknown"]}).set_index(sums["key"].rename("day"))
    if unit == "Day":
        wide = wide.reindex(_every_day(sums["key"]), fill_value=0)
    wide.index += _MIDNIGHT
    long = wide.reset_index().melt("day", var_name="what", value_name="credits")
    st.markdown(f"**Credits per {unit.lower()}**")
    chart = (
        alt.Chart(long)
        .mark_bar()
        .encode(
            alt.X("yearmonthdate(day):O", title=None, axis=_DAY_AXIS),
            alt.Y("credits:Q", title="Credits", axis=alt.Axis(tickMinStep=1, format=",d")),
            alt.Color("what:N", title=None, sort=["taken", "unknown"], legend=alt.Legend(orient="top")),
            tooltip=[alt.Tooltip("yearmonthdate(day):T", format="%-d %b %Y", title=unit), "what:N", "credits:Q"],
        )
        .properties(height=_HEIGHT)
    )
    st.altair_chart(chart, key=session.HISTORY_BARS, alt=f"Credits per {unit.lower()}")


def _every_day(days: pd.Series) -> list[str]:
    """From the first to the last, and two weeks at least: a day without a job is a gap among the bars."""
    last = pd.Timestamp(days.max())
    first = min(pd.Timestamp(days.min()), last - pd.Timedelta(days=_FEWEST_BARS - 1))
    return [f"{day:%Y-%m-%d}" for day in pd.date_range(first, last)]


def _sums(history: History, where: Where, word: str) -> None:
    by = _BY[word]
    sums = history.spend(by, where, first_day=money.billing_day())
    price = money.price_per_credit()
    order = ["key"] if by == "month" else ["credits", "uses"]
    sums = sums.sort_values(order, ascending=False, kind="stable")
    shown = pd.DataFrame(
        {
            word if by != "month" else "Month from": _names(by, sums),
            "Credits": sums["credits"],
            "Unknown": sums["unknown"],
            "Money": sums["credits"].astype("Float64") * price,
            "Jobs": sums["jobs"],
            "Reused": sums["reused"],
            "Credits per result": sums["credits"] / sums["bought"].where(sums["bought"] > 0),
            "Seconds per job": sums[["waiting_s", "processing_s", "downloading_s"]].sum(axis=1, min_count=3),
        }
    )
    if not price:
        shown = shown.drop(columns="Money")
    number = st.column_config.NumberColumn
    st.dataframe(
        shown.head(_MOST_ROWS),
        hide_index=True,
        placeholder="",
        height="content" if len(shown) < 12 else 460,
        column_config={
            "Money": number(f"Money, {CURRENCY}", format="%.2f"),
            "Credits per result": number(format="%.2f", help="Of servers that take credits; those of failed jobs too."),
            "Seconds per job": number(format="%.1f", help="From the press to the result, of finished jobs."),
        },
    )
    if len(shown) > _MOST_ROWS:
        st.caption(f"The first {_MOST_ROWS} of {len(shown):,}.")


def _names(by: By, sums: pd.DataFrame) -> pd.Series:
    if by == "photo":
        return sums["name"]
    if by == "project":
        return sums["key"].replace("", "(no project)")
    if by == "server":
        labels = {server.name: server.label for server in session.lab().servers()}
        return sums["key"].map(lambda name: labels.get(name, name))
    return sums["key"]
