"""The Settings page's words and tables: what a server did, what it takes, what the lab is built on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from retouch_lib.cloud.latency import Latency
from retouch_lib.cloud.replies import DOCUMENTED_LIMITS
from retouch_lib.cloud.servers import EAST, LOCAL, MAIN, WORLD
from retouch_lib.settings import Settings
from retouch_lib.ui.server.top_level import TOP_LEVEL
from retouch_lib.ui.settings import limits as settings_limits
from retouch_lib.ui.settings import server as settings_server
from retouch_lib.ui.settings.about import DOCUMENTS
from retouch_lib.ui.settings.choices import BUDGET, PRICE, amount
from retouch_lib.ui.settings.licences import NOT_STATED, dependencies
from retouch_lib.ui.settings.public_address import callbacks_in_words


def test_whether_servers_call_the_public_address() -> None:
    settings = Settings(Path("unused"), public_url="https://lab.example")
    assert "RETOUCH_HOOKS" in callbacks_in_words(settings)
    assert callbacks_in_words(settings).startswith("Servers are not asked")
    assert "approved" in callbacks_in_words(replace(settings, hooks=True))


def test_the_latency_table_has_a_row_for_each_server_that_was_asked() -> None:
    found = [
        Latency("local", 0.0021, 200),
        Latency("main", 0.1839, 404),
        Latency("world", None, None, silent=True),
        Latency("east", None, None),
        Latency("gone", 0.5, 200),  # a custom server that was taken away since
    ]
    table = settings_server.latency_table(found, [LOCAL, MAIN, WORLD, EAST])
    assert table.fillna(-1).to_numpy().tolist() == [
        ["Local engine", "this computer", 2, "answers"],
        ["Main", "retoucher.hz.labs.retouch4.me", 184, "answers"],
        ["World", "cf-retoucher.retouch4.me", -1, "no answer in time"],
        ["Eastern EU & Central Asia", "retoucher.kz.retouch4.me", -1, "no connection"],
    ]


@pytest.mark.parametrize(
    ("status", "words"), [(200, "answers"), (302, "answers with HTTP 302"), (503, "answers with HTTP 503")]
)
def test_an_answer_that_is_not_the_apis_usual_one_is_named(status: int, words: str) -> None:
    assert settings_server.answer_in_words(Latency("main", 0.1, status)) == words


def test_limits_in_words() -> None:
    assert settings_limits.limits_in_words(DOCUMENTED_LIMITS) == "JPEG, PNG · up to 100 MB · up to 250 megapixels"
    assert settings_limits.stricter_in_words(DOCUMENTED_LIMITS, "Main") == ""
    strict = replace(DOCUMENTED_LIMITS, max_bytes=40 << 20, from_server=True)
    assert "Main takes less than Retouch Lab lets through" in settings_limits.stricter_in_words(strict, "Main")
    assert settings_limits.source_in_words(strict, "Main") == "As Main said when asked."
    assert "Main did not name its own" in settings_limits.source_in_words(DOCUMENTED_LIMITS, "Main")
    assert settings_limits.source_in_words(None, "Main") == "As documented by Retouch4me."


def test_an_amount_says_what_nought_stands_for() -> None:
    assert [amount(BUDGET[0], 25), amount(BUDGET[0], 0), amount(PRICE[0], 0.065)] == ["25", "0, no limit", "0.065"]


def test_every_package_that_is_needed_is_listed_once_with_its_licence() -> None:
    packages = dependencies()
    names = [package.name.lower() for package in packages]
    assert len(names) == len(set(names))
    direct = [package for package in packages if package.direct]
    pins = [
        line for line in (TOP_LEVEL / "requirements.txt").read_text().splitlines() if line and not line.startswith("#")
    ]
    assert [f"{package.name}=={package.version}".lower().replace("_", "-") for package in direct] == [
        re.sub(r"\[.*?\]", "", line.split()[0]).lower().replace("_", "-")
        for line in pins  # without extras
    ]
    assert packages[: len(direct)] == tuple(direct)
    assert "urllib3" in names, "what requests needs"
    assert [package.name for package in direct if package.licence == NOT_STATED] == []
    assert all(len(package.licence) <= 60 for package in packages), "a name, not a licence's whole text"


def test_every_document_it_names_is_there() -> None:
    assert [path for path in DOCUMENTS if not (TOP_LEVEL / path).is_file()] == []
