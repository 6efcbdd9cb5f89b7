"""Photos without a face: the warning on Tune, on every server, before a credit is spent."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from retouch_lib.engine.server import EngineServer
from retouch_lib.lab import Lab
from retouch_lib.media.face_boxes import FaceBox
from retouch_lib.media.face_scan import ScannedFaces
from retouch_lib.presets.preset import Preset, Task
from retouch_lib.store.records import Photo
from retouch_lib.tokens.secret import Token
from retouch_lib.ui import preferences
from retouch_lib.ui.variants import Variant, to_json
from tests.pages.conftest import ran, wait_for_run
from tests.unit.imaging.pictures import jpeg, smooth

OpenPage = Callable[..., AppTest]
PATIENCE = 30.0
FACE = Preset("balanced", (Task("Heal", {"Scale": 0, "Alpha1": 1.0}),))
NO_FACE_NEEDED = Preset("balanced", (Task("Fabric", {"Scale": 0, "Alpha1": 1.0}),))


def wall(lab: Lab, name: str, width: int = 300) -> Photo:
    """A photo without a face."""
    part = lab.files.new_part()
    part.write_bytes(jpeg(smooth(width, 200)))
    return lab.add_photo("local", part, name)


def chosen(lab: Lab, *photos: Photo) -> None:
    lab.store.set_preference("local", preferences.PHOTOS, [photo.sha256 for photo in photos])
    lab.store.set_preference("local", preferences.GREETED, True)


def variant(lab: Lab, preset: Preset) -> None:
    """The only variant there is."""
    lab.store.set_preference("local", preferences.VARIANTS, to_json([Variant("balanced", preset, preset, True)]))


def on_a_paid_server(lab: Lab) -> None:
    lab.store.set_preference("local", preferences.SERVER, "custom")
    lab.store.set_preference("local", preferences.CONSENT, [lab.server("custom").base])
    lab.vault.keep("local", Token("reto-test-token-1234567890"))


def looked(lab: Lab, *photos: Photo) -> None:
    """Until these are scanned."""
    lab.face_scan.ask([photo.sha256 for photo in photos])
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.02)):
        if all(lab.face_scan.at(photo.sha256) for photo in photos):
            return
        pause.wait(0.02)
    raise AssertionError("nobody looked")


def warnings(test: AppTest) -> list[str]:
    return [warning.value for warning in test.warning]


def button(test: AppTest, key: str) -> Any:
    return next((each for each in test.button if each.key == key), None)


def test_free_words_on_the_local_engine(lab: Lab, open_page: OpenPage) -> None:
    photo = wall(lab, "wall.jpg")
    chosen(lab, photo)
    looked(lab, photo)
    test = open_page("tune")
    assert warnings(test) == ["No face found in wall.jpg. Face plugins will change nothing there."]
    assert not button(test, "run_now").disabled


def test_on_a_paid_server_it_speaks_of_credits(lab: Lab, engine: EngineServer, open_page: OpenPage) -> None:
    photos = [wall(lab, f"wall_{number}.jpg", 300 + number) for number in range(5)]
    portrait = lab.add_sample("local", "portrait")
    chosen(lab, portrait, *photos)
    on_a_paid_server(lab)
    looked(lab, portrait, *photos)
    before = engine.tasks.charges
    test = open_page("tune")
    words = "No face found in wall_0.jpg, wall_1.jpg and 3 more. Face plugins will probably change nothing there;"
    assert warnings(test) == [f"{words} each result still costs a credit."]
    assert engine.tasks.charges == before


def test_what_is_known_already_is_not_warned_of(lab: Lab, open_page: OpenPage) -> None:
    known, new = wall(lab, "known.jpg"), wall(lab, "new.jpg", 310)
    variant(lab, FACE)
    on_a_paid_server(lab)
    lab.run(lab.plan("local", [known.sha256], [FACE], "custom"))
    wait_for_run(lab)
    chosen(lab, known, new)
    looked(lab, known, new)
    (words,) = warnings(open_page("tune"))
    assert words.startswith("No face found in new.jpg. ")
    chosen(lab, known)
    assert warnings(open_page("tune")) == []


def test_nothing_is_said_where_no_plugin_needs_a_face(lab: Lab, open_page: OpenPage) -> None:
    photo = wall(lab, "wall.jpg")
    chosen(lab, photo)
    variant(lab, NO_FACE_NEEDED)
    on_a_paid_server(lab)
    test = open_page("tune")
    assert warnings(test) == []
    assert button(test, "run_now")


def test_nothing_is_said_of_photos_with_faces(lab: Lab, open_page: OpenPage) -> None:
    photo = lab.add_sample("local", "glasses")
    chosen(lab, photo)
    on_a_paid_server(lab)
    looked(lab, photo)
    assert warnings(open_page("tune")) == []


def test_a_name_can_t_draw_anything(lab: Lab, open_page: OpenPage) -> None:
    photo = wall(lab, "![x](y) *b*.jpg")
    chosen(lab, photo)
    looked(lab, photo)
    (words,) = warnings(open_page("tune"))
    assert "\\*b\\*" in words


@pytest.fixture
def held(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The face scan stands still until this is set; the page's own look at the photo in the viewer does not."""
    go = threading.Event()
    look = lab.face_scan._scan

    def waiting(sha256: str) -> ScannedFaces:
        assert go.wait(PATIENCE)
        return look(sha256)

    monkeypatch.setattr(lab.face_scan, "_scan", waiting)
    monkeypatch.setattr(lab.previews, "known_faces", lambda sha256: None)
    return go


def test_nothing_can_be_paid_before_it_is_known(lab: Lab, held: threading.Event, open_page: OpenPage) -> None:
    photos = [wall(lab, f"wall_{number}.jpg", 300 + number) for number in range(2)]
    chosen(lab, *photos)
    on_a_paid_server(lab)
    test = open_page("tune")
    assert button(test, "run_now") is None
    assert button(test, "run_waits").disabled
    assert "Looking for faces in 2 photos, before anything is paid …" in [each.value for each in test.caption]
    assert warnings(test) == [], "not known is not none"
    held.set()
    looked(lab, *photos)
    ran(test)
    assert button(test, "run_now").label == "Run · 6 credits"
    assert len(warnings(test)) == 1


def test_what_is_free_does_not_wait(lab: Lab, held: threading.Event, open_page: OpenPage) -> None:
    chosen(lab, wall(lab, "wall.jpg"))
    test = open_page("tune")
    assert not button(test, "run_now").disabled
    held.set()


def test_a_photo_nobody_can_look_at_holds_nothing_up(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(sha256: str) -> tuple[FaceBox, ...]:
        raise OSError("the disk is gone")

    photo = wall(lab, "wall.jpg")
    chosen(lab, photo)
    on_a_paid_server(lab)
    monkeypatch.setattr(lab.previews, "faces", broken)
    looked(lab, photo)
    test = open_page("tune")
    assert warnings(test) == []
    assert not button(test, "run_now").disabled


def test_the_timer_runs_only_while_something_is_unknown(
    lab: Lab, held: threading.Event, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    timers: list[float | None] = []
    fragment = st.fragment

    def noted(draw: Any, *, key: str, run_every: float | None = None) -> Any:
        if key == "plan":
            timers.append(run_every)
        return fragment(draw, key=key, run_every=run_every)

    monkeypatch.setattr(st, "fragment", noted)
    photo = wall(lab, "wall.jpg")
    chosen(lab, photo)
    test = open_page("tune")
    assert timers == [1.0]
    held.set()
    looked(lab, photo)
    ran(test)
    assert timers == [1.0, None]
