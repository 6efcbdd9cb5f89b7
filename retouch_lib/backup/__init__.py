"""One archive of all that is kept, made while the lab runs, and a data folder made of one.

In it: every photo and result, lab.sqlite (runs, presets, history, choices), vault.key and a list of everything with its
size and SHA-256. `vault.key` only tells by which reference a row names its token: without it, jobs would not know their
token again. Not in it: the token, which is nowhere on disk; jobs.sqlite, which lab.sqlite makes superfluous; previews,
which are made again; the local engine's copies, which live for a day.

    python -m retouch_lib.backup save lab.zip
    python -m retouch_lib.backup restore lab.zip FOLDER

A job that had not been answered when the archive was made is never sent by itself from a restored folder: see
`store.snapshot`. One that a server had is waited for and fetched, which costs nothing.
"""
