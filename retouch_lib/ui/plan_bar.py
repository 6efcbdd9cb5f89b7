"""What the next run will send and cost, and the button that sends it. The price is seen before it is paid."""

from __future__ import annotations

import streamlit as st

from retouch_lib import engine
from retouch_lib.cloud.servers import Server
from retouch_lib.errors import RetouchError
from retouch_lib.plan import Plan
from retouch_lib.store.records import Photo, Share
from retouch_lib.ui import session
from retouch_lib.ui.face_check import face_check, looking_in_words, no_face_in_words
from retouch_lib.ui.text import plain, shortened
from retouch_lib.validation import check

_LONGEST_PROBLEM = 300
_TICK_SECONDS = 1.0
"""How often the bar looks again while the chosen photos' faces are not known yet."""
_PLACE = "plan"
_ONE, _LAYERS = "One picture", "Layers (ZIP)"


def plan_bar() -> None:
    """Draw the choice of variants and result, the plan with its price, and Run."""
    looking = bool(face_check().unknown)

    def draw() -> None:
        _bar(looking)

    st.fragment(draw, run_every=_TICK_SECONDS if looking else None, key="plan")()


def _bar(looked_before: bool) -> None:
    server = session.server()
    faces = face_check()
    if bool(faces.unknown) != looked_before and not session.saving():
        st.rerun()  # the whole page: the timer starts or stops
    _variants_chosen()
    _result_kind()
    session.show_sayings(_PLACE)
    problem = _problem(server)
    if problem:
        st.button("Run", type="primary", disabled=True, width="stretch", key="run_blocked")
        st.caption(plain(shortened(problem, _LONGEST_PROBLEM)))
        return
    plan = session.plan()
    if warning := no_face_in_words(faces, plan):
        st.warning(warning)
    if faces.unknown and not server.is_local:
        st.button(_label(plan), type="primary", disabled=True, width="stretch", key="run_waits")
        st.caption(looking_in_words(faces))
        return
    st.button(
        _label(plan),
        type="primary",
        key="run_now",
        width="stretch",
        shortcut="Mod+Enter" if plan.free else None,
        on_click=_press,
        args=(plan, False),
    )
    st.caption(_sum_in_words(plan))
    if plan.known:
        _anyway(plan)
    _project()


def _variants_chosen() -> None:
    variants = session.variants()
    names = {variant.id: variant.name for variant in variants}
    st.session_state["chosen_variants"] = [variant.id for variant in variants if variant.chosen]
    st.pills(
        "In the run",
        list(names),
        selection_mode="multi",
        key="chosen_variants",
        format_func=lambda variant_id: names.get(variant_id, ""),
        on_change=_choose_variants,
        wrap=True,
    )


def _choose_variants() -> None:
    session.choose_variants(st.session_state["chosen_variants"])
    st.rerun(["plan", "details"])


def _result_kind() -> None:
    st.session_state["result_kind"] = _ONE if session.one_picture() else _LAYERS
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(":small[Result]", width="content")
        st.segmented_control(
            "Result",
            [_ONE, _LAYERS],
            key="result_kind",
            required=True,
            label_visibility="collapsed",
            on_change=_choose_kind,
        )


def _choose_kind() -> None:
    session.set_one_picture(st.session_state["result_kind"] == _ONE)
    st.rerun(["plan", "details"])


def _project() -> None:
    st.session_state["run_project"] = session.project()
    st.text_input(
        "Project",
        key="run_project",
        max_chars=session.LONGEST_PROJECT,
        placeholder="Project: a client, a school (optional)",
        label_visibility="collapsed",
        on_change=_name_project,
    )


def _name_project() -> None:
    session.set_project(st.session_state["run_project"])
    st.rerun(["plan"])


def _problem(server: Server) -> str:
    """Why nothing can be run now, or an empty text."""
    if not session.photos_chosen():
        return "Tick a photo in the sidebar, or add one."
    presets = session.presets_to_run()
    if not presets:
        return "Choose at least one variant for the run."
    for preset in presets:
        for finding in check(preset):
            if finding.severity == "error":
                return f"{preset.name}: {finding}"
        missing = [task.plugin for task in preset.tasks if server.is_local and task.plugin not in engine.PLUGINS]
        if missing:
            return f"{preset.name}: {', '.join(missing)} not on the local engine yet. Switch it off to run here."
    if not server.is_local and session.token_missing(server):
        return f"{server.label} needs your token. Add it on the Settings page."
    if not session.consented(server):
        return f"First agree, above the picture, that photos go to {server.label}."
    return ""


def _label(plan: Plan) -> str:
    if plan.free:
        return "Run · free"
    balance = session.balance()
    if balance is None:
        return f"Run · {_credits(plan.to_pay)}"
    return f"Run · {_credits(plan.to_pay)} (balance {balance} → {max(0, balance - plan.to_pay)})"


def _credits(count: int) -> str:
    return f"{count} credit" if count == 1 else f"{count} credits"


def _sum_in_words(plan: Plan) -> str:
    photos = len({item.photo for item in plan.items})
    variants = len(plan.items) // max(1, photos)
    words = [
        f"{variants} variant{'s' if variants != 1 else ''} × {photos} photo{'s' if photos != 1 else ''}"
        f" = {len(plan.items)}"
    ]
    if plan.known:
        words.append(f"{plan.known} of {len(plan.items)} already known: reused, 0 credits")
    if plan.joined:
        words.append(f"{plan.joined} under way: joined, 0 credits")
    balance = session.balance()
    if not plan.free and balance is not None and plan.to_pay > balance:
        words.append(f"the balance of {balance} is not enough: the last {plan.to_pay - balance} would not be sent")
    return " · ".join(words)


def _anyway(plan: Plan) -> None:
    anyway = session.plan(anyway=True)
    price = "free" if anyway.free else _credits(anyway.to_pay)
    st.button(
        f"Run anyway · {price}",
        key="run_anyway",
        type="tertiary",
        help=f"Runs the {plan.known} already known again, too.",
        on_click=_press,
        args=(anyway, True),
    )


def _press(seen: Plan, anyway: bool) -> None:
    _run(seen, anyway)
    st.rerun()  # the whole page: the strip has to start its timer


def _run(seen: Plan, anyway: bool) -> None:
    """Run, unless that would not be what the button said: another tab may have changed what is chosen."""
    problem = _problem(session.server())
    if problem:
        session.say("warning", f"Nothing was sent. {plain(problem)}", _PLACE)
        return
    plan = session.plan(anyway=anyway)
    if not _was_seen(plan, seen):
        session.say("warning", _changed_in_words(plan, seen), _PLACE)
        return
    try:
        run = session.lab().run(plan, session.project())
    except RetouchError as error:
        session.say("error", str(error), _PLACE)
        return
    session.show_run(run.id)
    _show_what_runs(session.photos_chosen())


def _was_seen(plan: Plan, seen: Plan) -> bool:
    """Whether `plan` pays for nothing, and with no token, that was not in the plan the button was drawn with."""
    if plan.server != seen.server:
        return False
    return plan.free or (plan.token_ref == seen.token_ref and _paid(plan) <= _paid(seen))


def _paid(plan: Plan) -> set[tuple[str, str]]:
    return {(item.photo, item.preset.fingerprint) for item in plan.items if item.share is Share.PAID}


def _changed_in_words(plan: Plan, seen: Plan) -> str:
    if plan.server == seen.server and plan.to_pay > seen.to_pay:
        return f"The price is {_credits(plan.to_pay)} now, not {seen.to_pay}. Nothing was sent; look again."
    return "Photos, variants, server or token were changed elsewhere. Nothing was sent; look again."


def _show_what_runs(photos: list[Photo]) -> None:
    shown = session.photo_shown()
    if photos and (shown is None or shown.sha256 not in {photo.sha256 for photo in photos}):
        session.show_photo(photos[0].sha256)
