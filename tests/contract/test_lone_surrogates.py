"""Halves of characters on the wire: JSON may hold them, and neither UTF-8 nor SQLite takes them."""

from __future__ import annotations

import pytest

from retouch_lib.engine.server import EngineServer
from tests.contract import raw
from tests.engines import TOKEN, jpeg_bytes

HALF = "\\ud800"
TASKS = '"tasks":[{"Plugin":"Heal","Alpha1":0.5}]'


@pytest.mark.parametrize(
    "payload",
    [
        '{"mode":"' + HALF + '",' + TASKS + "}",
        '{"mode":"professional","tasks":[{"Plugin":"' + HALF + '"}]}',
        '{"mode":"professional","tasks":[{"Plugin":"Heal","' + HALF + '":1}]}',
        '{"mode":"professional","tasks":[{"Plugin":"Heal","Alpha1":"' + HALF + '"}]}',
        '{"mode":"professional","outputFormat":"' + HALF + '",' + TASKS + "}",
        '{"mode":"professional","' + HALF + '":["' + HALF + '"],' + TASKS + "}",
    ],
)
def test_a_payload_with_half_a_character_is_answered(engine: EngineServer, payload: str) -> None:
    answer = raw.start(engine.url, jpeg_bytes(), payload=payload)
    assert answer.json["status"] in (200, 462)
    if answer.json["status"] == 200:
        assert raw.ended(engine.url, answer.json["id"])["state"] == "completed"


def test_a_balance_asked_for_half_a_character_is_answered(engine: EngineServer) -> None:
    headers = {"Content-Type": "application/json", "X-Retouch-Token": TOKEN}
    answer = raw.call(engine.url, "POST", "/api/v1/balance", b'{"modes":["\\ud800"]}', headers)
    assert answer.json["status"] < 500
