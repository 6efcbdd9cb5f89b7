"""Pick pages and what comes back from them: an answer becomes picks, once it was said what that changes.

answers = Answers(store)
page = answers.send("local", sheet, seed="")
...
answer = answers.answer_in("local", message)
picks.lay("local", answer.picks)
answers.taken(answer)
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from retouch_lib.owners import Owner
from retouch_lib.reports.answer_changes import AnswerChange, change_of
from retouch_lib.reports.answer_code import MOST_PHOTOS, NONE, OPEN, TIE, AnswerCode, UnusableAnswer, read_code
from retouch_lib.reports.sheet import Sheet
from retouch_lib.store.client_pages import ClientAnswer, ClientPage, PageItem
from retouch_lib.store.records import Job, Pick, Verdict
from retouch_lib.store.store import Store
from retouch_lib.words.counted import counted
from retouch_lib.words.times import day_and_time

_PAGE_BYTES = 6


@dataclass(frozen=True, slots=True)
class PickAnswer:
    """An answer held against its page: what it says, and what would stand after it. Nothing is changed yet."""

    page: ClientPage
    digest: str
    sender: str
    comment: str
    comments: Mapping[int, str]
    """On single photos, by their place on the page from 0 on."""
    photo_names: Mapping[int, str]
    """By the same place, of the photos that are still there."""
    picked: int
    """Photos of which a picture was chosen."""
    none: int
    """Photos of which no picture is wanted."""
    ties: int
    """Photos whose pictures are equally good."""
    open: int
    """Photos without an answer."""
    gone: int
    """Photos whose chosen result is gone since: deleted, or swept."""
    other_file: int
    """Results chosen of which there is another file by now than was shown."""
    changes: tuple[AnswerChange, ...]
    """Photo by photo, where anything changes."""
    picks: tuple[Pick, ...]
    """What would stand, where anything changes."""
    tied: frozenset[str]
    """SHA-256 of the photos whose pictures are equally good."""
    settled: frozenset[str]
    """Of those that have another answer, and are no ties any more."""

    @property
    def replaced(self) -> int:
        """Photos that lose the winner that they have."""
        return sum(one.replaces for one in self.changes)

    @property
    def words(self) -> str:
        """ "5 picks, 1 comment from Anna" """
        said = [counted(self.picked, "pick")]
        said += [f"{self.none} × none"] * bool(self.none) + [counted(self.ties, "tie")] * bool(self.ties)
        comments = len(self.comments) + bool(self.comment)
        said += [counted(comments, "comment")] * bool(comments)
        return f"{', '.join(said)} from {self.sender or 'somebody without a name'}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What one may want to know before it counts, a sentence each."""
        said = []
        before = next((one for one in self.page.answers if one.digest == self.digest), None)
        if before is not None:
            said.append(f"This answer was taken before, on {day_and_time(before.answered_at)}.")
        if self.replaced:
            said.append(f"It takes the place of {counted(self.replaced, 'winner')} that you have now.")
        if self.open:
            said.append(f"{counted(self.open, 'photo')} without an answer: nothing changes there.")
        if self.gone:
            said.append(f"Of {counted(self.gone, 'photo')} the result is gone since: nothing changes there.")
        if self.other_file:
            files = counted(self.other_file, "result")
            said.append(f"Of {files} there is another file by now than the one that was shown.")
        if not self.changes:
            said.append("All of it stands already.")
        return tuple(said)


class Answers:
    """By owner. Methods may be called from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def send(self, owner: Owner, sheet: Sheet, seed: str) -> ClientPage:
        """Keep what stands on a page that is to be sent out. `seed`: of a shuffled sheet, else empty."""
        items = tuple(
            PageItem(photo_place, place, result.job, photo.sha256, result.sha256)
            for photo_place, photo in enumerate(sheet.photos[:MOST_PHOTOS])
            for place, result in enumerate(photo.results, 1)
        )
        page = ClientPage(
            secrets.token_hex(_PAGE_BYTES), owner, sheet.title, seed, len(sheet.photos), self._store.now(), items
        )
        return self._store.add_client_page(page)

    def answer_in(
        self, owner: Owner, message: str, ties: Callable[[ClientPage], Collection[str]] = lambda _: ()
    ) -> PickAnswer:
        """What a pasted message answers. `ties`: of a page's photos those that are ties already, by SHA-256.

        Raises UnusableAnswer with a sentence; nothing is changed.
        """
        code = read_code(message)
        page = self._store.client_page(owner, code.page)
        if page is None:
            raise UnusableAnswer("This answer is to a page that was not made here, or whose results are deleted.")
        if len(code.choices) != page.photos:
            raise UnusableAnswer(
                f"This answer is about {counted(len(code.choices), 'photo')}; the page has {page.photos}."
            )
        jobs = {job.id: job for job in self._store.results(owner, [item.job for item in page.items])}
        before = self._store.picks(owner, {item.photo for item in page.items})
        return _held(code, page, jobs, before, self._store.now(), ties(page))

    def taken(self, answer: PickAnswer) -> None:
        """Keep that this answer counts, with its comment."""
        self._store.add_client_answer(
            ClientAnswer(
                *(answer.page.id, answer.digest, answer.sender, answer.comment, self._store.now()),
                comments=answer.comments,
            )
        )

    def forget(self, owner: Owner, page_id: str) -> None:
        """The page and its answers; one that comes back later is to a page that nobody knows. Picks stay."""
        self._store.forget_client_page(owner, page_id)

    def pages(self, owner: Owner) -> tuple[ClientPage, ...]:
        """Those that were sent out, the newest first."""
        return self._store.client_pages(owner)


def _held(
    code: AnswerCode,
    page: ClientPage,
    jobs: Mapping[str, Job],
    before: Mapping[str, Pick],
    now: datetime,
    ties: Collection[str],
) -> PickAnswer:
    """The answer, photo by photo."""
    by_photo: dict[int, dict[int, PageItem]] = {}
    for item in page.items:
        if item.job in jobs:
            by_photo.setdefault(item.photo_place, {})[item.place] = item
    after: dict[str, Pick] = {}
    gone = other_file = 0
    for place, choice in enumerate(code.choices):
        there = by_photo.get(place, {})
        if choice == OPEN:
            continue
        if choice not in (NONE, TIE) and choice not in there:
            gone += 1
            continue
        if choice in there:
            other_file += jobs[there[choice].job].result != there[choice].result
        for number, item in there.items():
            after[item.job] = _judged(before.get(item.job) or _blank(item, now), choice, number, now)
    changed = tuple(pick for job, pick in after.items() if not _alike(pick, before.get(job)))
    tied = frozenset(after[item.job].photo for item in _of(by_photo, code, TIE))
    settled = frozenset(pick.photo for pick in after.values()) - tied
    moved = {pick.photo for pick in changed} | (tied - set(ties)) | (settled & set(ties))
    return PickAnswer(
        page=page,
        digest=_digest(code),
        sender=code.sender,
        comment=code.comment,
        comments=code.comments,
        photo_names={place: jobs[item.job].photo_name for place, its in by_photo.items() for item in its.values()},
        picked=sum(0 < choice < NONE for choice in code.choices),
        none=code.choices.count(NONE),
        ties=code.choices.count(TIE),
        open=code.choices.count(OPEN),
        gone=gone,
        other_file=other_file,
        changes=tuple(_changes(code, by_photo, jobs, before, after, moved)),
        picks=changed,
        tied=tied,
        settled=settled,
    )


def _of(by_photo: Mapping[int, Mapping[int, PageItem]], code: AnswerCode, choice: int) -> list[PageItem]:
    """What stands of the photos that were answered so."""
    places = (place for place, chosen in enumerate(code.choices) if chosen == choice)
    return [item for place in places for item in by_photo.get(place, {}).values()]


def _digest(code: AnswerCode) -> str:
    """Of an answer without comments on photos as before there were any: it may have been taken then."""
    said = (code.choices, code.sender, code.comment, *([sorted(code.comments.items())] if code.comments else []))
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _judged(pick: Pick, choice: int, number: int, now: datetime) -> Pick:
    """After that choice of its photo: the one chosen wins, of "none" all are rejected, at a tie none wins."""
    verdict = pick.verdict
    if choice == NONE:
        verdict = Verdict.REJECTED
    elif choice == number:
        verdict = Verdict.PICKED
    elif verdict is Verdict.PICKED:
        verdict = Verdict.NONE
    return replace(pick, verdict=verdict, judged_at=now)


def _changes(
    code: AnswerCode,
    by_photo: Mapping[int, Mapping[int, PageItem]],
    jobs: Mapping[str, Job],
    before: Mapping[str, Pick],
    after: Mapping[str, Pick],
    changed: Collection[str],
) -> Iterator[AnswerChange]:
    """In the page's order; `changed`: SHA-256 of the photos of which anything changes."""
    for place, choice in enumerate(code.choices):
        there = [jobs[item.job] for item in by_photo.get(place, {}).values()]
        if there and there[0].photo in changed:
            yield change_of(there, choice, before, after)


def _blank(item: PageItem, now: datetime) -> Pick:
    return Pick(item.photo, item.job, Verdict.NONE, 0, "", now)


def _alike(pick: Pick, before: Pick | None) -> bool:
    old = before.verdict if before else Verdict.NONE
    return pick.verdict is old
