"""The toolbar of Survey: whose results, which crop, names or not, which photos, how large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from retouch_lib.store.records import Pick
from retouch_lib.ui import runs, session
from retouch_lib.ui.grid import SIDES, Row
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.client_dialog import client_button
from retouch_lib.ui.shared.download import DownloadOffer, download_button, offers_of_run
from retouch_lib.ui.shared.pick_filter import NEEDS_LOOK, WITH_NEEDS_LOOK, fits
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.survey.crops import CROPS, FACE, POINT
from retouch_lib.ui.survey.names import names_button
from retouch_lib.ui.survey.rows import is_judged
from retouch_lib.ui.survey.scope import EVERYTHING, RUN, Scope
from retouch_lib.work.delivery import ResultsOf
from retouch_lib.work.picks import UNJUDGED

ALL = "all"
AS_SENT, WORST_FIRST = "As sent", "Worst first"
FILLING, LEAST_FILLING = 0, 220
"""Of sizes: as large as the width has room for, and no smaller than that many pixels."""


@dataclass(frozen=True, slots=True)
class Toolbar:
    """What is chosen in it."""

    crop: str
    filter: str
    side: int
    worst_first: bool = False
    fills: bool = False
    """Whether cells grow beyond that until they fill the width."""


def toolbar(scope: Scope, one: Round, *, done: bool, pointed: bool) -> None:
    """Draw it. `done`: whether every photo is judged. `pointed`: whether there is a spot, and none is asked for."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _choice("Crop", CROPS, FACE, session.SURVEY_CROP)
        if chosen().crop == POINT and pointed:
            st.button("Point anew", key=session.SURVEY_POINT, on_click=_point_anew)
        names_button(scope, one, done=done)
        if not one.blind:  # it names looks
            client_button(ResultsOf(jobs=tuple(scope.jobs)))
            download_button(_offers(scope), session.download_button("survey"))
        with st.popover(plain(shown_in_words(which(), chosen())), icon=":material/tune:"):
            _what_and_how_large()


def _offers(scope: Scope) -> list[DownloadOffer]:
    run = runs.shown()
    if run is not None and run.id == scope.id:
        return offers_of_run(run)
    return [DownloadOffer("All that is surveyed", ResultsOf(jobs=tuple(scope.jobs)))]


def _what_and_how_large() -> None:
    """Chosen once and seldom again: in a menu, so that the toolbar is one row, and a few on a phone."""
    st.segmented_control(
        "Results", (RUN, EVERYTHING), default=RUN, required=True, key=session.SURVEY_WHICH, persist_state="session"
    )
    st.selectbox(
        "Photos shown",
        (ALL, *WITH_NEEDS_LOOK),
        key=session.SURVEY_FILTER,
        format_func=_filter_in_words,
        persist_state="session",
    )
    st.segmented_control(
        "Order",
        (AS_SENT, WORST_FIRST),
        default=AS_SENT,
        required=True,
        key=session.SURVEY_ORDER,
        persist_state="session",
        help="Worst first: photos with results that are furthest beyond a limit of Settings come first.",
    )
    st.select_slider(
        "Size of cells",
        (FILLING, *SIDES),
        value=FILLING,
        key=session.SURVEY_SIDE,
        format_func=_side_in_words,
        persist_state="session",
    )


def _choice(label: str, options: Sequence[str], first: str, key: Key) -> None:
    st.segmented_control(
        label,
        options,
        default=first,
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )


def chosen() -> Toolbar:
    """What is chosen now; as at first where it was never drawn."""
    crop, left, side = map(session.value, (session.SURVEY_CROP, session.SURVEY_FILTER, session.SURVEY_SIDE))
    worst_first = session.value(session.SURVEY_ORDER) == WORST_FIRST
    return Toolbar(crop or FACE, left or ALL, side or LEAST_FILLING, worst_first, fills=not side)


def which() -> str:
    """Whose results are surveyed: RUN or EVERYTHING."""
    return session.value(session.SURVEY_WHICH) or RUN


def _point_anew() -> None:
    session.put(session.SURVEY_POINTING, True)


def _filter_in_words(choice: str) -> str:
    return WITH_NEEDS_LOOK.get(choice, "All photos")


def _side_in_words(side: int) -> str:
    return f"{side} px" if side else "Fill the width"


def shown_in_words(results: str, look: Toolbar) -> str:
    """What the menu says while it is closed: "This run · All photos"; a size only where it was chosen."""
    size = [] if look.fills else [_side_in_words(look.side)]
    order = [WORST_FIRST] if look.worst_first else []
    return " · ".join([results, _filter_in_words(look.filter), *order, *size])


def shown_by(
    look: Toolbar, rows: Sequence[Row], picks: Mapping[str, Pick], beyond: Mapping[str, float]
) -> list[int] | None:
    """The places of the rows that the filter leaves, in the order to be seen; None where that is all as they are.

    `beyond`: of each job whose result needs a look, how far it is beyond a limit.
    """
    if look.filter == ALL and not look.worst_first:
        return None
    places = [place for place, row in enumerate(rows) if look.filter == ALL or _fits(look.filter, row, picks, beyond)]
    return sorted(places, key=lambda place: -_worst(rows[place], beyond)) if look.worst_first else places


def _fits(choice: str, row: Row, picks: Mapping[str, Pick], beyond: Mapping[str, float]) -> bool:
    if choice == UNJUDGED:
        return not is_judged(row)
    if choice == NEEDS_LOOK:
        return _worst(row, beyond) > 0
    return any(fits([choice], picks.get(cell.id)) for cell in row.cells if cell is not None)


def _worst(row: Row, beyond: Mapping[str, float]) -> float:
    return max((beyond.get(cell.id, 0.0) for cell in row.cells if cell is not None), default=0.0)
