"""JSON, and what scripts write like it, in the midst of a text, also where something hides it."""

from __future__ import annotations

from retouch_lib.presets.importing import mentions, payloads
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.literals import Literal, Reader
from retouch_lib.presets.importing.naming import name_before
from retouch_lib.presets.importing.open_text import OpenText
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.views import views

TOO_MUCH = "The text is too long and too tangled: only its first part was looked at."


def literals(reading: OpenText) -> None:
    """Objects with tasks, and all that hold some."""
    reader = _as_it_stands(reading, lists=False)
    reading.stuck = reader.stuck
    if reader.gave_up:
        reading.into.note(TOO_MUCH)


def disguised_literals(reading: OpenText) -> None:
    """The same in what a mail program, a web page or a string around it hides."""
    _disguised(reading, lists=False)


def task_lists(reading: OpenText) -> None:
    """Lists of tasks by themselves: only now, as one may be the part of an object that another form reads whole."""
    if mentions.may_hold(reading.source.rest()):
        _as_it_stands(reading, lists=True)
        _disguised(reading, lists=True)


def _as_it_stands(reading: OpenText, *, lists: bool) -> Reader:
    source = reading.source
    reader = Reader(source.rest())
    for literal in reader.all():
        if reading.into.full:
            break
        if _is_wanted(literal, source, lists=lists) and _literal(reading, literal, reader, source):
            source.take(literal.start, literal.end)
    return reader


def _disguised(reading: OpenText, *, lists: bool) -> None:
    rest = reading.source.rest()
    if not mentions.may_hold(rest):
        return
    read: set[int] = set()
    for text in views(rest):
        reader, shown = Reader(text), Source(text)
        for literal in reader.all():
            if reading.into.full:
                return
            lines = range(shown.line(literal.start), shown.line(literal.end - 1) + 1)
            if lines[0] in read or not _is_wanted(literal, shown, lists=lists):
                continue
            if _literal(reading, literal, reader, shown):
                reading.source.take_lines(lines[0], lines[-1])
                read.update(lines)


def _is_wanted(literal: Literal, shown: Source, *, lists: bool) -> bool:
    """Whether it is of the kind looked for; a single task counts where it is the whole text."""
    value = literal.value
    if payloads.is_task(value) and not payloads.has_tasks(value):
        return not lists and shown.text.strip() == shown.text[literal.start : literal.end]
    return payloads.is_task_list(value) is lists


def _literal(reading: OpenText, literal: Literal, reader: Reader, shown: Source) -> bool:
    """Whether there was something to say of a literal of the text, or of a view of it."""
    trial = Collected()
    place = reading.at(shown.line(literal.start), name=name_before(shown.text, literal.start))
    reading.walk(trial, reader, shown).through(literal.value, place)
    if not len(trial) and not trial.problems:
        return False
    for note in literal.notes:
        trial.note(note)
    reading.into.extend(trial)
    return True
