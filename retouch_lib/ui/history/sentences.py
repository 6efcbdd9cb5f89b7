"""The history's figures as sentences: no more is said than they carry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from retouch_lib.cloud.servers import LOCAL_NAME
from retouch_lib.store.records import JobState, Run, Share
from retouch_lib.store.uses import VENDOR_ACCOUNT
from retouch_lib.words.counted import counted
from retouch_lib.words.money import in_money
from retouch_lib.words.times import day, day_and_time
from retouch_lib.work.history import Drop, Forecast, Summary
from retouch_lib.work.spending import LONG_DAYS, SHORT_DAYS

STATES = {
    JobState.QUEUED: "in the queue",
    JobState.STARTING: "sending",
    JobState.WAITING: "on the server",
    JobState.DOWNLOADING: "fetching",
    JobState.UNSURE: "no answer came",
    JobState.DONE: "done",
    JobState.FAILED: "failed",
    JobState.EXPIRED: "expired",
    JobState.REFUSED: "not sent",
    JobState.CANCELLED: "cancelled",
    JobState.DROPPED: "left alone",
    JobState.SWEPT: "result swept",
}
SHARES = {"paid": "made", "joined": "joined", "known": "reused"}
"""How a picture that was asked for came about; the last two cost nothing."""
ACCOUNTS = {VENDOR_ACCOUNT: "Retouch4me", "custom": "Custom server", LOCAL_NAME: "Local engine (play money)"}
_LONG = 2 * 365


def summary_in_words(summary: Summary, price: float) -> str:
    """ "**550** pictures asked for, 50 of them reused · **367** credits, 3 unknown · **22.02 USD**", as Markdown."""
    asked = f"**{summary.uses:,}** {'picture' if summary.uses == 1 else 'pictures'} asked for"
    if summary.reused:
        asked += f", {summary.reused:,} of them reused"
    taken = f"**{summary.credits:,}** {'credit' if summary.credits == 1 else 'credits'}"
    if summary.unknown:
        taken += f", {summary.unknown:,} unknown"
    if summary.bought and summary.credits:
        taken += f", {summary.credits_per_result:.2f} per result"
    paid = in_money(summary.credits, price)
    return " · ".join([asked, taken, *([f"**{paid}**"] if paid else [])])


def asked_again_in_words(runs: Sequence[Run]) -> str:
    """What one press did: "3 pictures asked for again: 2 sent for 2 credits; 1 there already, not paid again." """
    shares = [(run.server, item.share) for run in runs for item in run.items]
    sent = [server for server, share in shares if share is Share.PAID]
    credits_ = sum(server != LOCAL_NAME for server in sent)
    done = []
    if sent:
        done.append(f"{len(sent):,} sent for {counted(credits_, 'credit') if credits_ else 'nothing'}")
    if there := len(shares) - len(sent):
        done.append(f"{there:,} there already, not paid again")
    return f"{counted(len(shares), 'picture')} asked for again: {'; '.join(done)}."


def averages_in_words(summary: Summary) -> str:
    """ "Per finished job 20.8 s: 2.8 s until the server had it, 16.9 s there with its queue, 1.1 s to fetch it." """
    if summary.seconds is None:
        return ""
    waiting, processing, downloading = summary.waiting_s, summary.processing_s, summary.downloading_s
    return (
        f"Per finished job {summary.seconds:.1f} s on average: {waiting:.1f} s until the server had it,"
        f" {processing:.1f} s there with its queue, {downloading:.1f} s to fetch it."
    )


def unknown_in_words(count: int) -> str:
    """What "unknown" means, where there is any."""
    if not count:
        return ""
    return (
        f"Of {counted(count, 'job')} nobody knows whether a credit was taken: failed, or sent without an answer."
        " A balance read before and after tells, where nothing else ran."
    )


def forecast_in_words(forecast: Forecast) -> str:
    read = day_and_time(forecast.read_at)
    begin = f"{counted(forecast.balance, 'credit')} left on {read}"
    if forecast.spent:
        begin += f", {forecast.spent:,} used since"
    if not forecast.enough_data:
        return f"{begin}. {_too_few(forecast)}"
    whiles = (f"the last {LONG_DAYS} days", f"the last {SHORT_DAYS}")
    ends = [
        f"at the pace of {time} ({pace:.1f} a day) until {_until(end, forecast.read_at)}"
        for time, pace, end in zip(whiles, forecast.per_day, forecast.lasts_until, strict=False)
    ]
    return f"{begin}. They last {'; '.join(ends)}."


def drop_in_words(drop: Drop) -> str:
    own = f"Jobs of this lab took {drop.ours:,} at most" if drop.ours else "No job of this lab was sent"
    return (
        f"Between {day_and_time(drop.since)} and {day_and_time(drop.until)} the balance fell from {drop.before:,} to"
        f" {drop.after:,}. {own}: {counted(drop.unexplained, 'credit')} or more went elsewhere. Does somebody else use"
        " this token?"
    )


def _too_few(forecast: Forecast) -> str:
    if not forecast.credits:
        return f"No credit was used in the last {LONG_DAYS} days, so nothing can be said about how long they last."
    used = counted(forecast.credits, "credit")
    return f"Too few data to say how long they last: {used} on {counted(forecast.days_spent, 'day')} so far."


def _until(end: datetime, now: datetime) -> str:
    return "more than two years from now" if (end - now).days > _LONG else f"about {day(end)}"
