"""Which result is measured next, and what becomes of one that can't be: a thread for as long as the lab runs.

It looks into the store for finished results without figures, also for those of years ago, and never into a job's
steps: a job is done when its file is there.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from retouch_lib.errors import FilesAway, InvalidPayload, StoreTrouble
from retouch_lib.imaging.measures.measured import Measured
from retouch_lib.measuring.child import Child, ChildEnded, MeasureAnswer
from retouch_lib.measuring.result import LAYERED
from retouch_lib.media.files import Files
from retouch_lib.media.whole_pictures import PictureName
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Measurable
from retouch_lib.store.store import Store

MOST_TRIES = 2
"""Of a result that ends the process, or lets it hang."""
MOST_DECODED = 8
"""Results an hour whose layers are decoded for Mix, some 30 MB each: nobody opens all of a batch there."""
_JUST = 3600.0
"""Seconds since a result came in which somebody may open it in Mix next."""
_LOOK_EVERY = 1.0
"""Seconds between looks at whether anything new is there, which count two indexes."""
_LOOK_THROUGH_EVERY = 60.0
"""Seconds after which the rows themselves are looked at, whatever was counted."""
_AFTER_TROUBLE = 5.0
_KEEP_IDLE = 20.0
"""Seconds without work after which the process ends: it holds some 150 MB."""
_LEAVES_WITHIN = 2.0
_BROKE_OFF = (
    "This result could not be measured: the program that measures ended twice over it. Its file may be damaged, or "
    "there is too little memory."
)
_UNREADABLE = "This result could not be measured: its figures came out unreadable."

_log = logging.getLogger(__name__)


class Measurer:
    """All methods may be called from any thread; none of them waits for a measure."""

    def __init__(self, store: Store, files: Files, child: Child | None = None, *, previews: Path | None = None) -> None:
        """`previews`: the folder where a measured result's layers are decoded to, for Mix; None for nowhere."""
        self._previews = previews
        self._decoded: deque[float] = deque(maxlen=MOST_DECODED)
        self._store = store
        self._files = files
        self._child = child or Child()
        self._changed = threading.Condition()
        self._first: tuple[str, ...] = ()
        self._in_the_way = False
        """Whether one is measured now that nobody looks at."""
        self._broken_off = False
        self._closed = False
        self._counted: tuple[int, int] | None = None
        self._idle_for = 0.0
        self._thread = threading.Thread(target=self._work, daemon=True, name="measurer")

    @property
    def pid(self) -> int | None:
        """The measuring process that runs now, or None."""
        return self._child.pid

    @property
    def is_started(self) -> bool:
        """Whether results are measured by themselves, as they come."""
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def look_first(self, job_ids: Collection[str]) -> None:
        """These are looked at now: they are measured before all others, until others are asked for.

        What is measured meanwhile is broken off for them: on a busy machine it might not end for hours.
        """
        with self._changed:
            self._first = tuple(job_ids)
            self._changed.notify_all()
        if self._in_the_way and self._store.to_measure(1, job_ids):
            with self._changed:
                if self._in_the_way:
                    self._broken_off = True
                    self._child.break_off()

    def close(self) -> None:
        """Break off; what was at hand is measured after the next start."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._child.close()
        if self._thread.is_alive():
            self._thread.join(_LEAVES_WITHIN)

    def measure_next(self) -> bool:
        """Measure one result here and now; False where there is none to be measured."""
        found = self._next()
        if found is None:
            return False
        self._measure(*found)
        return True

    def _work(self) -> None:
        while not self._closed:
            try:
                if self.measure_next():
                    self._idle_for = 0.0
                else:
                    self._rest(_LOOK_EVERY)
            except (StoreTrouble, FilesAway) as trouble:
                _log.warning("measuring waits: %s", trouble)
                self._rest(_AFTER_TROUBLE)
            except Exception:  # noqa: BLE001 - the thread must outlive it
                _log.exception("a result could not be measured now")
                self._rest(_AFTER_TROUBLE)
        self._child.rest()

    def _rest(self, seconds: float) -> None:
        with self._changed:
            if not self._closed:
                self._changed.wait(seconds)
        self._idle_for += seconds
        if self._idle_for >= _KEEP_IDLE:
            self._child.rest()
        if self._idle_for % _LOOK_THROUGH_EVERY < seconds:
            self._counted = None

    def _next(self) -> tuple[Measurable, bool] | None:
        """One that is looked at, and yes; else the newest of all that are left, and no."""
        with self._changed:
            first = self._first
        if first:
            if looked_at := self._store.to_measure(1, first):
                return looked_at[0], True
            with self._changed:
                if self._first is first:
                    self._first = ()
        counted = self._store.measure_count()
        if counted == self._counted:
            return None
        left = self._store.to_measure(1)
        self._counted = None if left else counted
        return (left[0], False) if left else None

    def _measure(self, one: Measurable, looked_at: bool) -> None:
        if figures := self._store.measured_alike(one):
            self._store.settle_measure(one, figures)
        elif one.tries >= MOST_TRIES:
            self._store.settle_measure(one, trouble=_BROKE_OFF)
        else:
            self._fetch(one)
            self._store.begin_measure(one)
            answer = self._answer(one, looked_at)
            if answer is not None:
                self._store.settle_measure(one, answer.figures, answer.trouble)
                if answer.figures and one.result_type == LAYERED:
                    self._decode_layers(one)
            elif self._closed or self._broken_off:
                self._store.take_back_measure(one)
            self._broken_off = False

    def _fetch(self, one: Measurable) -> None:
        """Its files, before a try is counted; the child says what is wrong where there are none. Raises FilesAway."""
        for sha256 in (one.source, one.result):
            self._files.fetch(sha256)

    def _decode_layers(self, one: Measurable) -> None:
        """Of one that has just come; tried once, and left to Mix where it does not come to its end."""
        now = self._store.now().timestamp()
        if self._previews is None or (len(self._decoded) == MOST_DECODED and now - self._decoded[0] < _JUST):
            return
        with suppress(OSError):
            self._fetch(one)
            if now - self._files.place(one.result).stat().st_mtime < _JUST:
                self._decoded.append(now)
                self._decode(one, self._previews)

    def _decode(self, one: Measurable, previews: Path) -> None:
        self._in_the_way = True
        try:
            self._child.decode_layers(self._files.root, previews, str(PictureName(one.result, one.source)))
        except ChildEnded:
            return
        finally:
            with self._changed:
                self._in_the_way = False

    def _answer(self, one: Measurable, looked_at: bool) -> MeasureAnswer | None:
        """None where the process ended over it, or was ended."""
        try:
            plugins = {task.plugin for task in Preset.from_json(one.payload).tasks}
        except InvalidPayload as error:
            return MeasureAnswer("", f"This result could not be measured: {error}")
        paths = self._files.place(one.source), self._files.place(one.result)
        self._in_the_way = not looked_at
        try:
            return _checked(self._child.ask(*paths, one.result_type, plugins, looked_at=looked_at))
        except ChildEnded:
            return None
        finally:
            with self._changed:
                self._in_the_way = False


def _checked(answer: MeasureAnswer) -> MeasureAnswer:
    """What is kept can be read; where it could not, it would be measured again without end."""
    if answer.trouble:
        return MeasureAnswer("", answer.trouble)
    try:
        Measured.from_json(answer.figures)
    except ValueError:
        return MeasureAnswer("", _UNREADABLE)
    return answer
