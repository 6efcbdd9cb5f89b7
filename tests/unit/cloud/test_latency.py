"""The latency check: one harmless call per server, bounded, and every end of it is told."""

from __future__ import annotations

import threading

from retouch_lib.cloud.latency import Latency, ask_limits, measure
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS
from tests.unit.cloud.raw_server import Line, RawServer, closed_port


def test_any_answer_counts_and_one_bare_call_is_made() -> None:
    def not_found(line: Line) -> None:
        line.read_head()
        line.answer(404, b"<html>no such page</html>")

    with RawServer([not_found]) as server:
        (found,) = measure({"main": server.base}, patience=60)
        (line,) = server.lines
    assert (found.server, found.status, found.silent) == ("main", 404, False)
    assert found.seconds is not None
    assert 0 < found.seconds < 60
    assert line.head.startswith("GET /api/v1/info/limits HTTP/1.1\r\n")
    for absent in ("Token", "Authorization", "Cookie", "X-Retouch-Token"):
        assert line.header(absent) is None, "a check tells a server nothing"


def test_it_follows_nobody_elsewhere_and_reads_no_body() -> None:
    def endless(line: Line) -> None:
        line.read_head()
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")  # and not one byte of it

    with RawServer([endless]) as other:

        def elsewhere(line: Line) -> None:
            line.read_head()
            line.answer(302, b"", Location=other.base)

        with RawServer([elsewhere]) as server:
            (moved,) = measure({"main": server.base}, patience=60)
        assert moved.status == 302
        assert other.lines == []
        (whole,) = measure({"main": other.base}, patience=60)
        assert whole.status == 200


def test_a_dead_server_is_told_from_a_silent_one_and_neither_holds_the_others_up() -> None:
    end = threading.Event()

    def drips(line: Line) -> None:
        line.read_head()
        line.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not end.wait(0.02):
            line.send(b"a")

    dead = f"http://127.0.0.1:{closed_port()}/api/v1"
    assert measure({"dead": dead, "local": lambda: ""}, patience=60) == [
        Latency("dead", None, None),
        Latency("local", None, None),  # the engine is down
    ]
    with RawServer([drips]) as silent:
        (found,) = measure({"silent": silent.base}, patience=0.2)
        assert ask_limits(silent.base, patience=0.2) is DOCUMENTED_LIMITS
        end.set()
    assert found == Latency("silent", None, None, silent=True)


def test_limits_are_the_servers_own_where_it_names_them() -> None:
    def named(line: Line) -> None:
        line.read_head()
        line.answer(200, {"image": {"formats": ["jpg"], "maxFileSizeInMB": 40, "maxMegapixels": 60}})

    with RawServer([named]) as server:
        limits = ask_limits(server.base, patience=60)
    assert (limits.formats, limits.max_bytes >> 20, limits.max_megapixels, limits.from_server) == (
        ("jpg",),
        40,
        60,
        True,
    )
