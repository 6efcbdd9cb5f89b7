"""What presses on Batch do; what keeps them from it is said."""

from __future__ import annotations

from collections.abc import Callable

from retouch_lib.errors import RetouchError
from retouch_lib.store.batches import Batch, Failure
from retouch_lib.ui import session
from retouch_lib.ui.session import lab, owner
from retouch_lib.ui.shared.text import plain
from retouch_lib.work.batches import Wish

_PLACE = session.BATCH


def begin(wish: Wish) -> None:
    """Have the photos looked at."""

    def press() -> None:
        of = lab().batches.of_folder if wish.source else lab().batches.of_photos
        show(of(owner(), wish).id)

    _said(press)


def show(batch_id: str) -> None:
    """That batch, or with an empty id the form for a new one."""
    session.put(session.BATCH_SHOWN, batch_id)
    session.put(session.BATCH_CHOICE, batch_id)


def go_on(batch: Batch, confirmed: int, test: int = 0) -> None:
    _said(lambda: lab().batches.go_on(owner(), batch.id, confirmed=confirmed, test=test))


def pause(batch: Batch) -> None:
    _said(lambda: lab().batches.pause(owner(), batch.id))


def stop(batch: Batch) -> None:
    _said(lambda: lab().batches.stop(owner(), batch.id))


def look_again(batch: Batch) -> None:
    _said(lambda: lab().batches.look_on(owner(), batch.id))


def leave_out(batch: Batch) -> None:
    _said(lambda: lab().batches.leave_out_small_faces(owner(), batch.id))


def take_back_in(batch: Batch) -> None:
    _said(lambda: lab().batches.take_back_in(owner(), batch.id))


def try_again(batch: Batch, failure: Failure, confirmed: int) -> None:
    _said(lambda: lab().batches.try_again(owner(), batch.id, failure, confirmed=confirmed))


def _said(press: Callable[[], object]) -> None:
    try:
        press()
    except RetouchError as error:
        session.say("error", plain(str(error)), _PLACE)
    except KeyError:
        session.say("error", "This batch was deleted meanwhile.", _PLACE)
