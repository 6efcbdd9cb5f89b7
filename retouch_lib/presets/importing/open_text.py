"""One text under way through the forms: what is left of it, where it stands, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from retouch_lib.presets.envelope import FoundPreset
from retouch_lib.presets.importing.collected import Collected
from retouch_lib.presets.importing.literals import Literal, Reader
from retouch_lib.presets.importing.source import Source
from retouch_lib.presets.importing.walk import Place, Walk
from retouch_lib.presets.share_search import SharedText


@dataclass(frozen=True, slots=True)
class Scan:
    """All literals of a text, or of a view of it: read once, as it takes most of an import's time."""

    shown: Source
    reader: Reader
    literals: tuple[Literal, ...]
    disguised: bool


@dataclass(slots=True)
class OpenText:
    """Each form is a function of it: it takes what it understands from `source` and adds what it found to `into`."""

    source: Source
    place: Place
    """Where the text stands itself: within another text, or nowhere."""
    into: Collected
    read_text: Callable[[str, Place, Collected], None]
    """Reads a text that stands within this one."""
    open_shared: Callable[[SharedText], FoundPreset]
    """Opens a share text, within the bound for all of the source."""
    scans: list[Scan] = field(default_factory=list)
    stuck: list[tuple[int, str]] = field(default_factory=list)
    """Offsets at which literals stopped making sense, and why."""
    not_json: str = ""
    """What is wrong with it as JSON, where it begins like some."""
    not_data: str = ""
    """What is wrong with it as YAML or TOML, where it begins like some."""

    @property
    def inside(self) -> bool:
        """Whether it stands within another text, whose lines are those that count."""
        return self.place.depth > 0

    def walk(self, into: Collected, reader: Reader | None = None, shown: Source | None = None) -> Walk:
        """A walk through a value of the text, whose lines are known to the `reader` of the text, or of a view of it."""

        def line_of(value: object) -> int:
            at = None if reader is None or self.inside or self.source.lines == 1 else reader.where(value)
            return 0 if at is None else (shown or self.source).line(at)

        return Walk(into, self.read_text, line_of)

    def at(self, line: int, form: str = "", name: str = "") -> Place:
        """The place of what stands on a line of the text."""
        told = self.place.base if self.inside else f"line {line}" if self.source.lines > 1 else ""
        base = ", ".join(part for part in (form, told) if part)
        order = self.place.line if self.inside else line
        return replace(self.place, base=base, name=name or self.place.name, line=order)
