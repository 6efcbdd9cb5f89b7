"""Which files a lab has: those in its data folder, or those that several computers share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from retouch_lib.errors import BadSetting
from retouch_lib.machine.files_place import FilesPlace
from retouch_lib.media.files import Files
from retouch_lib.media.object_store import BucketAccess, ObjectStore, opened
from retouch_lib.media.shared_files import SharedFiles
from retouch_lib.media.shared_previews import SharedPreviews
from retouch_lib.settings import Settings

FOLDER, COPIES = "files", "copies"
"""Below the data folder: the files themselves, and copies of those in a store."""
_GB = 1e9


def files_of(settings: Settings) -> tuple[Files, SharedPreviews | None]:
    """The files, and the previews that all computers share, where they share any.

    Nothing is asked or fetched yet. Raises OSError where a folder can't be made, BadSetting.
    """
    store = store_of(settings)
    if store is None:
        return Files(settings.data_dir / FOLDER), None
    _require_moved(settings)
    return shared_files(settings, store), SharedPreviews(store)


def shared_files(settings: Settings, store: ObjectStore) -> SharedFiles:
    """The files in that store, with copies in the data folder."""
    place = str(FilesPlace.parse(settings.files_url))
    return SharedFiles(settings.data_dir / COPIES, store, int(settings.files_cache_gb * _GB), place=place)


def store_of(settings: Settings) -> ObjectStore | None:
    """The object store of the settings; None where all files lie in the data folder. Raises BadSetting, OSError."""
    if not settings.files_url:
        return None
    access = BucketAccess(settings.files_endpoint, settings.files_region, settings.files_key, settings.files_secret)
    return opened(FilesPlace.parse(settings.files_url), access)


def _require_moved(settings: Settings) -> None:
    """Raise BadSetting where files lie in the data folder that nobody else would find."""
    if any(unmoved(settings.data_dir)):
        raise BadSetting(
            "RETOUCH_FILES_URL names a store, and photos or results still lie in the data folder alone. Put them there "
            "first: retouch-lab move-files. Nothing was changed."
        )


def unmoved(data_dir: Path) -> Iterator[Path]:
    """Files in the data folder, as they come."""
    return (data_dir / FOLDER).glob("[0-9a-f][0-9a-f]/*")
