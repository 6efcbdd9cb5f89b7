"""JSON, and what scripts write like it, in the midst of a text, also where something hides it."""

from __future__ import annotations

from retouch_lib.presets.importing import mentions, payloads
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.literals import Literal, Reader
from retouch_lib.presets.importing.naming import name_before
from retouch_lib.presets.importing.open_text import OpenText, Scan
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.views import views

TOO_MUCH = "The text is too long and too tangled: only its first part was looked at."


def literals(opened: OpenText) -> None:
    """Objects with tasks, and all that hold some, in the text as it stands."""
    scan = _scan(opened.source.rest(), disguised=False)
    opened.scans.append(scan)
    opened.stuck = scan.reader.stuck
    if scan.reader.gave_up:
        opened.into.note(TOO_MUCH)
    _take(opened, scan, lists=False)


def disguised_literals(opened: OpenText) -> None:
    """The same in what a mail program, a web page or a string around it hides."""
    rest = opened.source.rest()
    if not mentions.may_hold(rest):
        return
    for view in views(rest):
        scan = _scan(view, disguised=True)
        opened.scans.append(scan)
        _take(opened, scan, lists=False)


def task_lists(opened: OpenText) -> None:
    """Lists of tasks by themselves: only now, as one may be the part of an object that another form reads whole."""
    for scan in opened.scans:
        _take(opened, scan, lists=True)


def _scan(text: str, *, disguised: bool) -> Scan:
    reader = Reader(text)
    return Scan(Source(text), reader, tuple(reader.all()), disguised)


def _take(opened: OpenText, scan: Scan, *, lists: bool) -> None:
    for literal in scan.literals:
        if opened.into.full:
            return
        if not _is_wanted(literal, scan.shown, lists=lists) or _is_read(opened, scan, literal, lists=lists):
            continue
        if _read(opened, literal, scan):
            _mark(opened, scan, literal)


def _is_read(opened: OpenText, scan: Scan, literal: Literal, *, lists: bool) -> bool:
    """Whether it was read in another view, or as the part of something."""
    if not scan.disguised:
        return opened.source.is_read(literal.start)
    first, last = _lines(scan, literal)
    return opened.source.touched(first, last) if lists else not opened.seen_through.isdisjoint(range(first, last + 1))


def _mark(opened: OpenText, scan: Scan, literal: Literal) -> None:
    """Letters of a view stand elsewhere than in the text; lines do not."""
    if scan.disguised:
        first, last = _lines(scan, literal)
        opened.source.take_lines(first, last)
        opened.seen_through.update(range(first, last + 1))
    else:
        opened.source.take(literal.start, literal.end)


def _lines(scan: Scan, literal: Literal) -> tuple[int, int]:
    return scan.shown.line(literal.start), scan.shown.line(literal.end - 1)


def _is_wanted(literal: Literal, shown: Source, *, lists: bool) -> bool:
    """Whether it is of the kind looked for; a single task counts where it is the whole text."""
    value = literal.value
    if payloads.is_task(value) and not payloads.has_tasks(value):
        return not lists and shown.text.strip() == shown.text[literal.start : literal.end]
    return payloads.is_task_list(value) is lists


def _read(opened: OpenText, literal: Literal, scan: Scan) -> bool:
    """Whether there was something to say of it."""
    trial = Collected()
    place = opened.at(scan.shown.line(literal.start), name=name_before(scan.shown.text, literal.start))
    opened.walk(trial, scan.reader, scan.shown).through(literal.value, place)
    if not len(trial) and not trial.problems:
        return False
    for note in literal.notes:
        trial.note(note)
    opened.into.extend(trial)
    return True
