"""Hot folders that the lab watches by itself: from its start on, each in a thread."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from retouch_lib.errors import RetouchError
from retouch_lib.jobs.stopping import Stopped
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.store.hot_folders import HotFolder
from retouch_lib.verbs.events import NOTE, RESULT
from retouch_lib.verbs.hot.watch import turning

_AGAIN_AFTER = 30.0
"""Seconds until one that could not begin is tried again: a drive may come later than the app."""
_LEAVES_WITHIN = 2.0
_LOOK_AGAIN = 5.0
_ELSEWHERE = "Another replica of this lab watches it."


@dataclass(slots=True)
class _Watch:
    thread: threading.Thread
    stop: threading.Event
    remark: str = ""


class HotFolders:
    """`start` once the lab is launched, `close` before the lab is."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._watches: dict[str, _Watch] = {}
        self._lock = threading.Lock()

    def start(self) -> None:
        for kept in self._lab.store.hot_folders(LOCAL):
            if kept.standing:
                self._begin(kept)

    def stand(self, kept: HotFolder, standing: bool) -> None:
        """Watch it from now on, also after the next start; or no longer. What was sent goes on."""
        self._lab.store.let_stand(LOCAL, kept.id, standing)
        if standing:
            self._begin(kept)
        else:
            self._end(kept.id)

    def forget(self, kept: HotFolder) -> None:
        """Photos, results and files stay."""
        self._end(kept.id)
        self._lab.store.forget_hot_folder(LOCAL, kept.id)

    def remark(self, folder_id: str) -> str:
        """What it waits for, in a sentence; empty where it only waits for photos."""
        watch = self._watches.get(folder_id)
        return watch.remark if watch else ""

    def close(self) -> None:
        """The lab stops: each leaves at its next wait."""
        with self._lock:
            watches = list(self._watches.values())
        for watch in watches:
            watch.stop.set()
        for watch in watches:
            watch.thread.join(_LEAVES_WITHIN)

    def _begin(self, kept: HotFolder) -> None:
        with self._lock:
            if kept.id in self._watches:
                return
            stop = threading.Event()
            thread = threading.Thread(target=self._watch, args=(kept, stop), daemon=True, name="hot-folder")
            self._watches[kept.id] = _Watch(thread, stop)
            thread.start()

    def _end(self, folder_id: str) -> None:
        with self._lock:
            watch = self._watches.pop(folder_id, None)
        if watch is not None:
            watch.stop.set()
            watch.thread.join(_LEAVES_WITHIN)

    def _watch(self, kept: HotFolder, stop: threading.Event) -> None:
        while not stop.is_set():
            try:
                if Path(kept.source).is_dir() and not self._lab.jobs.keeps(f"hot/{kept.id}"):
                    self._note(kept.id, _ELSEWHERE)
                    stop.wait(_LOOK_AGAIN)
                    continue
                self._follow(kept, stop)
            except Stopped:
                return
            except RetouchError as error:
                self._note(kept.id, str(error))
                stop.wait(_AGAIN_AFTER)

    def _follow(self, kept: HotFolder, stop: threading.Event) -> None:
        """Raises RetouchError where it can't begin, Stopped when the lab closes."""
        with closing(turning(self._lab, kept)) as events:
            for event in events:
                if stop.is_set():
                    return
                if event["kind"] == NOTE:
                    self._note(kept.id, str(event["text"]))
                elif event["kind"] == RESULT:
                    self._note(kept.id, "")

    def _note(self, folder_id: str, remark: str) -> None:
        watch = self._watches.get(folder_id)
        if watch is not None:
            watch.remark = remark
