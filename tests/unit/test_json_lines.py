"""The log as JSON lines: whole lines, known fields, nothing of an error's text."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from retouch_lib.machine.json_lines import FIELDS, JsonLines, about
from retouch_lib.settings import Settings
from retouch_lib.ui.server import logs


@pytest.fixture
def lines() -> tuple[logging.Logger, Callable[[], list[dict[str, Any]]]]:
    """What is logged by a logger of its own, as the lines say."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("retouch_lib.tried")
    logger.addHandler(handler)

    def read() -> list[dict[str, Any]]:
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    return logger, read


def test_a_record_is_one_line_whatever_is_in_it(lines: Any) -> None:
    logger, read = lines
    logger.info("first\nsecond \u2028 %s", "Ä \ud83d")
    logger.warning("a faulty %d call", "x")
    first, second = read()
    assert first["message"] == "first\nsecond \u2028 Ä \ud83d"
    assert (first["level"], first["logger"]) == ("info", "retouch_lib.tried")
    assert first["time"].endswith("+00:00")
    assert second["message"] == "a faulty %d call"


def test_only_known_fields_are_told(lines: Any) -> None:
    logger, read = lines
    with about(job="j1", photo="bride.jpg"):
        logger.info("within", extra={"state": "done", "seconds": 1.5, "token": "reto-x"} | {"error": ""})
    logger.info("after")
    within, after = read()
    assert {name: within[name] for name in FIELDS if name in within} == {
        "job": "j1",
        "state": "done",
        "seconds": 1.5,
        "error": "",
    }
    assert "photo" not in within
    assert "token" not in within
    assert "job" not in after


def test_an_errors_kind_and_place_are_told_and_not_its_text(lines: Any) -> None:
    logger, read = lines
    held = "reto-" + "secret"
    try:
        raise ValueError(held)
    except ValueError:
        logger.exception("it broke")
    (line,) = read()
    assert line["error"] == "ValueError"
    assert "test_json_lines.py" in line["places"][0]
    assert "reto-secret" not in json.dumps(line)


@contextmanager
def all_loggers_kept() -> Iterator[None]:
    """As they are; afterwards as they were."""
    loggers = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    kept = [(one, list(one.handlers), one.propagate, one.level) for one in (logging.root, *loggers)]
    form = logs.streamlit.logger.setup_formatter
    try:
        yield
    finally:
        logs.streamlit.logger.setup_formatter = form
        for logger, handlers, propagate, level in kept:
            logger.handlers[:], logger.propagate = handlers, propagate
            logger.setLevel(level)


def test_every_package_writes_lines_of_the_same_form(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with all_loggers_kept():
        logs.use_log(Settings(tmp_path, log="json"))
        logging.getLogger("retouch_lib.jobs").info("ours")
        logs.streamlit.logger.get_logger("streamlit.tried_only_here").warning("Streamlit's")
        logging.getLogger("dbos").warning("DBOS's")
        logging.getLogger("uvicorn.access").warning("GET /hooks/job/secret-mark")
    said = [json.loads(line)["message"] for line in stream.getvalue().splitlines()]
    assert said == ["ours", "Streamlit's", "DBOS's"]
