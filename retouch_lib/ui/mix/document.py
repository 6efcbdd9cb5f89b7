"""The mix as a Photoshop document: begun by a press, with its progress and *Cancel*, then to be downloaded."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.ui import session
from retouch_lib.ui.mix.mixed import PLACE, Mixed
from retouch_lib.ui.server.urls import document_url
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.escaped import progress
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.sizes import size_in_words
from retouch_lib.work.mix_documents import DocumentMaking

_TICK_SECONDS = 0.5
_KEPT = "{} It is kept here for an hour."
_WHAT = {
    "psd": "With layers and masks.",
    "psb": "With layers and masks, as a PSB: a PSD ends at 30,000 pixels and 2 GB.",
}
_EARLIER = "The mix was changed since that file was begun."


def document_button(mixed: Mixed) -> None:
    """Draw what begins it."""
    making = _making(mixed)
    anew = making is not None and making.bytes > 0 and _is_of_earlier(making, mixed)
    st.button(
        "Make the PSD anew" if anew else "PSD with layers", key=session.MIX_PSD, icon=":material/layers:",
        type="primary" if anew else "tertiary", on_click=_begin, args=(mixed,),
        disabled=making is not None and not making.ended,
    )  # fmt: skip


def document(mixed: Mixed) -> None:
    """Draw how far it is, or the file."""
    making = _making(mixed)
    if making is None:
        return
    if not making.ended:
        st.fragment(_tick, run_every=_TICK_SECONDS, key=session.MIX_DOCUMENT)(making)
    elif making.trouble:
        st.error(plain(making.trouble))
    elif size := making.bytes:
        is_earlier = _is_of_earlier(making, mixed)
        which = f"{making.form.upper()}{' of the earlier mix' if is_earlier else ''}"
        st.link_button(
            plain(f"Download {which} · {size_in_words(size)}"), document_url(making.ticket), icon=":material/download:",
            type="secondary" if is_earlier else "primary",
        )  # fmt: skip
        st.caption(plain(_KEPT.format(_EARLIER if is_earlier else _WHAT[making.form])))


def _is_of_earlier(making: DocumentMaking, mixed: Mixed) -> bool:
    """Whether what is made is not the mix as it is now."""
    return making.strengths != mixed.leaving


def _begin(mixed: Mixed) -> None:
    result = mixed.result
    try:
        lab().mix_documents.start(owner(), result.job, result.picture, mixed.leaving, mixed.mix.name or "mix")
    except (RetouchError, OSError, LookupError) as error:
        session.say("error", plain(str(error)), PLACE)


def _making(mixed: Mixed) -> DocumentMaking | None:
    """What was begun last for this result, in whichever session; None where nothing was, or it was cancelled."""
    return lab().mix_documents.latest(owner(), mixed.result.job.id)


def _tick(making: DocumentMaking) -> None:
    """Ends with a drawing of the whole page."""
    if making.ended:
        if not session.asking():
            st.rerun()
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.container():
            progress(min(1.0, making.made / max(1, making.total)), f"PSD: step {making.made} of {making.total or '…'}")
        st.button("Cancel", key=session.MIX_CANCEL, on_click=lab().mix_documents.stop, args=(making,))
