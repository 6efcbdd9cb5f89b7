"""What an import has found so far: presets joined by fingerprint, remarks, and the places that could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.envelope import MAX_NAME, WHOLE, FoundPreset
from retouch_lib.presets.importing.tokens_in_text import without_tokens
from retouch_lib.presets.vendor import LAYERED, LOOKS
from retouch_lib.words.counted import counted
from retouch_lib.words.text import one_line

MAX_FOUND = 200
"""Presets of one import; more are left out, and said."""
MAX_PROBLEMS = 1_000
"""Sentences on places that can't be read; after so many no further place is looked at."""
MAX_SAID = 200
_PLACES_SAID = 3
_VENDORS = {preset.fingerprint: preset.name for preset in (*LOOKS, LAYERED)}


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read from one source."""

    found: tuple[FoundPreset, ...]
    """At least one; no two of the same payload and name."""
    notes: tuple[str, ...] = ()
    """Sentences: what was odd, what was left out and why. Those of `found` stand here too."""


@dataclass(slots=True)
class _Entry:
    found: FoundPreset
    places: dict[str, int]
    """With their lines."""


class Collected:
    """Filled by the forms one after the other, in which a failure of one never hides what another found."""

    def __init__(self) -> None:
        self._found: list[_Entry] = []
        self._notes: dict[str, None] = {}
        self._problems: dict[str, None] = {}
        self._hints: dict[str, None] = {}
        self._more = False
        self.tokens: set[str] = set()
        """Values of tokens that stood in the source: they are taken out of every sentence."""

    def __len__(self) -> int:
        return len(self._found)

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(self._problems)

    @property
    def full(self) -> bool:
        """Whether nothing more is to be looked at."""
        return self._more or len(self._problems) >= MAX_PROBLEMS

    def add(self, found: FoundPreset, line: int = 0) -> None:
        """One preset; the same payload under the same name, or under none, joins what is there."""
        for entry in self._found:
            if entry.found.preset.fingerprint == found.preset.fingerprint and _joins(entry.found, found):
                entry.places.setdefault(found.place, line)
                entry.found = entry.found if _tells_more(entry.found, found) else found
                return
        if len(self._found) == MAX_FOUND:
            self._more = True
        else:
            self._found.append(_Entry(found, {found.place: line}))

    def in_order(self) -> None:
        """Sort the presets as they stand in the text, whichever form found them."""
        self._found.sort(key=lambda entry: min(entry.places.values()))

    def note(self, sentence: str) -> None:
        self._notes[sentence] = None

    def problem(self, place: str, sentence: str) -> None:
        """A place with tasks, or with a plugin's name, that was not read, and why."""
        self._problems[_placed(place, sentence)] = None

    def hint(self, sentence: str) -> None:
        """What is said only where there is no preset at all."""
        self._hints[sentence] = None

    def extend(self, other: Collected, place: str = "") -> None:
        """All that was collected apart, such as in one file of a ZIP, with that place before each sentence."""
        for entry in other._found:
            for inside, line in entry.places.items():
                parts = [part for part in (place, "" if place and inside == WHOLE else inside) if part]
                self.add(replace(entry.found, place=": ".join(parts)), line)
        for sentence in other._notes:
            self.note(_placed(place, sentence))
        for sentence in other._problems:
            self.problem(place, sentence)
        for sentence in other._hints:
            self.hint(_placed(place, sentence))
        self.tokens |= other.tokens
        self._more = self._more or other._more

    def name_only(self, name: str) -> None:
        """Give the only preset, where it has none, the name of the file it came in."""
        if len(self._found) == 1 and not self._found[0].found.preset.name:
            entry = self._found[0]
            entry.found = replace(entry.found, preset=replace(entry.found.preset, name=one_line(name, MAX_NAME)))

    def imported(self, nothing: Iterable[str]) -> Imported:
        """All of it. Raises InvalidPayload with the problems, or with `nothing` where there are none, for no preset."""
        if not self._found:
            raise InvalidPayload(*self._cleaned([*self._problems, *self._hints][:MAX_SAID] or nothing))
        presets = [self._clean(entry) for entry in self._found]
        said = [*_remarks(presets), *self._notes, *self._left_out()]
        if self._more:
            said.append(f"There are more than {MAX_FOUND} presets; the first {MAX_FOUND} were read.")
        return Imported(tuple(_named_apart(map(_named, presets))), tuple(self._cleaned(dict.fromkeys(said))))

    def _left_out(self) -> Iterable[str]:
        problems = list(self._problems)
        yield from (f"Left out: {problem}" for problem in problems[:MAX_SAID])
        if len(problems) >= MAX_PROBLEMS:
            yield "Too many places in it can't be read: what comes after them was not looked at."
        elif len(problems) > MAX_SAID:
            yield f"{counted(len(problems) - MAX_SAID, 'more place')} in it could not be read."

    def _clean(self, entry: _Entry) -> FoundPreset:
        """The preset with its places, and without a token in what is shown of it."""
        place = _places(sorted(entry.places, key=entry.places.__getitem__))
        preset = entry.found.preset
        texts = [without_tokens(text, self.tokens) for text in (place, preset.name, preset.note, preset.author)]
        if texts == [place, preset.name, preset.note, preset.author]:
            return replace(entry.found, place=place)
        named = replace(preset, name=texts[1].strip("… "), note=texts[2], author=texts[3])
        return replace(entry.found, preset=named, place=texts[0])

    def _cleaned(self, sentences: Iterable[str]) -> list[str]:
        return [without_tokens(sentence, self.tokens) for sentence in sentences]


def _placed(place: str, sentence: str) -> str:
    """The sentence with its place before it, once."""
    return sentence if not place or sentence.startswith(f"{place}:") else f"{place}: {sentence}"


def _joins(one: FoundPreset, other: FoundPreset) -> bool:
    """Whether one says nothing that the other does not, beside its name and its place."""
    if one.preset.name and other.preset.name and one.preset.name != other.preset.name:
        return False
    told, others = _told(one), _told(other)
    return told == others or not any(told) or not any(others)


def _told(found: FoundPreset) -> tuple[object, ...]:
    return (found.preset.note, found.preset.author, found.tags, found.version, dict(found.used))


def _tells_more(one: FoundPreset, other: FoundPreset) -> bool:
    """Whether `one` is at least as good to keep."""
    return (any(_told(one)), bool(one.preset.name)) >= (any(_told(other)), bool(other.preset.name))


def _places(places: list[str]) -> str:
    """ "line 3; line 20 and 4 more places"."""
    told = [place for place in places if place]
    more = len(told) - _PLACES_SAID
    if more <= 0:
        return "; ".join(told)
    return f"{'; '.join(told[:_PLACES_SAID])} and {counted(more, 'more place')}"


def _remarks(presets: Sequence[FoundPreset]) -> Iterable[str]:
    """Their notes, each said once."""
    noted: dict[str, list[str]] = {}
    for found in presets:
        for note in found.notes:
            noted.setdefault(note, []).append(found.place)
    for note, places in noted.items():
        if len(places) > 1:
            yield f"{counted(len(places), 'preset')}: {note}"
        else:
            yield _placed(places[0], note) if len(presets) > 1 else note


def _named(found: FoundPreset) -> FoundPreset:
    """One of the vendor's own, pasted from its page, by the vendor's name for it."""
    name = found.preset.name or _VENDORS.get(found.preset.fingerprint, "")
    return found if name == found.preset.name else replace(found, preset=replace(found.preset, name=name))


def _named_apart(presets: Iterable[FoundPreset]) -> Iterable[FoundPreset]:
    """Different payloads under one name get numbers, unless their sender's versions tell them apart."""
    taken: set[str] = set()
    for found in presets:
        name = found.preset.name
        number = 2
        while name and found.version is None and name in taken:
            suffix = f" {number}"
            name = f"{found.preset.name[: MAX_NAME - len(suffix)]}{suffix}"
            number += 1
        taken.add(name)
        yield found if name == found.preset.name else replace(found, preset=replace(found.preset, name=name))
