"""What a user does with the installed library, in an empty folder: `python -P in_a_folder.py HISTORY_MD`.

A photo through the lab, the ten lines of the client's docstring, the notebook of docs/history.md, then each page.
Prints what came of them as JSON.
"""

from __future__ import annotations

import dataclasses
import doctest
import json
import os
import re
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

import retouch_lib
from retouch_lib.cloud import client as client_module
from retouch_lib.cloud import servers
from retouch_lib.lab import Lab
from retouch_lib.owners import LOCAL
from retouch_lib.presets.vendor import BALANCED
from retouch_lib.settings import Settings
from retouch_lib.ui import preferences, session
from retouch_lib.ui.server import lifespan
from retouch_lib.ui.server.top_level import TOP_LEVEL
from retouch_lib.ui.server.visitor import Visitor

OWNER = "local"
LIBRARY = Path(retouch_lib.__file__).parent
ENTRY = LIBRARY / "ui" / "main.py"


def retouched(lab: Lab) -> dict[str, object]:
    """One press of Run, until its result is kept."""
    photo = lab.add_sample(OWNER, "portrait")
    run = lab.run(lab.plan(OWNER, [photo.sha256], [BALANCED], "local"))
    while run.under_way:
        lab.jobs.wait(0.05)
        run = lab.store.run(OWNER, run.id) or run
    (job,) = (item.job for item in run.items)
    original, result = lab.files.path(photo.sha256), lab.files.path(str(job.result))
    return {"state": job.state, "changed": original.read_bytes() != result.read_bytes(), "bytes": result.stat().st_size}


def pages(lab: Lab) -> dict[str, list[str]]:
    """What went wrong on each page."""
    lab.store.set_preference(OWNER, preferences.GREETED, True)  # or the first view would retouch the sample again
    lifespan.use(lab)
    wrong: dict[str, list[str]] = {}
    for path in sorted((TOP_LEVEL / "pages").glob("*.py")):
        if path.stem == "team":  # there is none for one person
            lab.settings = dataclasses.replace(lab.settings, lan=True)
            session.visitor_in = lambda _headers: Visitor(LOCAL, "Who sits here", int(time.time()))
        test = AppTest.from_file(str(ENTRY), default_timeout=60)
        if path.stem != "tune":
            test.run()
            test.switch_page(os.path.relpath(path, ENTRY.parent))
        test.run()
        wrong[path.stem] = [error.value for error in test.exception]
    lifespan.use(None)
    return wrong


def ten_lines(lab: Lab) -> str:
    """The example of the client's docstring against the lab's engine; what failed in it."""
    base = f"{lab.engine.url()}/api/v1"
    servers.MAIN = dataclasses.replace(servers.MAIN, base=base)  # type: ignore[misc]
    os.environ["RETOUCH_TOKEN"] = "reto-installed-000000"
    shutil.copyfile(LIBRARY / "samples" / "portrait.jpg", "photo.jpg")
    defaults: dict[str, Any] = client_module.Client.__init__.__kwdefaults__
    defaults["sleep"] = lambda _seconds: lab.jobs.wait(0.1)
    example = doctest.DocTestParser().get_doctest(client_module.__doc__ or "", {}, "example", None, None)
    said: list[str] = []
    outcome = doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    example.globs["client"].close()
    assert outcome.attempted == 10
    return "".join(said)


def notebook(page: Path) -> dict[str, int]:
    """Rows of the frames that the notebook makes."""
    script, *_ = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    made: dict[str, Any] = {}
    exec(script, made)
    return {name: len(made[name]) for name in ("runs", "spent")}


def main(history: Path) -> None:
    lab = Lab.open(Settings.read(dict(os.environ)))
    lab.launch()
    try:
        said = {
            "library": str(LIBRARY),
            "retouched": retouched(lab),
            "ten lines": ten_lines(lab),
            "notebook": notebook(history),
            "pages": pages(lab),
        }
    finally:
        lab.close()
    print(json.dumps(said))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
