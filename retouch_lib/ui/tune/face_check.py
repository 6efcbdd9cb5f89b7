"""Whether the photos of the next run have faces for its face plugins: said before anything is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retouch_lib.presets.faces import needs_face
from retouch_lib.store.records import Photo, Share
from retouch_lib.ui import session, workspace
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.words.text import shortened_inside
from retouch_lib.work.plan import Plan

_NAME_LENGTH = 32
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class FaceCheck:
    """What is known of the chosen photos; empty where no chosen variant has a face plugin."""

    unknown: tuple[Photo, ...] = ()
    """Nobody has looked at these yet."""
    without: tuple[Photo, ...] = ()
    """No face was found in these."""


def face_check() -> FaceCheck:
    """Check the chosen photos for the chosen variants; photos nobody has looked at are queued to be looked at."""
    if not any(map(needs_face, workspace.presets_to_run())):
        return FaceCheck()
    scan = session.lab().face_scan
    photos = workspace.photos_chosen()
    scan.ask([photo.sha256 for photo in photos])
    found = [(photo, scan.at(photo.sha256)) for photo in photos]
    return FaceCheck(
        tuple(photo for photo, scanned in found if scanned is None),
        tuple(photo for photo, scanned in found if scanned is not None and scanned.faces == 0),
    )


def no_face_in_words(check: FaceCheck, plan: Plan) -> str:
    """The warning, or an empty text: about the photos for which the plan makes new jobs with face plugins."""
    made = {item.photo for item in plan.items if item.share is Share.PAID and needs_face(item.preset)}
    photos = [photo for photo in check.without if photo.sha256 in made]
    if not photos:
        return ""
    beginning = f"No face found in {_names(photos)}. Face plugins will"
    if plan.server.is_local:
        return f"{beginning} change nothing there."
    # a server may find what was not found here
    return f"{beginning} probably change nothing there; each result still costs a credit."


def looking_in_words(check: FaceCheck) -> str:
    return f"Looking for faces in {counted(len(check.unknown), 'photo')}, before anything is paid …"


def _names(photos: Sequence[Photo]) -> str:
    names = [plain(shortened_inside(photo.name, _NAME_LENGTH)) for photo in photos]
    if len(names) > _MOST_NAMES:
        names[_MOST_NAMES - 1 :] = [f"{len(names) - _MOST_NAMES + 1} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
