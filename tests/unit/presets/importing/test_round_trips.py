"""Out in every form and in again: the same preset, whatever its plugins and fields are."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from retouch_lib.plugins import PLUGINS
from retouch_lib.presets import envelope, importing, share_text
from retouch_lib.presets.preset import Preset, default_task
from retouch_lib.presets.validation import check
from tests.unit.presets.importing.sources import (
    bash_curl,
    markdown,
    named_presets,
    presets_of_values,
    presets_without_escapes,
    python_script,
    tags,
    uses,
    versions,
    windows_curl,
)


def payload_of(preset: Preset) -> str:
    """What is joined on the way in."""
    return preset.fingerprint


def payload_of_item(item: tuple[Preset, object, object, object]) -> str:
    return item[0].fingerprint


def only(source: str | bytes) -> importing.FoundPreset:
    imported = importing.read_presets(source)
    assert len(imported.found) == 1
    return imported.found[0]


@given(presets_of_values)
def test_payload(preset: Preset) -> None:
    assert only(preset.to_json()).preset == preset
    assert only(preset.to_json(indent=2).encode()).preset == preset
    assert only(preset.to_json().encode("utf-16")).preset == preset


@given(named_presets, versions, tags, uses)
def test_envelope(preset: Preset, version: int | None, tags: tuple[str, ...], used: dict[str, int]) -> None:
    found = only(envelope.to_json(preset, version, tags, used))
    assert (found.preset, found.version, found.tags, found.used) == (preset, version, tags, used)
    assert found.findings == check(preset)
    assert found.notes == ()


@given(named_presets, versions, tags, uses, st.text("> \n", max_size=3), st.integers(0, 2000))
def test_share_text(
    preset: Preset, version: int | None, tags: tuple[str, ...], used: dict[str, int], broken: str, at: int
) -> None:
    text = share_text.to_text(preset, version=version, tags=tags, used=used)
    found = share_text.from_text(text)
    assert (found.preset, found.version, found.tags, found.used, found.notes) == (preset, version, tags, used, ())
    begun = len("retouchlab:1:") + 1
    at = begun + at % (len(text) - begun - 9)
    mailed = f"Try this:\n{text[:at]}{broken}{text[at:]}\nBye"
    assert only(mailed).preset == preset
    link = share_text.to_link(text, "https://studio.example/lab")
    assert only(link) == found
    assert only(f"Look: <{link}>, it is new.") == found
    (shared,) = parse_qs(urlsplit(link).query)[share_text.PARAMETER]
    assert shared == text, "what the page finds in its address"


@given(presets_of_values)
def test_curl(preset: Preset) -> None:
    found = only(bash_curl(preset))
    assert found.preset == preset
    assert found.place == "curl command, line 1"


@given(presets_without_escapes)
def test_curl_with_quoting_of_windows(preset: Preset) -> None:
    """Where bash and Windows read a backslash differently the text alone can't tell which one is meant."""
    assert only(windows_curl(preset)).preset == preset


@given(presets_of_values)
def test_python_script(preset: Preset) -> None:
    found = only(python_script(preset))
    assert found.preset.payload() == preset.payload()
    assert found.preset.name == "PRESET_V3"


@given(presets_of_values)
def test_markdown(preset: Preset) -> None:
    assert only(markdown(preset)).preset == preset


@given(st.lists(st.tuples(named_presets, versions, tags, uses), min_size=1, max_size=4, unique_by=payload_of_item))
def test_zip(items: list[tuple[Preset, int | None, tuple[str, ...], dict[str, int]]]) -> None:
    found = importing.read_presets(envelope.to_zip(items)).found
    read = [(item.preset.payload(), item.preset.note, item.version, item.tags, item.used) for item in found]
    assert read == [(preset.payload(), preset.note, version, tags, used) for preset, version, tags, used in items]


@given(st.lists(named_presets, min_size=1, max_size=4, unique_by=payload_of))
def test_lists(presets: list[Preset]) -> None:
    text = json.dumps([envelope.as_dict(preset) for preset in presets])
    assert [found.preset for found in importing.read_presets(text).found] == presets


class TestLength:
    def test_a_share_text_with_every_plugin_fits_a_message(self) -> None:
        preset = Preset("wedding, indoors", tuple(map(default_task, PLUGINS)), "Warm light; keep freckles. " * 5, "Ana")
        text = share_text.to_text(
            preset.with_layers(True), version=12, tags=("wedding", "warm"), used={"local": 31, "main": 4}
        )
        assert len(preset.tasks) == 17
        assert len(text) < 2000
        assert len(share_text.to_link(text, "https://retouch.studio-of-some-name.example")) < 2000

    def test_also_with_odd_values_everywhere(self) -> None:
        """Values that pack badly: 17 plugins with different numbers of 17 digits."""
        tasks = []
        for index, plugin in enumerate(PLUGINS):
            task = default_task(plugin)
            tasks.append(task.put(("Alpha1",), 1 / (index + 3)).put(("Alpha2",), 1 / (index + 37)))
        assert len(share_text.to_text(Preset("odd", tuple(tasks)))) < 2000
