"""Settings, *Hot folders*: one is named, watched, stopped, and taken off the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from retouch_lib.lab import Lab
from retouch_lib.ui.server import lifespan
from retouch_lib.verbs.hot import watch
from tests.engines import jpeg_bytes, wait_until
from tests.pages.conftest import ran

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def quick(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(watch, "LOOK_EVERY", 0.05)
    monkeypatch.setattr("retouch_lib.verbs.hot.quiet.Quiet.ripe", _at_once)
    lab.store.set_preference("local", "greeted", True)
    yield
    lifespan.current_hot_folders().close()


def _at_once(self: object, look: Callable[[str], object]) -> list[object]:
    return [found for path in list(self._waiting) if (found := look(path))]  # type: ignore[attr-defined]


def pressed(test: AppTest, key: str) -> AppTest:
    next(button for button in test.button if str(button.key).startswith(key)).click()
    return ran(test)


def filled(test: AppTest, source: Path, output: Path, *presets: str) -> AppTest:
    fields = {field.key: field for field in test.text_input}
    fields["hot_source"].set_value(str(source))
    fields["hot_output"].set_value(str(output))
    next(each for each in test.multiselect if each.key == "hot_presets").set_value(list(presets))
    return pressed(test, "hot_begin")


def test_a_folder_is_watched_until_it_is_stopped(lab: Lab, open_page: OpenPage, tmp_path: Path) -> None:
    source, output = tmp_path / "in", tmp_path / "out"
    test = filled(open_page("settings"), Path("in"), output, "slight")
    assert "whole path" in test.error[0].value
    test = filled(test, source, output, "slight")
    assert "There is no folder" in test.error[0].value
    source.mkdir()
    test = filled(test, source, output)
    assert "Choose a preset" in test.error[0].value
    test = filled(test, source, output, "slight")
    assert not test.error
    (tmp_path / "1.jpg").write_bytes(jpeg_bytes(seed=3))
    (tmp_path / "1.jpg").rename(source / "1.jpg")  # whole from the first look on
    wait_until((output / "done" / "1.jpg").exists)
    (folder,) = lab.store.hot_folders("local")
    wait_until(lambda: lab.store.hot_counts(folder.id))
    with pytest.raises(watch.AlreadyWatched):
        next(watch.turning(lab, folder))
    test = open_page("settings")
    shown = [element.value for element in test.markdown]
    assert "Watching: 1 done, 0 failed." in shown
    test = pressed(test, "hot_stop")
    assert "Not watched by the app: 1 done, 0 failed." in [element.value for element in test.markdown]
    pressed(test, "hot_forget")
    assert lab.store.hot_folders("local") == ()
    assert (source / "1.jpg").exists()


def test_what_is_watched_goes_on_after_a_restart_and_says_what_it_waits_for(
    lab: Lab, open_page: OpenPage, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    filled(open_page("settings"), tmp_path / "in", tmp_path / "out", "slight")
    lifespan.current_hot_folders().close()
    lifespan.use(lab)
    (tmp_path / "in").rename(tmp_path / "away")
    hot_folders = lifespan.current_hot_folders()
    hot_folders.start()
    (folder,) = lab.store.hot_folders("local")
    wait_until(lambda: "can't be read" in hot_folders.remark(folder.id))
    assert "can't be read" in open_page("settings").warning[0].value


def test_where_nothing_may_be_written_nothing_is_watched(
    lab: Lab, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(lab.folder_writer), "allowed", False)
    test = open_page("settings")
    assert not [button for button in test.button if button.key == "hot_begin"]
