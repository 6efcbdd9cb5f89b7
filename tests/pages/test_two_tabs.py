"""Two tabs of one owner: nothing is paid that this tab did not show, and neither tab undoes the other's drafts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences
from tests.pages.conftest import ran
from tests.pages.test_tune import click, set_value, variants, widget

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def chosen(lab: Lab) -> str:
    """An owner who has been here, with one photo in the run and a token; returns the photo."""
    photo = lab.add_sample("local", "portrait").sha256
    lab.store.set_preference("local", preferences.GREETED, True)
    lab.store.set_preference("local", preferences.PHOTOS, [photo])
    lab.vault.keep("local", Token("reto-two-tabs-token-0000"))
    return photo


def agree(lab: Lab) -> None:
    lab.store.set_preference("local", preferences.CONSENT, [lab.server("custom").base])


def use_custom(lab: Lab) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")


def warnings(test: AppTest) -> str:
    return " ".join(warning.value for warning in test.warning)


def test_a_button_that_said_free_pays_nothing_after_another_tab_chose_a_server(
    lab: Lab, engine: EngineServer, open_page: OpenPage
) -> None:
    agree(lab)
    test = open_page("tune")
    assert widget(test, "button", "run_now").label == "Run · free"
    use_custom(lab)
    test = click(test, "run_now")
    assert "Nothing was sent; look again." in warnings(test)
    assert lab.store.latest_run("local") is None
    assert widget(test, "button", "run_now").label == "Run · 3 credits"


def test_nothing_is_sent_to_a_server_before_its_consent(lab: Lab, open_page: OpenPage) -> None:
    test = open_page("tune")
    use_custom(lab)
    test = click(test, "run_now")
    assert "Nothing was sent. First agree" in warnings(test)
    assert lab.store.latest_run("local") is None


def test_the_same_price_for_other_photos_is_not_what_was_seen(lab: Lab, open_page: OpenPage) -> None:
    use_custom(lab)
    agree(lab)
    test = open_page("tune")
    other = lab.add_sample("local", "glasses").sha256
    lab.store.set_preference("local", preferences.PHOTOS, [other])
    test = click(test, "run_now")
    assert "changed elsewhere" in warnings(test)
    assert lab.store.latest_run("local") is None


def test_another_token_pays_only_after_its_price_was_shown(lab: Lab, open_page: OpenPage) -> None:
    use_custom(lab)
    agree(lab)
    test = open_page("tune")
    lab.vault.keep("local", Token("reto-somebody-elses-token"))
    test = click(test, "run_now")
    assert "changed elsewhere" in warnings(test)
    assert lab.store.latest_run("local") is None


def test_each_tab_keeps_what_the_other_added(lab: Lab, open_page: OpenPage) -> None:
    first, second = open_page("tune"), open_page("tune")
    widget(first, "menu_button", "variant_menu").click("New")
    ran(first)
    set_value(second, "slider", "balanced_Heal_Alpha1_slid", 39)
    assert list(variants(lab)) == ["slight", "balanced", "heavy", "variant"]
    set_value(second, "slider", "balanced_Heal_Alpha1_slid", 41)
    assert variants(lab)["balanced"]["payload"]["tasks"][0]["Alpha1"] == 0.41


def test_what_one_tab_removed_stays_removed(lab: Lab, open_page: OpenPage) -> None:
    first, second = open_page("tune"), open_page("tune")
    widget(first, "menu_button", "variant_menu").click("Remove")
    ran(first)
    set_value(second, "button_group", "open_variant", "slight")
    set_value(second, "slider", "slight_Heal_Alpha1_slid", 39)
    assert list(variants(lab)) == ["slight", "heavy"]
