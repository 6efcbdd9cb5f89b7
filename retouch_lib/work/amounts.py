"""Which results are shown and leave in part: between photo (0) and whole result, or the photo where a brush was.

shown_in_part(store, "local", [job.id])[job.id].strengths
"""

from __future__ import annotations

from collections.abc import Collection

from retouch_lib.imaging.guard import NO_GUARD, Guard
from retouch_lib.imaging.strengths import FULL, Strengths
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.owners import Owner
from retouch_lib.store.records import Job, Mix
from retouch_lib.store.store import Store
from retouch_lib.words.amounts import amount_of, share


def shown_in_part(store: Store, owner: Owner, job_ids: Collection[str]) -> dict[str, Mix]:
    """The amounts of these jobs' results by job; none of one that is shown as it came."""
    return {
        job: mix for job, mix in store.amounts(owner, job_ids).items() if mix.strengths.values != (FULL,) or mix.guard
    }


def guard_of(mix: Mix) -> Guard:
    """Where its layers are taken away; nowhere, if what is kept can't be read."""
    try:
        return Guard.parse(mix.guard)
    except ValueError:
        return NO_GUARD


def strengths_of(mix: Mix) -> Strengths:
    """Those of a mix, an amount too, with the name of its guard, as addresses have it."""
    return mix.strengths.guarded(guard_of(mix).name)


def called(look: str, amount: Mix | None) -> str:
    """What its picture is called: "heavy", "70 % of heavy", "heavy, in part"."""
    return amount_of(amount.strengths.values[0], look, painted=bool(amount.guard)) if amount else look


def share_of(amount: Mix) -> str:
    """How much of a result it is: "70 %", "in part"."""
    return share(amount.strengths.values[0], painted=bool(amount.guard))


def picture_of(job: Job, amount: Mix) -> PictureName:
    """The result in that amount. Raises FileNotFoundError where it has none."""
    if job.result is None:
        raise FileNotFoundError(f"job {job.id} has no result")
    return PictureName(job.result, job.source, strengths_of(amount))
