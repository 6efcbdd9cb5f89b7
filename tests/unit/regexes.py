"""Every regular expression of the project as it stands in the source: found by reading, so that none is forgotten."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FUNCTIONS = ("compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")


@dataclass(frozen=True)
class Regex:
    name: str
    """Where it stands: "importing.literals._NUMBER", or the function that has it inline: "ui.variants._free"."""
    pattern: re.Pattern[str] | re.Pattern[bytes] | None
    """None where it is made anew in a function, so that nobody can tell here what it is."""


def found() -> list[Regex]:
    """All calls of `re` in the app, in the order of the files."""
    files = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "retouch_lib").rglob("*.py"))]
    return [regex for file in files for regex in _in(file)]


def _in(file: Path) -> Iterator[Regex]:
    tree = ast.parse(file.read_text())
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    module = module.removeprefix("retouch_lib.").removesuffix(".__init__")
    for statement in tree.body:
        for place, inner in _named(statement):
            for call in ast.walk(inner):
                if isinstance(call, ast.Call) and _is_of_re(call):
                    yield Regex(f"{module}.{place}", _compiled(call) or _made(module, place))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.ImportFrom) and node.module == "re"), f"{file}: write re.compile(…)"


def _made(module: str, place: str) -> re.Pattern[str] | None:
    """A constant put together of others, as the module has it."""
    value = getattr(importlib.import_module(f"retouch_lib.{module}"), place, None)
    return value if isinstance(value, re.Pattern) else None


def _named(statement: ast.stmt) -> Iterator[tuple[str, ast.AST]]:
    """A constant, a function, or each method of a class."""
    if isinstance(statement, ast.ClassDef):
        for inner in statement.body:
            for name, node in _named(inner):
                yield f"{statement.name}.{name}", node
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        yield statement.name, statement
    elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        yield statement.targets[0].id, statement
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        yield statement.target.id, statement
    else:
        yield f"line {statement.lineno}", statement


def _is_of_re(call: ast.Call) -> bool:
    of = call.func
    return (
        isinstance(of, ast.Attribute)
        and of.attr in _FUNCTIONS
        and isinstance(of.value, ast.Name)
        and of.value.id == "re"
    )


def _compiled(call: ast.Call) -> re.Pattern[str] | re.Pattern[bytes] | None:
    """None where the source has no literal."""
    assert isinstance(call.func, ast.Attribute)
    try:
        pattern = ast.literal_eval(call.args[0])
    except ValueError:
        return None
    flags = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    if call.func.attr == "compile":
        flags += call.args[1:]
    elif call.func.attr in ("match", "search", "fullmatch", "findall", "finditer"):
        flags += call.args[2:]
    value = re.NOFLAG
    for part in flags:
        for name in ast.walk(part):
            if isinstance(name, ast.Attribute):
                value |= re.RegexFlag[name.attr]
    return re.compile(pattern, value)
