"""Beside Run: all looks from one credit a photo. Their layers are rendered once, and the looks simulated of them."""

from __future__ import annotations

from functools import partial

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared import plan_words
from retouch_lib.ui.shared.paid_press import for_plans, paid_button
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.plan import Plan
from retouch_lib.work.previewing import Preview

_HELP = (
    "Every plugin comes as a layer of its own, at its highest value among the looks, once for each photo; the looks "
    "are simulated from the layers, and say so."
)
_EXACT = "The layers can show all of each look."


def preview_offer(plan: Plan) -> None:
    """Draw it where it makes fewer jobs than the plan of Run, and isn't what is seen already."""
    preview = _offered()
    if preview is None or preview.plan.to_pay >= plan.to_pay or preview.plan.unsure or _is_shown(preview.plan):
        return
    said = " ".join(f"{remark.rstrip('.')}." for remark in preview.remarks) or _EXACT
    paid_button(
        plain(label(preview.plan)),
        for_plans([preview.plan], partial(_press, preview.plan)),
        key=session.RUN_PREVIEW,
        place=session.PLAN,
        kind="tertiary",
        icon=":material/layers:",
        help_text=plain(f"{_HELP} {said}"),
    )


def label(plan: Plan) -> str:
    """ "Preview all looks · 1 credit" """
    return f"Preview all looks · {'free' if plan.free else counted(plan.credits, 'credit')}"


def _offered() -> Preview | None:
    if not workspace.one_picture():
        return None
    try:
        return lab().previewing.offer(
            owner(),
            [photo.sha256 for photo in workspace.photos_chosen()],
            workspace.presets_to_run(),
            workspace.server().name,
            first=workspace.open_preset_to_run(),
            longest_side=workspace.longest_side(),
        )
    except RetouchError:  # the plan of Run says what is wrong
        return None


def _is_shown(plan: Plan) -> bool:
    """Whether the run shown has these looks of these photos."""
    run = runs.shown()
    there = {item.job.id for item in run.items} if run and run.looks == plan.looks else set()
    return all(item.job is not None and item.job.id in there for item in plan.items)


def _press(seen: Plan, sent: tuple[Plan, ...], confirmed: int) -> None:
    """Run what the button said, unless that has become another press in another tab."""
    preview = _offered()
    if preview is None or preview.plan.looks != seen.looks or not preview.plan.within(seen):
        changed = preview.plan if preview else seen
        session.say("warning", plan_words.changed_in_words(changed, seen), session.PLAN)
        st.rerun()
    try:
        runs.pressed(lab().run(preview.plan.first(sent[0].credits), workspace.project(), confirmed=confirmed))
    except RetouchError as error:
        session.say("error", plain(str(error)), session.PLAN)
    st.rerun()  # the whole page: the strip has to start its timer
