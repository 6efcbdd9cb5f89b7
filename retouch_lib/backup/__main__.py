"""`python -m retouch_lib.backup save ARCHIVE`, `restore ARCHIVE FOLDER`, `check ARCHIVE`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from retouch_lib.backup.manifest import Manifest
from retouch_lib.backup.restoring import check, restore
from retouch_lib.backup.saving import save, save_lab
from retouch_lib.errors import RetouchError
from retouch_lib.settings import Settings
from retouch_lib.words.sizes import size_in_words


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        if options.verb == "save":
            folder = options.data_dir  # with all of a lab in it
            saved = save(folder, options.archive) if folder else save_lab(Settings.read(os.environ), options.archive)
            print(f"{options.archive}: {_in_words(saved)}")
        elif options.verb == "check":
            print(f"{options.archive} is whole: {_in_words(check(options.archive))}")
        else:
            settings = Settings.read(os.environ)
            url = settings.database_url
            print(f"{options.folder}: {_in_words(restore(options.archive, options.folder, database_url=url))}")
            if url:
                print(f"Runs, presets, history and choices are in {url}.")
            if settings.files_url:
                print("Before the lab is started, put photos and results into its store: retouch-lab move-files")
            print(f"Start the lab on it: RETOUCH_DATA_DIR={options.folder.absolute()} make run")
    except RetouchError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retouch_lib.backup", description="One archive of a whole lab, and a lab made of one."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    saving = verbs.add_parser("save", help="write an archive; the lab may be running")
    saving.add_argument("archive", type=Path)
    saving.add_argument("--data-dir", type=Path, help="the lab's folder; as in the settings when it isn't given")
    restoring = verbs.add_parser("restore", help="make a data folder of an archive")
    restoring.add_argument("archive", type=Path)
    restoring.add_argument("folder", type=Path, help="an empty one, or one that isn't there yet")
    verbs.add_parser("check", help="read an archive to its last byte").add_argument("archive", type=Path)
    return parser


def _in_words(manifest: Manifest) -> str:
    said = f"{manifest.files:,} photos and results, {size_in_words(manifest.bytes)}, of {manifest.made_at[:16]} UTC"
    for number, what in ((len(manifest.missing), "not there"), (len(manifest.damaged), "damaged")):
        if number:
            said += f"; {number:,} were {what} in the folder that was saved"
    return f"{said}."


if __name__ == "__main__":
    sys.exit(main())
