"""Which run is shown, and on which desk: one never looks at one thing and runs another.

A run whose photos and variants lie on one's own desk is shown there, and so is the one that was last pressed there as
long as its photos are ticked. Any other lies on a desk of its own, in the place of one's own, which stays as it is.
"""

from __future__ import annotations

from retouch_lib.store.records import Job, JobState, Run, RunItem
from retouch_lib.ui import desks, preferences, session, workspace
from retouch_lib.ui.desk import holds, of_run, photos_of
from retouch_lib.ui.session import lab, owner

MOST_UNWATCHED = 500


def shown() -> Run | None:
    """The run asked for, else one's own."""
    return asked() or own()


def asked() -> Run | None:
    """The run that the address names; None where it names none of this owner."""
    run_id = desks.asked()
    return lab().store.run(owner(), run_id) if run_id else None


def own() -> Run | None:
    """The run last pressed at one's own desk; where that isn't known, the owner's latest."""
    run_id = preferences.text(preferences.RUN)
    return (lab().store.run(owner(), run_id) if run_id else None) or lab().store.latest_run(owner())


def arrive() -> None:
    """At the begin of Tune: settle on which desk the run in the address lies."""
    if run_id := desks.asked():
        desks.ask_for(run_id)  # after a visit to another page
    run = asked()
    if run is None:
        if desks.asked() and desks.is_settled():  # deleted since
            desks.leave()
    elif not desks.is_settled():
        _settle(run)
    elif desks.looked_at() is None and not _is_ticked(run) and _is_own(run):
        desks.leave()  # after F5, too, one's own photos are shown


def look_at(run_id: str) -> None:
    """Show a run as it was sent, or as it was left on its desk, whatever lies on one's own."""
    run = lab().store.run(owner(), run_id)
    if run is None:
        return
    if desks.asked() != run_id or desks.looked_at() is None:
        desks.settle("", None)  # one's own desk, to look whether it lies there
        if _lies_here(run):
            desks.settle(run_id, None)
        else:
            desks.keep(run_id, of_run(run, workspace.variants()))
    if session.value(session.PHOTO_SHOWN) not in photos_of(run):
        workspace.show_photo(photos_of(run)[0])


def pressed(run: Run) -> None:
    """Show the run that was just pressed on the desk it was pressed at."""
    desk = desks.looked_at()
    if desk is None:
        lab().store.set_preference(owner(), preferences.RUN, run.id)
        desks.settle(run.id, None)
    else:
        desks.keep(run.id, desk)
    desks.ask_for(run.id)


def _settle(run: Run) -> None:
    """At one's own desk until now."""
    desk = desks.kept_for(run.id)
    if desk is None and not _lies_here(run) and not (_is_own(run) and _is_ticked(run)):
        desk = of_run(run, workspace.variants())
    ticked = desk.photos if desk else [photo.sha256 for photo in workspace.photos_chosen()]
    desks.settle(run.id, desk)
    if session.value(session.PHOTO_SHOWN) not in ticked:
        workspace.show_photo(next((sha256 for sha256 in photos_of(run) if sha256 in ticked), ""))


def _lies_here(run: Run) -> bool:
    photos = [photo.sha256 for photo in workspace.photos_chosen()]
    return holds(run, photos, workspace.presets_to_run(), workspace.longest_side())


def _is_own(run: Run) -> bool:
    if run.id == preferences.text(preferences.RUN):
        return True
    mine = own()
    return mine is not None and mine.id == run.id


def _is_ticked(run: Run) -> bool:
    return set(photos_of(run)) <= {photo.sha256 for photo in workspace.photos_chosen()}


def moving(run: Run | None) -> int:
    """How many of its jobs go on without the user."""
    return sum(moves(item.job) for item in run.items) if run else 0


def moves(job: Job) -> bool:
    """Whether it goes on without the user: one that has ended, or waits for an answer, doesn't."""
    return job.provisional or (not job.ended and job.state is not JobState.UNSURE)


def watched(run: Run | None) -> list[RunItem]:
    """The run's items without those no longer watched."""
    off = unwatched() if run else frozenset()
    return [item for item in run.items if item.job.id not in off] if run else []


def unwatched() -> frozenset[str]:
    """Jobs (by id) the owner no longer wants to see in the strip; their results are kept all the same."""
    return frozenset(preferences.texts(preferences.UNWATCHED))


def unwatch(job_id: str) -> None:
    """Take a job off the strip; of more than 500 the one taken off longest ago comes back."""
    others = [other for other in preferences.texts(preferences.UNWATCHED) if other != job_id]  # oldest first
    lab().store.set_preference(owner(), preferences.UNWATCHED, [*others, job_id][-MOST_UNWATCHED:])
