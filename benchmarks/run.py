"""`make bench`: every measurement, one after the other, each against its baseline in the same run."""

from __future__ import annotations

import sys

from benchmarks import (
    batches,
    browser,
    commands,
    crops,
    differences,
    documents,
    engine_pictures,
    filmstrip,
    history,
    hot_folder,
    imports,
    jobs,
    live_mix,
    many_photos,
    measures,
    mixes,
    one_photo,
    outgoing,
    reduced,
    results_zip,
    stage,
    strokes,
    survey,
    sweep,
    two_databases,
    uploads,
    waiting,
)

PARTS = {
    "jobs": jobs.main,
    "batches": batches.main,
    "browser": browser.main,
    "pictures": engine_pictures.main,
    "history": history.main,
    "two databases": two_databases.main,
    "imports": imports.main,
    "one photo": one_photo.main,
    "many photos": many_photos.main,
    "measures": measures.main,
    "mixes": mixes.main,
    "live mix": live_mix.main,
    "strokes": strokes.main,
    "stage": stage.main,
    "survey": survey.main,
    "sweep": sweep.main,
    "filmstrip": filmstrip.main,
    "uploads": uploads.main,
    "reduced": reduced.main,
    "waiting": waiting.main,
    "crops": crops.main,
    "differences": differences.main,
    "results zip": results_zip.main,
    "outgoing": outgoing.main,
    "documents": documents.main,
    "commands": commands.main,
    "hot folder": hot_folder.main,
}


def main(names: list[str]) -> None:
    """Run the parts named, or all."""
    for name in names or list(PARTS):
        print(f"== {name}", flush=True)
        PARTS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
