"""Python with requests."""

from __future__ import annotations

from retouch_lib.presets.snippets.filling import Facts, filled, payload_lines

_TEMPLATE = r'''"""Retouches one photo with the preset @@TITLE@@: start, poll, download.

    pip install requests
    export RETOUCH_TOKEN=...        your token, in the environment only
    export RETOUCH_API_BASE=...     another server than the one below, up to and including /api/v1; can be left out
    python retouch.py [photo.jpg]

One run takes one credit. Run again with the same photo and payload it joins the job that is there and pays nothing, as
long as the server remembers the key; how long it does is not documented.
"""

import hashlib
import os
import sys
import time
import uuid
from pathlib import Path
from urllib.parse import quote

import requests

BASE = (os.environ.get("RETOUCH_API_BASE") or @@BASE@@).rstrip("/")
PHOTO = Path(sys.argv[1] if len(sys.argv) > 1 else @@PHOTO@@)
AGAIN = ""  # any other word here pays once more for the same photo and payload
PAYLOAD = r"""
@@PAYLOAD@@
""".strip()
KINDS = {b"\xff\xd8\xff": ".jpg", b"\x89PN": ".png", b"PK\x03": ".zip"}


def key(photo):
    """A UUID (version 8) made from the photo and the payload."""
    digest = hashlib.sha256(photo).hexdigest()
    flat = "".join(line.lstrip(" ") for line in PAYLOAD.splitlines())
    text = hashlib.sha256(f"{digest}\n{flat}\n{AGAIN}".encode()).hexdigest()
    return str(uuid.UUID(f"{text[:12]}8{text[13:16]}8{text[17:32]}"))


def start(token):
    photo = PHOTO.read_bytes()
    reply = requests.post(
        f"{BASE}/retoucher/start",
        headers={"Idempotency-Key": key(photo)},
        files={"file": (PHOTO.name, photo)},
        data={"token": token, "payload": PAYLOAD},
        timeout=(10, 300),
        allow_redirects=False,
    )
    job = answer(reply).get("id")
    if not job:
        sys.exit(f"Not started. The server says: {reply.status_code} {reply.text[:300]}")
    return quote(str(job), safe="")  # it becomes part of an address


def wait(job):
    for _ in range(17280):  # every 5 s, up to the 24 hours that a result lives
        try:
            status = answer(requests.get(f"{BASE}/retoucher/status/{job}", timeout=(10, 90)))
        except requests.RequestException:
            status = {}  # the job goes on without us
        if status.get("state") == "completed":
            return
        if status.get("state") == "failed":
            sys.exit(f"The job failed: {status.get('reason')}")
        if status.get("status") == 404:
            sys.exit("The server has no such job any more; results live 24 hours.")
        time.sleep(5)
    sys.exit("The job did not end within 24 hours.")


def download(job):
    result = PHOTO.with_name(f"{PHOTO.stem}_@@SUFFIX@@")
    part = result.with_name(f"{result.name}.part")
    with requests.get(f"{BASE}/retoucher/getFile/{job}", stream=True, timeout=(10, 90)) as reply:
        reply.raise_for_status()
        with part.open("wb") as file:
            for chunk in reply.iter_content(1 << 20):
                file.write(chunk)
    with part.open("rb") as file:
        kind = KINDS.get(file.read(3))
    if kind is None:
        sys.exit(f"The result is no picture and no ZIP; it was left as {part}.")
    return part.replace(result.with_name(result.name + kind))


def answer(reply):
    """The reply's JSON; the error number may stand only there. A proxy's page counts as nothing."""
    try:
        value = reply.json()
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"status": reply.status_code}


def main():
    token = os.environ.get("RETOUCH_TOKEN") or sys.exit("Set RETOUCH_TOKEN to your token first. Nothing was sent.")
    try:
        job = start(token)
        print(f"Job {job}", file=sys.stderr)
        wait(job)
        print(download(job))
    except (OSError, requests.RequestException) as error:
        sys.exit(f"{error}\nRun this again: it joins the job by its key.")


main()
'''


def write(facts: Facts) -> str:
    values = {
        "TITLE": facts.title,
        "BASE": repr(facts.base),
        "PHOTO": repr(facts.photo),
        "PAYLOAD": payload_lines(facts.preset),
        "SUFFIX": facts.suffix,
    }
    return filled(_TEMPLATE, values)
