"""Every key of the session's state, of a widget and of the URL; whose session it is, and what is kept in it only.

A session ends with F5 or a closed tab, so what matters is in the store (`workspace`) or in the URL (the run shown); the
session holds only copies and the widgets' values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NewType, NoReturn

import streamlit as st

from retouch_lib.cloud.latency import Latency
from retouch_lib.cloud.replies import Limits
from retouch_lib.cloud.servers import Server
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL, Owner
from retouch_lib.presets.preset import Preset
from retouch_lib.store.records import Job
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.doors import is_over
from retouch_lib.ui.server.visitor import HEADER, Visitor, visitor_in
from retouch_lib.work.auditing import Did
from retouch_lib.work.delivery import ResultsOf

_ALONE = Visitor(LOCAL, "", 0)
Key = NewType("Key", str)
"""The name of a widget, a fragment or a value in the session's state; made in this file only."""

PAGE = "page"
"""The place of sentences that belong to no part of a page."""
JUDGING = "judging"
"""The place of those about judged results."""

# --- what the session keeps by itself ---------------------------------------------------------------------------

VARIANTS = Key("variants")
VARIANTS_STORED = Key("variants_stored")
"""The rows of the store from which VARIANTS were made: other ones are another tab's work."""
PHOTO_SHOWN = Key("photo_shown")
PAGE_DRAWN = Key("page_drawn")
"""The page of the last run, as Streamlit names it."""
DESK = Key("desk")
"""Of the run asked for: its id, and the desk it lies on; None in its place where that is one's own. See `desks`."""
_SAVING = Key("saving")
_NOTED = Key("noted")
_CLIENT = Key("client")
_DOWNLOADING = Key("downloading")
PICKS_BACK, PICKS_AHEAD = map(Key, ("picks_back", "picks_ahead"))
"""What this session said of results, and can take back or do again; the last step last."""
_WHOSE = Key("whose")
"""Of a lab that is shared: whose session this is."""
_LATENCIES = Key("latencies")
_LIMITS = Key("limits")

# --- in the URL -------------------------------------------------------------------------------------------------

RUN = "run"
PHOTO = "photo"
"""On Compare: the beginning of a photo's SHA-256."""
PRESET = "preset"
SHARED = "shared"
"""On Presets: the id of a colleague's."""
SWEEP_AXIS, SWEEP_OF, SWEEP_PHOTOS = "axis", "of", "photos"
"""On Sweep: what is varied, as it is typed, once for each axis; the preset, as share text; the photos' beginnings."""

# --- Tune -------------------------------------------------------------------------------------------------------

STAGE, DETAILS, VARIANT_BAR, BOARD, PLAN = map(Key, ("stage", "details", "variants", "board", "plan"))
SENDING, RUN_PROGRESS = map(Key, ("sending", "run_progress"))
MOVED, TOLD = map(Key, ("moved", "told"))
"""Of the board's controls: what the user moved them to, by key, and when they were told what, by key and value."""
"""Fragments: parts of the page that are drawn again by themselves. A sentence said by one has its place there."""
VIEWER = Key("viewer")
TUNE, TUNE_PICTURE, TUNE_CONTROLS, TUNE_SCROLLED, TUNE_FOOT, TUNE_BELOW = map(
    Key, ("tune", "tune_picture", "tune_controls", "tune_scrolled", "tune_foot", "tune_below")
)
"""Parts of the page that `shared/app.css` lays out."""
JOB_CARDS, RESULT_SHOWN = map(Key, ("job_cards", "result_shown"))
DETAILS_VIEW = Key("details_view")
COPY_AS = Key("copy_as")
PASTE_FORM, PASTED = map(Key, ("paste", "pasted"))
TAKE_NAMES = Key("take_names")
OPEN_VARIANT, VARIANT_MENU = map(Key, ("open_variant", "variant_menu"))
IN_THE_RUN, RUN_CHOICES, TUNE_RUN, RUN_SUM = map(Key, ("in_the_run", "run_choices", "tune_run", "run_sum"))
RUN_PROGRESS_BAR = Key("run_progress_bar")
TICKED = Key("ticked")
"""The variants in the run as the user ticked them last, with the names under which they stood."""
CHOSEN_VARIANTS, RESULT_KIND, RUN_PROJECT = map(Key, ("chosen_variants", "result_kind", "run_project"))
LONGEST_SIDE = Key("longest_side")
RUN_PREVIEW = Key("run_preview")
LOOK_CARDS = Key("look_cards")
RUN_BLOCKED, RUN_WAITS, RUN_NOW, RUN_ANYWAY = map(Key, ("run_blocked", "run_waits", "run_now", "run_anyway"))
PLAN_BALANCE = Key("plan_balance")
BACK_TO_MINE, SHOW_RUN = map(Key, ("back_to_mine", "show_run"))
RETRY_UNSENT, STOP_UNSENT = map(Key, ("retry_unsent", "stop_unsent"))


def photo_step(step: int) -> Key:
    return Key(f"photo_step_{step}")


def group(name: str) -> Key:
    """The expander of a group of plugins."""
    return Key(f"group_{name}")


def plugin_card(plugin: str) -> Key:
    """A fragment on the board."""
    return Key(f"card_{plugin}")


def plugin_value(variant_id: str, plugin: str, part: str) -> Key:
    """A control of a plugin's card; `part`: "on", "Scale", or what of a parameter it shows."""
    return Key(f"{variant_id}_{plugin}_{part}")


def job_card(position: int) -> Key:
    return Key(f"job_{position}")


def look_card(look_id: str) -> Key:
    """Of a look that is simulated; so are the two that follow."""
    return Key(f"look_{look_id}")


def look_on_mix(look_id: str) -> Key:
    return Key(f"look_mix_{look_id}")


def show_result(job_id: str) -> Key:
    """A card's picture."""
    return Key(f"show_{job_id}")


def job_button(action: str, job_id: str) -> Key:
    return Key(f"{action}_{job_id}")


def by_id_form(job_id: str) -> Key:
    return Key(f"by_id_{job_id}")


def by_id_field(job_id: str) -> Key:
    return Key(f"by_id_field_{job_id}")


# --- Compare ----------------------------------------------------------------------------------------------------

_COMPARE = "compare_"
"""What the keys begin with that hold ids of photos and results."""
PHOTO_FILTER = Key("photo_filter")
"""What Tune's and Compare's filmstrip is filtered by."""
COMPARE_PHOTO, COMPARE_VIEWER = map(Key, (f"{_COMPARE}photo", f"{_COMPARE}viewer"))
LOUPES, LOUPES_SHOWN, SPOT = map(Key, (f"{_COMPARE}loupes", f"{_COMPARE}loupes_shown", f"{_COMPARE}spot"))
PHOTO_IN_ADDRESS = Key(f"{_COMPARE}address")
"""What this page itself wrote into the address last."""


def compared(sha256: str) -> Key:
    """The results chosen for a photo."""
    return Key(f"{_COMPARE}{sha256[:12]}")


def layers_of(job_ids: Iterable[str]) -> Key:
    """The choice between these layered results."""
    return Key(f"layers_of_{'_'.join(job_id[:8] for job_id in job_ids)}")


def layers(job_id: str) -> Key:
    """The strip of a result's layers."""
    return Key(f"layers_{job_id}")


# --- Amount ---------------------------------------------------------------------------------------------------------


def amount_back(job_id: str) -> Key:
    """How much of a result was kept before, the last one last."""
    return Key(f"amount_back_{job_id}")


def amount_ahead(job_id: str) -> Key:
    """What of it was undone."""
    return Key(f"amount_ahead_{job_id}")


# --- Mix --------------------------------------------------------------------------------------------------------

MIX, MIX_PICTURE, MIX_CONTROLS, MIX_LAYERS = map(Key, ("mix", "mix_picture", "mix_controls", "mix_layers"))
"""Parts of the page that `shared/app.css` lays out."""
MIX_VIEWER, MIX_WAITING, MIX_RENDER = map(Key, ("mix_viewer", "mix_waiting", "mix_render"))
MIX_UNDO, MIX_REDO, MIX_BEYOND, MIX_WHOLE = map(Key, ("mix_undo", "mix_redo", "mix_beyond", "mix_whole"))
MIX_SAVE, MIX_CONFIRM, MIX_COPY = map(Key, ("mix_save", "mix_confirm", "mix_copy"))
MIX_CONFIRMED, MIX_CHECK = map(Key, ("mix_confirmed", "mix_check"))
"""How far simulations were off, and what checks the layers."""
MIX_PSD, MIX_DOCUMENT, MIX_CANCEL = map(Key, ("mix_psd", "mix_document", "mix_cancel"))
"""The document of layers: what begins it, how far it is, what ends it."""
MIX_KEEP, MIX_OTHERS = map(Key, ("mix_keep", "mix_others"))
MIX_SAID = Key("mix_said")
"""What the layers can't show of the look that was simulated last: the result's job, the look's name, sentences."""


def mix_result(sha256: str) -> Key:
    """The choice between a photo's layered results."""
    return Key(f"mix_result_{sha256[:12]}")


def mix_others(choices: int) -> Key:
    """The other photos that a mix is to be put on, by a hash of those there are."""
    return Key(f"mix_others_{choices}")


def mix_back(job_id: str) -> Key:
    """The strengths before each step that can be taken back, the last one last."""
    return Key(f"mix_back_{job_id}")


def mix_ahead(job_id: str) -> Key:
    """The same of those that can be done again."""
    return Key(f"mix_ahead_{job_id}")


def mix_alone(job_id: str) -> Key:
    """Which layer of a result's mix is seen alone, by its number."""
    return Key(f"mix_alone_{job_id}")


def mix_board(job_id: str) -> Key:
    """The sliders of a result's layers."""
    return Key(f"mix_board_{job_id}")


def mix_beside(job_id: str) -> Key:
    """Which of the mixes kept of a result stand in the viewer, by their ids."""
    return Key(f"mix_beside_{job_id}")


def mix_kept(mix_id: str, what: str) -> Key:
    """What is done with one of them: "name", "take", "delete"."""
    return Key(f"mix_kept_{what}_{mix_id}")


def mix_look(variant_id: str) -> Key:
    return Key(f"mix_look_{variant_id}")


MIX_TAKEN = Key("mix_taken")
"""Chosen on Sweep, for Mix: the result's job and the strengths."""

# --- Sweep ------------------------------------------------------------------------------------------------------

SWEEP_CROP = Key("sweep_crop")
SWEEP_GRID, SWEEP_VIEWER = map(Key, ("sweep_grid", "sweep_viewer"))
SWEEP_MEMORY, SWEEP_CHOSEN = map(Key, ("sweep_memory", "sweep_chosen"))
"""What the page keeps of the grid; and the cell that was picked."""
SWEEP_OPENED, SWEEP_WENT = map(Key, ("sweep_opened", "sweep_went"))
"""The cell that is looked at in the viewer, by its strengths, and ids of the row and cell that were so last."""
SWEEP_USE, SWEEP_SAVE = map(Key, ("sweep_use", "sweep_save"))
SWEEP_KIND = Key("sweep_kind")
"""Whether strengths of layers are swept, or any setting."""
SWEEP_ASKED, SWEEP_TOLD = map(Key, ("sweep_asked", "sweep_told"))
"""What is swept of any setting, with its generation; and what this page itself wrote into the address."""
CELLS, CELLS_GRID, CELLS_VIEWER, CELLS_CROP = map(Key, ("cells", "cells_grid", "cells_viewer", "cells_crop"))
"""A sweep of any setting: the fragment, and what is in it."""
CELLS_MEMORY, CELLS_OPENED = map(Key, ("cells_memory", "cells_opened"))
CELLS_CHOSEN, CELLS_WENT = map(Key, ("cells_chosen", "cells_went"))
CELLS_RUN, CELLS_RENDERED = map(Key, ("cells_run", "cells_rendered"))
CELLS_CSV, CELLS_CURVES = map(Key, ("cells_csv", "cells_curves"))
CELLS_REFINE, CELLS_TUNE, CELLS_COMPARE = map(Key, ("cells_refine", "cells_tune", "cells_compare"))


def sweep_axis(which: str, job_id: str) -> Key:
    """Which layer of a result an axis ("across", "down") varies."""
    return Key(f"sweep_{which}_{job_id}")


def sweep_range(which: str, job_id: str, layer: int) -> Key:
    """From where to where; so is how many steps."""
    return Key(f"sweep_range_{which}_{job_id}_{layer}")


def sweep_steps(which: str) -> Key:
    return Key(f"sweep_steps_{which}")


def sweep_field(generation: int, what: str) -> Key:
    """A choice of what is swept; a sweep from elsewhere has fields of its own, and so has another parameter."""
    return Key(f"sweep_field_{generation}_{what}")


def cells_curve(measure: str) -> Key:
    """The chart of a measure against what is varied."""
    return Key(f"cells_curve_{measure}")


def cells_typed(count: int) -> Key:
    """Where the number of so many results is typed."""
    return Key(f"cells_typed_{count}")


# --- Survey -----------------------------------------------------------------------------------------------------

SURVEY = Key("survey")
"""The fragment."""
SURVEY_WHICH, SURVEY_CROP = map(Key, ("survey_which", "survey_crop"))
SURVEY_FILTER, SURVEY_SIDE = map(Key, ("survey_filter", "survey_side"))
SURVEY_GRID, SURVEY_VIEWER = map(Key, ("survey_grid", "survey_viewer"))
SURVEY_MEMORY = Key("survey_memory")
"""What the page keeps of the grid; see `ui/grid`."""
SURVEY_OPENED, SURVEY_WENT = map(Key, ("survey_opened", "survey_went"))
"""The cell that is looked at in the viewer, and the one that was looked at last."""
SURVEY_SPOTS, SURVEY_POINTING = map(Key, ("survey_spots", "survey_pointing"))
SURVEY_BACK, SURVEY_AHEAD = map(Key, ("survey_back", "survey_ahead"))
"""Steps of judging that also changed which photos are ties."""
TRIAL_BACK, TRIAL_AHEAD = map(Key, ("trial_back", "trial_ahead"))
"""The blind trial as it was before each step, and as it was before each that was taken back."""
SURVEY_ORDER, SURVEY_AT = map(Key, ("survey_order", "survey_at"))
"""In which order photos stand; and, of a result that was opened as one that needs a look, its photo and the place."""
SURVEY_POINT, SURVEY_HIDE, SURVEY_SHOW = map(Key, ("survey_point", "survey_hide", "survey_show"))
SURVEY_RESTORE, SURVEY_WIDEN = map(Key, ("survey_restore", "survey_widen"))

# --- Batch ------------------------------------------------------------------------------------------------------

BATCH, BATCH_PRESSES = map(Key, ("batch", "batch_presses"))
BATCH_SHOWN, BATCH_CHOICE = map(Key, ("batch_shown", "batch_choice"))
"""The id of the batch that is looked at, empty for a new one; and the box in which it is chosen."""
BATCH_SOURCE, BATCH_FOLDER, BATCH_OF_PROJECT = map(Key, ("batch_source", "batch_folder", "batch_of_project"))
BATCH_PROJECT, BATCH_SIDE, BATCH_LOOK = map(Key, ("batch_project", "batch_side", "batch_look"))
BATCH_LEAVE_OUT, BATCH_BACK_IN = map(Key, ("batch_leave_out", "batch_back_in"))
BATCH_RUN, BATCH_TEST, BATCH_PAUSE, BATCH_STOP = map(Key, ("batch_run", "batch_test", "batch_pause", "batch_stop"))
BATCH_AGAIN, BATCH_DOWNLOAD, BATCH_NOTICE = map(Key, ("batch_again", "batch_download", "batch_notice"))
BATCH_SURVEY, BATCH_OPENED = map(Key, ("batch_survey", "batch_opened"))


def batch_looks(offered: Sequence[str]) -> Key:
    """Other looks make another box."""
    return Key(f"batch_looks_{'_'.join(one[:8] for one in offered)}")


def batch_test(batch_id: str) -> Key:
    return Key(f"batch_test_{batch_id}")


def batch_again(place: int) -> Key:
    """Of the reasons for which there is no result."""
    return Key(f"batch_again_{place}")


# --- Presets ----------------------------------------------------------------------------------------------------

PRESETS_PAGE, PRESET_VIEW = map(Key, ("presets_page", "preset_view"))
PRESET_SEARCH, EXPORT_NAMES = map(Key, ("preset_search", "export_names"))
USE_ON_TUNE, RENAME_PRESET, REMOVE_PRESET = map(Key, ("use_on_tune", "rename_preset", "remove_preset"))
PRESET_COPY_AS = Key("preset_copy_as")
EXPORT_ENVELOPE, EXPORT_PAYLOAD = map(Key, ("export_envelope", "export_payload"))
IMPORT_TEXT, IMPORT_FILES, IMPORT_OPEN = map(Key, ("import_text", "import_files", "import_open"))
IMPORT_READ, IMPORT_NOW = map(Key, ("import_read", "import_now"))


def preset_row(version_id: str) -> Key:
    """A preset in the list, by its first version; so are the three that follow."""
    return Key(f"preset_{version_id}")


def version_choice(version_id: str, count: int) -> Key:
    """Of `count` versions: with one more it begins anew, at the newest."""
    return Key(f"version_{version_id}_{count}")


def preset_menu(version_id: str) -> Key:
    return Key(f"preset_more_{version_id}")


def new_name(version_id: str) -> Key:
    return Key(f"rename_{version_id}")


def contest_run(job_id: str) -> Key:
    """The way to the run in which a preset won or lost."""
    return Key(f"contest_{job_id}")


def unreadable_preset(name: str, number: int) -> Key:
    return Key(f"remove_unreadable_{name}_{number}")


def removed_preset(preset_id: str) -> Key:
    return Key(f"restore_{preset_id}")


def import_name(found: str) -> Key:
    return Key(f"import_name_{found}")


def import_wanted(found: str) -> Key:
    return Key(f"import_want_{found}")


def import_names(found: str) -> Key:
    return Key(f"import_names_{found}")


def import_against(found: str, name: str) -> Key:
    return Key(f"import_against_{found}_{name}")


# --- History ----------------------------------------------------------------------------------------------------

HISTORY_VIEW, HISTORY_PERIOD, HISTORY_DAYS = map(Key, ("history_view", "history_period", "history_days"))
HISTORY_SEARCH = Key("history_search")
HISTORY_ORDER, HISTORY_UP, HISTORY_REFRESH = map(Key, ("history_order", "history_up", "history_refresh"))
HISTORY_COMPARE, HISTORY_AGAIN = map(Key, ("history_compare", "history_again"))
HISTORY_RUN, HISTORY_PAYLOAD = map(Key, ("history_run", "history_payload"))
HISTORY_BY, HISTORY_BARS, HISTORY_ACCOUNT = map(Key, ("history_by", "history_bars", "history_account"))
HISTORY_PRICE, HISTORY_MONTH = map(Key, ("history_price", "history_month"))
HISTORY_HOLDING, HISTORY_HELD, HISTORY_NEEDING = map(Key, ("history_holding", "history_held", "history_needing"))
"""The fragment in which results are held against limits, and how far it was when it was drawn last."""
RESCUE_IDS, RESCUE_SERVER, RESCUE_LOOK, RESCUE_PHOTO, RESCUE_PAYLOAD, RESCUE_FETCH = map(
    Key, ("rescue_ids", "rescue_server", "rescue_look", "rescue_photo", "rescue_payload", "rescue_fetch")
)
RESCUED = Key("rescued")
"""What was found of the ids that were looked up last."""


def history_filter(name: str) -> Key:
    """A list to choose from: "presets", "photos", …"""
    return Key(f"history_{name}")


def history_rows(rows: int) -> Key:
    """The table, by a hash of its rows."""
    return Key(f"history_rows_{rows}")


def history_page(table: int) -> Key:
    """The page's number, by a hash of what the table shows and in which order."""
    return Key(f"history_page_{table}")


def history_export(form: str) -> Key:
    return Key(f"history_{form}")


def history_chart(reading: str) -> Key:
    return Key(f"history_{reading}")


# --- Settings ---------------------------------------------------------------------------------------------------

SERVER, BACK_SERVER = map(Key, ("server", "back_server"))
LATENCY, MEASURE_LATENCY = map(Key, ("latency", "measure_latency"))
TOKEN_FORM, TOKEN_FIELD = map(Key, ("token", "token_field"))
ASK_BALANCE, FORGET_TOKEN = map(Key, ("ask_balance", "forget_token"))
ASK_LIMITS = Key("ask_limits")
SINGLE_KEYS = Key("single_keys")
WITHOUT_PLACE = Key("without_place")
TRIAGE_BACK = Key("triage_back")
HOT_SOURCE, HOT_OUTPUT, HOT_PRESETS, HOT_SERVER, HOT_PER_DAY, HOT_BEGIN = map(
    Key, ("hot_source", "hot_output", "hot_presets", "hot_server", "hot_per_day", "hot_begin")
)
STORAGE_SWEEP, STORAGE_PREVIEWS = map(Key, ("storage_sweep", "storage_previews"))


def hot_folder(folder_id: str, what: str) -> Key:
    """A button of a hot folder: "stop", "start", "forget"."""
    return Key(f"hot_{what}_{folder_id}")


def choice_field(name: str) -> Key:
    return Key(f"choice_{name}")


def choice_back(name: str) -> Key:
    return Key(f"back_{name}")


# --- what several screens draw ----------------------------------------------------------------------------------

NARROW_MENU = Key("narrow_menu")
"""What closes it on a phone; see `ui/narrow_menu`."""
CONSENT = Key("consent")
LOOK = Key("look")
"""See `shared.look`."""
LOOK_AT = Key("look_at")
"""Of the result that was opened on Compare from the list of those that need a look: its photo, and the place."""
DROP = Key("drop")
FILMSTRIP = Key("filmstrip")
FILMSTRIP_SENT = Key("filmstrip_sent")
"""The digest of the frames that this session's browser was sent last."""
STRIP_NOTE, ONLY_NEW, UNDO_STRIP, HIDE_STRIP_NOTE = map(
    Key, ("strip_note", "only_new", "undo_strip", "hide_strip_note")
)
REFUSED_FILES, HIDE_REFUSED = map(Key, ("refused_files", "hide_refused"))
KNOWN_FILES, HIDE_KNOWN = map(Key, ("known_files", "hide_known"))
LEFT_OUT, HIDE_LEFT_OUT = map(Key, ("left_out", "hide_left_out"))
NOTE_TEXT, NOTE_FORM, NOTE_SAVE = map(Key, ("note_text", "note_form", "note_save"))
SAVE_START, SAVE_NOW = map(Key, ("save_start", "save_now"))
"""What the fields of *Save preset* begin with; see `ui/shared/preset_save`."""
SAVE_WINNER, SAVE_WHICH = map(Key, ("save_winner", "save_which"))
SAVE_SCRIPT = Key("save_script")


def save_field(opening: int, what: str) -> Key:
    """A field of *Save preset*: each opening of the dialog has fields of its own."""
    return Key(f"save_{what}_opened_{opening}")


DOWNLOAD_OF, DOWNLOAD_AS, DOWNLOAD_TO = map(Key, ("download_of", "download_as", "download_to"))
DOWNLOAD_PATTERN, DOWNLOAD_TELLS, DOWNLOAD_LAYERS = map(Key, ("download_pattern", "download_tells", "download_layers"))
DOWNLOAD_FOLDER, DOWNLOAD_CLASH = map(Key, ("download_folder", "download_clash"))
DOWNLOAD_NOW, DOWNLOAD_AGAIN, DOWNLOAD_STOP = map(Key, ("download_now", "download_again", "download_stop"))
DOWNLOAD_PRESSED = Key("download_pressed")
"""The ticket or the writing that was pressed last in the dialog that is open."""
DELETE_RUNS, DELETE_PROJECT = map(Key, ("delete_runs", "delete_project"))
DELETE_ASKED, DELETE_TYPED = map(Key, ("delete_asked", "delete_typed"))
DELETE_NOW, DELETE_NOT = map(Key, ("delete_now", "delete_not"))
CLIENT_OPEN, CLIENT_WHAT = map(Key, ("client_open", "client_what"))
CLIENT_FORM, CLIENT_NAMES, CLIENT_CHOICE = map(Key, ("client_form", "client_names", "client_choice"))
CLIENT_PHOTOS, CLIENT_LOOKS, CLIENT_TITLE = map(Key, ("client_photos", "client_looks", "client_title"))
CLIENT_STUDIO = Key("client_studio")
CLIENT_MAKE, CLIENT_MAKING, CLIENT_STOP = map(Key, ("client_make", "client_making", "client_stop"))
CLIENT_ANSWER, CLIENT_READ, CLIENT_TAKE = map(Key, ("client_answer", "client_read", "client_take"))


def client_page_menu(page_id: str) -> Key:
    return Key(f"client_page_{page_id}")


def forget_client_page(page_id: str) -> Key:
    return Key(f"forget_client_page_{page_id}")


TEAM_RUNS, TEAM_ROWS, TEAM_WHO, TEAM_VIEWER = map(Key, ("team_runs", "team_rows", "team_who", "team_viewer"))
TEAM_USE, TEAM_BACK = map(Key, ("team_use", "team_back"))
SHARED_USE, SHARED_COPY, SHARED_SAVE, SHARED_BACK = map(
    Key, ("shared_use", "shared_copy", "shared_save", "shared_back")
)
PEOPLE_WHO, PEOPLE_TYPED, PEOPLE_DELETE = map(Key, ("people_who", "people_typed", "people_delete"))
PEOPLE_TEAM = Key("people_team")
AUDIT_WHO, AUDIT_WHAT, AUDIT_DAYS, AUDIT_CSV = map(Key, ("audit_who", "audit_what", "audit_days", "audit_csv"))


def share_menu(place: str) -> Key:
    """What opens the sharing of a thing; so are the four that follow."""
    return Key(f"{place}_menu")


def share_with(place: str) -> Key:
    return Key(f"{place}_with")


def share_level(place: str) -> Key:
    return Key(f"{place}_level")


def share_now(place: str) -> Key:
    return Key(f"{place}_now")


def unshare(place: str, whom: str) -> Key:
    return Key(f"{place}_stop_{whom}")


def file_menu(run_id: str) -> Key:
    """What opens the filing of a run under another's project; so are the three that follow."""
    return Key(f"file_{run_id}_menu")


def file_under(run_id: str) -> Key:
    return Key(f"file_{run_id}_under")


def file_now(run_id: str) -> Key:
    return Key(f"file_{run_id}_now")


def unfile(run_id: str) -> Key:
    return Key(f"file_{run_id}_out")


def team_photo(run_id: str) -> Key:
    """Which photo of a colleague's run is shown."""
    return Key(f"team_photo_{run_id}")


def team_judge(label: str, job_id: str) -> Key:
    return Key(f"team_{label}_{job_id}")


def team_stars(job_id: str, stars: int) -> Key:
    """The stars of a colleague's result that has so many."""
    return Key(f"team_stars_{job_id}_{stars}")


def team_note(job_id: str) -> Key:
    return Key(f"team_note_{job_id}")


def shared_row(preset_id: str) -> Key:
    """A colleague's preset in the list."""
    return Key(f"shared_preset_{preset_id}")


def person_field(what: str, person: str, stands: object) -> Key:
    """A field about a person; where something else stands by now it is another field."""
    return Key(f"person_{what}_{person}_{stands}")


def download_button(place: str) -> Key:
    """What opens the dialog, from there."""
    return Key(f"download_{place}")


def download_name(usual: str) -> Key:
    """The name of the folder that leaves, which is usually called so."""
    return Key(f"download_name_{usual}")


def download_make(folder: str) -> Key:
    """Whether that folder, as it was typed, is made; another path is not ticked."""
    return Key(f"download_make_{folder}")


def download_which(choices: Sequence[str]) -> Key:
    """The choice between these."""
    return Key(f"download_which_{'_'.join(choices)}")


def sample_button(name: str) -> Key:
    return Key(f"sample_{name}")


def typed_form(button: Key) -> Key:
    """Of a button that pays: where its credits are typed first."""
    return Key(f"{button}_form")


def typed_credits(button: Key, credits_: int) -> Key:
    """Another price is another field: what was typed for the old one is gone."""
    return Key(f"{button}_typed_{credits_}")


def all_the_same(button: Key) -> Key:
    """Of a button that pays: the one beside it that sends all, whatever balance and quota are known to be."""
    return Key(f"{button}_all")


def needs_look(page: str) -> Key:
    """The fragment that tells which results need a look; what follows is in it."""
    return Key(f"needs_look_{page}")


def needs_look_box(page: str) -> Key:
    return Key(f"needs_look_box_{page}")


def needs_look_count(page: str) -> Key:
    """How many are listed."""
    return Key(f"needs_look_count_{page}")


def needs_look_more(page: str) -> Key:
    return Key(f"needs_look_more_{page}")


def pressed(button: Key) -> Key:
    """What the last press of that button is of, until the page has acted upon it."""
    return Key(f"pressed_{button}")


def needs_look_opened(page: str) -> Key:
    """The job whose result was opened from the list by the last press, until that is done."""
    return Key(f"needs_look_opened_{page}")


def needs_look_open(page: str, job_id: str) -> Key:
    return Key(f"needs_look_open_{page}_{job_id}")


def pick_row(job_id: str) -> Key:
    """What is said of a result; so are the two that follow."""
    return Key(f"picks_{job_id}")


def pick_button(label: str, job_id: str) -> Key:
    return Key(f"pick_{label}_{job_id}")


def pick_stars(job_id: str, stars: int) -> Key:
    """The stars of a result that has so many."""
    return Key(f"pick_stars_{job_id}_{stars}")


def heard(component: str) -> Key:
    """The number of the last step or judgement of a viewer that a run has taken."""
    return Key(f"{component}_heard")


def told(component: str) -> Key:
    """What a viewer told and no run has taken yet."""
    return Key(f"{component}_told")


def save_result(job_id: str) -> Key:
    return Key(f"save_{job_id}")


def save_composite(job_id: str) -> Key:
    return Key(f"save_composed_{job_id}")


def diff_from(name: str, number: int) -> Key:
    return Key(f"diff_from_{name}_{number}")


def diff_to(name: str, number: int) -> Key:
    return Key(f"diff_to_{name}_{number}")


# --- reading and writing ----------------------------------------------------------------------------------------


def value(key: Key) -> Any:
    """What a widget holds, or what was put there; None where there is nothing."""
    return st.session_state.get(key)


def text(key: Key) -> str:
    """What was typed into a field; empty where there is none."""
    typed = st.session_state.get(key)
    return "" if typed is None else str(typed)


def put(key: Key, new: object) -> None:
    """Keep a value; of a widget, before it is drawn."""
    st.session_state[key] = new


def append(key: Key, new: object, most: int) -> None:
    """Put it at the end of what is kept there as a list, of which the last `most` stay."""
    put(key, [*(value(key) or []), new][-most:])


def take(key: Key) -> Any:
    """What is kept there, which is gone with that; None where there is nothing."""
    return st.session_state.pop(key, None)


def forget_compared() -> None:
    """Choose anew on Compare: what was chosen there may have been deleted."""
    for key in [key for key in st.session_state if str(key).startswith(_COMPARE)]:
        del st.session_state[key]


def _place(name: str) -> Key:
    return Key(f"sayings_{name}")


VISITOR, LOG_OUT = map(Key, ("visitor", "log_out"))


def log_in(provider: str) -> Key:
    return Key(f"log_in_{provider}")


def lab() -> Lab:
    """The one lab of this process."""
    return lifespan.current_lab()


def visitor() -> Visitor | None:
    """Who looks at this page; None for who must log in first. Only in the thread of the page's run.

    Raises StoreTrouble.
    """
    if not lab().settings.is_shared:
        return _ALONE
    found = visitor_in(st.context.headers.get_all(HEADER))
    return None if found is None or is_over(lab(), found) else found


def enter() -> Visitor | None:
    """The same at a page's beginning: what this session kept for somebody else is forgotten."""
    found = visitor()
    if found is None or st.session_state.get(_WHOSE, found.owner) != found.owner:
        st.session_state.clear()
    if found is not None and found is not _ALONE:
        is_new = _WHOSE not in st.session_state
        st.session_state[_WHOSE] = found.owner
        lab().people.seen(found.owner, found.name)
        if is_new and lab().settings.login:
            lab().auditing.note_once(found.owner, Did.CAME, datetime.fromtimestamp(found.since, UTC))
    return found


def owner() -> Owner:
    """Whose session this is: who sees this page and acts on it. Only in the thread of the page's run.

    Where that is nobody any more (a login that ended), or somebody new, the run ends here, and the page begins anew.
    """
    found = visitor()
    if found is _ALONE:  # the session's state isn't touched: Streamlit may end the run where it is
        return found.owner
    if found is None or st.session_state.get(_WHOSE, found.owner) != found.owner:
        _begin_anew()
    return found.owner


def was_taken_out() -> bool:
    """Whether who looks at this page was taken out of the team by an admin."""
    found = visitor_in(st.context.headers.get_all(HEADER))
    return found is not None and lab().people.is_out(found.owner)


def _begin_anew() -> NoReturn:
    st.rerun()
    st.stop()  # in a callback, where a rerun is none


def latencies() -> list[Latency]:
    """What the last latency check of this session found; empty before the first."""
    found: list[Latency] = st.session_state.get(_LATENCIES, [])
    return found


def set_latencies(found: list[Latency]) -> None:
    st.session_state[_LATENCIES] = found


def limits_of(server: Server) -> Limits | None:
    """What that server said of its limits when it was asked in this session, by address; None while nobody asked."""
    said: dict[str, Limits] = st.session_state.get(_LIMITS, {})
    return said.get(server.base)


def keep_limits(server: Server, limits: Limits) -> None:
    st.session_state[_LIMITS] = {**st.session_state.get(_LIMITS, {}), server.base: limits}


def saving() -> Sequence[Preset] | None:
    """What is being saved in a dialog: what won in a run, or nothing for the open variant; None: no such dialog."""
    found: Sequence[Preset] | None = st.session_state.get(_SAVING)
    return found


def set_saving(presets: Sequence[Preset] | None) -> None:
    take(SAVE_WHICH)
    stop_noting()
    stop_download()
    st.session_state[_SAVING] = presets


def noted() -> Sequence[Job]:
    """The results whose note is being written in a dialog; none while there is no such dialog."""
    found: Sequence[Job] = st.session_state.get(_NOTED, ())
    return found


def write_note(jobs: Sequence[Job]) -> None:
    """Open the dialog with the next drawing of the whole page."""
    take(NOTE_TEXT)
    st.session_state[_SAVING] = None  # there is one dialog at a time
    stop_download()
    st.session_state[_NOTED] = tuple(jobs)


def stop_noting() -> None:
    st.session_state[_NOTED] = ()


def shown_to_a_client() -> ResultsOf | None:
    """The results that the dialog for clients is about; None while it is closed."""
    found: ResultsOf | None = st.session_state.get(_CLIENT)
    return found


def show_a_client(shown: ResultsOf | None) -> None:
    """Open that dialog with the next drawing of the whole page, or close it."""
    stop_noting()
    stop_download()
    st.session_state[_SAVING] = None
    st.session_state[_CLIENT] = shown


def downloading() -> Sequence[Any]:
    """What the dialog *Download* offers; nothing while it is closed."""
    found: Sequence[Any] = st.session_state.get(_DOWNLOADING, ())
    return found


def begin_download(offers: Sequence[Any]) -> None:
    """Open that dialog with the next drawing of the whole page."""
    show_a_client(None)
    take(DOWNLOAD_PRESSED)
    st.session_state[_DOWNLOADING] = tuple(offers)


def stop_download() -> None:
    st.session_state[_DOWNLOADING] = ()


def asking() -> bool:
    """Whether a dialog is open: the page is not drawn anew by itself meanwhile, or what is being typed would go."""
    return saving() is not None or bool(noted()) or shown_to_a_client() is not None or bool(downloading())


def say(kind: str, sentence: str, place: str = PAGE) -> None:
    """Keep a sentence for the next drawing of `place`; `kind` is an `st` message: error, warning, info, success."""
    st.session_state.setdefault(_place(place), []).append((kind, sentence))


def show_sayings(place: str = PAGE) -> None:
    """Draw the sentences kept for this place since its last drawing: once, and near what was pressed."""
    said: Any = st.session_state.pop(_place(place), [])
    for kind, sentence in said:
        getattr(st, kind)(sentence)
