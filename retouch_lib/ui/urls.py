"""The addresses of the app's own routes, in one place for the pages and `routes`."""

from __future__ import annotations

from urllib.parse import quote

PREVIEW, THUMBNAIL, FULL = "preview", "thumbnail", "full"
SIZES = (PREVIEW, THUMBNAIL, FULL)
FILES_ROUTE = "/files/{sha256}/{size}"
UPLOAD_ROUTE = "/upload/{ticket}"


def file_url(sha256: str, size: str = FULL, download: str = "") -> str:
    """A file by its content: never changes, so browsers may keep it. `download`: save it under that name."""
    url = f"/files/{sha256}/{size}"
    return f"{url}?download={quote(download, safe='')}" if download else url


def upload_url(ticket: str) -> str:
    return f"/upload/{ticket}"
