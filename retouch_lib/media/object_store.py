"""The one place that speaks to an object store: files by key, put and fetched in pieces, with patience that has an end.

store = opened(FilesPlace.parse("s3://studio/lab"), access)
store.create("files/ab/ab12…", path)

Nothing that a store says is shown or logged: only the kind of its error is, for its text names addresses.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retouch_lib.errors import FilesAway
from retouch_lib.machine.disk import sync_file, sync_folder
from retouch_lib.machine.files_place import FilesPlace
from retouch_lib.tokens.hidden import NOTHING, Hidden

if TYPE_CHECKING:
    from obstore.store import ObjectStore as Backend

PIECE = 8 << 20
"""Bytes of a file that are sent or fetched at once: each piece has time-outs and retries of its own."""
_AT_ONCE = 2
"""Pieces of one file that are under way together."""
_CONNECT, _READ, _WHOLE = timedelta(seconds=2), timedelta(seconds=15), timedelta(seconds=60)
"""Until a connection stands; until the next bytes of an answer come; for one piece as a whole."""
_RETRIES, _RETRY_WITHIN = 2, timedelta(seconds=10)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(milliseconds=200), timedelta(seconds=2)
_REST = 2.0
"""Seconds after a failure in which nobody else waits for the store: each would wait as long in vain."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a store says of one object."""

    bytes: int
    modified: datetime
    """When it was last put, by the store's clock."""


@dataclass(frozen=True, slots=True)
class BucketAccess:
    """How a bucket is reached, and with which key; without one, as the environment says (AWS_…, an instance's role)."""

    endpoint: str = ""
    """The address of a server that speaks S3; empty: Amazon's."""
    region: str = "us-east-1"
    key: str = ""
    secret: Hidden = NOTHING


def opened(place: FilesPlace, access: BucketAccess) -> ObjectStore:
    """The store at that place; nobody is asked yet. Raises OSError where a folder can't be made."""
    from obstore.store import LocalStore, S3Store

    if place.folder is not None:
        place.folder.mkdir(parents=True, exist_ok=True)
        return ObjectStore(LocalStore(place.folder, automatic_cleanup=True), folder=place.folder)
    options: dict[str, Any] = {"endpoint": access.endpoint} if access.endpoint else {}
    if access.key:
        options |= {"access_key_id": access.key, "secret_access_key": access.secret.in_clear()}
    backend = S3Store(
        place.bucket,
        prefix=place.prefix or None,
        region=access.region,
        disable_bulk_delete=True,  # one at a time is deleted, and not every server knows the other way
        client_options={
            "allow_http": access.endpoint.startswith("http://"),
            "connect_timeout": _CONNECT,
            "read_timeout": _READ,
            "timeout": _WHOLE,
        },
        retry_config={
            "max_retries": _RETRIES,
            "retry_timeout": _RETRY_WITHIN,
            "backoff": {"init_backoff": _FIRST_PAUSE, "max_backoff": _LONGEST_PAUSE},
        },
        **options,
    )
    return ObjectStore(backend)


class ObjectStore:
    """One bucket, or the part of it below a prefix. All methods may be called from any thread, and none from an event
    loop: each waits for the store, 20 s at most while it answers nothing.

    They raise FilesAway where the store can't be reached or refuses; FileNotFoundError where the object is not there.
    """

    def __init__(
        self, backend: Backend, *, folder: Path | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`folder`: where the objects lie as files, of a store that is a folder."""
        self._backend = backend
        self._folder = folder
        self._monotonic = monotonic
        self._rests_until = -_REST
        self._creates = True

    def look(self, key: str) -> StoredObject | None:
        """None where there is no such object."""
        import obstore

        try:
            with self._asking():
                found = obstore.head(self._backend, key)
        except FileNotFoundError:
            return None
        return StoredObject(found["size"], found["last_modified"])

    def create(self, key: str, path: Path) -> bool:
        """Put a file unless there is one; False where there is. Two who create at once may both have put the same.

        Of what is longer than a piece it is asked before: a store knows no condition for what comes in pieces.
        """
        import obstore
        from obstore.exceptions import AlreadyExistsError, GenericError, NotSupportedError, PreconditionError

        if self._creates and path.stat().st_size <= PIECE:
            with self._asking(), self._local(path):
                try:
                    obstore.put(self._backend, key, path, mode="create", use_multipart=False)
                except (AlreadyExistsError, PreconditionError):
                    return False
                except (NotSupportedError, GenericError):
                    self._creates = False  # a server that knows no conditions; one that is away says so now
                else:
                    self._settle(key)
                    return True
        if self.look(key) is not None:
            return False
        self.put(key, path)
        return True

    def put(self, key: str, path: Path) -> None:
        """Put a file, whatever is there; it is there whole, or not at all."""
        import obstore

        in_pieces = path.stat().st_size > PIECE
        with self._asking(), self._local(path):
            obstore.put(self._backend, key, path, use_multipart=in_pieces, chunk_size=PIECE, max_concurrency=_AT_ONCE)
        self._settle(key)

    def fetch(self, key: str, write: Callable[[memoryview], object], longest: int | None = None) -> StoredObject:
        """Write the object's bytes, piece by piece. Raises ValueError for more than `longest`, and writes nothing."""
        import obstore

        with self._asking():
            first = obstore.get(self._backend, key, options={"range": (0, PIECE)})
            meta = first.meta
            data: Any = first.bytes()
        size, written = meta["size"], 0
        if longest is not None and size > longest:
            raise ValueError("longer than it may be")
        while True:
            write(memoryview(data))
            written += len(data)
            if written >= size or not len(data):
                return StoredObject(size, meta["last_modified"])
            with self._asking():
                data = obstore.get_range(self._backend, key, start=written, length=min(PIECE, size - written))

    def delete(self, key: str) -> None:
        """It need not be there."""
        import obstore

        try:
            with self._asking():
                obstore.delete(self._backend, key)
        except FileNotFoundError:
            return

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys below a prefix, which ends with a slash."""
        import obstore

        with self._asking():
            for page in obstore.list(self._backend, prefix):
                yield from (str(found["path"]) for found in page)

    def _settle(self, key: str) -> None:
        """A folder's file outlasts a power cut; a store's answer says that of its own."""
        if self._folder is not None:
            sync_file(self._folder / key)
            sync_folder((self._folder / key).parent)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Raises FilesAway at once shortly after a failure."""
        from obstore.exceptions import (
            AlreadyExistsError,
            BaseError,
            NotSupportedError,
            PermissionDeniedError,
            PreconditionError,
            UnauthenticatedError,
        )

        if self._monotonic() < self._rests_until:
            raise FilesAway
        try:
            yield
        except (FileNotFoundError, AlreadyExistsError, PreconditionError, NotSupportedError):
            raise
        except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
            raise self._away(error, refused=True) from None
        except (BaseError, OSError) as error:
            raise self._away(error) from None

    def _away(self, error: Exception, *, refused: bool = False) -> FilesAway:
        self._rests_until = self._monotonic() + _REST
        _log.warning("the file store: %s", type(error).__name__)
        return FilesAway(refused=refused)

    @contextmanager
    def _local(self, path: Path) -> Iterator[None]:
        """A file of ours that is gone is no object that is not there."""
        try:
            yield
        except FileNotFoundError:
            if path.exists():
                raise FilesAway from None
            raise
