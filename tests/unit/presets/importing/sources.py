"""One preset in every form that is read, for the tests."""

from __future__ import annotations

import json
import pprint
from urllib.parse import quote

from hypothesis import strategies as st

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import envelope, share_text
from retouch_lib.presets.importing.placeholders import require_values
from retouch_lib.presets.preset import Preset
from retouch_lib.presets.vendor import BALANCED, SLIGHT
from retouch_lib.words.text import one_line
from tests.unit.presets.test_preset import presets, presets_with, whole_text

URL = "https://retoucher.hz.labs.retouch4.me/api/v1/retoucher/start"
TOKEN = "retoexampletokenvaluex83n4j2k9q7m5p1"


def holds_values(preset: Preset) -> bool:
    """Whether none of its texts looks like a variable of a script, such as $0: those are refused on the way in."""
    try:
        require_values(preset.payload())
    except InvalidPayload:
        return False
    return True


presets_of_values = presets.filter(holds_values)
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(lambda text: one_line(text, 40))
tags = st.lists(names.filter(bool), max_size=4, unique=True).map(tuple)
named_presets = st.builds(
    lambda preset, name, note, author: Preset(name, preset.tasks, note, author, preset.mode, preset.extra),
    presets,
    names,
    whole_text.map(lambda text: one_line(text, 40)),
    names,
)
presets_without_escapes = presets_with(
    st.text(st.characters(exclude_categories=["C"], exclude_characters='"\\'), max_size=12)
).filter(holds_values)
"""In JSON they hold no backslash."""
versions = st.one_of(st.none(), st.integers(1, 999_999))
uses = st.dictionaries(st.sampled_from(("local", "main", "world", "custom")), st.integers(1, 1_000_000))
"""Photos by server."""


def bash_curl(preset: Preset) -> str:
    """As on the vendor's page, with quotes that a shell's script would need."""
    quoted = preset.to_json().replace("'", "'\\''")
    return (
        f"curl --location '{URL}' \\\n--form 'file=@\"DSC_6229_Sample.jpg\"' \\\n"
        f"--form 'token=\"{TOKEN}\"' \\\n--form-string 'payload={quoted}'"
    )


def windows_curl(preset: Preset) -> str:
    """As on the vendor's page: in double quotes, each quote inside after a backslash."""
    inside = preset.to_json().replace('"', '\\"')
    return (
        f'curl --location "{URL}" --form "file=@DSC_6229_Sample.jpg" --form "token={TOKEN}" '
        f'--form-string "payload={inside}"'
    )


def python_script(preset: Preset) -> str:
    return f"import os\n\nPRESET_V3 = {pprint.pformat(preset.payload(), sort_dicts=False)}\n\nrun(PRESET_V3)\n"


def markdown(preset: Preset) -> str:
    return f"Here it is, [as agreed](x):\n\n```json\n{preset.to_json(indent=2)}\n```\n\nTell me {{if}} it works.\n"


def yaml_file(preset: Preset) -> str:
    """Names of fields and plugins stand without quotes."""
    tasks = [
        "\n".join(f"      {key}: {value}" for key, value in task.as_dict().items()).replace("      ", "    - ", 1)
        for task in preset.tasks
    ]
    return f"soft skin:\n  mode: {preset.mode}\n  tasks:\n" + "\n".join(tasks) + "\n"


def toml_file(preset: Preset) -> str:
    tasks = [
        "\n".join(f"{key} = {json.dumps(value)}" for key, value in task.as_dict().items()) for task in preset.tasks
    ]
    return f'[soft]\nmode = "{preset.mode}"\n' + "".join(f"[[soft.tasks]]\n{task}\n" for task in tasks)


def collection(preset: Preset) -> str:
    """As Postman exports one."""
    fields = [{"key": "token", "value": TOKEN}, {"key": "payload", "value": preset.to_json(indent=1)}]
    items = [{"name": "Start", "request": {"body": {"mode": "formdata", "formdata": fields}}}]
    return json.dumps({"info": {"name": "Studio"}, "item": items}, indent=1)


def go_script(preset: Preset) -> str:
    tasks = ", ".join(json.dumps(task.as_dict()) for task in preset.tasks)
    return f'soft := map[string]any{{"mode": "{preset.mode}", "tasks": []map[string]any{{{tasks}}}}}\n'


def mail(preset: Preset) -> str:
    """Quoted, with a table and an address in it."""
    lines = f"Try this:\n{preset.to_json(indent=1)}\n1;soft;{json.dumps(preset.to_json())}\nhttps://x.test/?payload="
    return "\n".join(f"> {line}" for line in f"{lines}{quote(preset.to_json())}".split("\n")) + "\n\nNo. Ana\n"


FORMS: dict[str, str | bytes] = {
    "payload": SLIGHT.to_json(),
    "indented": SLIGHT.to_json(indent=2).encode(),
    "envelope": envelope.to_json(SLIGHT, 3, ("studio", "kids")),
    "list": json.dumps([SLIGHT.payload(), BALANCED.payload()]),
    "names": json.dumps({"v3": SLIGHT.payload(), "v4": BALANCED.payload()}),
    "bash": bash_curl(SLIGHT),
    "windows": windows_curl(SLIGHT),
    "python": python_script(SLIGHT),
    "markdown": markdown(SLIGHT),
    "share": share_text.to_text(SLIGHT, version=3, tags=("studio",)),
    "yaml": yaml_file(SLIGHT),
    "toml": toml_file(SLIGHT),
    "collection": collection(SLIGHT),
    "go": go_script(SLIGHT),
    "mail": mail(SLIGHT),
    "zip": envelope.to_zip([(SLIGHT, 3, (), {}), (BALANCED, None, (), {})]),
}
