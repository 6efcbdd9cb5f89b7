"""What of a sweep of any setting leaves: a table of its cells, a sheet of the grid, the results themselves."""

from __future__ import annotations

import streamlit as st

from retouch_lib.reports.sweep_sheet import sweep_sheet
from retouch_lib.ui import session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.client_files import form_chosen, make_file
from retouch_lib.ui.shared.download import DownloadOffer, download_button
from retouch_lib.work.delivery import ResultsOf
from retouch_lib.work.spreadsheet import to_csv
from retouch_lib.work.sweep_cells import PlannedSweep


def cell_leaving(planned: PlannedSweep) -> None:
    """Draw the buttons, where there is anything to leave."""
    done = [job.id for job in planned.jobs if job.result is not None]
    if not done and not planned.simulated:
        return
    asks, whose = lab(), owner()  # what a button makes when it is pressed, it makes in another thread
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "CSV",
            data=lambda: to_csv(asks.sweeps.frame(whose, planned)),
            file_name="retouch-lab-sweep.csv",
            key=session.CELLS_CSV,
            on_click="ignore",
            icon=":material/download:",
            help="A row a cell: its values, payload, and the measures of its result.",
        )
        with st.popover("Sheet of the grid", icon=":material/grid_on:"):
            photos = {photo.sha256: photo for photo in asks.store.photos_of(whose, planned.photos)}
            make_file(sweep_sheet(planned, photos, lab().clock()), form_chosen())
        offers = [DownloadOffer("This sweep", ResultsOf(jobs=tuple(done)))] if done else []
        download_button(offers, session.download_button("sweep"))
