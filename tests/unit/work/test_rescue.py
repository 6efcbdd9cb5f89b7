"""Ids of jobs in what people have of them."""

from __future__ import annotations

import pytest

from retouch_lib.work.rescue import LONGEST_TEXT, MOST_IDS, ids_in

UUID = "3f0e8a52-7c1d-4b7e-9d55-0a1b2c3d4e5f"
HEX = "9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jpeg-example-job-id", ["jpeg-example-job-id"]),
        (f"  {UUID}\n", [UUID]),
        (f"https://host/api/v1/retoucher/status/{UUID}", [UUID]),
        ("curl -o out.jpg 'https://host/api/v1/retoucher/getFile/a%20b?x=1'", ["a b"]),
        (f'{{"status":200,"id":"{HEX}","retouchQuota":999}}', [HEX]),
        ('{"status": 200, "id": "short1"}', ["short1"]),
        ("id=42 id: 43", ["42", "43"]),
        (f"2026-11-28T04:10:00Z INFO started {HEX}, then {UUID}; again {HEX}", [HEX, UUID]),
        ("2026-11-28T04-10-00 nothing-but-words-in-this-line " + "a1" * 32, []),
        (f"20261128T041000Z123 started 2026{HEX[4:]}", [f"2026{HEX[4:]}"]),
        ("no id in here", []),
        ("", []),
    ],
)
def test_ids_are_found(text: str, found: list[str]) -> None:
    assert list(ids_in(text)) == found


def test_a_long_log_is_bounded() -> None:
    assert len(ids_in(" ".join(f"job{number:032x}" for number in range(5_000)))) == MOST_IDS
    assert ids_in(" " + "x " * LONGEST_TEXT + UUID) == ()
