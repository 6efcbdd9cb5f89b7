"""What the next run will send and cost, and the button that sends it. The price is seen before it is paid.

How it is worded: `ui/shared/plan_words.py`.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from retouch_lib import engine
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import RetouchError
from retouch_lib.media.sent import too_long_in_words
from retouch_lib.presets.near_misses import meant_plugin
from retouch_lib.presets.validation import check
from retouch_lib.store.records import Photo, Standing
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.session import Key
from retouch_lib.ui.shared import plan_words
from retouch_lib.ui.shared.money import price_per_credit
from retouch_lib.ui.shared.paid_press import for_plans, paid_button
from retouch_lib.ui.shared.sent_words import reduced_in_words
from retouch_lib.ui.shared.skip_links import landing
from retouch_lib.ui.shared.text import plain
from retouch_lib.ui.tune.face_check import FaceCheck, face_check, looking_in_words, no_face_in_words
from retouch_lib.ui.tune.preview_offer import preview_offer
from retouch_lib.ui.tune.run_choices import project_field, variants_chosen
from retouch_lib.ui.tune.run_progress import run_progress
from retouch_lib.ui.tune.unsure import inference_of, told_in_words
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened, shortened_inside
from retouch_lib.work.plan import Plan

_LONGEST_PROBLEM = 300
_TICK_SECONDS = 1.0
"""How often the bar looks again while the chosen photos' faces are not known yet."""
_PLACE = session.PLAN


def plan_bar() -> None:
    """Draw the choice of variants and result, the plan with its price, and Run."""
    looking = bool(face_check().unknown)

    def draw() -> None:
        _bar(looking)

    st.fragment(draw, run_every=_TICK_SECONDS if looking else None, key=session.PLAN)()


def _bar(looked_before: bool) -> None:
    """What may be of any length stands above; Run stands last, and so in one place whatever is said."""
    server = workspace.server()
    faces = face_check()
    if bool(faces.unknown) != looked_before and not session.asking():
        st.rerun()  # the whole page: the timer starts or stops
    problem = _problem(server)
    plan = None if problem else workspace.plan()
    standing = session.lab().standing(session.owner(), server.name)
    with st.container(gap="xsmall", key=session.IN_THE_RUN):
        with st.container(gap="xsmall", key=session.RUN_CHOICES):
            project_field()
            variants_chosen()
        if plan is not None:
            _told(plan, standing, faces)
    with st.container(gap="xsmall", key=session.TUNE_RUN):
        landing("run")
        session.show_sayings(_PLACE)
        run_progress()
        if plan is None:
            st.caption(plain(shortened_inside(problem, _LONGEST_PROBLEM)))
            _unpressable("Run", session.RUN_BLOCKED)
        elif faces.unknown and not server.is_local:
            st.caption(looking_in_words(faces))
            _unpressable(plan_words.button_label(plan, standing), session.RUN_WAITS)
        else:
            _offer(plan, standing)


def _unpressable(label: str, key: Key) -> None:
    st.button(label, type="primary", disabled=True, width="stretch", key=key)


def _told(plan: Plan, standing: Standing, faces: FaceCheck) -> None:
    """What is to be known of the plan beside its price."""
    if warning := no_face_in_words(faces, plan):
        st.warning(warning)
    if sent := reduced_in_words(plan, workspace.photos_chosen(), workspace.longest_side()):
        st.caption(plain(sent))
    _unsure(plan)
    if not plan.server.is_local:
        _balance(plan, standing)


def _offer(plan: Plan, standing: Standing) -> None:
    """The plan's sum, and what can be pressed: nothing loud where all of it is done or under way."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=session.RUN_SUM):
        st.caption(plan_words.sum_in_words(plan, price_per_credit()))
        if plan.known:
            _anyway(plan)
        if not plan.answered:
            preview_offer(plan)
    if plan.answered:
        _answered(plan)
        return
    paid_button(
        plan_words.button_label(plan, standing),
        for_plans([plan], partial(_press, plan, anyway=False)),
        key=session.RUN_NOW,
        place=_PLACE,
        shortcut="Mod+Enter" if plan.free and not plan.unsure and not session.asking() else None,  # a dialog's own
    )


def _answered(plan: Plan) -> None:
    """How far it is; to be pressed only where something of it is not in the run shown."""
    run = runs.shown()
    there = {(item.variant, item.job.id) for item in run.items} if run else set()
    shown = all(item.job is not None and (item.preset.name, item.job.id) in there for item in plan.items)
    st.button(
        plan_words.answered_in_words(plan, shown=shown),
        key=session.RUN_NOW,
        disabled=shown,
        width="stretch",
        on_click=_press,
        args=(plan, (plan,), 0),
        kwargs={"anyway": False},
    )


def _anyway(plan: Plan) -> None:
    anyway = workspace.plan(anyway=True)
    price = "free" if anyway.free else counted(anyway.credits, "credit")
    paid_button(
        plain(f"{anyway_in_words(plan)} · {price}"),
        for_plans([anyway], partial(_press, anyway, anyway=True)),
        key=session.RUN_ANYWAY,
        place=_PLACE,
        kind="tertiary",
        help_text=f"Runs the {plan.known} already done again, too.",
    )


def anyway_in_words(plan: Plan) -> str:
    """ "Run all 21 again"; "Run all 21, 18 again" where some are new."""
    count, known = len(plan.items), plan.known
    if known < count:
        return f"Run all {count:,}, {known:,} again"
    return "Run it again" if count == 1 else f"Run all {count:,} again"


def _unsure(plan: Plan) -> None:
    """What the balances tell of those sent without an answer."""
    for told in dict.fromkeys(filter(None, map(inference_of, plan.unsure))):
        st.caption(told_in_words(told))


def _balance(plan: Plan, standing: Standing) -> None:
    """What the balance is known to be, and how old that is; no server is asked but by the button."""
    now = session.lab().clock()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plan_words.balance_in_words(plan.server, standing, now), width="content")
        old = plan_words.balance_is_old(standing, now)
        if old or plan.unsure or plan_words.passes_balance(plan, standing):
            help_text = f"One call to {plan.server.label}; it costs nothing."
            st.button(
                "Ask for the balance", key=session.PLAN_BALANCE, type="tertiary", help=help_text, on_click=_ask_balance
            )


def _ask_balance() -> None:
    try:
        session.lab().balance(session.owner(), workspace.server().name)
    except RetouchError as error:
        session.say("error", f"{plain(str(error))} No credit was taken.", _PLACE)
    st.rerun()  # the whole page: the sidebar shows the balance too


def _strange_in_words(plugins: list[str]) -> str:
    """What is to be done where the local engine is asked for plugins that the table doesn't have."""
    advice = "choose another server to send it as it is."
    if any(map(meant_plugin, plugins)):
        advice = "look under Code for the names that were perhaps meant."
    return f"the local engine knows no {', '.join(f'“{shortened(name)}”' for name in plugins)}: {advice}"


def _problem(server: Server) -> str:
    """Why nothing can be run now, or an empty text."""
    photos, side = workspace.photos_chosen(), workspace.longest_side()
    if not photos:
        return (
            "Choose a photo for the run below the picture, or add one." if workspace.photos() else "Add a photo first."
        )
    if too_long := next(filter(None, (too_long_in_words(photo, side) for photo in photos)), ""):
        return too_long
    presets = workspace.presets_to_run()
    if not presets:
        return "Choose at least one variant for the run."
    for preset in presets:
        for finding in check(preset):
            if finding.severity == "error":
                return f"{preset.name}: {finding}"
        if server.is_local and (strange := [task.plugin for task in preset.tasks if task.known is None]):
            return f"{preset.name}: {_strange_in_words(strange)}"
        missing = [task.plugin for task in preset.tasks if server.is_local and task.plugin not in engine.PLUGINS]
        if missing:
            return f"{preset.name}: {', '.join(missing)} not on the local engine yet. Switch it off to run here."
    if not server.is_local and workspace.token_missing(server):
        return f"{server.label} needs your token. Add it on the Settings page."
    if not workspace.consented(server):
        return f"First agree, above the picture, that photos go to {server.label}."
    return ""


def _press(seen: Plan, sent: tuple[Plan, ...], confirmed: int, *, anyway: bool) -> None:
    _run(seen, sent[0].credits, confirmed, anyway=anyway)
    st.rerun()  # the whole page: the strip has to start its timer


def _run(seen: Plan, credits_: int, confirmed: int, *, anyway: bool) -> None:
    """Run what of it the credits said are for, unless that would not be what the button said: another tab may have
    changed what is chosen."""
    problem = _problem(workspace.server())
    if problem:
        session.say("warning", f"Nothing was sent. {plain(problem)}", _PLACE)
        return
    plan = workspace.plan(anyway=anyway)
    if not plan.within(seen):
        session.say("warning", plan_words.changed_in_words(plan, seen), _PLACE)
        return
    try:
        run = session.lab().run(plan.first(credits_), workspace.project(), confirmed=confirmed)
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    runs.pressed(run)
    _show_what_runs(workspace.photos_chosen())


def _show_what_runs(photos: list[Photo]) -> None:
    shown = workspace.photo_shown()
    if photos and (shown is None or shown.sha256 not in {photo.sha256 for photo in photos}):
        workspace.show_photo(photos[0].sha256)
