"""The drop zone: files and folders by drop, click or key, streamed one file after the other to a route of this app.

A Streamlit v2 component. The browser sends each file from disk as the body of a PUT, so that neither side holds it in
memory; the route answers {"sha256": …}, {"said": "sentences"} or both, or {"error": "sentence"}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from retouch_lib.ui.component import component

_FOLDER = Path(__file__).parent
_SCRIPTS = ("folders", "upload", "drop_zone")
"""In the order in which they need each other."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that the server took."""

    sha256: str
    """Empty for one that is no photo of its own, but was read."""
    name: str
    """As the user's file was called; from outside, so shown as text only."""
    said: str = ""
    """What the server has to say of it, as sentences; mostly nothing."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that was not sent, or that the server did not take."""

    name: str
    message: str
    """A sentence for the user: the server's own where it gave one."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of dropped folders was not sent: files that are no photos, and what is beyond the bounds."""

    name: str
    """Of the folders."""
    message: str
    """How many of what, as sentences for the user."""


Answer: TypeAlias = Uploaded | Rejected | LeftOut


def drop_zone(*, key: str, url: str, max_bytes: int, label: str = "Drop photos, or choose files") -> tuple[Answer, ...]:
    """Draws the zone; returns a batch in the one run after all of it was sent, else nothing.

    `url`: a path on this app that takes a PUT; "name=" and the file's name are appended to its query, and where it lay
    in folders, "folder=" and these with / between them. `max_bytes`: larger files are refused without being sent. Files
    that the user cancelled are not in the batch.
    """
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f'Uploads go to a path on this app, not to "{url}"')
    data = {"url": url, "max_bytes": max_bytes, "label": label}
    return tuple(_answers(_component(key=key, data=data, on_batch_change=_nothing).get("batch")))


def _answers(batch: Any) -> Iterable[Answer]:
    for answer in batch if isinstance(batch, list) else ():
        if not isinstance(answer, Mapping):
            continue
        name = str(answer.get("name", ""))
        if "sha256" in answer or "said" in answer:
            yield Uploaded(str(answer.get("sha256", "")), name, str(answer.get("said", "")))
        elif "left_out" in answer:
            yield LeftOut(name, str(answer["left_out"]))
        else:
            yield Rejected(name=name, message=str(answer.get("message", "")))


def _nothing() -> None:
    """Streamlit tells a value only to a page that listens for it."""


_component = component(_FOLDER, _SCRIPTS)
