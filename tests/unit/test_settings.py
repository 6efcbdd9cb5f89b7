"""Settings from the environment: defaults, and sentences for what can't be used."""

from __future__ import annotations

import copy
import dataclasses
import os
import pickle
import traceback
from contextlib import suppress
from pathlib import Path

import pytest

from retouch_lib.cloud.servers import LOCAL, MAIN, SERVERS, named, servers
from retouch_lib.errors import BadSetting
from retouch_lib.machine.files_place import FilesPlace
from retouch_lib.settings import NO_FOLDERS, NO_VARIABLES, SECRETS, Settings
from retouch_lib.tokens.hidden import Hidden
from retouch_lib.tokens.secret import Token

TOKEN = "retoexampletokenvaluex83n4j2k9q7m5p1"


def with_locals(error: BaseException) -> str:
    """The lab's own calls, as the loggers write them that show the variables of each; of the test's own nothing."""
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = [frame for frame in shown.stack if f"{os.sep}retouch_lib{os.sep}" in frame.filename]
    assert all(frame.locals for frame in ours)
    assert ours
    return "".join([*traceback.StackSummary.from_list(ours).format(), *shown.format_exception_only()])


def read(**values: object) -> Settings:
    return Settings.read({f"RETOUCH_{name.upper()}": value for name, value in values.items()})


def test_with_nothing_set_it_is_the_local_engine_without_a_token() -> None:
    settings = Settings.read({"PATH": "/bin"})
    assert (settings.server, settings.token, settings.custom_url, settings.engine_url) == ("local", Token(""), "", "")
    assert settings.engine_seconds == 0.0
    assert settings.data_dir.name == "retouch-lab"
    assert settings.data_dir.is_absolute()


def test_empty_is_as_not_set() -> None:
    names = [field.name for field in dataclasses.fields(Settings) if field.name not in NO_VARIABLES]
    assert read(**dict.fromkeys(names, " ")) == Settings.read({})


def test_every_setting(tmp_path: Path) -> None:
    settings = read(
        data_dir=f"{tmp_path}/a/../b",
        token=f" {TOKEN}\n",
        server="world",
        custom_url="http://example.test/api/v1/",
        allow_http="Yes",
        engine_url="http://127.0.0.1:8600",
        engine_seconds=2.5,
        price=0.06,
        billing_day=15,
        budget_run="10",
        budget_day=0,
        keep_days="30",
        keep_gb=1.5,
        poll_seconds=5,
        files_url="s3://studio/lab/",
        files_endpoint="https://s3.example.test",
        files_region="eu-central-1",
        files_key="AKIA",
        files_secret=f" {TOKEN}\n",
        files_cache_gb=5,
        public_url="https://lab.example.test/",
        hooks="on",
        log="JSON",
        metrics_key_file="/run/secrets/metrics",
        frame_origin="https://wiki.example.test:8443",
        delivery_root="/srv/delivered",
        secret_file="/run/secrets/lab",
        admins=" 1f3a, 9c2e,,1f3a ",
        lan="on",
    )
    assert settings == Settings(
        tmp_path / "b",
        Token(TOKEN),
        "world",
        "http://example.test/api/v1",
        allow_http=True,
        engine_url="http://127.0.0.1:8600",
        engine_seconds=2.5,
        price=0.06,
        billing_day=15,
        budget_run=10,
        budget_day=0,
        keep_days=30,
        keep_gb=1.5,
        poll_seconds=5.0,
        files_url="s3://studio/lab",
        files_endpoint="https://s3.example.test",
        files_region="eu-central-1",
        files_key="AKIA",
        files_secret=Hidden(TOKEN),
        files_cache_gb=5.0,
        public_url="https://lab.example.test",
        hooks=True,
        log="json",
        metrics_key_file="/run/secrets/metrics",
        frame_origin="https://wiki.example.test:8443",
        delivery_root="/srv/delivered",
        secret_file="/run/secrets/lab",
        admins=("1f3a", "9c2e"),
        lan=True,
    )
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"files_url": "studio"}, "RETOUCH_FILES_URL must begin with s3:// or file:///"),
        ({"files_url": "gs://studio"}, "must begin with s3:// or file:///"),
        ({"files_url": f"s3://key:{TOKEN}@studio/lab"}, "must be a plain address"),
        ({"files_url": "s3://studio/lab?a=b"}, "must be a plain address"),
        ({"files_url": "s3://Studio"}, "names no bucket"),
        ({"files_url": "s3:///lab"}, "names no bucket"),
        ({"files_url": "s3://studio/a/../b"}, "plain letters"),
        ({"files_url": "s3://studio/ä"}, "plain letters"),
        ({"files_url": "file://server/lab"}, "three slashes"),
        ({"files_url": "file:///"}, "whole path of a folder"),
        ({"files_url": "s3://[studio"}, "is no address"),
        ({"files_key": "AKIA"}, "belong together"),
        ({"files_secret": TOKEN}, "belong together"),
        ({"files_secret": {"a": TOKEN}}, "RETOUCH_FILES_SECRET is a table"),
        ({"files_region": "Frankfurt am Main"}, "is no region"),
        ({"files_endpoint": "http://s3.example.test"}, "would go there unencrypted"),
        ({"files_endpoint": f"http://me:{TOKEN}@s3.example.test"}, "must be a plain address"),
        ({"files_cache_gb": 0}, "allowed are 1 to 100000 gigabytes"),
    ],
)
def test_a_file_store_that_can_not_be_used_is_said_without_its_secrets(given: dict[str, object], said: str) -> None:
    with pytest.raises(BadSetting, match=said) as caught:
        read(**given)
    assert TOKEN not in str(caught.value)


def test_where_files_may_lie() -> None:
    assert str(FilesPlace.parse("s3://studio")) == "s3://studio"
    assert FilesPlace.parse("s3://studio/a/b") == FilesPlace("studio", "a/b")
    assert FilesPlace.parse("file:///srv/the%20lab").folder == Path("/srv/the lab")
    assert read(files_url="file:///srv/lab", files_endpoint="http://127.0.0.1:9000").files_url == "file:///srv/lab"
    assert read(files_endpoint="http://s3.example.test", allow_http="yes").files_endpoint == "http://s3.example.test"


def test_a_log_is_text_or_json() -> None:
    assert read().log == "text"
    with pytest.raises(BadSetting, match='RETOUCH_LOG is "xml"; text or json is needed'):
        read(log="xml")


def test_callbacks_need_an_address() -> None:
    assert read(hooks="no").hooks is False
    with pytest.raises(BadSetting, match="set RETOUCH_PUBLIC_URL, too"):
        read(hooks="yes")


def test_a_login_is_a_table_of_the_secrets_and_no_variable(tmp_path: Path) -> None:
    given = {"RETOUCH_DATA_DIR": str(tmp_path)}
    assert not Settings.read(given, {"auth": {}}).is_shared
    assert Settings.read(given, {"auth": {"client_id": "lab"}}).login
    with pytest.raises(BadSetting, match="RETOUCH_LOGIN in the environment is no setting"):
        Settings.read({**given, "RETOUCH_LOGIN": "yes"})


def test_a_place_for_deliveries_is_a_whole_path_or_none() -> None:
    assert read().delivery_root == ""
    assert read(delivery_root="Off").delivery_root == NO_FOLDERS
    with pytest.raises(BadSetting, match='RETOUCH_DELIVERY_ROOT is "delivered"; the whole path'):
        read(delivery_root="delivered")


def test_a_home_folder_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read(data_dir="~/lab").data_dir == tmp_path / "lab"


def test_the_home_folder_of_nobody() -> None:
    with pytest.raises(BadSetting, match="RETOUCH_DATA_DIR is ~no-such-person/lab, and no such home folder"):
        read(data_dir="~no-such-person/lab")


@pytest.mark.parametrize("name", ["custom_url", "engine_url", "public_url"])
@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1:8600",
        "ftp://example.test",
        "http://",
        "https:///api",
        "http://[::1",
        "http://a:99999",
        "x",
        "http://a..b",
    ],
)
def test_an_address_that_is_none(name: str, address: str) -> None:
    with pytest.raises(BadSetting, match=f"RETOUCH_{name.upper()} must be an address that begins with http"):
        read(**{name: address})


@pytest.mark.parametrize(
    "address", ["https://me:secret@example.test", "https://a.test/?key=secret", "http://a.test/#secret"]
)
def test_an_address_with_secrets_in_it_is_refused_without_repeating_them(address: str) -> None:
    with pytest.raises(BadSetting, match="plain address") as caught:
        read(custom_url=address)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "origin",
    ["*", "'self'", "wiki.example", "https://wiki.example/", "https://*.example", "https://a.example https://b.example",
     "https://wiki.example; script-src *", "https://wiki.example\r\nX: y", "https://Wiki.example", "null", "https://ä.example"],
)  # fmt: skip
def test_a_frame_origin_that_is_none(origin: str) -> None:
    with pytest.raises(BadSetting, match="RETOUCH_FRAME_ORIGIN must be one origin"):
        read(frame_origin=origin)


@pytest.mark.parametrize("value", ["soon", "-1", "3601", "nan", "inf", "1,5"])
def test_seconds_that_are_none(value: str) -> None:
    with pytest.raises(BadSetting, match="RETOUCH_ENGINE_SECONDS is"):
        read(engine_seconds=value)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("RETOUCH_BUGDET_RUN", "RETOUCH_BUDGET_RUN"),
        ("RETOUCH_TOKKEN", "RETOUCH_TOKEN"),
        ("RETOUCH_KEEPDAYS", "RETOUCH_KEEP_DAYS"),
        ("retouch_price", "RETOUCH_PRICE"),
        ("Retouch_Server", "RETOUCH_SERVER"),
        ("RETOUCH_SOURCES", "RETOUCH_PRICE"),
    ],
)
@pytest.mark.parametrize("value", [TOKEN, "", ["a"]])
def test_a_misspelt_variable_is_named_with_the_nearest_right_one(name: str, meant: str, value: object) -> None:
    """A budget left at its default is not noticed before it is spent."""
    for where, sources in (("the environment", ({name: value}, {})), (SECRETS, ({}, {name: value}))):
        with pytest.raises(BadSetting) as caught:
            Settings.read(*sources)
        said = f"{name} in {where} is no setting of Retouch Lab; the nearest is {meant}."
        assert str(caught.value) == said
        assert TOKEN not in with_locals(caught.value)


def test_what_the_copied_scripts_read_is_no_misspelt_setting() -> None:
    given = {"RETOUCH_API_BASE": "http://127.0.0.1:8600/api/v1"}
    assert Settings.read(given, {}) == Settings.read({}, {})


def test_a_table_where_a_value_belongs() -> None:
    with pytest.raises(BadSetting, match=r"RETOUCH_PRICE in .streamlit/secrets.toml is a table or a list"):
        Settings.read({}, {"RETOUCH_PRICE": {"usd": 1}})
    with pytest.raises(BadSetting, match="RETOUCH_TOKEN is a table or a list"):
        Settings.read({}, {"RETOUCH_TOKEN": [TOKEN]})


class TestToken:
    def test_it_shows_in_nothing_that_is_made_of_the_settings(self) -> None:
        settings = read(token=TOKEN)
        assert settings.token == Token(TOKEN)
        for text in (repr(settings), str(dataclasses.asdict(settings)), str(dataclasses.astuple(settings))):
            assert TOKEN not in text
            assert "reto…m5p1" in text
        for write in (pickle.dumps, copy.copy):
            with suppress(TypeError):
                assert TOKEN not in repr(write(settings))

    def test_it_is_in_no_traceback_with_locals(self) -> None:
        """Whatever is wrong beside it, and wherever it was given."""
        for environment, secrets in (({"RETOUCH_TOKEN": TOKEN}, {}), ({}, {"RETOUCH_TOKEN": TOKEN})):
            for wrong in ({"RETOUCH_PRICE": "x"}, {"RETOUCH_DATA_DIR": "~no-such-person"}, {"RETOUCH_X": "y"}):
                with pytest.raises(BadSetting) as caught:
                    Settings.read({**environment, **wrong}, secrets)
                assert TOKEN not in with_locals(caught.value)

    @pytest.mark.parametrize("between", [" ", "\t", "\n", "\r\n", "\0", "\x1b[0m", "\u00a0", "é", "\u200b", "\udcff"])
    def test_one_with_blanks_or_control_characters_is_refused(self, between: str) -> None:
        broken = f"{TOKEN[:10]}{between}{TOKEN[10:]}"
        with pytest.raises(
            BadSetting, match=r"RETOUCH_TOKEN in the environment has a .*Copy the token again"
        ) as caught:
            read(token=broken)
        assert TOKEN[10:] not in with_locals(caught.value)
        with pytest.raises(BadSetting, match="the token has a"):
            Settings(Path("data"), Token(broken))

    def test_blanks_around_it_are_no_part_of_it(self) -> None:
        assert read(token=f"\t{TOKEN}\r\n").token == Token(TOKEN)


class TestUnencrypted:
    FAR = ("http://lab.example.test/api/v1", "http://192.168.0.7/api/v1", "http://127.0.0.1.example.test/api/v1")
    NEAR = ("http://localhost:8600", "http://127.0.0.1:8600/api/v1", "http://127.9.9.9", "http://[::1]:8600")

    @pytest.mark.parametrize("address", FAR)
    def test_a_custom_server_in_the_clear_is_refused_unless_it_is_allowed_by_name(self, address: str) -> None:
        with pytest.raises(BadSetting, match=r"RETOUCH_CUSTOM_URL begins with http.*RETOUCH_ALLOW_HTTP to yes"):
            read(custom_url=address)
        with pytest.raises(BadSetting, match="unencrypted"):
            Settings(Path("data"), custom_url=address)
        for word in ("yes", "1", "True", "on"):
            allowed = read(custom_url=address, allow_http=word)
            assert allowed.allow_http
            assert named(allowed, "custom").in_clear
        with pytest.raises(BadSetting, match="unencrypted"):
            read(custom_url=address, allow_http="no")

    @pytest.mark.parametrize("address", [*NEAR, "https://lab.example.test/api/v1"])
    def test_this_computer_and_encryption_are_not(self, address: str) -> None:
        assert not named(read(custom_url=address), "custom").in_clear

    def test_a_word_that_is_neither_yes_nor_no(self) -> None:
        with pytest.raises(BadSetting, match='RETOUCH_ALLOW_HTTP is "perhaps"; yes or no is needed'):
            read(allow_http="perhaps")

    @pytest.mark.parametrize("address", ["http://lab.example.test:8600", "https://lab.example.test"])
    def test_the_local_engine_is_on_this_computer(self, address: str) -> None:
        """Every page says that nothing leaves it."""
        with pytest.raises(BadSetting, match="RETOUCH_ENGINE_URL names another computer"):
            read(engine_url=address, allow_http="yes")
        assert [read(engine_url=near).engine_url for near in self.NEAR] == list(self.NEAR)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("price", "-0.01"),
        ("billing_day", "29"),
        ("billing_day", "0"),
        ("budget_run", "ten"),
        ("budget_day", "1e9"),
        ("keep_days", "nan"),
        ("keep_gb", "-1"),
        ("poll_seconds", "1"),
        ("poll_seconds", "61"),
    ],
)
def test_a_number_that_is_out_of_bounds(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"RETOUCH_{name.upper()} is"):
        read(**{name: value})


def test_half_a_credit() -> None:
    with pytest.raises(BadSetting, match=r"RETOUCH_BUDGET_RUN is 2\.5; a whole number is needed"):
        read(budget_run="2.5")


def test_the_environment_wins_over_the_secrets_and_each_value_says_where_it_is_from() -> None:
    settings = Settings.read(
        {"RETOUCH_PRICE": "0.2", "RETOUCH_TOKEN": " "}, {"RETOUCH_PRICE": 0.1, "RETOUCH_TOKEN": TOKEN, "other": 1}
    )
    assert (settings.price, settings.token) == (0.2, Token(TOKEN))
    assert settings.source("price") == "RETOUCH_PRICE in the environment"
    assert settings.source("token") == "RETOUCH_TOKEN in .streamlit/secrets.toml"
    assert settings.source("server") == ""


class TestServers:
    def test_all_of_them_and_where_the_photo_goes(self) -> None:
        assert {server.name: server.base for server in SERVERS} == {
            "local": "",
            "main": "https://retoucher.hz.labs.retouch4.me/api/v1",
            "world": "https://cf-retoucher.retouch4.me/api/v1",
            "east": "https://retoucher.kz.retouch4.me/api/v1",
            "east2": "https://ru-retoucher.retouch4.me/api/v1",
        }
        assert all(server.region for server in SERVERS)
        assert MAIN.balance == "https://3dlutcreator.com/api/retouch/v1/balance"

    def test_only_the_local_engine_is_known_to_keep_keys(self) -> None:
        assert [server.name for server in servers(read(custom_url="https://a.test")) if server.trusts_key] == ["local"]

    def test_no_cloud_server_is_asked_more_often_than_every_two_seconds(self) -> None:
        for server in servers(read(custom_url="https://a.test")):
            assert server.is_local or min(server.first_poll, server.every) >= 2

    def test_by_name(self) -> None:
        assert named(read(), "local") is LOCAL
        custom = named(read(custom_url="https://a.test/api/v1"), "custom")
        assert (custom.base, custom.is_local) == ("https://a.test/api/v1", False)

    def test_a_name_that_none_has(self) -> None:
        with pytest.raises(BadSetting, match='no server is named "moon"; there are local, main, world, east, east2'):
            named(read(), "moon")
        with pytest.raises(BadSetting, match="set RETOUCH_CUSTOM_URL"):
            named(read(), "custom")


class TestTheSharedDatabase:
    URL = "postgresql://lab:Geh3im@db.example/retouch"

    def test_its_password_is_shown_nowhere(self) -> None:
        settings = read(database_url=self.URL)
        assert settings.database_url.with_password() == self.URL
        assert "Geh3im" not in repr(settings)
        assert settings.source("database_url") == "RETOUCH_DATABASE_URL in the environment"
        assert not read().database_url

    def test_one_that_cant_be_used(self) -> None:
        with pytest.raises(
            BadSetting, match=r"RETOUCH_DATABASE_URL in the environment must be postgresql://"
        ) as caught:
            read(database_url="mysql://lab:Geh3im@db/x")
        assert "Geh3im" not in str(caught.value)
        with pytest.raises(BadSetting, match="RETOUCH_DATABASE_URL is a table"):
            Settings.read({}, {"RETOUCH_DATABASE_URL": [self.URL]})

    def test_the_engine_of_several_replicas_may_be_another_computer(self) -> None:
        assert read(database_url=self.URL, engine_url="https://engine.studio:8700").engine_url
        with pytest.raises(BadSetting, match="photos would go there unencrypted"):
            read(database_url=self.URL, engine_url="http://10.0.0.7:8700")
        assert read(database_url=self.URL, engine_url="http://10.0.0.7:8700", allow_http="yes").engine_url
