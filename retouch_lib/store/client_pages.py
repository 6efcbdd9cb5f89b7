"""Statements on pick pages that were sent out, on what stands on them, and on answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from retouch_lib.owners import Owner
from retouch_lib.store.lists import among, listed
from retouch_lib.store.sql import insert, time_text
from retouch_lib.store.tables import client_answers, client_page_items, client_pages

_NO_COMMENTS: Mapping[int, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PageItem:
    """One result on a page."""

    photo_place: int
    """Which photo, from 0 on."""
    place: int
    """Which of its pictures, from 1 on: 0 is the original."""
    job: str
    photo: str
    """SHA-256."""
    result: str
    """SHA-256 of the file that was shown."""


@dataclass(frozen=True, slots=True)
class ClientAnswer:
    """What came back from a page, as it was taken."""

    page: str
    digest: str
    """SHA-256 of what was answered, in hex."""
    sender: str
    comment: str
    answered_at: datetime
    comments: Mapping[int, str] = field(default_factory=lambda: _NO_COMMENTS)
    """On single photos, by their place on the page."""


@dataclass(frozen=True, slots=True)
class PhotoComment:
    """What an answer says of one photo."""

    photo: str
    """SHA-256."""
    comment: str
    sender: str
    """Empty for somebody without a name."""
    title: str
    """Of the page that it came back from."""
    answered_at: datetime
    """When the answer was taken."""


@dataclass(frozen=True, slots=True)
class ClientPage:
    """A pick page that was sent out."""

    id: str
    """12 hexadecimal digits."""
    owner: Owner
    title: str
    seed: str
    """Empty where looks stand under their names; else it gave them their places."""
    photos: int
    """How many stood on it."""
    made_at: datetime
    items: tuple[PageItem, ...] = ()
    """By photo and place; without those whose jobs are deleted since."""
    answers: tuple[ClientAnswer, ...] = ()
    """The newest first."""


def add(connection: Connection, page: ClientPage) -> ClientPage:
    """Keep it with what stands on it."""
    row = {name: getattr(page, name) for name in ("id", "owner", "title", "seed", "photos", "made_at")}
    connection.execute(insert(client_pages).values(row))
    if page.items:
        connection.execute(insert(client_page_items), [{**asdict(item), "page": page.id} for item in page.items])
    return page


def page(connection: Connection, owner: Owner, page_id: str) -> ClientPage | None:
    """None for one that is not this owner's, is deleted, or can't be read."""
    found = _pages(connection, _columns().where(client_pages.c.owner == owner, client_pages.c.id == page_id))
    return found[0] if found else None


def listed_pages(connection: Connection, owner: Owner, limit: int) -> tuple[ClientPage, ...]:
    """The owner's, the newest first; a row that can't be read is left out."""
    newest = _columns().where(client_pages.c.owner == owner).order_by(client_pages.c.made_at.desc()).limit(limit)
    return _pages(connection, newest)


def add_answer(connection: Connection, answer: ClientAnswer) -> None:
    """Keep it; one that is there already stays."""
    names = ("page", "digest", "sender", "comment", "answered_at")
    row = {name: getattr(answer, name) for name in names}
    row["comments"] = json.dumps(dict(answer.comments), ensure_ascii=False) if answer.comments else ""
    connection.execute(insert(client_answers).values(row).on_conflict_do_nothing())


def comments_on(connection: Connection, owner: Owner, photos: Collection[str]) -> tuple[PhotoComment, ...]:
    """All on these photos (SHA-256s), the newest first; what can't be read is left out."""
    when = time_text(client_answers.c.answered_at).label("answered_at")
    columns = (client_answers.c.page, client_answers.c.sender, client_answers.c.comments, when, client_pages.c.title)
    query = select(*columns).join(client_pages, client_pages.c.id == client_answers.c.page)
    commented = query.where(client_pages.c.owner == owner, client_answers.c.comments != "")
    answers = connection.execute(commented.order_by(client_answers.c.answered_at.desc())).all()
    if not answers:
        return ()
    its = client_page_items.c
    stands = among(its.page, json.dumps([answer.page for answer in answers])) & among(
        its.photo, json.dumps(sorted(photos))
    )
    places: dict[str, dict[int, str]] = {}
    for page_id, place, photo in connection.execute(select(its.page, its.photo_place, its.photo).where(stands)):
        places.setdefault(page_id, {})[place] = photo
    return tuple(
        PhotoComment(photo, said, answer.sender, answer.title, _known(answer.answered_at))
        for answer in answers
        if _moment(answer.answered_at) is not None
        for place, said in _comments(answer.comments).items()
        if (photo := places.get(answer.page, {}).get(place)) is not None
    )


def forget(connection: Connection, owner: Owner, page_id: str) -> None:
    """The page with what stands on it and its answers, if it is this owner's."""
    mine = (client_pages.c.owner == owner, client_pages.c.id == page_id)
    if connection.execute(select(client_pages.c.id).where(*mine)).first() is None:
        return
    for table in (client_answers, client_page_items):
        connection.execute(delete(table).where(table.c.page == page_id))
    connection.execute(delete(client_pages).where(*mine))


def delete_of_jobs(connection: Connection, job_ids: str) -> None:
    """Of these jobs (ids as a JSON list) nothing stands on any page; a page without results goes with its answers."""
    touched = select(client_page_items.c.page).where(among(client_page_items.c.job, job_ids)).distinct()
    pages = listed(connection, touched)
    connection.execute(delete(client_page_items).where(among(client_page_items.c.job, job_ids)))
    left = select(client_page_items.c.page).where(among(client_page_items.c.page, pages)).distinct()
    empty = json.dumps(sorted({*json.loads(pages)} - {*json.loads(listed(connection, left))}))
    connection.execute(delete(client_answers).where(among(client_answers.c.page, empty)))
    connection.execute(delete(client_pages).where(among(client_pages.c.id, empty)))


def _columns() -> Select[Any]:
    names = ("id", "owner", "title", "seed", "photos")
    # As text: of a time that can't be read SQLAlchemy would fail with all rows.
    made_at = time_text(client_pages.c.made_at).label("made_at")
    return select(*(client_pages.c[name] for name in names), made_at)


def _pages(connection: Connection, query: Select[Any]) -> tuple[ClientPage, ...]:
    rows = [row for row in connection.execute(query).all() if _moment(row.made_at) is not None]
    ids = json.dumps([row.id for row in rows])
    items: dict[str, list[PageItem]] = {}
    stand = select(client_page_items).where(among(client_page_items.c.page, ids))
    for one in connection.execute(stand.order_by(client_page_items.c.photo_place, client_page_items.c.place)):
        items.setdefault(one.page, []).append(PageItem(one.photo_place, one.place, one.job, one.photo, one.result))
    answers = _answers(connection, ids)
    return tuple(
        ClientPage(
            *(row.id, row.owner, row.title, row.seed, row.photos, _known(row.made_at)),
            items=tuple(items.get(row.id, ())),
            answers=tuple(answers.get(row.id, ())),
        )
        for row in rows
    )


def _answers(connection: Connection, pages: str) -> dict[str, list[ClientAnswer]]:
    names = ("page", "digest", "sender", "comment", "comments")
    when = time_text(client_answers.c.answered_at).label("answered_at")
    query = select(*(client_answers.c[name] for name in names), when).where(among(client_answers.c.page, pages))
    found: dict[str, list[ClientAnswer]] = {}
    rows: Sequence[Any] = connection.execute(query.order_by(client_answers.c.answered_at.desc())).all()
    for row in rows:
        if _moment(row.answered_at) is not None:
            answer = ClientAnswer(
                row.page, row.digest, row.sender, row.comment, _known(row.answered_at), _comments(row.comments)
            )
            found.setdefault(row.page, []).append(answer)
    return found


def _comments(text: object) -> Mapping[int, str]:
    """None where they can't be read: the answer is of more worth than these."""
    try:
        found = json.loads(text) if isinstance(text, str) and text else {}
        return {int(place): str(said) for place, said in found.items()} if isinstance(found, dict) else _NO_COMMENTS
    except (ValueError, RecursionError):
        return _NO_COMMENTS


def _moment(text: object) -> datetime | None:
    """None where it can't be read."""
    try:
        return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _known(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
