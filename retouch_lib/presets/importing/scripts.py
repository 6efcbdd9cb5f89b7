"""JSON, and what scripts write like it, in the midst of a text, also where something hides it."""

from __future__ import annotations

from collections.abc import Iterable

from retouch_lib.presets.importing import mentions, payloads
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.literals import Literal, Reader
from retouch_lib.presets.importing.naming import name_before
from retouch_lib.presets.importing.open_text import OpenText, Scan
from retouch_lib.presets.importing.operators import other_mode, worked_on
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.unread import say
from retouch_lib.presets.importing.views import DISGUISES
from retouch_lib.words.text import one_line

_AROUND = "Only a list of tasks was read there; what stands around it was not."
_WORKED_ON = "the tasks there are worked on further (“{}”), and only the script knows what comes out"
_OTHER_MODE = "the tasks there go with the mode “{}” in a way that can't be read"
TOO_MUCH = "The text is too long and too tangled: only its first part was looked at."


def literals(opened: OpenText) -> None:
    """Objects with tasks, and all that hold some, in the text as it stands."""
    rest = opened.source.rest()
    if not mentions.may_hold(rest):
        return
    scan = _scan(rest, disguised=False)
    opened.scans.append(scan)
    opened.stuck = scan.reader.stuck
    if scan.reader.gave_up:
        opened.into.note(TOO_MUCH)
    _take(opened, scan, lists=False)


def disguised_literals(opened: OpenText) -> None:
    """The same in what a mail program, a web page or a string around it hides: one disguise is taken off after the
    other, each from what is not read yet."""
    text = opened.source.rest()
    lines: set[int] = set()
    for disguise in DISGUISES:
        if not mentions.may_hold(text):
            return
        if disguise.worn.search(text):
            scan = _scan(disguise.undo(text), disguised=True)
            opened.scans.append(scan)
            lines |= _take(opened, scan, lists=False)
            text = scan.shown.rest()
    _say_the_rest(opened, Source(text), lines)


def task_lists(opened: OpenText) -> None:
    """Lists of tasks by themselves: only now, as one may be the part of an object that another form reads whole."""
    for scan in opened.scans:
        _take(opened, scan, lists=True)


def _scan(text: str, *, disguised: bool) -> Scan:
    reader = Reader(text)
    return Scan(Source(text), reader, tuple(reader.all()), disguised)


def _take(opened: OpenText, scan: Scan, *, lists: bool) -> set[int]:
    """Read the literals of a kind; the lines on which some stand."""
    lines: set[int] = set()
    for literal in scan.literals:
        if opened.into.full:
            break
        if not _is_wanted(literal, scan.shown, lists=lists) or _is_read(opened, scan, literal, lists=lists):
            continue
        if _read(opened, literal, scan):
            lines.update(_mark(opened, scan, literal))
    return lines


def _is_read(opened: OpenText, scan: Scan, literal: Literal, *, lists: bool) -> bool:
    """Whether it was read as the part of something, or in another view."""
    if scan.disguised:
        return lists and opened.source.touched(*_lines(scan, literal))
    return opened.source.is_read(literal.start)


def _mark(opened: OpenText, scan: Scan, literal: Literal) -> Iterable[int]:
    """Note that it was read; its lines. Letters of a view stand elsewhere than in the text, lines do not."""
    first, last = _lines(scan, literal)
    if scan.disguised:
        scan.shown.take(literal.start, literal.end)
        opened.source.take_lines(first, last)
    else:
        opened.source.take(literal.start, literal.end)
    return range(first, last + 1)


def _say_the_rest(opened: OpenText, shown: Source, lines: set[int]) -> None:
    """What else stands on lines of which something was read in a view: the whole lines count as read."""
    for place in mentions.unread(shown) if lines else ():
        if not lines.isdisjoint(range(place.first, place.last + 1)):
            say(opened, place)


def _lines(scan: Scan, literal: Literal) -> tuple[int, int]:
    return scan.shown.line(literal.start), scan.shown.line(literal.end - 1)


def _is_wanted(literal: Literal, shown: Source, *, lists: bool) -> bool:
    """Whether it is of the kind looked for; a single task counts where it is the whole text."""
    value = literal.value
    if payloads.is_task(value) and not payloads.has_tasks(value):
        return not lists and _is_whole(shown.text, literal)
    return payloads.is_task_list(value) is lists


def _read(opened: OpenText, literal: Literal, scan: Scan) -> bool:
    """Whether there was something to say of it."""
    text = scan.shown.text
    trial = Collected()
    place = opened.at(scan.shown.line(literal.start), name=name_before(text, literal.start))
    opened.walk(trial, scan.reader, scan.shown).through(literal.value, place)
    if not len(trial) and not trial.problems:
        return False
    if refused := _refused(text, literal):
        opened.into.problem(str(place), refused)
        return True
    for note in literal.notes:
        trial.note(note)
    if payloads.is_task_list(literal.value) and len(trial) and not _is_whole(text, literal):
        trial.note(f"{place}: {_AROUND}" if str(place) else _AROUND)
    opened.into.extend(trial)
    return True


def _refused(text: str, literal: Literal) -> str:
    """Why what stands there is not what the script sends."""
    if work := worked_on(text, literal.start, literal.end):
        return _WORKED_ON.format(one_line(work, 40))
    if payloads.is_task_list(literal.value) and (mode := other_mode(text, literal.start, literal.end)):
        return _OTHER_MODE.format(mode)
    return ""


def _is_whole(text: str, literal: Literal) -> bool:
    return text.strip() == text[literal.start : literal.end]
