"""What a sweep of any setting costs before it runs, and the button that runs it: what is known is not made again."""

from __future__ import annotations

import streamlit as st

from retouch_lib.errors import RetouchError
from retouch_lib.ui import session, workspace
from retouch_lib.ui.session import lab
from retouch_lib.ui.shared.blocked import blocked
from retouch_lib.ui.shared.money import price_per_credit
from retouch_lib.ui.shared.paid_press import for_plans, paid_button
from retouch_lib.ui.shared.plan_words import button_label
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.money import in_money
from retouch_lib.work.plan import Plan
from retouch_lib.work.sweep_cells import PlannedSweep
from retouch_lib.work.sweeps import TYPED_ABOVE

PLACE = session.CELLS
_BUTTON_WIDTH = 420


def price(planned: PlannedSweep) -> None:
    """Draw the sum and the button; nothing to press where all of it is there or under way."""
    plan = planned.plan
    session.show_sayings(PLACE)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        st.caption(sum_in_words(planned, price_per_credit()), width="content")
        if why := _blocked(plan):
            st.caption(plain(why), width="content")
            st.button(plain(_label(plan)), key=session.CELLS_RUN, disabled=True)
        elif plan.to_pay and _is_typed(plan.to_pay):
            offers = for_plans([plan], _press)
            with st.container(width=_BUTTON_WIDTH):
                paid_button(plain(_label(plan)), offers, key=session.CELLS_RUN, place=PLACE, kind="primary")


def rendered_choice(planned: PlannedSweep) -> None:
    """Draw whether cells that layers show are rendered all the same; `rendered_wanted` tells."""
    if planned.simulated or rendered_wanted():
        st.toggle(
            "Render what layers can show, too",
            key=session.CELLS_RENDERED,
            persist_state="session",
            help="Cells marked “simulated” are composed from layers that are there, for nothing.",
        )


def rendered_wanted() -> bool:
    return bool(session.value(session.CELLS_RENDERED))


def sum_in_words(planned: PlannedSweep, usd: float) -> str:
    """ "5 × 4 cells × 2 photos = 40 · 12 known, 3 running, 10 simulated · 15 to make: 15 credits ≈ 2.25 USD" """
    plan, sizes = planned.plan, [len(axis.values) for axis in planned.sweep.axes]
    words = " × ".join(map(str, sizes)) + (" cells" if len(sizes) > 1 or sizes[0] != 1 else " cell")
    if len(planned.photos) != 1:
        words += f" × {counted(len(planned.photos), 'photo')}"
    if len(sizes) > 1 or len(planned.photos) != 1:
        words += f" = {len(planned.cells):,}"
    there = [(plan.done, "done"), (plan.running, "running"), (planned.simulated, "simulated"), (plan.alike, "alike")]
    told = [f"{count:,} {state}" for count, state in there if count]
    if plan.unsure:
        told.append(f"{len(plan.unsure):,} without an answer: decide on Tune")
    if plan.to_pay:
        cost = "free" if plan.server.is_local else counted(plan.credits, "credit")
        money = f" ≈ {in_money(plan.credits, usd)}" if plan.credits and usd else ""
        told.append(f"{plan.to_pay:,} to make: {cost}{money}")
    return " · ".join([words, ", ".join(told)])


def _label(plan: Plan) -> str:
    label = button_label(plan, lab().standing(session.owner(), plan.server.name))
    return f"Run the {plan.to_pay:,} left · free" if plan.free and plan.known and plan.to_pay else label


def _blocked(plan: Plan) -> str:
    if not plan.items:
        return ""
    return blocked(plan.server, [item.preset for item in plan.items]) if plan.to_pay else ""


def _is_typed(count: int) -> bool:
    """Draw where the number of many results is typed; whether it stands there."""
    if count <= TYPED_ABOVE:
        return True
    typed = st.text_input(
        f"Type {count} to make so many",
        key=session.cells_typed(count),
        max_chars=12,
        autocomplete="off",
        width=200,
    )
    return str(typed).strip() == str(count)


def _press(plans: tuple[Plan, ...], confirmed: int) -> None:
    """Run it. Each job is named by what was asked: a second press of the same plan pays for nothing."""
    try:
        lab().run(plans[0], workspace.project(), confirmed=confirmed)
    except RetouchError as error:
        session.say("error", plain(str(error)), PLACE)
    st.rerun()  # the whole page: the grid's timer starts
