"""What a new user finds: a sample portrait, the vendor's three looks, and on the local engine their results."""

from __future__ import annotations

from retouch_lib.errors import DataUnusable
from retouch_lib.lab import Lab
from retouch_lib.owners import Owner
from retouch_lib.ui import preferences, runs, session, workspace
from retouch_lib.ui.shared.text import plain

FIRST_SAMPLE = "portrait"


def greet() -> None:
    """Load the sample once per owner, and run the three looks once where that is free."""
    lab, owner = session.lab(), session.owner()  # once: a run that Streamlit ends can't ask any more
    if lab.store.preference(owner, preferences.GREETED):
        return
    lab.store.set_preference(owner, preferences.GREETED, True)  # first: another tab begins too
    try:
        _greet(lab, owner)
    except BaseException:  # Streamlit ends this run, as when another page is chosen meanwhile: that one greets
        lab.store.set_preference(owner, preferences.GREETED, False)
        raise


def _greet(lab: Lab, owner: Owner) -> None:
    try:
        photo = lab.add_sample(owner, FIRST_SAMPLE)
    except DataUnusable as error:
        session.say("error", plain(str(error)))
        return
    workspace.choose_photos([photo.sha256])
    if workspace.server().is_local:
        runs.pressed(lab.run(workspace.plan()))
