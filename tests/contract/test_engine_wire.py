"""The engine's answers by raw HTTP: shapes, fields and error places as the vendor's page documents them."""

from __future__ import annotations

import http.client
import io
import json
import statistics
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from retouch_lib.engine import VERSION, worker_pools
from retouch_lib.engine.server import EngineServer
from retouch_lib.engine.worker_pools import verify
from tests.contract import raw
from tests.engines import TOKEN, HandWork, MakeEngine, jpeg_bytes, png_bytes

GOLDEN = Path(__file__).parents[1] / "golden"
JPEG = jpeg_bytes()


def golden(name: str) -> Any:
    return json.loads((GOLDEN / f"{name}.json").read_text())


def same_shape(reply: Any, example: Any) -> None:
    """Same fields in the same order, each of the same type."""
    assert list(reply) == list(example)
    assert {name: type(value) for name, value in reply.items()} == {name: type(example[name]) for name in example}


def test_start_answers_like_the_example(engine: EngineServer) -> None:
    reply = raw.start(engine.url, JPEG)
    assert reply.status == 200
    same_shape(reply.json, golden("start_reply"))
    assert reply.json["retouchQuota"] == 999
    assert engine.tasks.charges == 1


@pytest.mark.parametrize("name", ["slight", "balanced", "heavy"])
def test_the_vendors_presets_are_taken(engine: EngineServer, name: str) -> None:
    task = raw.started(engine.url, JPEG, payload=(GOLDEN / f"preset_{name}.json").read_text())
    assert raw.ended(engine.url, task)["state"] == "completed"


def test_a_layered_result_says_only_by_its_first_bytes_what_it_is(make_engine: MakeEngine) -> None:
    engine = make_engine(work=worker_pools.retouch)
    payload = '{"mode":"professional","tasks":[{"Plugin":"Dodge Burn","Alpha1":1.0,"Layer":1}]}'
    task = raw.started(engine.url, JPEG, payload=payload)
    assert raw.ended(engine.url, task)["state"] == "completed"
    reply = raw.get_file(engine.url, task)
    assert reply.headers["content-type"] == "binary/octet-stream"
    assert reply.body.startswith(b"PK\x03\x04")
    with zipfile.ZipFile(io.BytesIO(reply.body)) as archive:
        assert archive.namelist() == ["index=0&blendmode=softLight&name=Dodge Burn.png", "result.json"]


def test_an_active_task_answers_like_the_example(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work, clock=lambda: 1_773_784_727.836)
    task = raw.started(engine.url, JPEG)
    work.wait_begun()
    work.advance("Heal", 0.0)
    reply = raw.status(engine.url, task).json
    same_shape(reply, golden("status_active"))
    assert {**reply, "currentStep": "downloading", "pluginName": ""} == golden("status_active")
    work.finish()


def test_a_completed_task_answers_like_the_example(make_engine: MakeEngine) -> None:
    engine = make_engine(clock=lambda: 1_773_782_956.144)
    task = raw.started(engine.url, JPEG)
    assert raw.ended(engine.url, task) == golden("status_completed")


@pytest.mark.parametrize(("photo", "kind"), [(JPEG, "image/jpeg"), (png_bytes(), "image/png")])
def test_the_result_is_served_whole(engine: EngineServer, photo: bytes, kind: str) -> None:
    task = raw.started(engine.url, photo)
    raw.ended(engine.url, task)
    reply = raw.get_file(engine.url, task)
    assert (reply.status, reply.headers["content-type"]) == (200, kind)
    assert int(reply.headers["content-length"]) == len(reply.body) > len(photo)
    assert reply.body != photo


def test_limits_are_the_documented_ones(engine: EngineServer) -> None:
    reply = raw.call(engine.url, "GET", "/api/v1/info/limits")
    assert (reply.status, reply.json) == (200, golden("limits_reply"))


def test_limits_can_be_missing_as_in_production(engine: EngineServer) -> None:
    engine.faults.add("limits", "404")
    assert raw.call(engine.url, "GET", "/api/v1/info/limits").status == 404


def balance(engine: EngineServer, token: str | None, body: bytes = b'{"modes":["professional"]}') -> raw.Reply:
    headers = {"Content-Type": "application/json", **({"X-Retouch-Token": token} if token else {})}
    return raw.call(engine.url, "POST", "/api/v1/balance", body, headers)


def balance_form(engine: EngineServer, token: str) -> raw.Reply:
    body = raw.form({"retouchtoken": token, "modes[]": "professional"})
    return raw.call(engine.url, "POST", "/api/retouch/v1/balance", body, raw.MULTIPART)


def test_both_balances_answer_like_the_example_and_fall_with_each_start(make_engine: MakeEngine) -> None:
    engine = make_engine(credits=6)
    raw.started(engine.url, JPEG)
    for reply in (balance(engine, TOKEN), balance_form(engine, TOKEN)):
        assert (reply.status, reply.json) == (200, golden("balance_reply"))


@pytest.mark.parametrize("token", ["wrong-token", "", "Reto"])
def test_balances_refuse_an_unknown_token_with_401(engine: EngineServer, token: str) -> None:
    for reply in (balance(engine, token), balance_form(engine, token)):
        assert (reply.status, reply.json["status"]) == (401, 401)
        assert reply.json["message"]


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"modes": "professional"}', b"[" * 60_000, b" " * 70_000])
def test_a_balance_body_that_is_no_question_gets_400(engine: EngineServer, body: bytes) -> None:
    assert balance(engine, TOKEN, body).status == 400


def test_a_mode_without_credits_has_none(engine: EngineServer) -> None:
    reply = balance(engine, TOKEN, b'{"modes":["professional","facefeatures"]}')
    assert reply.json["remaining"] == {"professional": 1000, "facefeatures": 0}


def test_the_token_may_come_in_the_header(engine: EngineServer) -> None:
    raw.started(engine.url, JPEG, token=None, headers={"X-Retouch-Token": TOKEN})
    assert engine.tasks.charges == 1


def test_hook_and_unknown_fields_are_accepted(engine: EngineServer) -> None:
    raw.started(engine.url, JPEG, extra={"hook": "https://example.org/done", "later": "field"})


@pytest.mark.parametrize(
    "token", ["unknown", "", None, f"{TOKEN}\n", f" {TOKEN}", f'"{TOKEN}"', "reto and more", "retö"]
)
def test_an_unknown_token_gets_460(engine: EngineServer, token: str | None) -> None:
    reply = raw.start(engine.url, JPEG, token=token)
    assert (reply.status, reply.json) == (460, {"status": 460, "message": "Token not found"})


def test_a_missing_file_gets_400_with_the_documented_message(engine: EngineServer) -> None:
    reply = raw.start(engine.url, None)
    assert (reply.status, reply.json) == (400, {"status": 400, "message": "No file uploaded"})


@pytest.mark.parametrize("photo", [b"", b"no image", JPEG[: len(JPEG) // 2], b"GIF89a" + bytes(40), b"\xff\xd8\xff"])
def test_what_is_no_whole_photo_gets_400_and_costs_nothing(engine: EngineServer, photo: bytes) -> None:
    reply = raw.start(engine.url, photo)
    assert (reply.status, reply.json["status"]) == (400, 400)
    assert engine.tasks.charges == 0


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"", "The file is empty"),
        (b"no image", "The API takes JPEG or PNG"),
        (b"GIF89a" + bytes(40), "This is a GIF"),
        (JPEG[: len(JPEG) // 2], "This JPEG can't be read"),
        (png_bytes()[:-60], "This PNG can't be read"),
    ],
)
def test_the_engines_own_check_says_what_is_wrong(make_engine: MakeEngine, photo: bytes, words: str) -> None:
    engine = make_engine(verify=verify)
    reply = raw.start(engine.url, photo)
    assert (reply.status, reply.json["status"]) == (400, 400)
    assert words in reply.json["message"]
    assert raw.start(engine.url, JPEG).status == 200


def test_credits_run_down_for_each_token_and_end_in_461(make_engine: MakeEngine) -> None:
    engine = make_engine(credits=2)
    quotas = [raw.start(engine.url, JPEG).json["retouchQuota"] for _ in range(2)]
    assert quotas == [1, 0]
    reply = raw.start(engine.url, JPEG)
    assert (reply.status, reply.json) == (461, {"status": 461, "message": "Processing limit reached"})
    assert raw.start(engine.url, JPEG, token="reto_another").json["retouchQuota"] == 1
    assert engine.tasks.charges == 3


def test_a_refused_start_leaves_nothing_behind(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(credits=0, data_dir=tmp_path / "e")
    for options in ({}, {"token": "x"}, {"payload": "{"}, {"payload": None}):
        assert raw.start(engine.url, JPEG, **options).status in (460, 461, 462)
    assert not list((tmp_path / "e" / "parts").iterdir())
    assert not list((tmp_path / "e" / "tasks").iterdir())


@pytest.mark.parametrize("path", ["status", "getFile"])
@pytest.mark.parametrize("task", ["unknown", "..%2f..%2fengine.sqlite", "'; DROP TABLE tasks; --".replace(" ", "%20")])
def test_an_unknown_id_gets_404(engine: EngineServer, path: str, task: str) -> None:
    reply = raw.call(engine.url, "GET", f"/api/v1/retoucher/{path}/{task}")
    assert (reply.status, reply.json["status"]) == (404, 404)


def test_a_file_is_not_there_before_completed(make_engine: MakeEngine) -> None:
    work = HandWork()
    engine = make_engine(work=work)
    task = raw.started(engine.url, JPEG)
    work.wait_begun()
    work.advance("Heal", 1.0)
    assert raw.get_file(engine.url, task).status == 404
    work.finish()
    raw.ended(engine.url, task)
    assert raw.get_file(engine.url, task).status == 200


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1", "/api/v1/retoucher/status/", "/x"])
def test_an_unknown_route_answers_in_json(engine: EngineServer, path: str) -> None:
    reply = raw.call(engine.url, "GET", path)
    assert (reply.status, reply.json["status"]) == (404, 404)


@pytest.mark.parametrize("control", [False, True])
def test_the_root_says_what_it_is_and_what_can_be_called(make_engine: MakeEngine, control: bool) -> None:
    engine = make_engine(control=control)
    reply = raw.call(engine.url, "GET", "/")
    assert (reply.status, reply.json["name"], reply.json["version"]) == (200, "Retouch Lab local engine", VERSION)
    assert "approximation" in reply.json["about"]
    assert ("POST /faults" in reply.json["calls"]) == control
    for line in reply.json["calls"]:
        method, path = line.split()
        assert raw.call(engine.url, method, path).status != 405, line


def test_the_wrong_method_answers_in_json(engine: EngineServer) -> None:
    reply = raw.call(engine.url, "GET", "/api/v1/retoucher/start")
    assert (reply.status, reply.json["status"], reply.headers["allow"]) == (405, 405, "POST")


def test_the_token_never_reaches_the_disk(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(data_dir=tmp_path / "e")
    token = "reto_canary_5Ty0HsQ9LpNz8Vb1c"
    raw.ended(engine.url, raw.started(engine.url, JPEG, token=token, key=raw.new_key()))
    raw.start(engine.url, b"broken", token=token)
    engine.stop()
    files = [path for path in (tmp_path / "e").rglob("*") if path.is_file()]
    assert len(files) >= 3
    assert not [path for path in files if token.encode() in path.read_bytes()]


def test_control_is_absent_unless_asked_for(make_engine: MakeEngine) -> None:
    engine = make_engine(control=False)
    assert raw.call(engine.url, "GET", "/charges").status == 404
    assert raw.call(engine.url, "POST", "/faults", b"{}").status == 404


def test_calls_on_one_connection_are_answered_at_once(engine: EngineServer) -> None:
    """Small answers must not wait for the client's acknowledgement: that took 44 ms a call."""
    connection = http.client.HTTPConnection("127.0.0.1", int(engine.url.rsplit(":", 1)[1]), timeout=10)
    took = []
    for _ in range(15):
        begin = time.perf_counter()
        connection.request("GET", "/api/v1/retoucher/status/nobody")
        connection.getresponse().read()
        took.append(time.perf_counter() - begin)
    connection.close()
    assert statistics.median(took) < 0.03
