"""A button that pays: for no more than is known to be left; over a budget its credits are typed first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from retouch_lib.store.records import Job, Take
from retouch_lib.ui import session
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared.plan_words import button_label_within
from retouch_lib.words.counted import counted
from retouch_lib.work.plan import Plan

_LONGEST = 12
Kind = Literal["primary", "secondary", "tertiary"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One press: what it takes of each account, and what it does."""

    takes: tuple[Take, ...]
    """Empty where it is free."""
    press: Callable[[int], None]
    """Gets the credits that were typed, 0 where none had to be."""

    @property
    def credits(self) -> int:
        return sum(take.credits for take in self.takes)

    @property
    def reasons(self) -> tuple[str, ...]:
        """A sentence for each limit that it passes."""
        return session.lab().budget(session.owner()).reasons(self.takes)

    @property
    def refusals(self) -> tuple[str, ...]:
        """A sentence for each limit of an admin's that it passes: no typed number goes beyond it."""
        return session.lab().budget(session.owner()).refusals(self.takes)


@dataclass(frozen=True, slots=True)
class Offers:
    """What a button stands for as a whole, and the part of it that balance and quota are known to pay for."""

    whole: Offer
    payable: Offer


def for_plans(plans: Sequence[Plan], press: Callable[[tuple[Plan, ...], int], None]) -> Offers:
    """One press for all these plans; `press` gets them as far as they are sent, and the credits typed."""
    lab = session.lab()

    def offer(some: tuple[Plan, ...]) -> Offer:
        return Offer(lab.takes(some), lambda confirmed: press(some, confirmed))

    return Offers(offer(tuple(plans)), offer(lab.payable(plans)))


def for_jobs(jobs: Sequence[Job], press: Callable[[tuple[Job, ...], int], None]) -> Offers:
    """The same for sending these jobs, of one server, once more."""
    lab = session.lab()
    paid = bool(jobs) and not lab.server(jobs[0].server).is_local
    standing = lab.standing(session.owner(), jobs[0].server) if paid else None

    def offer(some: tuple[Job, ...]) -> Offer:
        takes = () if standing is None or not some else (Take(len(some), standing),)
        return Offer(takes, lambda confirmed: press(some, confirmed))

    sent = len(jobs) if standing is None else standing.payable(len(jobs))
    return Offers(offer(tuple(jobs)), offer(tuple(jobs[:sent])))


def paid_button(
    label: str,
    offers: Offers,
    *,
    key: Key,
    place: str,
    kind: Kind = "primary",
    icon: str | None = None,
    help_text: str | None = None,
    shortcut: str | None = None,
) -> None:
    """Draw it. `label`: with the whole price. `place`: where a warning appears when another number was typed.

    A primary button stretches; where credits have to be typed first, their field stands in its place. That of another
    button opens in a popover.
    """
    whole, payable = offers.whole, offers.payable
    if payable.credits == whole.credits:
        _button(label, whole, key, place, kind, icon, help_text, shortcut)
        return
    short, main = button_label_within(whole.takes), kind == "primary"
    if main:
        if payable.credits:
            _button(short, payable, key, place, kind, icon, help_text, None)
        else:
            st.button(short, key=key, type=kind, width="stretch", disabled=True)
        st.caption(" ".join(whole.reasons))
        _all_the_same("", whole, key, place)
        return
    short = (
        f"{label.partition(' · ')[0]} · {short[0].lower()}{short[1:]}"  # of several such buttons, what this one does
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if payable.credits:
            _button(short, payable, key, place, kind, icon, help_text, None)
        _all_the_same("" if payable.credits else short, whole, key, place)


def _button(
    label: str,
    offer: Offer,
    key: Key,
    place: str,
    kind: Kind,
    icon: str | None,
    help_text: str | None,
    shortcut: str | None,
) -> None:
    main = kind == "primary"
    if refusals := offer.refusals:
        st.button(label, key=key, type=kind, icon=icon, width="stretch" if main else "content", disabled=True)
        st.caption(" ".join(refusals))
    elif not offer.reasons:
        st.button(
            label,
            key=key,
            type=kind,
            icon=icon,
            width="stretch" if main else "content",
            help=help_text,
            shortcut=shortcut,
            on_click=offer.press,
            args=(0,),
        )
    elif main:
        _typed_first(label, offer, key, place)
    else:
        with st.popover(label, type=kind, icon=icon, help=help_text):
            _typed_first(label, offer, key, place)


def _all_the_same(label: str, whole: Offer, key: Key, place: str) -> None:
    """Send all of it although balance or quota are too low: what is known of them may be old; the server decides."""
    what = "it" if whole.credits == 1 else f"all {whole.credits:,}"
    with st.popover(label or f"Send {what} all the same", type="tertiary"):
        st.caption("What the server won’t take is refused, and costs nothing.")
        _typed_first(f"Send {what} · {counted(whole.credits, 'credit')}", whole, session.all_the_same(key), place)


def _typed_first(label: str, offer: Offer, key: Key, place: str) -> None:
    st.warning(" ".join(offer.reasons))
    credits_ = offer.credits
    field = session.typed_credits(key, credits_)
    with st.form(session.typed_form(key), border=False, enter_to_submit=False):  # Enter never pays
        st.text_input(
            f"Type {credits_} to spend {counted(credits_, 'credit')}",
            key=field,
            max_chars=_LONGEST,
            autocomplete="off",
        )
        st.form_submit_button(label, key=key, width="stretch", on_click=_press_typed, args=(offer, field, place))


def _press_typed(offer: Offer, field: Key, place: str) -> None:
    typed = session.text(field).strip()
    if typed == str(offer.credits):
        offer.press(offer.credits)
        return
    session.say("warning", f"Nothing was sent. Type {offer.credits}, the number of credits, to spend them.", place)
    st.rerun()  # the whole page: `place` may stand outside the fragment
