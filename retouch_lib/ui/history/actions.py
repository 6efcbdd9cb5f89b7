"""What can be done with rows of the history: compare their results, run them again, see the run, copy the payload."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

import pandas as pd
import streamlit as st

from retouch_lib.errors import InvalidPayload, RetouchError
from retouch_lib.imaging.measures.places import PhotoPlace
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job, JobState
from retouch_lib.ui import runs, session, workspace
from retouch_lib.ui.history.sentences import asked_again_in_words
from retouch_lib.ui.server.top_level import COMPARE, TUNE
from retouch_lib.ui.shared.before_after import pair_of_job, show_pair
from retouch_lib.ui.shared.client_dialog import client_button_of
from retouch_lib.ui.shared.deleting import delete_buttons
from retouch_lib.ui.shared.download import DownloadOffer, download_button, offer_of_project
from retouch_lib.ui.shared.file_run import file_menu
from retouch_lib.ui.shared.kept_press import kept_press
from retouch_lib.ui.shared.needs_look import needs_look, open_in_compare
from retouch_lib.ui.shared.paid_press import for_plans, paid_button
from retouch_lib.ui.shared.share_menu import share_menu
from retouch_lib.ui.shared.shots import MOST_COMPARED
from retouch_lib.ui.shared.text import plain
from retouch_lib.words.counted import counted
from retouch_lib.work.delivery import ResultsOf
from retouch_lib.work.plan import Plan
from retouch_lib.work.sharing import Thing

_PLACE = "history"
_MOST_PAIRS, _PAIR_WIDTH = 6, 220
"""The width in pixels, as they are made."""


def actions(rows: pd.DataFrame) -> None:
    """Draw the buttons for the rows ticked."""
    session.show_sayings(_PLACE)
    if not len(rows):
        st.caption(
            "Tick rows on their left edge to compare them, download, run them again, copy a payload or delete runs."
        )
        return
    jobs = _jobs(rows)
    if not jobs:
        st.caption("Deleted: of these only what they took, and when, is still known.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _compare_button(jobs)
        _again_button(jobs, set(rows["project"]))
        _run_button(rows)
        _payload(jobs)
        client_button_of(jobs)
        download_button(_offers(rows, jobs), session.download_button("rows"))
        _share(rows)
        delete_buttons(set(rows["run"]), set(rows.loc[rows["run"] != "", "project"]))
    _pairs(jobs)
    needs_look(jobs, "history", open_at)


def _share(rows: pd.DataFrame) -> None:
    """Of rows of one run, the run; of one project, the project."""
    its_runs, projects = set(rows["run"]) - {""}, set(rows.loc[rows["run"] != "", "project"])
    if len(its_runs) == 1:
        run_id = its_runs.pop()
        share_menu(Thing.RUN, run_id, "Share the run…")
        file_menu(run_id)
    if len(projects) == 1 and (project := projects.pop()):
        share_menu(Thing.PROJECT, project, "Share the project…")


def _offers(rows: pd.DataFrame, jobs: Sequence[Job]) -> list[DownloadOffer]:
    """The rows ticked, their run and their project, where they have one."""
    offers = [DownloadOffer(f"{counted(len(jobs), 'row')} ticked", ResultsOf(jobs=tuple(job.id for job in jobs)))]
    its_runs, projects = set(rows["run"]), set(rows["project"])
    if len(its_runs) == 1 and (run_id := its_runs.pop()):
        offers.append(DownloadOffer("Their run", ResultsOf(runs=(run_id,))))
    if len(projects) == 1 and (project := projects.pop()):
        offers.append(offer_of_project(project))
    return offers


def _jobs(rows: pd.DataFrame) -> list[Job]:
    """The jobs of those rows, each once, named as in the row."""
    found: dict[str, Job] = {}
    for job_id, preset in zip(rows["job"], rows["preset"], strict=True):
        job = session.lab().store.job(session.owner(), job_id)
        if job is not None:
            found.setdefault(job.id, replace(job, variant=preset))
    return list(found.values())


def _pairs(jobs: Sequence[Job]) -> None:
    """The first results of those ticked, large enough to know them by."""
    shown = [job for job in jobs if pair_of_job(job)]
    if not shown:
        return
    with st.container(horizontal=True, gap="small"):
        for job in shown[:_MOST_PAIRS]:
            with st.container(width=_PAIR_WIDTH, gap=None):
                show_pair(job, plain(job.variant), _PAIR_WIDTH)
                st.caption(plain(job.variant))
    if len(shown) > _MOST_PAIRS:
        st.caption(f"The first {_MOST_PAIRS} of those you ticked.")


def _compare_button(jobs: Sequence[Job]) -> None:
    done = [job for job in jobs if job.state is JobState.DONE]
    photos = {job.photo for job in done}
    why = ""
    if not done:
        why = "None of these has a result."
    elif len(photos) > 1:
        why = "Compare shows one photo at a time; these are of several."
    elif len(done) > MOST_COMPARED:
        why = f"Compare shows {MOST_COMPARED} results at a time."
    meant = tuple(job.id for job in jobs)
    options = {"icon": ":material/compare:", "disabled": bool(why), "help": why or None}
    if kept_press("Open in Compare", key=session.HISTORY_COMPARE, about=meant, **options):
        _bring_back(done[0].photo)
        workspace.show_photo(done[0].photo)
        session.put(session.compared(done[0].photo), [job.id for job in done])
        st.switch_page(COMPARE)


def open_at(job: Job, place: PhotoPlace | None) -> None:
    """Show that result on Compare, at 1:1 at that place."""
    _bring_back(job.photo)
    open_in_compare(job, place)


def _bring_back(sha256: str) -> None:
    """A photo taken off the tray is put back: Compare offers what is there."""
    store = session.lab().store
    photo = store.photo(session.owner(), sha256)
    if photo is not None and sha256 not in {other.sha256 for other in workspace.tray()}:
        store.add_photo(photo)


def _again_button(jobs: Sequence[Job], projects: set[str]) -> None:
    """What is run again is for the same project as before: its credits are counted there, too."""
    plans, why = _plans(jobs)
    if len(projects) > 1:
        why = "These are of several projects. Tick rows of one, so that its credits are counted there."
    project = next(iter(projects))
    credits_ = sum(plan.to_pay for plan in plans if not plan.free)
    price = counted(credits_, "credit") if credits_ else "free"
    label = "Run again" if why else f"Run again · {price}"
    if why:
        st.button(label, key=session.HISTORY_AGAIN, icon=":material/replay:", disabled=True, help=plain(why))
        return
    paid_button(
        label,
        for_plans(plans, partial(_run, tuple((job.id, job.variant) for job in jobs), plans, project)),
        key=session.HISTORY_AGAIN,
        place=_PLACE,
        kind="secondary",
        help_text="New results of the same photos with the same payloads, on the same servers"
        + (f", for “{plain(project)}”." if project else "."),
        icon=":material/replay:",
    )


def _plans(jobs: Sequence[Job]) -> tuple[list[Plan], str]:
    """One plan per server, of these photos with these payloads and nothing else; or why there is none."""
    plans = []
    try:
        for name, group in groupby(sorted(jobs, key=lambda job: job.server), key=lambda job: job.server):
            server = session.lab().server(name)
            if not server.is_local and workspace.token_missing(server):
                return [], f"{server.label} needs your token. Add it on the Settings page."
            if not workspace.consented(server):
                return [], f"First agree, on Tune, that photos go to {server.label}."
            wanted = {(job.photo, job.fingerprint, job.longest_side): job for job in group}
            parts = [_plan(job) for job in wanted.values()]
            plans.append(replace(parts[0], items=tuple(item for part in parts for item in part.items)))
            if plans[-1].unsure:
                return (
                    [],
                    "Of these, a start got no answer. Decide on its card on Tune first: it is not sent beside it.",
                )
    except (RetouchError, InvalidPayload) as error:
        return [], str(error)
    return plans, ""


def _plan(job: Job) -> Plan:
    preset = Preset.from_json(job.payload, job.variant)
    side = job.longest_side
    return session.lab().plan(session.owner(), [job.photo], [preset], job.server, anyway=True, longest_side=side)


def _run(
    wanted: Sequence[tuple[str, str]], seen: Sequence[Plan], project: str, sent: tuple[Plan, ...], confirmed: int
) -> None:
    """Carry out what the button said of these (job, preset's name), and say what that did.

    The plans that were shown are run (`sent`: as far as they are paid for), not new ones: pressed in two tabs, they are
    paid once, even if the first press's jobs have ended before the second.
    """
    found = ((session.lab().store.job(session.owner(), job_id), variant) for job_id, variant in wanted)
    plans, why = _plans([replace(job, variant=variant) for job, variant in found if job])
    if why or [(plan.server, plan.token_ref) for plan in plans] != [(plan.server, plan.token_ref) for plan in seen]:
        session.say("warning", f"Nothing was sent. {plain(why)} Look again.", _PLACE)
        return
    try:
        made = session.lab().runs(sent, project, confirmed=confirmed)
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
        return
    session.say("success", f"{asked_again_in_words(made)} Tick a new row to see the run on Tune.", _PLACE)


def _run_button(rows: pd.DataFrame) -> None:
    ids = set(rows["run"]) - {""}
    why = "" if len(ids) == 1 else "These are of several runs." if ids else "Its run is no longer known."
    options = {"icon": ":material/tune:", "disabled": bool(why), "help": why or None}
    if kept_press("Show its run on Tune", key=session.HISTORY_RUN, about=tuple(sorted(ids)), **options):
        workspace.show_photo(str(rows["photo"].iloc[0]))
        run_id = ids.pop()
        runs.look_at(run_id)
        st.switch_page(TUNE, query_params={session.RUN: run_id})


def _payload(jobs: Sequence[Job]) -> None:
    alike = {job.fingerprint: job for job in jobs}
    if len(alike) != 1:
        why = "These have several payloads; tick one."
        st.button("Payload", key=session.HISTORY_PAYLOAD, icon=":material/data_object:", disabled=True, help=why)
        return
    (job,) = alike.values()
    with st.popover("Payload", icon=":material/data_object:"):
        st.caption(f"{plain(job.variant)}, exactly as sent. Fingerprint {job.fingerprint[:12]}.")
        st.code(job.payload, language="json", wrap_lines=True, height=260)
