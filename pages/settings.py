"""Settings: server, token, limits, budget, price, polling, files, storage, about; each value with its source."""

import streamlit as st

from retouch_lib.ui import workspace
from retouch_lib.ui.settings.about import about_section, notices_section
from retouch_lib.ui.settings.audit_list import audit_section
from retouch_lib.ui.settings.backup_panel import backup_panel
from retouch_lib.ui.settings.choices import KEEPING, POLLING, PRICE, budget_section, choice_fields
from retouch_lib.ui.settings.hot_folders import hot_folders_section
from retouch_lib.ui.settings.keyboard import keyboard_section
from retouch_lib.ui.settings.leaving import leaving_section
from retouch_lib.ui.settings.limits import limits_section
from retouch_lib.ui.settings.people import people_section
from retouch_lib.ui.settings.public_address import public_address_section
from retouch_lib.ui.settings.server import server_section
from retouch_lib.ui.settings.storage_panel import storage_panel
from retouch_lib.ui.settings.token_form import token_form
from retouch_lib.ui.settings.triage_limits import triage_section
from retouch_lib.ui.shared.team import in_team, is_admin

WIDTH = 760

with st.container(width=WIDTH):
    st.header("Settings")
    notices_section()
    st.subheader("Server")
    server_section()
    st.subheader("Token and balance")
    token_form(workspace.server())
    st.subheader("Limits in force")
    limits_section(workspace.server())
    st.subheader("Budget")
    budget_section()
    st.subheader("Price")
    choice_fields(PRICE)
    st.subheader("Polling")
    st.caption(
        "How often a cloud server is asked about a young job; an older one is asked less often. The local engine,"
        " on this computer, is asked twice a second."
    )
    choice_fields(POLLING)
    st.subheader("Needs a look")
    triage_section()
    st.subheader("Keys")
    keyboard_section()
    st.subheader("Files that leave")
    leaving_section()
    st.subheader("Hot folders")
    hot_folders_section()
    st.subheader("Public address")
    public_address_section()
    st.subheader("Storage")
    choice_fields(KEEPING)
    storage_panel()
    st.subheader("Backup")
    backup_panel()
    if in_team():
        st.subheader("People")
        people_section()
        if is_admin():
            st.subheader("Audit")
            audit_section()
    st.subheader("About")
    about_section()
