"""Rows and columns of the grid, made of a scope's jobs and of how they were judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import ascii_uppercase

from retouch_lib.store.records import Job, JobState, Mix, Pick, RunItem, Verdict
from retouch_lib.ui.grid import Cell, Column, Row
from retouch_lib.ui.rounds import Round
from retouch_lib.ui.server.urls import crop_template, mix_crop_template
from retouch_lib.ui.shared.before_after import shown_name
from retouch_lib.ui.shared.job_words import done_share, state_in_words
from retouch_lib.ui.shared.shots import ARCHIVE, PICTURES
from retouch_lib.ui.survey.scope import Scope
from retouch_lib.words.counted import counted
from retouch_lib.work.amounts import called
from retouch_lib.work.picks import Tally
from retouch_lib.work.triaging import NOTHING_TRIAGED, TriagedResults

_NO_FACE = "No face was found in this photo. Face, Eyes and Cheek show its upper middle."
SHUFFLED = "shuffled on every photo"
"""Below each letter: it is not one look all down its column."""
_HIDDEN = "Not ready"
"""Of a state, while names are hidden: the plugin at work or the server's words may tell which look it is."""


def rows_of(
    scope: Scope, picks: Mapping[str, Pick], judging: Round, found: TriagedResults = NOTHING_TRIAGED
) -> tuple[Row, ...]:
    """A row a photo; while names are hidden its looks stand in an order of their own, and are called A, B, C.

    `found`: which results need a look, and why.
    """
    return tuple(_row(scope, photo, name, picks, judging, found) for photo, name in scope.photos.items())


def _row(scope: Scope, photo: str, name: str, picks: Mapping[str, Pick], judging: Round, found: TriagedResults) -> Row:
    amounts = {} if judging.blind else scope.amounts
    looks = list(zip(scope.labels, (scope.item(photo, look) for look in scope.looks), strict=True))
    if judging.trial is not None:
        looks = [(letter(place), looks[look][1]) for place, look in enumerate(judging.trial.order(photo, len(looks)))]
    cells = tuple(
        _cell(item, label, picks, judging, found.why(item.job.id), amounts.get(item.job.id)) if item else None
        for label, item in looks
    )
    if not judging.blind:
        cells += tuple(_simulated(scope, photo, label) for label in scope.simulated_labels)
    faces = scope.faces.get(photo)
    warning = _NO_FACE if faces == 0 else ""
    return Row(photo, name, crop_template(photo, photo), cells, photo in judging.ties, warning, faces or 0)


def _simulated(scope: Scope, photo: str, label: str) -> Cell | None:
    """A look that no server has rendered; None where the photo's layers are not there."""
    look = next((look for look in scope.simulated.get(photo, ()) if look.variant == label), None)
    if look is None:
        return None
    src = mix_crop_template(str(look.result.picture), str(look.strengths))
    return Cell(look.id, label, src, simulated=True, warning=" ".join(look.remarks))


def letter(place: int) -> str:
    """What a look is called by its place in a row: A, B, C …"""
    return ascii_uppercase[place % len(ascii_uppercase)]


def _cell(item: RunItem, label: str, picks: Mapping[str, Pick], judging: Round, why: str, amount: Mix | None) -> Cell:
    job, pick = item.job, picks.get(item.job.id)
    seen = job.state is JobState.DONE and job.result_type in (*PICTURES, ARCHIVE)
    running = not job.ended
    return Cell(
        id=job.id,
        label=called(label, amount),
        src=crop_template(shown_name(job, amount), job.photo) if job.result and seen else "",
        state="ready" if seen else "running" if running else "failed",
        words="" if seen else _HIDDEN if judging.blind else _state(item),
        share=0.0 if not running else round(done_share(job, job.sent_bytes or 0), 2),
        mark=pick.verdict.value if pick and pick.verdict is not Verdict.NONE else "",
        stars=pick.stars if pick else 0,
        note=pick.note if pick else "",
        warning="" if judging.blind or not seen else " ".join(warnings(job, why)),
    )


def _state(item: RunItem) -> str:
    """ "Retouching · Heal", "Failed: too large" """
    job = item.job
    words = state_in_words(job, item.share)
    reason = job.note or job.reason
    return f"{words}: {reason}" if job.ended and reason else words


def warnings(job: Job, why: str = "") -> list[str]:
    """What is odd about a finished result, in sentences; how many faces were found is not. `why` it needs a look."""
    counts_faces = job.reason[:1].isdigit() and job.reason.endswith("found.")
    reduced = f"Sent reduced to {job.longest_side} px." if job.longest_side else ""
    look = f"{why[:1].upper()}{why[1:].removesuffix('.')}." if why else ""
    return [each for each in (look, "" if counts_faces else job.reason, job.note, reduced) if each]


def columns_of(scope: Scope, tallies: Sequence[Tally], judging: Round) -> list[Column]:
    """Their heads; while names are hidden only letters, for a tally would tell who is who."""
    if judging.blind:
        return [Column(letter(place), SHUFFLED) for place in range(len(scope.looks))]
    by_look = {tally.job.fingerprint: head_in_words(tally) for tally in tallies}
    rendered = [Column(label, by_look.get(look, "")) for look, label in zip(scope.looks, scope.labels, strict=True)]
    return [*rendered, *(Column(label, "simulated") for label in scope.simulated_labels)]


def head_in_words(tally: Tally) -> str:
    """ "won 4 of 6, rejected 1, ★ 3.5"; empty while nothing was judged."""
    if not (tally.won or tally.rejected or tally.stars):
        return ""
    parts = [f"won {tally.won} of {tally.of}"]
    if tally.rejected:
        parts.append(f"rejected {tally.rejected}")
    if tally.stars:
        parts.append(f"★ {tally.stars:.1f}")
    return ", ".join(parts)


def is_judged(row: Row) -> bool:
    """Whether a photo needs no more: it has a winner, ended in a tie, or all its looks are rejected."""
    marks = [cell.mark for cell in row.cells if cell is not None]
    return row.tied or "picked" in marks or (bool(marks) and set(marks) == {"rejected"})


def progress_in_words(rows: Sequence[Row]) -> str:
    """ "7 of 30 photos judged" """
    return f"{sum(map(is_judged, rows))} of {counted(len(rows), 'photo')} judged"
