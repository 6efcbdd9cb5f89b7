"""A plan as words: its price on the button, its sum, and the balance with its age."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from retouch_lib.cloud.servers import Server
from retouch_lib.store.records import Standing, Take
from retouch_lib.words.counted import counted
from retouch_lib.words.money import in_money
from retouch_lib.words.times import ago
from retouch_lib.work.plan import Plan

_OLD = timedelta(hours=1)
"""A balance read longer ago is offered to be read again."""


def button_label(plan: Plan, standing: Standing) -> str:
    """ "Run · 3 credits (balance 41 → 38)"; never more than is known to be left."""
    if plan.free and plan.unsure:
        return f"Show · {_waiting(len(plan.unsure))}"
    if plan.free:
        return "Run · free"
    if standing.payable(plan.credits) < plan.credits:
        return button_label_within([Take(plan.credits, standing)])
    if standing.left is None:
        return f"Run · {counted(plan.credits, 'credit')}"
    return f"Run · {counted(plan.credits, 'credit')} (balance {standing.left:,} → {standing.left - plan.credits:,})"


def answered_in_words(plan: Plan, *, shown: bool) -> str:
    """On the button of an answered plan: "13 of 18 running", "All 18 done already"; “Show · …” where not `shown`."""
    total = len(plan.items)
    done = "Done already" if total == 1 else f"All {total:,} done already"
    words = f"{plan.running:,} of {total:,} running" if plan.running else done
    return words if shown else f"Show · {words[0].lower()}{words[1:]}"


def button_label_within(takes: Sequence[Take]) -> str:
    """For a press that passes a balance or the day's quota: "Send the 3 you can pay for", "No credits left"."""
    payable = sum(take.standing.payable(take.credits) for take in takes)
    by_balance = sum(
        take.credits if take.standing.left is None else min(take.credits, take.standing.left) for take in takes
    )
    if payable < by_balance:
        return f"Send the {payable:,} that today’s quota allows" if payable else "No attempts left today"
    return f"Send the {payable:,} you can pay for" if payable else "No credits left"


def sum_in_words(plan: Plan, price: float) -> str:
    """ "2 variants × 3 photos = 6 · 1 already done, 2 running: 0 credits · 3 credits ≈ 0.45 USD"

    Of an answered plan only the product: the button says the rest.
    """
    photos = len({item.photo for item in plan.items})
    variants = len(plan.items) // max(1, photos)
    words = [f"{counted(variants, 'variant')} × {counted(photos, 'photo')} = {len(plan.items):,}"]
    if plan.answered:
        return words[0]
    nothing = "free" if plan.server.is_local else "0 credits"
    there = [(plan.done, "already done"), (plan.running, "running")]
    if told := ", ".join(f"{count:,} {state}" for count, state in there if count):
        words.append(f"{told}: {nothing}")
    if plan.alike:
        words.append(f"{plan.alike:,} the same as another: made once")
    if plan.unsure:
        words.append(f"{_waiting(len(plan.unsure))}: sent without an answer, not sent again")
    if plan.credits and price:
        words.append(f"{counted(plan.credits, 'credit')} ≈ {in_money(plan.credits, price)}")
    return " · ".join(words)


def balance_in_words(server: Server, standing: Standing, now: datetime) -> str:
    """ "Balance 41, read 5 min ago; 3 of our own jobs since: 38 left." """
    if standing.balance is None:
        return f"The balance was never asked for: whether it suffices, only {server.label} knows."
    words = f"Balance {standing.balance.value:,}, read {ago(now - standing.balance.read_at)}"
    if not standing.taken:
        return f"{words}."
    return f"{words}; less {standing.taken:,} for jobs since: {standing.left:,} left."


def balance_left_in_words(standing: Standing) -> str:
    """ "Balance 38": the figure the Run button uses, too."""
    return f"Balance {'–' if standing.left is None else f'{standing.left:,}'}"


def balance_is_old(standing: Standing, now: datetime) -> bool:
    """Whether to read it again; one read in the future (the clock was set back since) counts as old."""
    return standing.balance is None or not timedelta(0) <= now - standing.balance.read_at <= _OLD


def passes_balance(plan: Plan, standing: Standing) -> bool:
    return standing.left is not None and plan.credits > standing.left


def changed_in_words(plan: Plan, seen: Plan) -> str:
    """Why a press was not carried out that another tab has made into another one."""
    if plan.server == seen.server and plan.to_pay > seen.to_pay:
        return f"The price is {counted(plan.to_pay, 'credit')} now, not {seen.to_pay:,}. Nothing was sent; look again."
    if plan.repeats(seen):
        return "Some of this was run meanwhile, and has ended. Nothing was sent again; look at the price anew."
    return "Photos, variants, server or token were changed elsewhere. Nothing was sent; look again."


def _waiting(count: int) -> str:
    return f"{count:,} {'waits' if count == 1 else 'wait'} for your word"
