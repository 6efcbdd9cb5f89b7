"""At the head of Tune: which run is looked at in the place of one's own photos, and the way back."""

from __future__ import annotations

from retouch_lib.store.records import Run
from retouch_lib.ui import desks, runs, session, workspace
from retouch_lib.ui.shared.run_notes import unknown_run_note, way_back
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.times import day_of_year_and_time


def run_banner() -> None:
    """Draw it, while another desk than one's own lies open, or a run is asked for that there is none of."""
    run = runs.asked()
    if run is not None and desks.looked_at() is not None:
        way_back(viewing_in_words(run), "Back to my photos", ":material/arrow_back:")
    unknown_run_note()


def viewing_in_words(run: Run) -> str:
    """ "Viewing the run of 24 Nov 02:20", and where it was made, if a press goes to another server now."""
    words = f":material/history: **Viewing the run of {day_of_year_and_time(run.created_at)}**"
    labels = {server.name: server.label for server in session.lab().servers()}
    server = workspace.server()
    if run.server != server.name:
        made = plain(labels.get(run.server, run.server))
        words += f" made on {made}; what you run goes to {plain(server.label)}"
    return words
