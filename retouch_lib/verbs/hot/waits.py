"""What a hot folder waits for: until when, and what was said of it."""

from __future__ import annotations

from collections.abc import Callable

from retouch_lib.verbs.events import NOTE, Events


class Waits:
    """By subject; `clock` in seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: dict[str, float] = {}
        self._said: dict[str, str] = {}

    def __contains__(self, subject: str) -> bool:
        """Whether it is too early to try again."""
        return self._clock() < self._until.get(subject, 0.0)

    def say(self, subject: str, text: str, seconds: float = 0.0) -> Events:
        """Tell it once, until it is over or something else is to be told of it; wait so long."""
        self._until[subject] = self._clock() + seconds
        if self._said.get(subject) != text:
            self._said[subject] = text
            yield {"kind": NOTE, "text": text}

    def over(self, subject: str) -> None:
        self._until.pop(subject, None)
        self._said.pop(subject, None)

    @property
    def now(self) -> tuple[str, ...]:
        """What was said and is not over."""
        return tuple(self._said.values())
