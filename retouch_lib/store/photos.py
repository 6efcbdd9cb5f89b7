"""Statements on the photos. Each function works on a connection whose transaction the caller holds."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, or_, select, update

from retouch_lib.owners import Owner
from retouch_lib.store.lists import among
from retouch_lib.store.records import Photo
from retouch_lib.store.rows import photo_from
from retouch_lib.store.sql import insert
from retouch_lib.store.tables import jobs, photos


def add(connection: Connection, photo: Photo) -> Photo:
    """Put a photo on its owner's list; one that was there, or taken off it, comes to the top.

    One that is there keeps the folder it has: the same picture often lies in a second one, "Best of". Once it is taken
    off, it may come from another. Returned as it is kept.
    """
    statement = insert(photos).values(asdict(photo))
    keeps = (photos.c.folder != "") & photos.c.removed_at.is_(None)
    folder = case((keeps, photos.c.folder), else_=statement.excluded.folder)
    fresh = {"name": photo.name, "sample": photo.sample, "added_at": photo.added_at, "removed_at": None}
    statement = statement.on_conflict_do_update(index_elements=["owner", "sha256"], set_={**fresh, "folder": folder})
    kept = connection.execute(statement.returning(photos.c.folder)).scalar_one()
    return replace(photo, folder=kept)


def keep(connection: Connection, photo: Photo, now: datetime) -> Photo:
    """A photo that runs may use and that is not put on its owner's list; one that is there stays as it is."""
    statement = insert(photos).values({**asdict(photo), "removed_at": now}).on_conflict_do_nothing()
    connection.execute(statement)
    return photo


def listed(connection: Connection, owner: Owner, *which: ColumnElement[bool]) -> tuple[Photo, ...]:
    """Those on the owner's list, or of these some, newest first."""
    query = select(photos).where(photos.c.owner == owner, photos.c.removed_at.is_(None), *which)
    rows = connection.execute(query.order_by(photos.c.added_at.desc(), photos.c.sha256)).mappings().all()
    return tuple(photo_from(row) for row in rows)


def by_sha256(connection: Connection, owner: Owner, sha256: str) -> Photo | None:
    """One photo of the owner, also when it was taken off the list."""
    query = select(photos).where(photos.c.owner == owner, photos.c.sha256 == sha256)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else photo_from(row)


def by_sha256s(connection: Connection, owner: Owner, sha256s: Collection[str]) -> tuple[Photo, ...]:
    """Those of the owner among them, in any order, also when they were taken off the list."""
    query = select(photos).where(*_mine(owner, sha256s))
    return tuple(photo_from(row) for row in connection.execute(query).mappings())


def take_off(connection: Connection, now: datetime, owner: Owner, sha256s: Collection[str]) -> None:
    """Take photos off the owner's list; their rows stay."""
    connection.execute(update(photos).where(*_mine(owner, sha256s)).values(removed_at=now))


def put_back(connection: Connection, owner: Owner, sha256s: Collection[str]) -> None:
    """Put photos that were taken off the owner's list where they stood on it."""
    connection.execute(update(photos).where(*_mine(owner, sha256s)).values(removed_at=None))


def never_run(connection: Connection, owner: Owner) -> frozenset[str]:
    """SHA-256 of those on the owner's list that no run was ever made of."""
    tried = select(jobs.c.id).where(jobs.c.owner == owner, jobs.c.photo == photos.c.sha256).exists()
    query = select(photos.c.sha256).where(photos.c.owner == owner, photos.c.removed_at.is_(None), ~tried)
    return frozenset(connection.execute(query).scalars())


def owns_file(connection: Connection, owner: Owner, sha256: str) -> bool:
    """Whether the file is a photo, a reduced copy of one, or a result of that owner."""
    photo = select(photos.c.sha256).where(photos.c.owner == owner, photos.c.sha256 == sha256)
    result = select(jobs.c.id).where(jobs.c.owner == owner, jobs.c.result == sha256)
    copy = select(jobs.c.id).where(jobs.c.owner == owner, jobs.c.sent == sha256)
    return connection.execute(select(or_(photo.exists(), result.exists(), copy.exists()))).scalar_one()


def owners(connection: Connection) -> tuple[Owner, ...]:
    """Everybody who has a photo."""
    return tuple(connection.execute(select(photos.c.owner).distinct()).scalars())


def _mine(owner: Owner, sha256s: Collection[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return photos.c.owner == owner, among(photos.c.sha256, json.dumps(sorted(sha256s)))
