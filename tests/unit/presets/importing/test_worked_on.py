"""What a script makes of a literal, or puts into one, is not what stands there: refused and said, not paid for."""

from __future__ import annotations

import pytest

from retouch_lib.errors import InvalidPayload
from retouch_lib.presets import importing
from retouch_lib.presets.importing.operators import other_mode, worked_on
from retouch_lib.presets.importing.placeholders import require_values

TASK = '{"Plugin": "Heal", "Alpha1": 0.6}'
PAYLOAD = f'{{"mode": "professional", "tasks": [{TASK}]}}'


def refused(text: str) -> str:
    with pytest.raises(InvalidPayload) as caught:
        importing.read_presets(text)
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"tasks = [{TASK}] * 2",
        f"tasks = [{TASK}] + more",
        f"tasks = BASE + [{TASK}]",
        f"const tasks = [{TASK}].map(stronger);",
        f"const tasks = [{TASK}]\n  .filter(wanted);",
        f"tasks = [{TASK}][:1]",
        f"tasks = [{TASK}] if soft else None",
        f"p = {PAYLOAD} | {{'mode': mode}}",
        f"p = {PAYLOAD}.merge(extra)",
        f"const p = Object.assign({{}}, base, {PAYLOAD});",
        f"$p = array_merge($base, {PAYLOAD});",
        f"const p = [...{PAYLOAD}];",
    ],
)
def test_an_operator_or_a_call(text: str) -> None:
    assert "worked on further" in refused(text)


@pytest.mark.parametrize(
    "text",
    [
        f"p = {PAYLOAD}",
        f"post({PAYLOAD});",
        f"p = {PAYLOAD}.copy()",
        f"fetch(url, {{body: JSON.stringify({PAYLOAD})}})",
        f"Use {PAYLOAD}. Then run it.",
        f"Use {PAYLOAD} if you like, or another and more",
        f"| soft | {PAYLOAD} | good |",
        f"echo '{PAYLOAD}' | jq .tasks",
        f"+ {PAYLOAD}",
        f"a = {PAYLOAD} # * 2",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    (found,) = importing.read_presets(text).found
    assert found.preset.tasks[0].fields == {"Alpha1": 0.6}


@pytest.mark.parametrize(
    "value",
    [
        '" + alpha + "',
        '" . $alpha . "',
        '" & alpha & "',
        '" || alpha || "',
        "$alpha",
        "${alpha}",
        "{{ alpha }}",
        "<%= a %>",
        "%A%",
    ],
)
def test_a_place_for_a_value(value: str) -> None:
    for field in ("Plugin", "Alpha1"):
        payload = {"mode": "professional", "tasks": [{"Plugin": "Heal", field: value}]}
        with pytest.raises(InvalidPayload, match=rf"tasks\[0\].{field}: .* is no value but a place for one"):
            require_values(payload)


def test_a_string_that_a_script_puts_together() -> None:
    text = (
        'String p = "{\\"mode\\":\\"professional\\",\\"tasks\\":[{\\"Plugin\\":\\"Heal\\",\\"Alpha1\\":" + a + "}]}";'
    )
    assert "a place for one" in refused(text)
    assert "a place for one" in refused('P=\'{"tasks":[{"Plugin":"Heal","Alpha1":\'"$A"\'}]}\'')


@pytest.mark.parametrize(
    "value", ["Heal", "A + B", "100 %", "it's", "$", "{}", "a.b", 0.6, None, True, "Exposure & WB"]
)
def test_plain_values(value: object) -> None:
    require_values({"mode": "professional", "tasks": [{"Plugin": "Heal", "Alpha1": value}]})


def test_another_mode_beside_a_list_of_tasks() -> None:
    assert "the mode “beta”" in refused(f'client.start(tasks=[{TASK}], mode="beta")')
    text = f'start([{TASK}], mode="professional")'
    assert other_mode(text, text.index("["), text.index("]") + 1) == ""


def test_a_list_of_tasks_in_the_midst_of_something_says_so() -> None:
    imported = importing.read_presets(f"start(url,\n  [{TASK}],\n  more)")
    assert imported.notes[1] == "line 2: Only a list of tasks was read there; what stands around it was not."
    assert worked_on("x", 0, 1) == ""


def test_values_that_a_script_changes_later_are_said() -> None:
    imported = importing.read_presets(f'P = {PAYLOAD}\n\nP["tasks"][0]["Alpha1"] = 0.9\n')
    assert imported.notes == ("Left out: line 3: tasks can't be read there",)


class TestNothingIsDropped:
    @pytest.mark.parametrize(
        ("text", "plugins"),
        [
            ('<input value="{&quot;tasks&quot;:[{&quot;Plugin&quot;:&quot;Heal&quot;}]}">', ["Heal"]),
            ("payload={\\x22tasks\\x22:[{\\x22Plugin\\x22:\\x22Heal\\x22}]}", ["Heal"]),
            ('@@ -0,0 +1,3 @@\n+{"tasks": [\n+ {"Plugin": "Heal"}\n+]}\n', ["Heal"]),
            ("# {'tasks': [\n#   {'Plugin': 'Heal'},\n# ]}\n", ["Heal"]),
            (
                'a={\\"tasks\\":[{\\"Plugin\\":\\"Heal\\"}]} b={\\n \\"tasks\\":[{\\"Plugin\\":\\"Dust\\"}]}',
                ["Heal", "Dust"],
            ),
            ('\x1b[32m{"tasks": [{"Plugin": \x1b[0m"Heal"}]}', ["Heal"]),
        ],
        ids=["attribute", "nginx", "patch", "comment", "two-on-a-line", "colours"],
    )
    def test_read(self, text: str, plugins: list[str]) -> None:
        assert [found.preset.tasks[0].plugin for found in importing.read_presets(text).found] == plugins

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ('{"soft": {"Heal": 0.6, "Fabric": 1}}', "soft: plugins stand there as names of fields (“Heal”, “Fabric”)"),
            ("Array (\n [tasks] => Array ( [Plugin] => Heal [Alpha1] => 0.6 ) )", "line 2: “Heal” can't be read there"),
            ('{"a": {"Plugin": "Heal"}}', "a: a task stands there by itself"),
        ],
    )
    def test_or_said(self, text: str, said: str) -> None:
        assert said in refused(text)

    def test_a_schema_is_no_payload(self) -> None:
        schema = '{"properties": {"tasks": {"type": "array", "items": {"properties": {"Plugin": {"type": "string"}}}}}}'
        assert refused(schema) == refused("{}"), "nothing is said of it in particular"

    @pytest.mark.parametrize(
        "kind", ["Task[];", "Array<Task>;", "list[Task]", "readonly Task[]", "List<Map<String, Object>>"]
    )
    def test_a_type_is_no_value(self, kind: str) -> None:
        imported = importing.read_presets(f"interface P {{\n  tasks: {kind}\n}}\n\nx = {PAYLOAD}\n")
        assert imported.notes == ()

    def test_separate_places_are_said_apart_with_their_own_reasons(self) -> None:
        unread = "{} = {{'tasks': [{{'Plugin': '{}', 'Alpha1': {}}}]}}\n"
        text = f"{unread.format('a', 'Heal', 'x')}b = {PAYLOAD}\n{unread.format('c', 'Dust', 'y')}"
        imported = importing.read_presets(text)
        assert [found.preset.name for found in imported.found] == ["b"]
        assert [note.partition(" is a name")[0] for note in imported.notes] == [
            'Left out: line 1: “Heal” can\'t be read there: "x"',
            'Left out: line 3: “Dust” can\'t be read there: "y"',
        ]

    def test_beside_what_a_view_shows_on_the_same_line(self) -> None:
        text = 'a={\\"tasks\\":[{\\"Plugin\\":\\"Heal\\"}]} b={\\"tasks\\":[{\\"Plugin\\":\\"Dust\\",x}]}'
        imported = importing.read_presets(text)
        assert [found.preset.tasks[0].plugin for found in imported.found] == ["Heal"]
        assert [note for note in imported.notes if "“Dust”" in note]


class TestTokensInside:
    SECRET = "reto_aB3dE5fG7hJ9kL1m"

    @pytest.mark.parametrize(
        "text",
        [
            '{"tasks": [{"Plugin": "Heal", "User Params": {"X": {"token": "SECRET"}}}]}',
            '{"tasks": [{"Plugin": "Heal"}], "auth": {"token": "SECRET"}, "hook": "https://x.test/?token=SECRET"}',
            '{"name": "SECRET", "tasks": [{"Plugin": "Heal"}]}',
            '{"SECRET": {"tasks": [{"Plugin": "Heal"}]}}',
        ],
    )
    def test_nowhere_in_what_is_kept(self, text: str) -> None:
        imported = importing.read_presets(text.replace("SECRET", self.SECRET))
        assert self.SECRET not in repr(imported)
        assert self.SECRET not in imported.found[0].preset.to_json()
        assert any("token" in note for note in imported.notes)
