"""Settings → People: who is in the team, and what an admin lets each do."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import BadSetting, NotAllowed, RetouchError
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.settings import LIMITS
from retouch_lib.ui import session
from retouch_lib.ui.session import Key, lab
from retouch_lib.ui.shared.escaped import table
from retouch_lib.ui.shared.team import called, is_admin
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.text import visible
from retouch_lib.words.times import day_and_time
from retouch_lib.work.people import Person, Role, limit_in_words

_PLACE = "people"
_ROLES = [Role.MEMBER.value, Role.ADMIN.value]
_MOST_CREDITS = int(LIMITS["budget_day"][1])


def people_section() -> None:
    """Draw who the one who looks is; for an admin also everybody, and what may be changed."""
    session.show_sayings(_PLACE)
    owner = session.owner()
    me = lab().people.person(owner)
    if me is not None:
        st.markdown(f"You are **{plain(lab().people.name(owner))}**, {_role_in_words(me)}. {_spends_in_words(me)}")
        st.caption(f"Your id, as RETOUCH_ADMINS takes it: {plain(owner)}")
    if not is_admin():
        return
    everybody = lab().people.everybody()
    names = lab().people.names()
    table(
        {
            "Name": [names[person.owner] for person in everybody],
            "Role": [_role_in_words(person) for person in everybody],
            "Last here": [day_and_time(person.last_seen) for person in everybody],
            "Spends": [_spends_in_words(person) for person in everybody],
            "Id": [person.owner for person in everybody],
        }
    )
    chosen = st.selectbox(
        "Change",
        [person for person in everybody if person.owner != LOCAL],
        format_func=lambda person: visible(names[person.owner]),
        key=session.PEOPLE_WHO,
        width=320,
    )
    if chosen is not None:
        _person(chosen)


def _role_in_words(person: Person) -> str:
    if person.removed_at is not None:
        return "taken out of the team"
    if person.owner == LOCAL:
        return "admin, at the lab’s own computer"
    if lab().people.is_fixed(person.owner):
        return "admin (RETOUCH_ADMINS)"
    return person.role.value


def _spends_in_words(person: Person) -> str:
    whose = "the lab’s credits and their own" if lab().people.spends_lab_credits(person.owner) else "their own credits"
    run, day = map(limit_in_words, (person.budget_run, person.budget_day))
    return f"Spends {whose}: {run} a run, {day} a day."


def _person(person: Person) -> None:
    role = session.person_field("role", person.owner, person.role)
    run = session.person_field("run", person.owner, person.budget_run)
    day = session.person_field("day", person.owner, person.budget_day)
    may = session.person_field("credits", person.owner, person.lab_credits)
    with st.form(session.person_field("form", person.owner, ""), border=True):
        st.radio(
            "Role",
            _ROLES,
            index=_ROLES.index(person.role),
            horizontal=True,
            key=role,
            disabled=lab().people.is_fixed(person.owner),
        )
        _credits("Credits a run, at most", run, person.budget_run)
        _credits("Credits a day, at most", day, person.budget_day)
        st.checkbox("May spend the lab’s credits (its own token)", value=person.lab_credits, key=may)
        st.form_submit_button("Keep", on_click=_keep, args=(person.owner, (role, run, day, may)))
    _in_or_out(person)


def _credits(label: str, key: Key, stands: int) -> None:
    about = "0: any number. No typed number goes beyond it."
    st.number_input(label, 0, _MOST_CREDITS, stands, key=key, help=about, width=240)


def _in_or_out(person: Person) -> None:
    if person.removed_at is not None:
        st.button("Take in again", key=session.PEOPLE_TEAM, on_click=_take_in, args=(person.owner,))
        return
    st.button(
        "Take out of the team",
        key=session.PEOPLE_TEAM,
        icon=":material/person_off:",
        help="Nothing is shown or served to them any more, and nothing of theirs is paid. What is theirs stays, and "
        "what they share stays shared.",
        on_click=_take_out,
        args=(person.owner,),
    )


def _keep(owner: Owner, fields: tuple[Key, ...]) -> None:
    """What was changed, and nothing else."""
    person, people, me = lab().people.person(owner), lab().people, session.owner()
    if person is None:
        return
    role, run, day, may = map(session.value, fields)
    try:
        if role != person.role:
            people.set_role(me, owner, Role(role))
        if (run, day) != (person.budget_run, person.budget_day):
            people.set_budget(me, owner, int(run), int(day))
        if may != person.lab_credits:
            people.set_lab_credits(me, owner, may=bool(may))
            lab().jobs.token_changed(owner)
    except (NotAllowed, BadSetting, RetouchError) as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.say("success", f"Kept for {called(owner)}.", _PLACE)


def _take_out(owner: Owner) -> None:
    try:
        lab().people.take_out(session.owner(), owner)
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)


def _take_in(owner: Owner) -> None:
    try:
        lab().people.take_in(session.owner(), owner)
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
