"""How long presets take to be read: 10,000 damaged sources, one page with everything, and texts made to be slow.

The baseline, in the same run, is `json.loads` trying the same sources.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from contextlib import suppress

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from tests.unit.presets.importing.sources import FORMS
from tests.unit.presets.importing.test_malformed import COUNT, HOSTILE, damaged
from tests.unit.presets.importing.test_unread import TestVendorsPage

AIM_ALL = 5.0
AIM_EACH = 0.2
"""Seconds of the thread's own time."""


def main() -> None:
    chance = random.Random(20260318)
    forms = list(FORMS.values())
    sources = [damaged(chance.choice(forms), chance) for _ in range(COUNT)]
    plain = sum(_seconds(json.loads, source) for source in sources)
    each = [_seconds(importing.read_presets, source) for source in sources]
    print(f"json.loads on {COUNT:,} damaged sources      {plain:7.2f} s (baseline)")
    ratio = sum(each) / plain
    print(f"read_presets on the same                 {sum(each):7.2f} s = {ratio:.0f} ×   (aim < {AIM_ALL:.0f} s)")
    print(f"the slowest of them                      {max(each):7.3f} s   (aim < {AIM_EACH} s)")
    page = TestVendorsPage().page()
    print(f"a page of {len(page):,} letters, six forms      {_seconds(importing.read_presets, page):7.3f} s")
    slow = {name: _seconds(importing.read_presets, text) for name, text in HOSTILE.items()}
    name = max(slow, key=lambda name: slow[name])
    print(f"the slowest hostile text (“{name}”)      {slow[name]:7.2f} s")


def _seconds(read: Callable[[str | bytes], object], source: str | bytes) -> float:
    begin = time.thread_time()
    with suppress(InvalidPayload, ValueError, RecursionError):
        read(source)
    return time.thread_time() - begin


if __name__ == "__main__":
    main()
