"""One hot folder at work: look, wait until files are whole, send them, write what comes.

Only how a file ended is written down. What is under way is found again by its content: a kill loses nothing, and pays
nothing twice, because the same photo, preset and server are one job.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from retouch_lib.errors import InvalidFolder, InvalidPayload, InvalidPhoto, OverBudget, RetouchError
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.store.hot_folders import FAILED, HotFolder
from retouch_lib.store.records import Share
from retouch_lib.verbs.events import RESULT, Event, Events
from retouch_lib.verbs.hot.looking import POLL, Looking
from retouch_lib.verbs.hot.outcomes import Answers, Outcomes
from retouch_lib.verbs.hot.quiet import Quiet
from retouch_lib.verbs.hot.scanning import Found, as_seen_now
from retouch_lib.verbs.hot.waits import Waits
from retouch_lib.verbs.intake import preset_meant, taken_in
from retouch_lib.verbs.running import job_facts
from retouch_lib.verbs.watching import waits_for_owner
from retouch_lib.words.counted import counted
from retouch_lib.words.text import one_line
from retouch_lib.work.plan import Plan, PlanItem

IN_HAND = 64
"""Files that are waited for, sent or fetched at a time; the others wait in their folder."""
_AT_ONCE = 16
"""Photos of one run."""
_AWAY = 5.0
"""Seconds between looks whether a folder is there again."""
_HOLD = 60.0
"""Seconds until a press is tried again that a limit, or a missing token, stopped."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file whose content the lab has."""

    found: Found
    photo: str
    """SHA-256."""
    again: bool
    """Whether its owner wants it tried again though it failed."""


class WatchedFolder:
    """`turn` does what there is to do now; nothing is done between two turns."""

    def __init__(self, lab: Lab, kept: HotFolder, clock: Callable[[], float] = time.monotonic) -> None:
        """Raises InvalidFolder, NoSuchPreset, InvalidPayload."""
        self._lab, self._kept, self._source = lab, kept, Path(kept.source)
        self._presets = [preset_meant(lab, name) for name in kept.presets]
        if len({preset.name for preset in self._presets}) < len(self._presets):
            raise InvalidPayload("Two of the presets have one name: results could not be told apart. Rename one.")
        options = kept.options
        self._outcomes = Outcomes(lab, kept)
        self._looking = Looking(self._source, Path(kept.output), options.every, options.quiet, clock)
        self._quiet = Quiet(options.quiet, clock)
        self._again: set[str] = set()
        self._ready: list[_Taken] = []
        self._sent: dict[str, tuple[Found, Answers]] = {}
        self._waits = Waits(clock)
        self._seen: int | None = None

    @property
    def idle(self) -> bool:
        """Whether the folder was looked through, and nothing of it is left to do."""
        return self._looking.finished and not self.in_hand

    @property
    def in_hand(self) -> int:
        """Files that are waited for, sent or fetched."""
        return len(self._quiet) + len(self._ready) + len(self._sent)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What it waits for, in sentences."""
        return self._waits.now

    def turn(self) -> Events:
        """Raises RetouchError where the lab itself can't go on now; the next turn tries again."""
        yield from self._look()
        yield from self._take()
        yield from self._press()
        yield from self._collect()

    def close(self) -> None:
        self._looking.close()

    def _look(self) -> Events:
        if "look" in self._waits:
            return
        try:
            while self.in_hand < IN_HAND and (found := self._looking.next()):
                new = self._outcomes.unsettled([one for one in found if not self._has(one.path)])
                if new and self._looking.missed():
                    yield from self._waits.say(
                        "deaf", f"The system tells nothing of {self._source}: it is looked through every {POLL:g} s."
                    )
                for one, again in new:
                    self._quiet.add(one)
                    self._again.update([one.path] if again else [])
        except OSError as error:
            self._quiet.clear()
            yield from self._waits.say(
                "look", f"{self._source} can't be read ({error.strerror}): waiting for it.", _AWAY
            )
        else:
            self._waits.over("look")

    def _has(self, path: str) -> bool:
        return path in self._quiet or path in self._sent or any(one.found.path == path for one in self._ready)

    def _take(self) -> Events:
        if "look" in self._waits or "take" in self._waits:
            return
        for found in islice(self._quiet.ripe(self._as_now), _AT_ONCE):
            try:
                photo = taken_in(self._lab, self._source / found.path, found.folder)
            except InvalidPhoto as error:
                if self._as_now(found.path) == found and not self._quiet.try_later(found.path):
                    yield from self._fail(found, str(error))
                    self._quiet.drop(found.path)
            except RetouchError as error:  # the disk is full
                yield from self._waits.say("take", str(error), _HOLD)
                return
            else:
                if self._as_now(found.path) == found:  # else it grew while it was read
                    self._quiet.drop(found.path)
                    self._ready.append(_Taken(found, photo, found.path in self._again))
                    self._again.discard(found.path)
        self._waits.over("take")

    def _as_now(self, path: str) -> Found | None:
        return as_seen_now(self._source, path)

    def _press(self) -> Events:
        """Send as many as may be sent at once; one alone that may not is refused, or waits."""
        if not self._ready or "press" in self._waits:
            return
        group = self._ready[:_AT_ONCE]
        while True:
            try:
                handled = yield from self._send(group)
            except (OverBudget, InvalidPhoto) as error:
                if len(group) > 1:
                    group = group[: len(group) // 2]
                    continue
                if isinstance(error, OverBudget):
                    yield from self._waits.say("press", f"{error} It goes on when the limits allow it.", _HOLD)
                    return
                yield from self._fail(group[0].found, str(error))
                handled = group
            except RetouchError as error:
                yield from self._waits.say("press", str(error), _HOLD)
                return
            self._ready = [one for one in self._ready if one not in handled]
            self._waits.over("press")
            return

    def _send(self, group: Sequence[_Taken]) -> Generator[Event, None, Sequence[_Taken]]:
        """Returns those that were sent, or, where some would be paid once more, these. Raises RetouchError, and nothing
        is sent.
        """
        kept, again = self._kept, {one.photo for one in group if one.again}
        photos = list(dict.fromkeys(one.photo for one in group))
        plan = self._lab.plan(LOCAL, photos, self._presets, kept.server, longest_side=kept.options.longest_side)
        repeated = {item.photo: item for item in plan.items if item.photo not in again and _repeats(item)}
        stopped = [one for one in group if one.photo in repeated]
        if stopped:
            for one in stopped:
                yield from self._fail(one.found, self._before(repeated[one.photo]))
            return stopped
        run = self._lab.run(plan, kept.options.project, confirmed=self._word_for(plan), background=True)
        self._seen = None
        for one in group:
            answers = [(item.variant, item.job) for item in run.items if item.job.photo == one.photo]
            self._sent[one.found.path] = one.found, answers
        return group

    def _before(self, item: PlanItem) -> str:
        job = self._lab.store.job(LOCAL, item.nonce)
        why = f"{job.note or job.reason or job.state.value}" if job else "it was asked for before"
        return f"{item.preset.name}: {why}\nAnother try is paid like a new one."

    def _word_for(self, plan: Plan) -> int:
        """The owner's word for what a press takes, within what they gave for a day. Raises OverBudget beyond it."""
        most = self._kept.options.per_day
        if not most or not plan.credits:
            return 0
        spent = self._lab.standing(LOCAL, plan.server.name).spent
        if spent + plan.credits > most:
            raise OverBudget(
                plan.credits, f"Today's spend is {counted(spent, 'credit')}; {most:,} are given for a day."
            )
        return plan.credits

    def _collect(self) -> Events:
        if not self._sent or "write" in self._waits:
            return
        version = self._lab.store.version()
        if version is not None and version == self._seen:
            return
        for path, (found, asked) in list(self._sent.items()):
            answers = [(name, self._lab.store.job(LOCAL, job.id) or job) for name, job in asked]
            for name, job in answers:
                if waits_for_owner(job):
                    why = job.note or job.state.value
                    yield from self._waits.say(job.id, f"{path}, {name}: {why}. It waits for you.")
            if not all(job.ended for _, job in answers):
                continue
            try:
                saved = self._outcomes.save(found, answers)
            except InvalidFolder as error:
                yield from self._waits.say("write", str(error), _AWAY)
                return
            del self._sent[path]
            for name, job in answers:
                where = {"photo": str(self._source / path), "preset": name, "saved": _text(saved.get(job.id))}
                yield {**job_facts(job), "kind": RESULT, **where}
        self._waits.over("write")
        self._seen = version

    def _fail(self, found: Found, why: str) -> Events:
        """Of one that was not sent: where the note can't be written, the next look finds it again."""
        try:
            self._outcomes.fail(found, why)
        except InvalidFolder as error:
            yield from self._waits.say("write", str(error), _AWAY)
            return
        facts = {"kind": RESULT, "photo": str(self._source / found.path), "preset": "", "state": FAILED}
        yield {**facts, "note": one_line(why), "saved": None}


def _repeats(item: PlanItem) -> bool:
    """Whether it would pay for what ended without a result, or whose result was removed."""
    return item.share is Share.PAID and bool(item.nonce)


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
