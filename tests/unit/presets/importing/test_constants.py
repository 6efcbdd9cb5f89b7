"""Names that a script gives one plain value are read as it; every doubt leaves them unknown."""

from __future__ import annotations

import pytest

from retouch_lib.presets.importing.literals import Reader
from retouch_lib.presets.importing.literals.constants import Constants


def value_of(script: str, name: str = "MODE") -> object:
    constant = Constants(script).get(name, len(script))
    return None if constant is None else constant.value


@pytest.mark.parametrize(
    ("script", "name", "value"),
    [
        ('MODE = "professional"\n', "MODE", "professional"),
        ("import os\nMODE: Final[str] = 'professional'  # the only one\nx = 2", "MODE", "professional"),
        ("\n# MODE = 'standard'\nMODE = 'professional'\n", "MODE", "professional"),
        ("const BASE = 0.4;", "BASE", 0.4),
        ("export const BASE: number = .4 as const;\n", "BASE", 0.4),
        ("let a = 1; const BASE = -1_000;", "BASE", -1000),
        ("const on = true;\n", "on", True),
        ("<?php $mode = 'x';", "$mode", "x"),
        ("define('MODE', 'x');\n", "MODE", "x"),
        ('    private const MODE = "x";', "MODE", "x"),
        ('const mode = "x"\n', "mode", "x"),
        ('const (\n\tmode string = "x"\n\tbase = 0.4\n)', "base", 0.4),
        ('const (\n\tmode string = "x"\n\tbase = 0.4\n)', "mode", "x"),
        ('mode := "x"\n', "mode", "x"),
        ('private static final String MODE = "x";', "MODE", "x"),
        ("public const double Base = 0.4;", "Base", 0.4),
        ('val mode: String = "x"\n', "mode", "x"),
        ("$base = 0.4\n[ordered]@{}", "$base", 0.4),
        ("local base = 0.4 -- soft\n", "base", 0.4),
    ],
)
def test_plain_values(script: str, name: str, value: object) -> None:
    if "$base" in script:
        script = script.replace("[ordered]@{}", "$x = 1")
    assert value_of(script, name) == value


@pytest.mark.parametrize(
    "script",
    [
        "MODE = 'a'\nMODE = 'b'\n",
        "MODE = 'a'\nif kids: MODE = 'b'\n",
        "MODE = 4\nMODE += 1\n",
        "let MODE = 4;\nMODE++;\n",
        "MODE = 0.4 * 2\n",
        "MODE = 0.4 \\\n  * 2\n",
        "const MODE = 0.4\n  + 0.1;\n",
        "const MODE = 'a'\n  .concat(x);\n",
        "MODE = 'a' if kids else 'b'\n",
        "MODE = 'a' 'b'\n",
        "MODE = f'a{x}'\n",
        "const MODE = `a${x}`;\n",
        '$MODE = "a$x";\n',
        "MODE = 010\n",
        "MODE = 5 // 2\n",
        "MODE = OTHER\n",
        "MODE = ['a']\n",
        "MODE = 4\nfor MODE in (1, 2): pass\n",
        "MODE = 4\ndef run(MODE): pass\n",
        "MODE = 4\nx = lambda MODE: 1\n",
        "MODE = 4;\nxs.map((MODE) => 1);\n",
        "MODE = 4\ndef run(\n    plugin,\n    MODE,\n):\n    pass\n",
        "MODE = 4;\nconst run = (\n  plugin,\n  MODE,\n) => ({});\n",
        "MODE = 4;\nclass A {\n  run(plugin, MODE) {\n  }\n}\n",
        "MODE = 4\nxs.each do |MODE|\nend\n",
        "$MODE = 4\nfunction Run {\n  param(\n    [double]$MODE\n  )\n}\n",
        "$MODE = 4\nForEach ($MODE in 1..3) { }\n",
        "MODE = 4;\nxs.map(MODE => 1);\n",
        "double MODE = 4;\nTask run(double MODE) { }\n",
        "MODE = 4\nMODE, other = 1, 2\n",
        "const MODE = 4;\nconst [MODE, x] = y;\n",
        "MODE = 4\nfrom presets import MODE\n",
        "run(\n    MODE='a',\n    other=1)\n",
        "run(1,\n    MODE='a'\n)\n",
        "new Task {\n    MODE = 4\n}\n",
        "self.MODE = 4\n",
        "run(MODE='a')\n",
        "if MODE == 'a':\n",
        'text = """\nMODE=\'a\' and more\n"""',
    ],
)
def test_every_doubt_leaves_it_unknown(script: str) -> None:
    assert value_of(script) is None
    assert value_of(script, "$MODE") is None


class TestInLiterals:
    def test_its_value_is_read_and_said_once(self) -> None:
        script = "MODE = 'professional'\n\nA = {'mode': MODE, 'again': [MODE]}\nB = {'mode': 'x'}\n"
        first, second = Reader(script).all()
        assert first.value == {"mode": "professional", "again": ["professional"]}
        assert first.notes == ('MODE was read as "professional" (line 1).',)
        assert second.notes == ()

    @pytest.mark.parametrize(
        ("script", "value"),
        [
            ("const base = 0.4;\nconst p = { Alpha1: base, base: base };", {"Alpha1": 0.4, "base": 0.4}),
            ("const base = 0.4;\nconst p = { [base]: 1, x: 2 };", None),
            ("const key = 'Alpha1';\nconst p = { [key]: 1, x: 2 };", {"Alpha1": 1, "x": 2}),
            ("$base = 0.4;\n$p = ['Alpha1' => $base];", {"Alpha1": 0.4}),
            ("$base = 0.4\n$p = @{ Alpha1 = $base\n Scale = 0 }", {"Alpha1": 0.4, "Scale": 0}),
            ('const key = "Plugin"\nvar p = map[string]any{key: "Heal"}', {"Plugin": "Heal"}),
            ('val base = 0.4\nval p = mapOf("Alpha1" to base)', {"Alpha1": 0.4}),
            ("soft = 0.4\np = { base = soft }", {"base": 0.4}),
            ("KEY = 'Plugin'\np = {KEY: 'Heal'}", None),
            ("BASE = 0.4\np = {'Alpha1': BASE * 2}", None),
            ("BASE = 0.4\np = {'Alpha1': BASE()}", None),
            ("BASE = 0.4\np = {'Alpha1': BASE.x}", None),
            ("BASE = 0.4\np = {'Alpha1': BASE if kids else 1}", None),
            ("p = {'Alpha1': BASE}\nBASE = 0.4\n", None),
        ],
    )
    def test_where_it_stands(self, script: str, value: object) -> None:
        found = [literal.value for literal in Reader(script).all() if isinstance(literal.value, dict)]
        assert found == ([] if value is None else [value])

    def test_what_is_unknown_is_told_with_its_whole_name(self) -> None:
        script = "BASE = 0.4\np = {'Alpha1': BASE * 2, 'x': 1}\nq = {'Plugin': Plugin.Heal}"
        reader = Reader(script)
        assert list(reader.all()) == []
        assert reader.stuck == [
            (script.index("BASE * 2"), '"BASE" is a name, not a value,'),
            (script.index("Plugin.Heal"), '"Plugin.Heal" is a name, not a value,'),
        ]
