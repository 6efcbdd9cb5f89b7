"""A value's two controls, one to slide and one to type: what the browser sends late of the one undoes nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.ui.tune import held
from tests.pages.test_tune import set_value, variants, widget

OpenPage = Callable[..., AppTest]
SLID, TYPED = "balanced_Heal_Alpha1_slid", "balanced_Heal_Alpha1_typed"


def heal(lab: Lab) -> float:
    sensitivity: float = variants(lab)["balanced"]["payload"]["tasks"][0]["Alpha1"]
    return sensitivity


def test_what_the_field_showed_before_undoes_no_slide(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "slider", SLID, 39)
    set_value(test, "number_input", TYPED, 100)  # as it was, sent before the browser heard of the 39
    assert heal(lab) == 0.39
    assert widget(test, "number_input", TYPED).value == widget(test, "slider", SLID).value == 39
    set_value(test, "number_input", TYPED, 77)
    assert heal(lab) == 0.77


def test_a_value_from_before_is_typed_a_while_later(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = set_value(open_page("tune"), "slider", SLID, 39)
    now = held.monotonic()
    monkeypatch.setattr(held, "monotonic", lambda: now + 10)
    set_value(test, "number_input", TYPED, 100)
    assert heal(lab) == 1.0
    assert widget(test, "slider", SLID).value == 100


def test_what_is_slid_back_at_once_is_the_users(lab: Lab, open_page: OpenPage) -> None:
    test = set_value(open_page("tune"), "slider", SLID, 39)
    set_value(test, "slider", SLID, 100)
    assert heal(lab) == 1.0
    set_value(test, "slider", SLID, 39)
    assert heal(lab) == 0.39
