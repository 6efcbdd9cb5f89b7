"""The table of everything asked for: a page of it at a time, with what can be done with the rows ticked."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from retouch_lib.store.records import ENDED, Job, JobState, Mix, Verdict
from retouch_lib.store.uses import DELETED
from retouch_lib.ui import session
from retouch_lib.ui.history.actions import actions, open_at
from retouch_lib.ui.history.needing import LOOK, needing_here, results_of
from retouch_lib.ui.history.sentences import SHARES, STATES
from retouch_lib.ui.session import Key, lab, owner
from retouch_lib.ui.shared.before_after import face_url, pair_url, shown_name
from retouch_lib.ui.shared.download import DownloadOffer, open_download
from retouch_lib.ui.shared.needs_look import triaged
from retouch_lib.work.amounts import share_of
from retouch_lib.work.delivery import MOST, ResultsOf
from retouch_lib.work.history import History, Where
from retouch_lib.work.spreadsheet import to_csv
from retouch_lib.work.triaging import TriagedResults

PAGE = 100
"""Rows."""
_ORDERS = {
    "When": "asked_at",
    "Photo": "photo_name",
    "Preset": "preset",
    "Project": "project",
    "Server": "server",
    "State": "state",
    "Credits": "credits",
    "Waiting": "waiting_s",
    "Processing": "processing_s",
    "Downloading": "downloading_s",
    "Size": "bytes",
}
_SECONDS = {"Waiting": "waiting_s", "Processing": "processing_s", "Downloading": "downloading_s"}
_SECONDS_HELP = {
    "Waiting": "Seconds from the press until the server had it: the queue here, and the upload.",
    "Processing": "Seconds from there until the server said completed.",
    "Downloading": "Seconds from there until the result lay here, checked.",
}
_SECONDS_WIDTHS = {"Waiting": 88, "Processing": 104, "Downloading": 116}
_PICKS = {Verdict.PICKED.value: "✓ picked", Verdict.REJECTED.value: "✗ rejected", "": ""}
_WHERE_ANY = (
    "Amount",
    "Pick",
    LOOK,
    "Stars",
    "Note",
    "Version",
    "Sent at",
    "Error",
    "Remark",
    "Project",
    "Quota after",
)
"""Columns that are shown where any row has something in them: the others then fit on the screen."""
_SETTLED = {*ENDED, DELETED}
"""States that don't change any more: while all rows have one of these, no button reads them again."""
_PICTURE = "Face"
_ROW_HEIGHT, _TALLEST = 64, 480
"""Pixels."""


def jobs_table(history: History, where: Where, total: int, row: DeltaGenerator) -> None:
    """Draw the table, what can be done with ticked rows, and the exports; its order and page stand in `row`.

    `total`: how many rows the filter leaves.
    """
    with row:
        order, descending, page = _paging(where, total)
    rows = history.jobs(where, order, descending=descending, limit=PAGE, offset=page * PAGE)
    key = _key(rows)
    results = results_of(rows)
    found = triaged(results)
    ticked = st.dataframe(
        _shown(rows, results, found),
        key=key,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        row_height=_ROW_HEIGHT,
        height=min(_TALLEST, 40 + _ROW_HEIGHT * max(1, len(rows))),
        placeholder="",
        column_config=_config(),
    )
    chosen = rows.iloc[[index for index in ticked.selection.rows if index < len(rows)]]
    actions(chosen)
    if not len(chosen):
        needing_here(results, found, open_at)
    if any(state not in _SETTLED for state in rows["state"]):
        st.button("Look again", key=session.HISTORY_REFRESH, icon=":material/refresh:", type="tertiary")
    _exports(history, where, order, descending=descending)


def _key(rows: pd.DataFrame) -> Key:
    """Another key for other rows, so that none is ticked: a tick is a row's number, and a new job moves the rows."""
    return session.history_rows(hash((tuple(rows["job"]), tuple(rows["asked_at"]))))


def _paging(where: Where, total: int) -> tuple[str, bool, int]:
    pages = max(1, -(-total // PAGE))
    order = st.selectbox("Sort by", list(_ORDERS), key=session.HISTORY_ORDER, width=130)
    up = st.toggle("Ascending", key=session.HISTORY_UP)
    if pages == 1:
        return _ORDERS[order], not up, 0
    key = session.history_page(hash((where, order, up)))
    page = int(st.number_input(f"Page of {pages:,}", 1, pages, key=key, width=130)) - 1
    return _ORDERS[order], not up, page


def _shown(rows: pd.DataFrame, results: Sequence[Job], found: TriagedResults) -> pd.DataFrame:
    """The table's columns, with labels for ids and words for states; times are those of this computer's zone.

    `results`: the finished jobs among them. `found`: which of these need a look.
    """
    labels = {server.name: server.label for server in session.lab().servers()}
    unknown, wrong = rows["credits"].isna(), rows["error"] != ""
    versions = _versions()
    amounts = session.lab().mixes.amounts(session.owner(), [job for job in rows["job"] if job])
    in_part = {job.id: shown_name(job, amounts[job.id]) for job in results if job.id in amounts}
    looks = session.lab().store.simulated_looks(session.owner(), set(rows["run"]) - {""})
    frame = pd.DataFrame(
        {
            _PICTURE: [
                pair_url(in_part.get(job, result), kind, photo) or face_url(photo) or None
                for job, result, kind, photo in zip(
                    rows["job"], rows["result"], rows["result_type"], rows["photo"], strict=True
                )
            ],
            "When": [_here(at) for at in rows["asked_at"]],
            "Photo": rows["photo_name"],
            "Preset": [_called(*row, looks) for row in zip(rows["preset"], rows["run"], strict=True)],
            "Amount": [_amount_in_words(amounts.get(job)) for job in rows["job"]],
            "Pick": rows["verdict"].map(_PICKS),
            LOOK: [found.why(job) for job in rows["job"]],
            "Stars": ["★" * stars for stars in rows["stars"].fillna(0)],
            "Note": rows["note"],
            "Version": [
                versions.get(fingerprint, "").removeprefix(f"{preset} ")
                for fingerprint, preset in zip(rows["fingerprint"], rows["preset"], strict=True)
            ],
            "Sent at": rows["longest_side"].mask(rows["longest_side"] == 0),
            "Server": [labels.get(name, name) for name in rows["server"]],
            "State": [STATES.get(word, word) for word in rows["state"]],
            "How": pd.Series([SHARES[word] for word in rows["share"]], dtype="str").mask(
                (rows["state"] == JobState.REFUSED.value).to_numpy(), ""
            ),
            "Credits": rows["credits"].astype("str").mask(unknown, "unknown"),
            "Error": rows["remark"].mask(rows["remark"] == "", rows["error"]).where(wrong, ""),
            "Project": rows["project"],
            **{name: rows[column] for name, column in _SECONDS.items()},
            "Quota after": rows["quota_after"],
            "MB": rows["bytes"].astype("Float64") / 1e6,
            "Remark": rows["remark"].mask(wrong, ""),
        }
    )
    empty = [name for name in _WHERE_ANY if frame[name].isna().all() or (frame[name].astype("str") == "").all()]
    return frame.drop(columns=empty)


def _amount_in_words(amount: Mix | None) -> str:
    """ "70 %", "70 %, in part"; empty for the whole result."""
    return share_of(amount) if amount else ""


def _called(preset: str, run: str, looks: Mapping[str, Sequence[str]]) -> str:
    """ "layers · simulated: slight, balanced" """
    shown = looks.get(run)
    return f"{preset} · simulated: {', '.join(shown)}" if shown else preset


def _here(at: pd.Timestamp) -> datetime:
    return at.to_pydatetime().astimezone().replace(tzinfo=None)


def _versions() -> dict[str, str]:
    """Fingerprint → "wedding v3", for what the library holds as one's own."""
    return {
        fingerprint: f"{entry.name} v{version.number}"
        for entry in session.lab().library.entries(session.owner())
        if not entry.vendor
        for version in entry.versions
        for fingerprint in version.sent_as
    }


def _config() -> dict[str, Any]:
    column = st.column_config
    seconds = {
        name: column.NumberColumn(f"{name}, s", format="%.1f", help=_SECONDS_HELP[name], width=_SECONDS_WIDTHS[name])
        for name in _SECONDS
    }
    return {
        _PICTURE: column.ImageColumn(
            _PICTURE, width=76, help="On the left before, on the right after; all of it before, where nothing came."
        ),
        "When": column.DatetimeColumn("When", format="D MMM YYYY, HH:mm:ss", width=165),
        "Version": column.TextColumn(
            "Version",
            width=96,
            help="The version of your own preset that has these very values, under its name if other.",
        ),
        "Amount": column.TextColumn("Amount", width=88, help="How much of the result is shown and leaves."),
        "Pick": column.TextColumn("Pick", width=92),
        LOOK: column.TextColumn(
            LOOK, width=190, help="Why, the worst first. Empty where nothing asks for it, or it isn’t measured yet."
        ),
        "Stars": column.TextColumn("Stars", width=80),
        "Note": column.TextColumn("Note", width=140),
        "Sent at": column.NumberColumn(
            "Sent at",
            format="%d px",
            width=84,
            help="The longest side that the photo was reduced to before it was sent.",
        ),
        "State": column.TextColumn("State", width=92),
        "Error": column.TextColumn(
            "Error", width=170, help="What went wrong, in the server’s words where it said any."
        ),
        "How": column.TextColumn("How", help="made: a job was sent for it. reused, joined: no credit was taken."),
        "Credits": column.TextColumn(
            "Credits", width=70, help="unknown: nobody said whether a failed or unanswered start was charged."
        ),
        "Quota after": column.NumberColumn("Quota after", help="The day’s attempts left, as the server said."),
        "MB": column.NumberColumn("MB", format="%.1f", help="Size of the result."),
        **seconds,
    }


def with_reasons(rows: pd.DataFrame) -> pd.DataFrame:
    """With a column `needs_look` more: why each result needs a look, in words, or empty."""
    why = lab().triages.all_reasons(owner())
    return rows.assign(needs_look=pd.Series([why.get(job, "") for job in rows["job"]], index=rows.index, dtype="str"))


def with_simulated(rows: pd.DataFrame) -> pd.DataFrame:
    """With a column `simulated` more: the looks that a run's layers show, or empty."""
    looks = session.lab().store.simulated_looks(session.owner(), set(rows["run"]) - {""})
    names = [", ".join(looks.get(run, ())) for run in rows["run"]]
    return rows.assign(simulated=pd.Series(names, index=rows.index, dtype="str"))


def _download(history: History, where: Where, order: str, descending: bool) -> None:
    found = history.jobs(where, order, descending=descending, limit=MOST + 1)
    open_download([DownloadOffer("All that the filter leaves", ResultsOf(jobs=tuple(dict.fromkeys(found["job"]))))])


def _exports(history: History, where: Where, order: str, *, descending: bool) -> None:
    """All rows the filter leaves, not just this page; made when a button is pressed."""

    def frame() -> pd.DataFrame:
        return with_simulated(with_reasons(history.jobs(where, order, descending=descending)))

    def parquet() -> bytes:
        buffer = io.BytesIO()
        frame().to_parquet(buffer, index=False)
        return buffer.getvalue()

    with st.container(horizontal=True, gap="small"):
        st.button(
            "Download…",
            key=session.download_button("filter"),
            icon=":material/folder_zip:",
            on_click=_download,
            args=(history, where, order, descending),
            help="The results of everything the filter leaves in: winners or all.",
        )
        for label, name, data in (
            ("CSV", "history.csv", lambda: to_csv(frame())),
            ("Parquet", "history.parquet", parquet),
        ):
            st.download_button(
                label,
                data=data,
                file_name=f"retouch-lab-{name}",
                key=session.history_export(label),
                on_click="ignore",
                icon=":material/download:",
                help="Everything the filter leaves in, with ids, fingerprints and exact times (UTC).",
            )
