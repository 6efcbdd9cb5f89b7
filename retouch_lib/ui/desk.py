"""A desk: the photos that are ticked, the variants on the board, and what else a press of Run sends.

One's own is kept in the store, field by field (`workspace`). A run that is looked at lies on a desk of its own, made
here of what the run sent, so that nothing of one's own is touched by looking.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Run, RunItem
from retouch_lib.ui.variants import EDITED, Variant, first_variants, from_json, to_json
from retouch_lib.work.previewing import presets_of


@dataclass(frozen=True, slots=True)
class Desk:
    """What lies on it."""

    photos: tuple[str, ...]
    """SHA-256 of those ticked."""
    variants: tuple[Variant, ...]
    open: str
    """Id of the variant on the board; empty where none was opened yet."""
    one_picture: bool
    """Whether one picture is asked for, else layers."""
    longest_side: int
    """Pixels that longer photos are sent reduced to; 0 sends all as they are."""
    project: str


def of_run(run: Run, own: Sequence[Variant]) -> Desk:
    """What that run sent. A variant that is one of `own`, or a vendor's look, keeps its place as such."""
    known = (*own, *first_variants())
    sent = presets_of(run.looks) if run.looks else _sent(run)
    found = [_variant(preset, number, known) for number, preset in enumerate(sent)]
    return Desk(
        photos=photos_of(run),
        variants=tuple({variant.id: variant for variant in found}.values()) or first_variants(),
        open="",
        one_picture=not any(preset.layered for preset in sent),
        longest_side=max((item.job.longest_side for item in run.items), default=0),
        project=run.project,
    )


def photos_of(run: Run) -> tuple[str, ...]:
    """In the run's order."""
    return tuple(dict.fromkeys(item.job.photo for item in run.items))


def holds(run: Run, photos: Collection[str], sent: Sequence[Preset], longest_side: int) -> bool:
    """Whether a press with these photos and presets sends all that the run sent."""
    looks = {preset.fingerprint for preset in presets_of(run.looks)} or {item.job.fingerprint for item in run.items}
    same = looks <= {preset.fingerprint for preset in sent}
    sides = {item.job.longest_side for item in run.items} <= {longest_side}
    return same and sides and set(photos_of(run)) <= set(photos)


def _sent(run: Run) -> list[Preset]:
    presets = {(item.variant, item.job.fingerprint): _preset(item) for item in run.items}
    return [preset for preset in presets.values() if preset is not None]


def _preset(item: RunItem) -> Preset | None:
    """As it was sent, under the variant's name; None where it can't be read: an older version allowed more."""
    try:
        return Preset.from_json(item.job.payload, item.variant)
    except InvalidPayload:
        return None


def _variant(sent: Preset, number: int, known: Sequence[Variant]) -> Variant:
    """The variant that was sent as that preset."""
    for variant in known:
        if variant.name == sent.name and sent.fingerprint in _with_and_without_layers(variant.preset):
            return replace(variant, chosen=True)
    name = sent.name.removesuffix(EDITED)
    starts = (variant.start for variant in known if variant.start.name == name != sent.name)
    start = next(starts, sent)
    preset = replace(sent, name=start.name, note=start.note, author=start.author)
    return Variant(f"{sent.fingerprint[:8]}-{number}", preset, start, chosen=True)


def _with_and_without_layers(preset: Preset) -> set[str]:
    return {preset.fingerprint, preset.with_layers(not preset.layered).fingerprint}


def to_store(run_id: str, desk: Desk) -> dict[str, Any]:
    """For the store's preferences: the desk of that run, as it is after a change on it."""
    return {
        "run": run_id,
        "photos": list(desk.photos),
        "variants": to_json(desk.variants),
        "open": desk.open,
        "one_picture": desk.one_picture,
        "longest_side": desk.longest_side,
        "project": desk.project,
    }


def from_store(value: Any) -> tuple[str, Desk] | None:
    """The run's id and its desk; None where there is none, or none that can be read."""
    if not readable(value):
        return None
    desk = Desk(
        photos=tuple(value["photos"]),
        variants=from_json(value["variants"]),
        open=value["open"],
        one_picture=value["one_picture"],
        longest_side=value["longest_side"],
        project=value["project"],
    )
    return value["run"], desk


_KINDS = {
    "run": str,
    "photos": list,
    "variants": list,
    "open": str,
    "one_picture": bool,
    "longest_side": int,
    "project": str,
}


def readable(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name), kind) for name, kind in _KINDS.items())
        and all(isinstance(photo, str) for photo in value["photos"])
    )
