"""Where shared files lie: the text of RETOUCH_FILES_URL, taken apart."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_PREFIX = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")


@dataclass(frozen=True, slots=True)
class FilesPlace:
    """A bucket, with a prefix perhaps, or a folder that several computers see."""

    bucket: str = ""
    prefix: str = ""
    folder: Path | None = None

    @classmethod
    def parse(cls, url: str) -> FilesPlace:
        """Of s3://bucket/prefix or file:///a/folder. Raises ValueError, whose text shows nothing of it."""
        try:
            parts = urlsplit(url)
        except ValueError:  # brackets that can't be
            raise ValueError("is no address") from None
        if parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("must be a plain address: no user name, password, ? or # in it")
        if parts.scheme == "file":
            return cls(folder=_folder(parts.netloc, parts.path))
        if parts.scheme != "s3":
            raise ValueError("must begin with s3:// or file:///")
        prefix = unquote(parts.path).strip("/")
        if not _BUCKET.fullmatch(parts.netloc):
            raise ValueError("names no bucket: 3 to 63 small letters, digits, dots and hyphens come after s3://")
        if prefix and (not _PREFIX.fullmatch(prefix) or {".", ".."} & set(prefix.split("/"))):
            raise ValueError("may have only plain letters, digits, dots, hyphens and slashes after the bucket")
        return cls(parts.netloc, prefix)

    def __str__(self) -> str:
        """As a person reads it."""
        return str(self.folder) if self.folder is not None else f"s3://{self.bucket}/{self.prefix}".rstrip("/")


def _folder(host: str, path: str) -> Path:
    if host not in ("", "localhost"):
        raise ValueError("must have three slashes after file:")
    named = unquote(path)
    folder = Path(named.lstrip("/") if os.name == "nt" else named)  # file:///C:/photos
    if not folder.is_absolute() or folder == Path(folder.anchor):
        raise ValueError("must name the whole path of a folder")
    return folder
