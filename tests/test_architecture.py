"""Keeps the arrows: who may import whom, which library lives where. Read LAYERS first; it is the drawing."""

from __future__ import annotations

import ast
import graphlib
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.unit import regexes, session_keys
from tests.unit.test_regexes import OURS, SEEN

ROOT = Path(__file__).resolve().parents[1]

LAYERS = (
    ("app", "pages", "ui", "cli", "__main__"),
    ("verbs",),
    ("lab",),
    ("reports",),
    ("work", "backup"),
    ("jobs", "measuring"),
    ("cloud",),
    ("media",),
    ("store",),
    ("presets",),
    ("imaging",),
    ("plugins", "parameters"),
    ("settings",),
    ("tokens", "names", "owners", "instance", "engine_child"),
    ("machine",),
    ("errors", "words"),
)
"""Rooms from top to bottom. A room imports from its own line and from the lines below it, never upward."""

SCREENS = ("tune", "mix", "sweep", "compare", "survey", "batch", "presets", "history", "team", "settings")
INSIDE: dict[str, tuple[tuple[str, ...], ...]] = {
    "ui": (
        ("__main__", "main"),
        SCREENS,
        ("shared",),
        ("viewer", "drop_zone", "layer_strip", "filmstrip", "grid", "loupes", "mix_board", "narrow_menu", "notice"),
        ("keys",),
        ("component",),
        ("runs",),
        ("workspace",),
        ("desks",),
        ("preferences",),
        ("session", "desk", "rounds"),
        ("variants", "server", "trials"),
    ),
    "presets": (("importing", "snippets"), ("*",)),
    "cloud": (("fieldtest",), ("*",)),
    "engine": (("*",), ("effects",), ("analysis",)),
    "imaging": (
        ("psd",),
        ("mix",),
        ("composite", "measures"),
        ("blend", "archive", "faces", "metadata", "guard"),
        ("strengths", "strokes"),
        ("files", "filters"),
        ("floats",),
    ),
}
"""The same drawing inside a room that has rooms in it. What stands in one line knows nothing of its neighbours: no
screen imports another. "*" is every file that has no name here; those may know each other."""

ENGINE_MAY_IMPORT = {"engine", "imaging", "plugins", "errors"}
"""The local engine is a process of its own, beside the layers."""

MAY_KNOW_THE_ENGINES_CONSTANTS = {"ui", "lab", "work"}
"""Its version and the plugins it can do stand in its __init__; nothing else of it is imported outside."""

PICTURES = {"imaging", "engine", "media", "measuring"}
HOMES = {
    "streamlit": {"app", "pages", "ui"},
    "starlette": {"engine", "ui"},
    "uvicorn": {"engine", "ui"},
    "python_multipart": {"engine"},
    "requests": {"cloud"},
    "requests_toolbelt": {"cloud"},
    "urllib3": {"cloud"},
    "urllib.request": {"cloud"},
    "http.client": {"cloud"},
    "sqlalchemy": {"store"},
    "sqlite3": {"store", "engine"},
    "alembic": {"store"},
    "psycopg": {"store"},
    "dbos": {"jobs"},
    "prometheus_client": {"jobs"},
    "cv2": PICTURES,
    "numpy": PICTURES,
    "PIL": {"imaging", "reports"},  # colours by their profile; and type set on sheets, which is no work on photos
    "jinja2": {"reports"},
    "psd_tools": {"imaging"},
    "simplejpeg": PICTURES,
    "pi_heif": PICTURES,
    "flip_evaluator": {"measuring"},
    "pandas": {"work", "ui"},
    "altair": {"ui"},
    "yaml": {"presets"},
    "click": {"cli"},
    "cryptography": {"tokens"},
    "watchdog": {"machine"},
    "obstore": {"media"},
}
"""The only rooms that may import a library."""

KEYS = "retouch_lib.ui.session"
"""The only file that names a key of the session's state."""
COMPONENTS = ("viewer", "drop_zone", "layer_strip", "filmstrip", "grid", "loupes", "mix_board", "narrow_menu", "notice")
"""They get their key from the page."""

PAGE_LINES = 80


@dataclass(frozen=True)
class Module:
    name: str
    """Dotted, as imported: "retouch_lib.cloud.client", "pages.tune", "app"."""
    path: Path
    imports: frozenset[str]
    """Every module named by an import, in functions and under TYPE_CHECKING too."""

    @property
    def room(self) -> str:
        return room_of(self.name)


def room_of(name: str) -> str:
    """ "cloud" for retouch_lib.cloud.client; "" for retouch_lib itself."""
    return name.removeprefix("retouch_lib").lstrip(".").split(".")[0]


@cache
def modules() -> dict[str, Module]:
    paths = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "retouch_lib").rglob("*.py")]
    names = {_dotted(path): path for path in paths}
    found = {name: Module(name, path, frozenset(_imports(path, set(names)))) for name, path in names.items()}
    # What the library offers by its own name is loaded when somebody asks for it: no file of ours does.
    return {**found, "retouch_lib": replace(found["retouch_lib"], imports=frozenset())}


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _imports(path: Path, ours: set[str]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in ours or whole in HOMES else str(node.module)


def imports_of_ours() -> Iterator[tuple[Module, str]]:
    """Each module with each room other than its own from which it imports."""
    for module in modules().values():
        for name in module.imports:
            if name in modules() and room_of(name) and room_of(name) != module.room:
                yield module, name


def layer(room: str) -> int:
    for index, rooms in enumerate(LAYERS):
        if room in rooms:
            return index
    raise AssertionError(f'"{room}" stands in no line of LAYERS: give it its place')


def inner_of(room: str, name: str) -> str:
    """ "tune" for retouch_lib.ui.tune.board in the room "ui"; empty for the room's own __init__ and other rooms."""
    rest = name.removeprefix(f"retouch_lib.{room}.")
    return "" if rest == name else rest.split(".")[0]


def points_downward(room: str, own: str, other: str) -> bool:
    """Whether one part of that room may import another; what crosses the room's walls is judged elsewhere."""
    if not own or not other or own == other:
        return True
    unnamed = {own, other}.isdisjoint({name for names in INSIDE[room] for name in names})
    return unnamed or line_inside(room, own) < line_inside(room, other)


def line_inside(room: str, inner: str) -> int:
    """Which line of INSIDE a file or folder of that room stands in."""
    lines = {name: index for index, names in enumerate(INSIDE[room]) for name in names}
    assert inner in lines or "*" in lines, f'"{inner}" stands in no line of INSIDE["{room}"]: give it its place'
    return lines.get(inner, lines.get("*", -1))


def test_every_room_has_its_place() -> None:
    for module in modules().values():
        if module.room not in ("", "engine"):
            layer(module.room)


def test_imports_point_downward() -> None:
    upward = [
        f"{module.name} imports {name}"
        for module, name in imports_of_ours()
        if "engine" not in (module.room, room_of(name)) and layer(module.room) > layer(room_of(name))
    ]
    assert upward == []


@pytest.mark.parametrize("room", INSIDE)
def test_imports_point_downward_inside_a_room(room: str) -> None:
    not_downward = [
        f"{module.name} imports {name}"
        for module in modules().values()
        for name in module.imports & modules().keys()
        if not points_downward(room, inner_of(room, module.name), inner_of(room, name))
    ]
    assert not_downward == []


def test_a_page_is_made_of_its_own_screen_and_of_what_is_shared() -> None:
    strangers = [
        f"{module.name} imports {name}"
        for module in modules().values()
        if module.room == "pages"
        for name in module.imports & modules().keys()
        if inner_of("ui", name) in SCREENS and inner_of("ui", name) != module.path.stem
    ]
    assert strangers == []


def test_the_engine_imports_only_its_few_rooms() -> None:
    others = [
        f"{module.name} imports {name}"
        for module, name in imports_of_ours()
        if module.room == "engine" and room_of(name) not in ENGINE_MAY_IMPORT
    ]
    assert others == []


def test_of_the_engine_only_its_constants_are_known_outside() -> None:
    into = [
        f"{module.name} imports {name}"
        for module, name in imports_of_ours()
        if room_of(name) == "engine"
        and (name != "retouch_lib.engine" or module.room not in MAY_KNOW_THE_ENGINES_CONSTANTS)
    ]
    assert into == []


def test_no_import_cycles_between_files() -> None:
    require_no_cycle({module.name: module.imports & modules().keys() for module in modules().values()})


def test_no_import_cycles_between_folders() -> None:
    """A folder is one thing here, with all its files; a file that has folders beside it is one by itself."""
    graph: dict[str, set[str]] = {}
    for module in modules().values():
        own = place_of(module.name)
        graph.setdefault(own, set()).update({place_of(name) for name in module.imports & modules().keys()} - {own})
    require_no_cycle(graph)


def test_a_cycle_is_seen() -> None:
    with pytest.raises(pytest.fail.Exception, match="→"):
        require_no_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}})


def require_no_cycle(graph: Mapping[str, Iterable[str]]) -> None:
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def place_of(name: str) -> str:
    """ "retouch_lib.ui.viewer" for a module in that folder; the module's own name where folders stand beside it."""
    path = modules()[name].path
    folder = path.parent
    if any((below / "__init__.py").exists() for below in folder.iterdir() if below.is_dir()):
        return name
    return ".".join(folder.relative_to(ROOT).parts) or name


@pytest.mark.parametrize("library", HOMES)
def test_a_library_stays_in_its_rooms(library: str) -> None:
    strays = [
        f"{module.name} imports {name}"
        for module in modules().values()
        for name in module.imports
        if (name == library or name.startswith(f"{library}.")) and module.room not in HOMES[library]
    ]
    assert strays == []


def test_pillow_opens_no_picture() -> None:
    """Files from outside are for our own bounded readers; Pillow gets pixels and profiles that those have looked at."""
    users = [module for module in modules().values() if any(name.split(".")[0] == "PIL" for name in module.imports)]
    opening = [
        f"{module.name}: {ast.unparse(node)}"
        for module in users
        for node in ast.walk(ast.parse(module.path.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node).endswith(("Image.open", "ImageFile.Parser"))
    ]
    assert users
    assert opening == []


def test_only_one_file_knows_the_sessions_state() -> None:
    """A component reads what stands under the key that it was given, as Streamlit does for its own widgets."""
    there = {name for name, module in modules().items() if session_keys.states(ast.parse(module.path.read_text()))}
    components = {
        f"retouch_lib.ui.{name}"
        for name in ("keys", "viewer", "layer_strip", "filmstrip", "grid", "loupes", "mix_board")
    }
    assert there == {KEYS, *components}
    for name in there - {KEYS}:
        source = modules()[name].path.read_text()
        assert source.count("session_state") == source.count("st.session_state.get(key)"), f"{name} names a key"


def test_every_key_is_made_in_one_file() -> None:
    strays = [
        f"{module.name}, line {line}"
        for module in modules().values()
        if module.room in ("app", "pages", "ui") and inner_of("ui", module.name) not in COMPONENTS
        for line in session_keys.strays(ast.parse(module.path.read_text()))
    ]
    assert strays == []


@pytest.mark.parametrize(
    "source",
    [
        'st.button("Run", key="run")',
        'st.button("Run", key=f"run_{name}")',
        'st.form("run")',
        'options = {"key": "run"}',
        'def f(job): key = f"{job}"; st.button("Run", key=key)',
        'def f(key: str): st.button("Run", key=key)',
        'def f(jobs):\n for key in jobs: st.button("Run", key=key)',
        'KEY = "run"\ndef f(): st.button("Run", key=KEY)',
    ],
)
def test_a_key_named_elsewhere_is_seen(source: str) -> None:
    assert session_keys.strays(ast.parse(source))


@pytest.mark.parametrize(
    "source",
    [
        'st.button("Run", key=session.RUN)',
        "st.form(session.by_id_form(job.id))",
        'def f(key: Key): st.button("Run", key=key)',
        'def f(job): key = session.job_button("Run", job.id); st.button("Run", key=key)',
        "def f() -> Key: ...\ndef g(): st.dataframe(rows, key=f())",
        "sorted(jobs, key=lambda job: job.server)",
    ],
)
def test_a_key_of_the_session_passes(source: str) -> None:
    assert session_keys.strays(ast.parse(source)) == []


def test_pages_are_short() -> None:
    pages = {path.name: len(path.read_text().splitlines()) for path in (ROOT / "pages").glob("*.py")}
    assert pages
    assert {name: lines for name, lines in pages.items() if lines > PAGE_LINES} == {}


def test_no_file_beside_the_entry_script_hides_a_module() -> None:
    """Streamlit puts the entry script's folder first on sys.path."""
    taken = sys.stdlib_module_names | packages_distributions().keys()
    beside = {path.stem for path in (ROOT / "retouch_lib" / "ui").iterdir() if not path.name.startswith("_")}
    assert beside & taken == set()
    assert "pages" not in beside, "Streamlit would bypass the entry script on a deep link"


def test_no_regular_expression_is_forgotten() -> None:
    """Each is tried with its worst text in tests/unit/test_regexes.py, or a reason stands there why it need not be."""
    found = regexes.found()
    names = {one.name for one in found}
    assert [one.name for one in found if one.pattern is None] == [], "write it out where it is made: it can't be tried"
    assert names - SEEN.keys() - OURS.keys() == set(), "a new one: what is its worst text?"
    assert SEEN.keys() | OURS.keys() == names, "one that is gone"
    assert not SEEN.keys() & OURS.keys()
    assert all(OURS.values())


def test_a_class_name_means_one_thing() -> None:
    """No two modules define a public class of the same name: whoever reads it need not ask which one is meant."""
    places: dict[str, list[str]] = {}
    for module in modules().values():
        for node in ast.parse(module.path.read_text()).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module.name)
    assert len(places) > 100
    double = {name: found for name, found in places.items() if len(found) > 1}
    assert double == {}


def test_no_function_is_called_just_read() -> None:
    """Imported by name it would say nothing: `read_archive`, `read_json`."""
    bare = [
        module.name
        for module in modules().values()
        for node in ast.parse(module.path.read_text()).body
        if isinstance(node, ast.FunctionDef) and node.name == "read"
    ]
    assert bare == []


WORDS = Path("retouch_lib", "words", "times.py")
PORTABLE = re.compile(r"%[aAbBdfHIjmMpSUwWxXyYzZ%]")
"""Codes of dates that Python documents for every system; with a sign between % and the letter ("%-d") some fail."""


def codes_of_dates() -> Iterator[tuple[Path, str]]:
    """Each format of a date in our Python, and the file it stands in: after a colon in an f-string, and of strftime."""
    for module in modules().values():
        for node in ast.walk(ast.parse(module.path.read_text())):
            if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
                spec = ast.unparse(node.format_spec)
            elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "strftime":
                spec = " ".join(map(ast.unparse, node.args))
            else:
                continue
            if re.search(r"%.?\w", spec):
                yield module.path.relative_to(ROOT), spec


def test_a_page_is_named_by_one_path() -> None:
    """Pages lie elsewhere in a wheel, where a path relative to the entry script finds none."""
    assert [name for name, module in modules().items() if "../pages/" in module.path.read_text()] == []


def test_dates_have_only_codes_that_every_system_knows() -> None:
    found = list(codes_of_dates())
    assert any(path == WORDS for path, _ in found)
    assert [(str(path), spec) for path, spec in found if "%" in PORTABLE.sub("", spec)] == []


def test_only_one_file_makes_dates_into_words() -> None:
    """Names of months and days; elsewhere stand dates for file names and machines."""
    assert {str(path) for path, spec in codes_of_dates() if re.search("%[aAbB]", spec)} == {str(WORDS)}


def test_numbers_get_their_plural_in_one_place() -> None:
    by_hand = re.compile(r"""['"]e?s['"] if """)
    assert [name for name, module in modules().items() if by_hand.search(module.path.read_text())] == []


def test_foreign_text_is_cleaned_in_one_place() -> None:
    """What asks for a character's category, or leaves out what UTF-8 can't carry, is another cleaner."""
    signs = re.compile(r"\bunicodedata\b|\.isprintable\(\) else|errors=.ignore|\"surrogatepass\"")
    found = {name for name, module in modules().items() if signs.search(module.path.read_text())}
    assert found == {
        "retouch_lib.words.text",
        "retouch_lib.tokens.unshown",
        "retouch_lib.presets.importing.literals.strings",
    }
