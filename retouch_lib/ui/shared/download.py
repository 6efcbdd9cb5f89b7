"""*Download…*: which results leave, as what, and to where; for every page that shows results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from retouch_lib.store.records import Job, JobState, Photo, Run
from retouch_lib.ui import session
from retouch_lib.ui.session import Key, lab, owner
from retouch_lib.ui.shared.download_form import DownloadForm, as_what, folder_name, order_of
from retouch_lib.ui.shared.download_way import way_out
from retouch_lib.ui.shared.download_words import choice_in_words, first_names_in_words
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import shortened_inside
from retouch_lib.work.delivery import ALL, STARS, WINNERS, Meant, ResultsOf, fits, missing_in_words, sensible
from retouch_lib.work.delivery_names import folder_of

_NAME_LENGTH = 30
_NOTHING = "There is no result among these yet."


@dataclass(frozen=True, slots=True)
class DownloadOffer:
    """Whose results may be meant."""

    label: str
    """ "This run" """
    of: ResultsOf


def offers_of_run(run: Run, photo: Photo | None = None) -> list[DownloadOffer]:
    """A run, the photo that is shown of it, and its project; nothing while it has no result."""
    if not any(item.job.state is JobState.DONE for item in run.items):
        return []
    offers = [DownloadOffer("This run", ResultsOf(runs=(run.id,)))]
    if photo is not None and len({item.job.photo for item in run.items}) > 1:
        offers.append(DownloadOffer("This photo", ResultsOf(photos=(photo.sha256,))))
    return [*offers, *([offer_of_project(run.project)] if run.project else [])]


def offers_of_photo(photo: Photo, shown: Sequence[Job], run: Run | None) -> list[DownloadOffer]:
    """The results shown of a photo, all of its results, and what its run offers."""
    offers = [DownloadOffer("What is shown", ResultsOf(jobs=tuple(job.id for job in shown)))] if shown else []
    return [
        *offers,
        DownloadOffer("This photo", ResultsOf(photos=(photo.sha256,))),
        *(offers_of_run(run) if run else []),
    ]


def offer_of_project(project: str) -> DownloadOffer:
    return DownloadOffer(f"“{shortened_inside(project, _NAME_LENGTH)}”", ResultsOf(project=project))


def download_button(offers: Sequence[DownloadOffer], key: Key, *, tertiary: bool = False) -> None:
    """The button that opens the dialog with the first of these; none where there is nothing to offer."""
    if offers:
        st.button(
            "Download…",
            key=key,
            icon=":material/download:",
            type="tertiary" if tertiary else "secondary",
            on_click=open_download,
            args=(tuple(offers),),
            help="Winners or all, as a delivery or as work files, in one ZIP or into a folder.",
        )


def open_download(offers: Sequence[DownloadOffer]) -> None:
    """Open the dialog with the next drawing of the whole page."""
    session.begin_download(tuple(offers))
    st.rerun()


def download_dialog() -> None:
    """Draw it while it is open."""
    if offers := session.downloading():
        st.dialog("Download", width="medium", on_dismiss=session.stop_download)(_dialog)(offers)


def _dialog(offers: Sequence[DownloadOffer]) -> None:
    told = st.container()
    offer = _offer(offers)
    everything = lab().deliveries.meant(owner(), offer.of, ALL)
    if not everything.results:
        st.info(_NOTHING)
        _say(missing_in_words(everything))
        return
    meant = everything.left_by(_choice(everything))
    form = as_what(any(one.layered for one in meant.results))
    if form is None:  # what is typed can't be used, and that was said
        return
    _leave(meant, form, told)


def _leave(meant: Meant, form: DownloadForm, told: DeltaGenerator) -> None:
    order = replace(order_of(form), folder=folder_name(folder_of(meant.results)))
    packed = lab().parcels.packed(owner(), meant.results, order)
    if not packed.parcel.files:
        _say(missing_in_words(meant))
        return
    with st.container(gap=None):
        st.caption(plain(first_names_in_words(packed.parcel)))
        _say([*missing_in_words(meant), *([packed.clashes] if packed.clashes else [])])
    if packed.alike:
        st.warning(plain(packed.alike))
    way_out(packed.parcel, told)


def _offer(offers: Sequence[DownloadOffer]) -> DownloadOffer:
    if len(offers) == 1:
        st.caption(plain(offers[0].label))
        return offers[0]
    place = st.segmented_control(
        "Of",
        range(len(offers)),
        default=0,
        required=True,
        key=session.DOWNLOAD_OF,
        format_func=lambda place: plain(offers[place].label),
    )
    return offers[int(place or 0)]


def _choice(everything: Meant) -> str:
    """Winners where there are any, else all; only what would leave something is offered."""
    counts = _counts(everything)
    first = sensible(everything)
    options = list(counts)
    if len(options) == 1:
        return ALL
    chosen = st.segmented_control(
        "Which",
        options,
        default=first,
        required=True,
        key=session.download_which(tuple(options)),
        format_func=lambda choice: choice_in_words(str(choice), counts[str(choice)]),
    )
    return str(chosen or first)


def _counts(everything: Meant) -> dict[str, int]:
    """Choice → how many results it leaves; of stars only what leaves others than more of them do."""
    counts = {WINNERS: everything.winners} if everything.winners else {}
    counts[ALL] = sum(one.leaves_as_picture for one in everything.results)
    before = 0
    for stars in STARS:
        count = sum(fits(stars, one) for one in everything.results)
        if count > before:
            counts[stars] = before = count
    return counts


def _say(sentences: Sequence[str]) -> None:
    if sentences:
        st.caption(plain(" ".join(sentences)))
