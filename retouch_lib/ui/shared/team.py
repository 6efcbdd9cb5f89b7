"""Whether the one who looks is in a team: to a single person at this computer nothing of it is shown."""

from __future__ import annotations

import streamlit as st

from retouch_lib.owners import LOCAL, Owner
from retouch_lib.ui import session
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.text import plain


def in_team() -> bool:
    """Whether there is anybody to share with, and the one who looks is known by a name."""
    owner = session.owner()
    return (owner != LOCAL or lab().settings.is_shared) and lab().people.person(owner) is not None


def is_admin() -> bool:
    """Whether the one who looks may change what is everybody's; who is alone may."""
    return lab().people.is_admin(session.owner())


def others() -> list[Owner]:
    """Who else is in the team, by name."""
    return [person.owner for person in lab().people.in_team() if person.owner != session.owner()]


def called(owner: Owner) -> str:
    """Somebody's name, escaped; "you" for the one who looks."""
    return "you" if owner == session.owner() else plain(lab().people.name(owner))


def turn_away() -> None:
    """End the page with a sentence for who was taken out of the team."""
    if lab().people.is_out(session.owner()):
        st.error(
            "You were taken out of this lab’s team. What is yours is kept; ask an admin to take you in again.",
            icon=":material/person_off:",
        )
        st.stop()
