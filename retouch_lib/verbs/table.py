"""Every verb by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from retouch_lib.lab import Lab
from retouch_lib.verbs import batching, looking, presets, rescuing, running, sweeping
from retouch_lib.verbs.events import Events
from retouch_lib.verbs.hot.watch import watch


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing that can be asked of a lab."""

    tell: Callable[..., Events]
    """Called with the lab and the verb's own arguments, by keyword."""
    works: bool = False
    """Whether it needs a lab that is at work: jobs that go on, and the engine. Others only read and write rows."""

    def ask(self, lab: Lab, arguments: Mapping[str, Any]) -> Events:
        return self.tell(lab, **arguments)


VERBS: Mapping[str, Verb] = {
    "run": Verb(running.run, works=True),
    "sweep": Verb(sweeping.sweep, works=True),
    "fetch": Verb(running.fetch, works=True),
    "batch": Verb(batching.batch, works=True),
    "watch": Verb(watch, works=True),
    "rescue": Verb(rescuing.rescue, works=True),
    "status": Verb(looking.status),
    "balance": Verb(looking.balance, works=True),
    "history": Verb(looking.history),
    "presets.list": Verb(presets.listed),
    "presets.show": Verb(presets.show),
    "presets.diff": Verb(presets.diff),
    "presets.import": Verb(presets.imported),
    "presets.export": Verb(presets.export),
    "presets.save": Verb(presets.save),
}
