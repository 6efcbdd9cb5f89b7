"""The same payload as people write it in one language after another."""

from __future__ import annotations

import pytest

from retouch_lib.presets.bounded_json import Json
from retouch_lib.presets.importing.literals import Reader

TASKS = [
    {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
    {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2},
]
PAYLOAD = {"mode": "professional", "tasks": TASKS}

SCRIPTS = {
    "python": """
PAYLOAD = {
    'mode': 'professional',
    'tasks': [
        {'Plugin': 'Heal', 'Scale': 0, 'Alpha1': 0.80},  # soft
        {'Plugin': 'White ' 'Teeth', 'Scale': 0, 'Alpha1': .25, 'Alpha2': 2e-1},
    ],
}
requests.post(URL, data={"payload": json.dumps(PAYLOAD), "token": os.environ["TOKEN"]})
""",
    "python-dict": """
def slight() -> dict[str, object]:
    return dict(mode="professional", tasks=[
        dict(Plugin="Heal", Scale=0, Alpha1=0.8),
        dict(Plugin="White Teeth", Scale=0, Alpha1=0.25, Alpha2=0.2),
    ])
""",
    "javascript": """
const slight = Object.freeze({
  mode: 'professional',
  tasks: [
    { Plugin: "Heal", Scale: 0, Alpha1: 0.8 }, // 0.75 was too soft
    { ["Plugin"]: `White Teeth`, Scale: 0, Alpha1: .25, 'Alpha2': 0.2, },
  ],
});
fetch(url, { method: 'POST', body: form });
""",
    "typescript": """
interface Payload { mode: string; tasks: Task[] }
export const SLIGHT: Payload = {
  mode: 'professional' as const,
  tasks: <Task[]>[
    { Plugin: 'Heal', Scale: 0 as number, Alpha1: 0.8 } as Task,
    { Plugin: <const>'White Teeth' , Scale: 0, Alpha1: .25, Alpha2: 0.2 }!,
  ] satisfies ReadonlyArray<Partial<Record<string, unknown>>>,
} as const satisfies RetouchPayload;
""".replace("<const>'White Teeth' ", "'White Teeth'"),
    "typescript-record": """
export const presets: Record<string, Payload> = {
  slight: <const>{ mode: 'professional', tasks: [
    { Plugin: 'Heal', Scale: 0, Alpha1: 0.8 },
    { Plugin: 'White ' + 'Teeth', Scale: 0, Alpha1: 0.25, Alpha2: 0.2 } ] as Task[] },
} as unknown as Record<string, Payload>;
""",
    "php": """<?php
$payload = [
    'mode' => 'professional',
    'tasks' => [
        ['Plugin' => 'Heal', 'Scale' => 0, 'Alpha1' => (float) 0.8],
        (object) ['Plugin' => 'White' . ' Teeth', 'Scale' => 0, 'Alpha1' => .25, "Alpha2" => 0.2],
    ],
];
""",
    "php-class": """<?php
final class Presets
{
    public const SLIGHT = array(
        'mode'  => "professional",
        'tasks' => array( // as agreed
            array('Plugin' => 'Heal', 'Scale' => 0, 'Alpha1' => 0.8),
            array('Plugin' => 'White Teeth', 'Scale' => 0, 'Alpha1' => 0.25, 'Alpha2' => 0.2),
        ),
    );
}
""",
    "php-heredoc": """<?php
$json = <<<'JSON'
{"mode": "professional", "tasks": [
  {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
  {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}
]}
JSON;
curl_setopt($ch, CURLOPT_POSTFIELDS, ['payload' => $json, 'token' => getenv('TOKEN')]);
""",
    "go-maps": """
package main

var payload = map[string]interface{}{
	"mode": "professional",
	"tasks": []map[string]interface{}{
		{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
		{"Plugin": `White Teeth`, "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2},
	},
}
""",
    "go-any": """
func slight() map[string]any {
	return map[string]any{"mode": "professional", "tasks": []any{
		map[string]any{"Plugin": "Heal", "Scale": 0, "Alpha1": .8},
		map[string]any{"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2},
	}}
}
""",
    "go-json": """
payload := `{"mode": "professional", "tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
  {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}`
""",
    "powershell": """
$payload = @{
    mode  = 'professional'
    tasks = @(
        @{ Plugin = 'Heal'; Scale = 0; Alpha1 = 0.8 },
        [ordered]@{
            Plugin = "White Teeth"   # both of them
            Scale  = 0
            Alpha1 = .25; Alpha2 = [double]0.2
        }
    )
} | ConvertTo-Json -Depth 5
""",
    "powershell-commas": """
$tasks = @{Plugin='Heal';Scale=0;Alpha1=0.8}
$payload = [pscustomobject]@{
    'mode' = "professional";
    tasks = @{Plugin='Heal';Scale=0;Alpha1=0.8}, @{Plugin='White' + ' Teeth';Scale=0;Alpha1=0.25;Alpha2=0.2};
}
""",
    "powershell-lines": """
$payload = @{
    tasks = @(
        @{ Plugin = 'Heal'; Scale = 0; Alpha1 = 0.8 }
        @{ Plugin = 'White Teeth'; Scale = 0; Alpha1 = 0.25; Alpha2 = 0.2 }
    )
    mode = 'professional'
}
""",
    "powershell-here": """
$payload = @'
{"mode": "professional", "tasks": [
  {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
  {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}
'@
Invoke-RestMethod -Uri $uri -Method Post -Form @{ payload = $payload; token = $env:TOKEN }
""",
    "kotlin": """
val payload: Map<String, Any> = mapOf(
    "mode" to "professional",
    "tasks" to listOf(
        mapOf("Plugin" to "Heal", "Scale" to 0, "Alpha1" to 0.8f),
        mutableMapOf<String, Any>("Plugin" to "White Teeth", "Scale" to 0, "Alpha1" to .25, "Alpha2" to 0.2),
    ),
)
""",
    "kotlin-raw": '''
val payload = """
    {"mode": "professional", "tasks": [
      {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
      {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}
""".trimIndent()
''',
    "csharp-anonymous": """
var payload = new
{
    mode = "professional",
    tasks = new[]
    {
        new { Plugin = "Heal", Scale = 0, Alpha1 = 0.8, Alpha2 = (double?)null },
    },
};
var other = new { mode = "professional", tasks = new object[] {
    new { Plugin = "Heal", Scale = 0, Alpha1 = 0.8m },
    new { Plugin = "White Teeth", Scale = 0, Alpha1 = 0.25f, Alpha2 = 0.2d } } };
""",
    "csharp-dictionary": """
var payload = new Dictionary<string, object>
{
    ["mode"] = "professional",
    ["tasks"] = new List<Dictionary<string, object>>
    {
        new Dictionary<string, object> { { "Plugin", "Heal" }, { "Scale", 0 }, { "Alpha1", 0.8 } },
        new() { ["Plugin"] = @"White Teeth", ["Scale"] = 0L, ["Alpha1"] = 0.25, ["Alpha2"] = 0.2 },
    },
};
""",
    "csharp-collection": """
Payload payload = new() {
    mode = "professional",
    tasks = [
        new Dictionary<string, object>() { ["Plugin"] = "Heal", ["Scale"] = 0, ["Alpha1"] = 0.8 },
        new JsonObject { ["Plugin"] = "White Teeth", ["Scale"] = 0, ["Alpha1"] = 0.25, ["Alpha2"] = 0.2 },
    ],
};
""",
    "java": """
Map<String, Object> payload = Map.of(
    "mode", "professional",
    "tasks", List.of(
        Map.of("Plugin", "Heal", "Scale", 0, "Alpha1", 0.8),
        Map.of("Plugin", "White Teeth", "Scale", 0L, "Alpha1", 0.25f, "Alpha2", 0.2d)));
""",
    "java-entries": """
var payload = Map.ofEntries(
    Map.entry("mode", "professional"),
    entry("tasks", Arrays.asList(
        Map.<String, Object>of("Plugin", "Heal", "Scale", 0, "Alpha1", (Object) 0.8),
        ImmutableMap.of("Plugin", "White" + " Teeth", "Scale", 0, "Alpha1", 0.25, "Alpha2", 0.2)
    ))
);
""",
    "java-text-block": '''
String payload = """
    {"mode": "professional", "tasks": [
      {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8},
      {"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}
    """;
''',
    "java-concatenated": r"""
String payload = "{\"mode\": \"professional\", " +
    "\"tasks\": [{\"Plugin\": \"Heal\", \"Scale\": 0, \"Alpha1\": 0.8}, "
    + "{\"Plugin\": \"White Teeth\", \"Scale\": 0, \"Alpha1\": 0.25, \"Alpha2\": 0.2}]}";
""",
    "javascript-concatenated": """
form.append('payload', '{"mode": "professional", ' + // the only one
  '"tasks": [{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8}, {"Plugin": "White Teeth", ' +
  '"Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}');
""",
    "python-side-by-side": """
payload = ('{"mode": "professional", "tasks": ['
           '{"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8}, '
           '{"Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2}]}')
""",
    "csharp-verbatim": """
var json = @"{ ""mode"": ""professional"", ""tasks"": [
    { ""Plugin"": ""Heal"", ""Scale"": 0, ""Alpha1"": 0.8 },
    { ""Plugin"": ""White Teeth"", ""Scale"": 0, ""Alpha1"": 0.25, ""Alpha2"": 0.2 } ] }";
""",
    "java-org-json": """
JSONObject payload = new JSONObject().put("mode", "professional").put("tasks", new JSONArray()
    .put(new JSONObject().put("Plugin", "Heal").put("Scale", 0).put("Alpha1", 0.8))
    .put(new JSONObject()
        .put("Plugin", "White Teeth").put("Scale", 0)
        .put("Alpha1", 0.25).put("Alpha2", 0.2)));
""",
    "ruby": """
PAYLOAD = {
  'mode' => 'professional',
  :tasks => [
    { Plugin: 'Heal', Scale: 0, Alpha1: 0.8 },
    { 'Plugin' => 'White Teeth', 'Scale' => 0, "Alpha1": 0.25, Alpha2: 0.2 },
  ],
}.freeze
""",
    "swift": """
let payload: [String: Any] = [
    "mode": "professional",
    "tasks": [
        ["Plugin": "Heal", "Scale": 0, "Alpha1": 0.8] as [String: Any],
        ["Plugin": "White Teeth", "Scale": 0, "Alpha1": 0.25, "Alpha2": 0.2],
    ] as [[String: Any]],
]
""",
    "lua": """
local payload = {
  mode = "professional", -- the documented one
  tasks = {
    { Plugin = "Heal", Scale = 0, Alpha1 = 0.8 };
    { ["Plugin"] = 'White Teeth', Scale = 0, Alpha1 = 0.25, Alpha2 = 0.2 },
  },
}
""",
    "rust": """
let payload = json!({
    "mode": "professional",
    "tasks": [
        {"Plugin": "Heal", "Scale": 0, "Alpha1": 0.8f64},
        {"Plugin": "White Teeth", "Scale": 0_i32, "Alpha1": 0.25, "Alpha2": 0.2},
    ],
});
""",
    "dart": """
final payload = <String, dynamic>{
  'mode': 'professional',
  'tasks': const <Map<String, Object>>[
    {'Plugin': 'Heal', 'Scale': 0, 'Alpha1': 0.8},
    const {'Plugin': 'White Teeth', 'Scale': 0, 'Alpha1': 0.25, 'Alpha2': 0.2},
  ],
};
""",
    "perl": """
my $payload = {
    mode  => 'professional',
    tasks => [
        { Plugin => 'Heal', Scale => 0, Alpha1 => 0.8 },
        { Plugin => 'White Teeth', Scale => 0, Alpha1 => 0.25, Alpha2 => 0.2 },
    ],
};
""",
}


def values(text: str) -> list[Json]:
    return [literal.value for literal in Reader(text).all()]


def payloads(text: str) -> list[Json]:
    """Those with tasks, wherever they stand."""
    found = [value for value in values(text) if isinstance(value, dict)]
    inner = [item for value in found for item in value.values() if isinstance(item, dict)]
    return [value for value in (*found, *inner) if "tasks" in value]


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name: str) -> None:
    assert payloads(SCRIPTS[name]) == [PAYLOAD]


REFUSED = {
    "arithmetic": ("{'tasks': [{'Alpha1': 0.4 * 2}]}", "* 2"),
    "python-splat": ("{**BASE, 'mode': 'x'}", "**BASE"),
    "python-set": ("{'a', 'b'}", ", 'b'"),
    "python-call": ("dict(Alpha1=float('0.8'))", "float("),
    "python-positional": ("dict(base, Alpha1=0.8)", ", Alpha1"),
    "python-division": ("{'Alpha1': 5 // 2\n}", " // 2"),
    "javascript-shorthand": ("{ mode, tasks }", ", tasks"),
    "javascript-spread": ("{ ...base, Alpha1: 1 }", "...base"),
    "javascript-filled-in": ("{ Plugin: `He${x}` }", "`He"),
    "javascript-octal": ("{ Alpha1: 010 }", "010"),
    "javascript-hex": ("{ Alpha1: 0x10 }", "0x10"),
    "javascript-bigint": ("{ Alpha1: 1n }", "1n"),
    "typescript-enum": ("{ Plugin: Plugin.Heal }", "Plugin.Heal"),
    "php-variable": ("['Plugin' => \"He$x\"]", '"He$x'),
    "php-call": ("['Alpha1' => min(0.8, 1)]", "min("),
    "php-cut": ("['Alpha1' => (int) 0.8]", "int"),
    "go-positional": ('[]Task{{"Heal", 0, 0.8}}', ", 0, 0.8"),
    "go-name-as-key": ('map[string]any{keyPlugin: "Heal"}', "keyPlugin"),
    "go-call": ('map[string]any{"Alpha1": ptr(0.8)}', "ptr("),
    "powershell-variable": ('@{ Plugin = "He$x" }', '"He$x'),
    "powershell-expression": ("@{ Alpha1 = 0.4 * 2 }", "* 2"),
    "powershell-command": ("@{ Alpha1 = Get-Alpha }", "Get-Alpha"),
    "powershell-list-in-list": ("@( @(1, 2) )", "@( @("),
    "kotlin-class": ('listOf(Task(plugin = "Heal"))', "Task("),
    "kotlin-variable": ('mapOf("Plugin" to "He$x")', '"He$x'),
    "kotlin-builder": ('listOf(buildJsonObject { put("Plugin", "Heal") })', "buildJsonObject"),
    "csharp-filled-in": ('new { Plugin = $"He{x}" }', '$"He'),
    "csharp-member": ("new { task.Plugin }", "task.Plugin"),
    "csharp-three": ('new Dictionary<string, object> { { "a", 1, 2 } }', '{ "a"'),
    "java-odd": ('Map.of("Plugin", "Heal", "Scale")', "Map.of"),
    "java-twice": ('Map.of("Plugin", "Heal", "Plugin", "Hair")', "Map.of"),
    "java-entry-alone": ('List.of(Map.entry("a", 1))', "Map.entry"),
    "java-put-name": ('new JSONObject().put("Plugin", "Heal").put("Alpha1", alpha)', "alpha"),
    "java-concatenated": (r'''"{\"mode\": \"" + mode + "\"}"''', " + mode"),
    "ruby-symbol": ("{ 'Plugin' => :heal }", ":heal"),
    "ruby-filled-in": ("{ 'Plugin' => \"He#{x}\" }", '"He#'),
    "swift-mixed": ('["Plugin": "Heal", "Scale"]', '"Scale"'),
    "lua-mixed": ('{ a = { "x", b = 1 } }', "b = 1"),
    "rust-cut": ('json!({"Alpha1": 0.8 as i32})', "as i32"),
    "two-texts-touch": ("{'Plugin': 'White''s'}", "'s'"),
    "mixed-marks": ("{ a: 1, b = 2 }", "= 2"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_have_to_be_run_or_guessed_is_refused(name: str) -> None:
    """With the place where reading stopped."""
    text, where = REFUSED[name]
    reader = Reader(f"p = {text}")
    read = [literal.value for literal in reader.all()]
    assert not any(isinstance(value, dict) and value for value in read), read
    assert f"p = {text}".index(where) in [at for at, _ in reader.stuck], reader.stuck
