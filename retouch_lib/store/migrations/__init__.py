"""Alembic's revisions of lab.sqlite. `Store.open` runs them; there is no alembic.ini.

A new revision: copy the newest file in `versions/`, give it the next number, and describe only the change.
A word or meaning in a column that an older version could misread is a revision too, even if no table changes: by the
revision an older program knows that the folder is not for it (`versions.py`). So is another layout of the data folder.
"""
