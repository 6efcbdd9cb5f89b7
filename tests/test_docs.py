"""The documents keep up: every setting, command and page is in the README, and what the README names exists."""

from __future__ import annotations

import ast
import dataclasses
import hashlib
import re
import tomllib
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

import pytest

import retouch_lib
from retouch_lib.cloud.servers import SERVERS
from retouch_lib.engine import PLUGINS
from retouch_lib.plugins import PLUGINS as TABLE
from retouch_lib.settings import LIMITS, Settings
from retouch_lib.ui.settings.licences import dependencies
from tests.test_architecture import imports_of_ours, modules, room_of

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
FIRST_SCREEN = README[: README.index("\n## ")]


def targets() -> set[str]:
    return set(" ".join(re.findall(r"^\.PHONY:(.*)$", MAKEFILE, re.M)).split())


OWN_CHILDREN = {
    "retouch_lib.imaging.files.heic_decoder",
    "retouch_lib.measuring.flip_program",
    "retouch_lib.measuring.program",
}
"""Programs that only the app itself starts."""


def programs() -> set[str]:
    """Modules for a person to run with `python -m`."""
    found = {path for path in (ROOT / "retouch_lib").rglob("*.py") if '__name__ == "__main__"' in path.read_text()}
    dotted = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in found}
    return {name.removesuffix(".__main__") for name in dotted} - OWN_CHILDREN


def pins(file: str) -> list[str]:
    return [line for line in (ROOT / file).read_text().splitlines() if line and not line.startswith("#")]


class TestReadme:
    def test_the_first_screen(self) -> None:
        """One sentence, one picture, the two commands, and that no token is needed."""
        sentence = FIRST_SCREEN.splitlines()[2]
        assert sentence.endswith(".")
        assert sentence.count(". ") == 0
        assert FIRST_SCREEN.index("![") < FIRST_SCREEN.index("make run") < FIRST_SCREEN.index("make test")
        assert "No token is needed" in FIRST_SCREEN
        assert len(FIRST_SCREEN.splitlines()) <= 20

    def test_every_setting_and_no_other(self) -> None:
        settings = {f"RETOUCH_{field.name.upper()}" for field in dataclasses.fields(Settings)}
        settings -= {"RETOUCH_SOURCES", "RETOUCH_LOGIN"}
        assert set(re.findall(r"RETOUCH_[A-Z_]+", README)) == settings
        assert set(re.findall(r"^\| `(RETOUCH_[A-Z_]+)` \|", README, re.M)) == settings

    def test_the_default_of_every_number(self) -> None:
        defaults = dict(re.findall(r"^\| `RETOUCH_([A-Z_]+)` \| `([0-9.]+)` \|", README, re.M))
        usual = {field.name: field.default for field in dataclasses.fields(Settings) if field.name in LIMITS}
        assert {name.lower(): float(text) for name, text in defaults.items()} == usual

    def test_every_servers_name(self) -> None:
        row = next(line for line in README.splitlines() if line.startswith("| `RETOUCH_SERVER`"))
        assert {*re.findall(r"`([a-z0-9]+)`", row)} == {server.name for server in SERVERS} | {"custom"}

    def test_every_make_target_and_no_other(self) -> None:
        assert set(re.findall(r"`make ([a-z-]+)", README)) == targets()

    def test_every_program_and_no_other(self) -> None:
        assert set(re.findall(r"python -m (retouch_lib[a-z_.]*)", README)) == programs()

    def test_every_page_and_no_other(self) -> None:
        assert set(re.findall(r"pages/([a-z_]+\.py)", README)) == {path.name for path in (ROOT / "pages").glob("*.py")}

    def test_every_path_it_names_is_there(self) -> None:
        named = re.findall(r"`((?:retouch_lib|pages|tests|benchmarks|\.ci)/[A-Za-z0-9_./]*)`", README)
        linked = [target for target in re.findall(r"\]\(([^)]+)\)", README) if not target.startswith("http")]
        assert named
        assert linked
        assert [path for path in (*named, *linked) if not (ROOT / path).exists()] == []

    def test_the_plugins_of_the_local_engine(self) -> None:
        section = " ".join(README[README.index("## The local engine") : README.index("## Where things are")].split())
        can, cannot = section.split("What it does not do:")
        assert [plugin.key for plugin in TABLE if plugin.key in can] == list(PLUGINS)
        assert [plugin.key for plugin in TABLE if plugin.label in cannot] == [
            plugin.key for plugin in TABLE if plugin.key not in PLUGINS
        ]


class TestMakefile:
    def test_a_rule_for_every_target_and_a_line_in_its_help(self) -> None:
        assert targets() == set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))
        assert targets() - {"help"} == set(re.findall(r'"make ([a-z-]+)  ', MAKEFILE))

    def test_what_it_installs_stands_in_a_lock(self) -> None:
        """Each stamp is older than its lock when that changed; the plain commands of the README install the same."""
        stamps = dict(re.findall(r"^\.venv/(\w+)\.stamp: (\S+)", MAKEFILE, re.M))
        assert stamps == {
            "run": "requirements.lock",
            "test": "tests/requirements.lock",
            "teams": "tests/teams/requirements.lock",
        }
        assert re.findall(r"pip install .*-r (\S+)$", MAKEFILE, re.M) == list(stamps.values())
        assert re.findall(r"pip install -r ([\w./]+)", README) == list(stamps.values())

    def test_every_program_it_starts_is_there(self) -> None:
        for script in re.findall(r"\$\(BIN\)/python ([a-z_/]+\.py)", MAKEFILE):
            assert (ROOT / script).exists(), script
        for module in re.findall(r"\$\(BIN\)/python -m ([a-z_.]+)", MAKEFILE):
            assert find_spec(module), module


class TestPromises:
    """docs/promises.md: what is promised, what was tried against it, and the tests that try it again."""

    TEXT = (ROOT / "docs" / "promises.md").read_text()

    def test_every_test_it_names_is_there(self) -> None:
        named = re.findall(r"`(tests/[a-z0-9_/]+\.py)::([A-Za-z0-9_:]+)`", self.TEXT)
        assert len(named) > 40
        assert [f"{path}::{name}" for path, name in named if not is_defined(ROOT / path, name)] == []
        files = re.findall(r"`(tests/[a-z0-9_/]+\.py)`", self.TEXT)
        assert [path for path in files if not (ROOT / path).exists()] == []

    def test_every_row_names_a_test_or_the_storm(self) -> None:
        rows = [line for line in self.TEXT.splitlines() if line.startswith("| ")]
        heads = [line for line in rows if line.startswith("| what was tried")]
        assert len(heads) >= 4
        assert [row for row in rows if row not in heads and "`tests/" not in row and "`make chaos`" not in row] == []

    def test_every_promise_of_the_storm_is_told(self) -> None:
        audit = (ROOT / "tests" / "chaos" / "audit.py").read_text()
        promises = re.findall(r'_verdict\("([^"]+)"', audit)
        assert promises
        assert [promise for promise in promises if promise not in self.TEXT] == []


class TestArchitecture:
    """docs/architecture.md: the house, the paths through it, and where things happen."""

    TEXT = (ROOT / "docs" / "architecture.md").read_text()
    NAMED = re.findall(r"`((?:[a-z0-9_]+/)*[a-z0-9_]+\.(?:py|js)|(?:[a-z0-9_]+/)+)(?::([A-Za-z0-9_.]+))?`", TEXT)

    def test_every_file_and_name_is_there(self) -> None:
        assert len(self.NAMED) > 70
        assert sorted({path for path, _ in self.NAMED if not whole_path(path).exists()}) == []
        named = {(path, name) for path, name in self.NAMED if name}
        assert len(named) > 30
        assert (
            sorted(
                f"{path}:{name}" for path, name in named if not is_defined(whole_path(path), name.replace(".", "::"))
            )
            == []
        )

    def test_every_room_is_described_with_what_it_uses(self) -> None:
        """In two lines: what it is for; which rooms it imports (exactly those), and where to begin reading."""
        told = {
            name.removesuffix("/").removesuffix(".py"): set(uses.split(", "))
            for name, uses in re.findall(
                r"^\*\*`([a-z_]+(?:/|\.py))`\*\* .+\nUses: ([a-z_, ]+)\. Begin: `", self.TEXT, re.M
            )
        }
        assert told == {room: uses for room, uses in uses_of_rooms().items() if room in told or room not in GROUND}

    def test_the_drawing_shows_every_room(self) -> None:
        drawing = self.TEXT.split("```")[1]
        assert [room for room in uses_of_rooms() if not re.search(rf"\b{room}\b", drawing)] == []

    def test_each_path_takes_five_lines(self) -> None:
        paths = self.TEXT.partition("## Paths")[2].partition("## Where")[0].strip().split("\n\n")
        assert len(paths) == 5
        assert {len(path.splitlines()) for path in paths} == {5}


GROUND = {
    "app",
    "__main__",
    "plugins",
    "parameters",
    "settings",
    "names",
    "owners",
    "instance",
    "engine_child",
    "errors",
    "words",
}
"""Single files and words/ at the bottom, and the launcher at the top: one sentence tells of them."""


def whole_path(path: str) -> Path:
    """A path as docs/architecture.md gives it: from the repository's top, or from retouch_lib."""
    return next(
        (ROOT / folder / path for folder in ("retouch_lib", "") if (ROOT / folder / path).exists()), ROOT / path
    )


def uses_of_rooms() -> dict[str, set[str]]:
    """Each room with the rooms that it imports."""
    uses: dict[str, set[str]] = {module.room: set() for module in modules().values() if module.room}
    for module, name in imports_of_ours():
        if module.room:
            uses[module.room].add(room_of(name))
    return uses


def is_defined(path: Path, name: str) -> bool:
    """Whether that file defines it: a function, a class, or a function of a class ("Class::function")."""
    if not path.exists():
        return False
    found: list[ast.stmt] = ast.parse(path.read_text()).body
    for part in name.split("::"):
        node = next((item for item in found if isinstance(item, _DEFINITIONS) and item.name == part), None)
        if node is None:
            return False
        found = node.body
    return True


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt", "tests/teams/requirements.txt"])
def test_pins_are_exact_and_say_what_they_are_for(file: str) -> None:
    """And on which systems alone, after a semicolon, where that is not everywhere."""
    for line in pins(file):
        assert re.fullmatch(r"[A-Za-z0-9_.-]+(\[[a-z,]+\])?==[0-9][0-9a-z.]*( ; [^#]+)? +# \S.+", line), line


SAYS_IT = re.compile(rf"""["']{re.escape(retouch_lib.__version__)}["']""")


def test_the_changelog_tells_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text()
    sections = re.findall(r"^## \[([^]]+)\]", changelog, re.M)
    assert sections[0] == "Unreleased" or sections[0] == retouch_lib.__version__


def test_the_version_stands_in_one_place() -> None:
    """In the library, from where pyproject.toml takes it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert "version" in project["project"]["dynamic"]
    assert project["tool"]["hatch"]["version"]["path"] == "retouch_lib/__init__.py"
    files = [path for folder in ("retouch_lib", "pages") for path in (ROOT / folder).rglob("*.py")]
    saying = [path for path in (*files, ROOT / "app.py", ROOT / "pyproject.toml") if SAYS_IT.search(path.read_text())]
    assert saying == [ROOT / "retouch_lib" / "__init__.py"]


def test_the_notice_names_every_file_of_others_with_its_sum() -> None:
    notice = (ROOT / "NOTICE").read_text()
    rows = dict(re.findall(r"^\| (\S+\.\w+) \|.*\| ([0-9a-f]{64}) \|$", notice, re.M))
    library = ROOT / "retouch_lib"
    folders = (library / "imaging" / "faces" / "models", library / "samples", library / "reports" / "fonts")
    kinds = (".tflite", ".jpg", ".png", ".ttf")
    files = [path for folder in folders for path in folder.iterdir() if path.suffix in kinds]
    assert rows == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


OTHER_THAN_PERMISSIVE = re.compile(r"GPL|MPL|EPL|CDDL|EUPL|SSPL|BUSL")
"""In a licence's name."""
NAME, CELL = r"[\w-]+", r"[^|]+"
SUCH_A_TEXT = re.compile(r"Lesser General Public License|LGPL-?v?[23]|GPL-[23]\.0|Mozilla Public License")
"""In a licence's text. Python's own names the GPL, too, which it is not."""


def licence_texts(package: str) -> str:
    files = [file for file in distribution(package).files or [] if re.match(r"(LICEN[CS]E|COPYING)", file.name)]
    return "\n".join(file.read_text() for file in files if file.suffix in ("", ".txt", ".md", ".rst"))


def test_the_notice_names_every_package_under_another_licence_than_a_permissive_one() -> None:
    """And no other; also those that only another package brings, and those that carry a library of such a kind."""
    notice = (ROOT / "NOTICE").read_text()
    rows = dict(re.findall(rf"^\| ({NAME}) \| {CELL} \| ({CELL}) \| {CELL} \|$", notice, re.M))
    del rows["package"]
    installed = {package.name: package for package in dependencies()}
    named = {
        name
        for name, package in installed.items()
        if OTHER_THAN_PERMISSIVE.search(package.licence) or SUCH_A_TEXT.search(licence_texts(name))
    }
    assert {"psycopg", "psycopg-binary", "certifi", "pi_heif"} <= named, "what is known to be such"
    assert set(rows) == named
    assert rows == {name: installed[name].licence for name in rows}


def test_who_brings_a_package_is_said_rightly() -> None:
    """Whoever names it among what it requires; it is itself named in requirements.txt."""
    notice = (ROOT / "NOTICE").read_text()
    direct = {package.name.lower() for package in dependencies() if package.direct}
    for name, bringer in re.findall(rf"^\| ({NAME}) \| (Retouch Lab|{NAME}) \| {CELL} \| {CELL} \|$", notice, re.M):
        if bringer == "Retouch Lab":
            assert name.lower() in direct
        elif name != "package":
            assert bringer in direct
            assert any(name.startswith(re.split(r"\W", needed)[0]) for needed in distribution(bringer).requires or [])
