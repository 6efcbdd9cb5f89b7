"""History: everything asked for, what it cost, and what the balance and the day's quota did."""

import streamlit as st

from retouch_lib.ui import session
from retouch_lib.ui.history.credits import credits_view
from retouch_lib.ui.history.filters import filters
from retouch_lib.ui.history.jobs import jobs_table
from retouch_lib.ui.history.quota import quota_view
from retouch_lib.ui.history.rescue import rescue_section
from retouch_lib.ui.history.sentences import averages_in_words, summary_in_words
from retouch_lib.ui.shared import money
from retouch_lib.ui.shared.go_to_tune import go_to_tune

JOBS, CREDITS, QUOTA = "Jobs", "Credits", "Quota"

st.header("History")
history = session.lab().history(session.owner())
options = history.filter_options()
if not options.states:
    st.info("Nothing was run yet. Each picture you ask for will stand here, with its price, time and exact payload.")
    go_to_tune()
    rescue_section()
    st.stop()

where = filters(options)
summary = history.summary(where)
st.markdown(summary_in_words(summary, money.price_per_credit()))
if summary.done:
    st.caption(averages_in_words(summary))

row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
view = row.segmented_control(
    "View",
    [JOBS, CREDITS, QUOTA],
    default=JOBS,
    required=True,
    key=session.HISTORY_VIEW,
    label_visibility="collapsed",
    bind="query-params",
)
if view == CREDITS:
    credits_view(history, where, summary.unknown)
elif view == QUOTA:
    quota_view(history, where)
else:
    jobs_table(history, where, summary.uses, row)
rescue_section()
