"""Alembic's revisions of lab.sqlite. `Store.open` runs them; there is no alembic.ini.

A new revision: copy the newest file in `versions/`, give it the next number, and describe only the change.
"""
