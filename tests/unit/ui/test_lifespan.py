"""What the app is started with: the environment before .streamlit/secrets.toml, and a sentence for what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit import config
from streamlit.runtime.secrets import secrets_singleton

from retouch_lib.errors import BadSetting
from retouch_lib.ui.server.lifespan import read_settings

TOKEN = "reto-in-the-secrets-file-Qw8z"


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that Streamlit reads its secrets from; not made yet."""
    path = tmp_path / "secrets.toml"
    before = config.get_option("secrets.files")
    monkeypatch.setenv("RETOUCH_PRICE", "")  # so that what Streamlit writes over it goes with the test
    monkeypatch.setenv("RETOUCH_TOKEN", "")
    config.set_option("secrets.files", [str(path)])
    secrets_singleton._reset()
    read_settings.cache_clear()
    yield path
    config.set_option("secrets.files", before)
    secrets_singleton._reset()
    read_settings.cache_clear()


def test_the_environment_wins_over_the_secrets_also_at_a_second_look(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit writes each secret over the environment as soon as it has read the file."""
    monkeypatch.setenv("RETOUCH_PRICE", "0.2")
    secrets.write_text(f'RETOUCH_PRICE = 0.1\nRETOUCH_TOKEN = "{TOKEN}"\n')
    for _ in range(2):
        settings = read_settings()
        assert settings.price == 0.2
        assert settings.source("price") == "RETOUCH_PRICE in the environment"
        assert settings.source("token") == "RETOUCH_TOKEN in .streamlit/secrets.toml"


@pytest.mark.parametrize("content", [f'RETOUCH_TOKEN = "{TOKEN}'.encode(), b"RETOUCH_PRICE = \xff", None])
def test_secrets_that_cannot_be_read_stop_the_start(secrets: Path, content: bytes | None) -> None:
    """A budget in them would not hold, and nobody would see it."""
    if content is None:
        secrets.mkdir()
    else:
        secrets.write_bytes(content)
    with pytest.raises(BadSetting, match=r"\.streamlit/secrets\.toml .* can't be read as TOML") as caught:
        read_settings()
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_no_secrets_are_the_usual_case(secrets: Path) -> None:
    assert not read_settings().token


def test_a_server_that_there_is_none_of(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would run on the local engine, and the photos would have to be sent again."""
    monkeypatch.setenv("RETOUCH_SERVER", "wrold")
    with pytest.raises(BadSetting, match='no server is named "wrold"; there are local, main'):
        read_settings()
    monkeypatch.setenv("RETOUCH_SERVER", "custom")
    with pytest.raises(BadSetting, match="set RETOUCH_CUSTOM_URL"):
        read_settings()
