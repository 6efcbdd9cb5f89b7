"""A batch as words."""

from __future__ import annotations

from collections.abc import Sequence

from retouch_lib.store.batches import Batch, BatchState, BatchTally, ItemState
from retouch_lib.store.records import Take
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside
from retouch_lib.words.times import day_of_year_and_time, duration
from retouch_lib.work.batches import Price, Progress

_NAME_LENGTH = 40
_STATES = {
    BatchState.LOOKING: "looking at its photos",
    BatchState.READY: "ready",
    BatchState.TESTING: "test running",
    BatchState.TESTED: "test done",
    BatchState.RUNNING: "running",
    BatchState.PAUSED: "paused",
    BatchState.STOPPED: "stopped",
    BatchState.DONE: "done",
}
_NOT_PAID = (("known", "already done"), ("under_way", "running"), ("unsure", "waiting for your word"))


def named(batch: Batch) -> str:
    """Its project, else its folder; foreign text."""
    return shortened_inside(batch.project or batch.source or "Photos of my list", _NAME_LENGTH)


def listed(batch: Batch) -> str:
    """ "Meyer wedding · 24 Nov 02:20 · done"; foreign text."""
    return f"{named(batch)} · {day_of_year_and_time(batch.made_at)} · {state_in_words(batch)}"


def state_in_words(batch: Batch) -> str:
    return _STATES[batch.state]


def looks_in_words(batch: Batch) -> str:
    """ "balanced, heavy"; foreign text."""
    return ", ".join(name for name, _ in batch.looks)


def price_in_words(tally: BatchTally, price: Price, *, local: bool) -> str:
    """ "598 photos × 1 look = 598 · 13 already done: 0 credits" """
    photos = tally.items.get(ItemState.WAITING, 0)
    looks = price.results // max(1, photos)
    words = f"{counted(photos, 'photo')} × {counted(looks, 'look')} = {price.results:,}"
    there = [f"{getattr(price, name):,} {state}" for name, state in _NOT_PAID if getattr(price, name)]
    if there:
        words += f" · {', '.join(there)}: {'free' if local else '0 credits'}"
    return words


def press_in_words(what: str, price_credits: int, takes: Sequence[Take]) -> str:
    """ "Run all · 600 credits (balance 841 → 241)" """
    if not price_credits:
        return f"{what} · free"
    left = takes[0].standing.left if len(takes) == 1 else None
    after = "" if left is None else f" (balance {left:,} → {max(0, left - price_credits):,})"
    return f"{what} · {counted(price_credits, 'credit')}{after}"


def progress_in_words(progress: Progress) -> str:
    """ "123 of 600 photos · 14 a minute · about 34 min left" """
    tally, batch = progress.tally, progress.batch
    of = min(batch.test, tally.wanted) if batch.state is BatchState.TESTING else tally.wanted
    words = [f"{tally.settled:,} of {counted(of, 'photo')}"]
    if progress.pace is not None:
        words.append(f"{60 * progress.pace:,.3g} a minute")
    if progress.seconds_left:
        words.append(f"about {duration(progress.seconds_left)} left")
    if batch.state is BatchState.PAUSED and progress.under_way:
        words.append(
            f"{counted(progress.under_way, 'job')} that {'was' if progress.under_way == 1 else 'were'} "
            "handed out still come"
        )
    return " · ".join(words)


def share(progress: Progress) -> float:
    """0–1, of the photos that are meant now."""
    tally, batch = progress.tally, progress.batch
    of = min(batch.test, tally.wanted) if batch.state is BatchState.TESTING else tally.wanted
    return min(1.0, tally.settled / max(1, of))


def outcome_in_words(tally: BatchTally) -> str:
    """ "596 of 600 photos done · 4 without a result · 2 refused · 596 jobs made for it" """
    words = [f"{tally.settled:,} of {counted(tally.wanted, 'photo')} done"]
    counts = {
        "without a result": tally.failed,
        "refused": tally.items.get(ItemState.REFUSED, 0),
        "left out": tally.items.get(ItemState.LEFT_OUT, 0),
    }
    words += [f"{count:,} {name}" for name, count in counts.items() if count]
    return " · ".join([*words, f"{counted(tally.paid, 'job')} made for it"])
