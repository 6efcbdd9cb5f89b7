"""Pictures of which nothing can be made: what is refused once is refused again without another look."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from retouch_lib.errors import InvalidPhoto, RetouchError

K = TypeVar("K")
T = TypeVar("T")
_KEPT = 256
_UNMADE = "No preview of this picture can be made ({}). The file is kept as it came: run or download it all the same."
_NO_MEMORY = "There is too little memory for a preview of this picture now. The file itself is kept as it came."

_log = logging.getLogger(__name__)


class Refusals:
    """The last ones, since the start. All methods may be called from any thread."""

    def __init__(self) -> None:
        self._sentences: dict[str, str] = {}

    def of(self, what: str) -> str:
        """Why nothing could be made of it, as a sentence; empty when nobody had to be told."""
        return self._sentences.get(what, "")

    def forget(self, what: str) -> None:
        self._sentences.pop(what, None)

    def clear(self) -> None:
        self._sentences.clear()

    @contextmanager
    def in_words(self, what: str) -> Iterator[None]:
        """Whatever fails within is InvalidPhoto, a sentence on this picture: decoders fail in ways of their own.

        Pages ask at every tick; a lack of memory or a trouble with the disk may be over by then.
        """
        if what in self._sentences:
            raise InvalidPhoto(self._sentences[what])
        try:
            yield
        except OSError:
            raise
        except MemoryError:
            _log.warning("no memory for a preview of %s", what[:12])
            raise InvalidPhoto(_NO_MEMORY) from None
        except Exception as error:
            if not isinstance(error, RetouchError):
                _log.exception("no preview of %s", what[:12])
            refusal = str(error) if isinstance(error, RetouchError) else _UNMADE.format(type(error).__name__)
            remember(self._sentences, what, refusal, _KEPT)
            raise InvalidPhoto(refusal) from error


def remember(memory: dict[K, T], key: K, value: T, most: int) -> None:
    """Put it in; the oldest goes when there are too many. Two threads may do so at once."""
    memory[key] = value
    for oldest in list(memory)[: max(0, len(memory) - most)]:
        memory.pop(oldest, None)
